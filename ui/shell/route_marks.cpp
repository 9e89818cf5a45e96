// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/route_marks.h"

#include "ui/style/status.h"
#include "ui/style/words.h"

#include <QCoreApplication>
#include <algorithm>

namespace holdpoint {

namespace {

RouteRow page(const char* id, const char* title, int number)
{
    RouteRow row;
    row.id = QLatin1String(id);
    row.title = tr(title);
    row.number = number;
    return row;
}

RouteRow gate(Gate which)
{
    RouteRow row;
    row.id = fromCore(nameOf(which));
    row.title = gateTitle(which);
    row.isGate = true;
    return row;
}

/// Worst first, as roll-ups go.
int severity(RunOutcome outcome)
{
    switch (outcome) {
    case RunOutcome::Failed:
        return 6;
    case RunOutcome::Interrupted:
        return 5;
    case RunOutcome::Aborted:
        return 4;
    case RunOutcome::Inconclusive:
        return 3;
    case RunOutcome::Warned:
        return 2;
    case RunOutcome::Passed:
        return 1;
    case RunOutcome::NotRun:
        return 0;
    }
    return 0;
}

struct Share
{
    std::size_t done = 0;
    std::size_t total = 0;
    ItemState worst = ItemState::NotApplicable;

    QString text() const { return QStringLiteral("%1/%2").arg(done).arg(total); }
};

template <typename Wanted>
Share shareOf(const ChecklistView& view, Wanted wanted)
{
    Share share;
    std::vector<ItemState> states;
    for (const ItemView& item : view.items) {
        if (!item.definition->isBox || !wanted(item)) {
            continue;
        }
        ++share.total;
        states.push_back(item.state);
        const bool isDone = item.state == ItemState::Pass || item.state == ItemState::NotApplicable ||
                            item.state == ItemState::Overridden || item.state == ItemState::Deferred;
        share.done += isDone ? 1U : 0U;
    }
    share.worst = rollUp(states);
    return share;
}

bool isSectionFrom(const ItemView& item, int from, int to)
{
    const int section = QString::fromStdString(item.definition->section).toInt();
    return section >= from && section <= to;
}

void markLoad(RouteRow& row, const Report& report, bool isRunning)
{
    std::size_t ran = 0;
    RunOutcome worst = RunOutcome::NotRun;
    for (const TestReport& test : report.tests) {
        ran += test.verdict != RunOutcome::NotRun ? 1U : 0U;
        worst = severity(test.verdict) > severity(worst) ? test.verdict : worst;
    }
    row.glyph = isRunning ? Glyph::Running : lookOf(worst).glyph;
    if (row.id == QLatin1String("live")) {
        row.remark = ran == 0 ? QString() : QStringLiteral("%1/%2").arg(ran).arg(report.tests.size());
    }
}

void markPage(RouteRow& row, const Report& report, bool isRunning)
{
    const ChecklistView& view = report.checklist;
    if (row.id == QLatin1String("checklist")) {
        const Share share = shareOf(view, [](const ItemView& item) { return item.definition->gate == Gate::GoForLoad; });
        row.glyph = lookOf(share.worst).glyph;
        row.remark = share.text();
    } else if (row.id == QLatin1String("live") || row.id == QLatin1String("analysis")) {
        markLoad(row, report, isRunning && row.id == QLatin1String("live"));
    } else if (row.id == QLatin1String("capacity")) {
        row.glyph = lookOf(shareOf(view, [](const ItemView& item) { return isSectionFrom(item, 15, 15); }).worst).glyph;
    } else if (row.id == QLatin1String("signoff")) {
        const auto valid = std::count_if(report.signatures.begin(), report.signatures.end(),
                                         [](const Signature& s) { return s.status == SignatureStatus::Valid; });
        row.glyph = valid < 4 ? Glyph::OpenSensed : isSignedStillSo(report) ? Glyph::Pass : Glyph::Warn;
        row.remark = QStringLiteral("%1/4").arg(valid);
    } else if (row.id == QLatin1String("report")) {
        row.glyph = !report.isReleased ? Glyph::Dot : isSignedStillSo(report) ? Glyph::Pass : Glyph::Warn;
    } else if (row.id == QLatin1String("after")) {
        const Share share = shareOf(view, [](const ItemView& item) { return item.definition->gate == Gate::AfterRelease; });
        row.glyph = lookOf(share.worst).glyph;
        row.remark = report.isReleased && share.total > 0 ? share.text() : QString();
    }
}

} // namespace

QList<RouteRow> routeRows()
{
    return {page("start", QT_TRANSLATE_NOOP("holdpoint", "Start"), 1),
            page("checklist", QT_TRANSLATE_NOOP("holdpoint", "Checklist"), 2),
            gate(Gate::GoForLoad),
            page("live", QT_TRANSLATE_NOOP("holdpoint", "Live load"), 3),
            page("analysis", QT_TRANSLATE_NOOP("holdpoint", "Analysis"), 4),
            gate(Gate::Results),
            page("capacity", QT_TRANSLATE_NOOP("holdpoint", "Capacity"), 5),
            page("signoff", QT_TRANSLATE_NOOP("holdpoint", "Sign-off"), 6),
            gate(Gate::SignOff),
            page("report", QT_TRANSLATE_NOOP("holdpoint", "Report"), 7),
            page("after", QT_TRANSLATE_NOOP("holdpoint", "After release"), 8)};
}

RouteRow connectionsRow()
{
    RouteRow row = page("connections", QT_TRANSLATE_NOOP("holdpoint", "Connections"), 9);
    row.glyph = Glyph::NotApplicable;
    return row;
}

void markRoute(QList<RouteRow>& rows, const Report* report, bool isRunning)
{
    for (RouteRow& row : rows) {
        if (row.id == QLatin1String("connections")) {
            continue;
        }
        row.glyph = Glyph::Dot;
        row.gate = GateState::Later;
        row.remark.clear();
        if (report == nullptr) {
            continue;
        }
        if (!row.isGate) {
            markPage(row, *report, isRunning);
            continue;
        }
        for (const GateView& gate : report->checklist.gates) {
            if (fromCore(nameOf(gate.gate)) == row.id) {
                row.gate = gate.shown();
                row.remark = lookOf(gate.shown()).word;
            }
        }
    }
}

QString titleMark(const Report& report, bool isRunning)
{
    const bool hasFailure = report.checklist.counts.contains(ItemState::Fail) && report.checklist.counts.at(ItemState::Fail) > 0;
    if (report.verdict == ReleaseVerdict::NoGo || hasFailure) {
        return QStringLiteral("\u2716");
    }
    if (isRunning) {
        return QStringLiteral("\u25D0");
    }
    switch (report.verdict) {
    case ReleaseVerdict::GoWithExceptions:
        return QStringLiteral("\u25B2");
    case ReleaseVerdict::Go:
        return QStringLiteral("\u2714");
    case ReleaseVerdict::Incomplete:
    case ReleaseVerdict::NoGo:
        break;
    }
    return QStringLiteral("\u25CB");
}

} // namespace holdpoint
