// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/overview/analysis_tables.h"

#include "core/base/text.h"
#include "core/base/time_format.h"
#include "core/base/units.h"
#include "ui/overview/table_cells.h"
#include "ui/style/words.h"

#include <QStandardItemModel>
#include <algorithm>

namespace holdpoint {

namespace {

constexpr std::size_t kShownRows = 10; // of one item's evidence

QString percent(double share, int decimals = 0)
{
    return fromCore(formatNumber(100 * share, decimals)) + QStringLiteral("\u00A0%");
}

QString millis(double value)
{
    return value > 0 ? fromCore(formatMillis(value)) : QStringLiteral("0");
}

/// "+9.3", in the unit of differenceUnit().
QString signedNumber(const ComparedFigure& figure, double value)
{
    const QString sign = value > 0 ? QStringLiteral("+") : QString();
    return sign + fromCore(figure.isRelative    ? formatNumber(100 * value, 1)
                           : figure.unit == "%" ? formatNumber(value, 3)
                                                : formatNumber(value, 2));
}

QString differenceUnit(const ComparedFigure& figure)
{
    return figure.isRelative    ? QStringLiteral("\u00A0%")
           : figure.unit == "%" ? tr(" points")
                                : QLatin1Char(' ') + fromCore(figure.unit);
}

QString difference(const ComparedFigure& figure, double value)
{
    return signedNumber(figure, value) + differenceUnit(figure);
}

/// One row of a list in evidence, in words: a span, an edge, an issue, a trace.
QString evidenceLine(const Json& row)
{
    if (row.is_string()) {
        return fromCore(shortened(row.get<std::string>(), 160));
    }
    if (const Json& self = memberAt(row, "self_ms"); self.is_number()) { // an operation in slow traces
        return tr("%1 \u00B7 %2: self time %3 (%4), p95 %5, %6 spans")
            .arg(fromCore(shortened(stringAt(row, "service"), 60)), fromCore(shortened(stringAt(row, "operation"), 120)),
                 millis(self.get<double>()), percent(numberAt(row, "share")), millis(numberAt(row, "p95_ms")),
                 fromCore(formatNumber(numberAt(row, "count"), 0)));
    }
    QStringList parts;
    for (const char* key : {"service", "operation", "from", "to", "parent", "child", "id", "title", "message"}) {
        if (const std::string text = stringAt(row, key); !text.empty()) {
            parts << fromCore(shortened(text, 120));
        }
    }
    for (const auto& [key, unit] : {std::pair("ms", " ms"), {"calls", ""}, {"count", ""}}) {
        if (const Json& value = memberAt(row, key); value.is_number()) {
            parts << fromCore(key) + QLatin1Char(' ') +
                         fromCore(formatNumber(value.get<double>(), value.is_number_integer() ? 0 : 1)) +
                         QString::fromLatin1(unit);
        }
    }
    return parts.join(QStringLiteral(", "));
}

void addLists(QStandardItemModel& model, const Json& json, int depth)
{
    if (!json.is_object() || depth > 4) {
        return;
    }
    for (const auto& [key, value] : json.items()) {
        if (value.is_object()) {
            addLists(model, value, depth + 1);
            continue;
        }
        static const std::vector<std::string> kLists{"operations",    "spans",      "traces",  "edges",  "unexpected_edges",
                                                     "missing_edges", "unexpected", "missing", "issues", "accepted"};
        if (!value.is_array() || std::find(kLists.begin(), kLists.end(), key) == kLists.end()) {
            continue;
        }
        std::size_t shown = 0;
        for (const Json& row : value) {
            const QString line = evidenceLine(row);
            if (line.isEmpty() || ++shown > kShownRows) {
                continue;
            }
            model.appendRow({cell(QStringLiteral("    ") + fromCore(key), Tone::Secondary), cell(QString()), cell(line)});
        }
    }
}

} // namespace

Look lookOf(ComparedFigure::Verdict verdict)
{
    switch (verdict) {
    case ComparedFigure::Verdict::Better:
        return {Glyph::Pass, tr("BETTER"), Status::Pass};
    case ComparedFigure::Verdict::Worse:
        return {Glyph::Fail, tr("WORSE"), Status::Fail};
    case ComparedFigure::Verdict::Same:
        return {Glyph::Dot, tr("SAME WITHIN NOISE"), Status::Neutral};
    case ComparedFigure::Verdict::Unknown:
        break;
    }
    return {Glyph::Unknown, tr("UNKNOWN"), Status::Warn};
}

QString figureText(const ComparedFigure& figure, double value)
{
    return figure.unit == "ms"
               ? fromCore(formatMillis(value))
               : fromCore(formatNumber(value, figure.unit == "%" ? 3 : 2)) + QStringLiteral("\u00A0") + fromCore(figure.unit);
}

QString differenceText(const ComparedFigure& figure)
{
    return difference(figure, figure.difference);
}

void fillStepTable(QStandardItemModel& model, const RunReview& review)
{
    setHeads(model,
             {tr("Step"), tr("Requests"), tr("p95"), tr("p99"), tr("Failed"), tr("Time"), tr("DNS, queue"), tr("Connect"),
              tr("TLS"), tr("Send"), tr("Wait"), tr("Receive")},
             {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11});
    const auto add = [&model](const StepTimes& times) {
        model.appendRow({cell(times.step.empty() ? tr("all") : fromCore(times.step)),
                         number(fromCore(formatCount(times.requests)), Tone::Secondary),
                         number(times.p95 ? fromCore(formatMillis(*times.p95)) : kMissing, Tone::Strong),
                         number(times.p99 ? fromCore(formatMillis(*times.p99)) : kMissing),
                         number(times.failedShare ? percent(*times.failedShare, 2) : kMissing), number(percent(times.timeShare)),
                         number(millis(times.blocked)), number(millis(times.connecting)), number(millis(times.tls)),
                         number(millis(times.sending)), number(millis(times.waiting)), number(millis(times.receiving))});
    };
    if (review.all.requests > 0) {
        add(review.all);
    }
    for (const StepTimes& step : review.steps) {
        add(step);
    }
}

void fillErrorTable(QStandardItemModel& model, const RunRecord& run, const std::vector<ErrorSample>& samples)
{
    setHeads(model, {tr("Class"), tr("Step"), tr("Count"), tr("First"), tr("Message")}, {2});
    for (const ErrorResult& error : run.result.errors) {
        QString kept;
        for (const ErrorSample& sample : samples) {
            if (sample.errorClass == error.errorClass && sample.step == error.step) {
                kept = fromCore(shortened(sample.text, 4000));
                break;
            }
        }
        QStandardItem* head = cell(fromCore(error.errorClass));
        head->setData(kept, ErrorSampleRole);
        head->setToolTip(kept.isEmpty() ? QString() : kept.left(1000));
        model.appendRow({head, cell(fromCore(error.step)), number(fromCore(formatCount(error.count)), Tone::Strong),
                         cell(fromCore(formatUtcClock(error.firstAt)), Tone::Secondary), cell(fromCore(error.message))});
    }
}

void fillServerTable(QStandardItemModel& model, const std::vector<ResourcePeak>& peaks)
{
    setHeads(model,
             {tr("Resource"), tr("Peak"), tr("Target"), tr("Critical"), tr("Used"), tr("Run"), tr("At"), tr("Target missed"),
              tr("State")},
             {1, 2, 3, 4, 5});
    for (const ResourcePeak& peak : peaks) {
        const auto value = [&peak](double amount) {
            return fromCore(formatNumber(amount, 0)) + QStringLiteral("\u00A0") + fromCore(peak.unit);
        };
        const QString op = peak.isLessWorse ? QStringLiteral("> ") : QStringLiteral("< ");
        const Look look = !peak.peak        ? Look{Glyph::Unknown, tr("NOT KNOWN"), Status::Warn}
                          : peak.isBeyond() ? Look{Glyph::Fail, tr("OVER CRITICAL"), Status::Fail}
                          : peak.isMissed() ? Look{Glyph::Warn, tr("TARGET MISSED"), Status::Warn}
                                            : Look{Glyph::Pass, tr("WITHIN"), Status::Pass};
        QStandardItem* head = cell(fromCore(peak.title));
        head->setToolTip(fromCore(peak.why));
        head->setData(peak.why.empty() ? QString() : fromCore(peak.why), RemarkRole);
        model.appendRow({head,
                         number(peak.peak ? value(*peak.peak) : kMissing, peak.isBeyond()   ? Tone::Fail
                                                                          : peak.isMissed() ? Tone::Warn
                                                                                            : Tone::Strong),
                         number(op + value(peak.target)), number(peak.limit ? op + value(*peak.limit) : kMissing),
                         number(peak.used() ? percent(*peak.used()) : kMissing),
                         number(peak.peak ? QString::number(peak.run) : kMissing, Tone::Secondary),
                         cell(peak.at ? fromCore(formatUtcClock(*peak.at)) : kMissing),
                         cell(peak.missedAt ? fromCore(formatUtcClock(*peak.missedAt)) : kMissing), state(look)});
    }
}

void fillComparison(QStandardItemModel& model, const RunComparison& comparison)
{
    setHeads(model,
             {tr("Metric"), tr("Figure"), tr("Run %1").arg(comparison.a.id), tr("Run %1").arg(comparison.b.id), tr("Difference"),
              tr("95 % interval"), tr("Noise"), tr("Verdict")},
             {2, 3, 4, 5, 6});
    for (const ComparedFigure& figure : comparison.figures) {
        const bool isNews = figure.verdict == ComparedFigure::Verdict::Better || figure.verdict == ComparedFigure::Verdict::Worse;
        QStandardItem* verdict = state(lookOf(figure.verdict));
        verdict->setToolTip(fromCore(figure.why));
        QStandardItem* head = cell(fromCore(figure.metric));
        head->setToolTip(fromCore(figure.metric) + QLatin1Char('\n') +
                         tr("n %1 and %2").arg(fromCore(formatCount(figure.nA)), fromCore(formatCount(figure.nB))));
        model.appendRow(
            {head, cell(fromCore(figure.figure)), number(figureText(figure, figure.a)), number(figureText(figure, figure.b)),
             number(difference(figure, figure.difference), isNews ? Tone::Strong : Tone::Normal),
             number(tr("%1 to %2").arg(signedNumber(figure, figure.low), difference(figure, figure.high)), Tone::Secondary),
             number(QStringLiteral("\u00B1") +
                        (figure.isRelative ? percent(figure.noise, 1) : fromCore(formatNumber(figure.noise, 3))),
                    Tone::Secondary),
             verdict});
    }
}

void fillEvidenceTable(QStandardItemModel& model, const Report& report)
{
    setHeads(model, {tr("Item"), tr("State"), tr("Value seen")}, {});
    for (const char* id : {"analysis.high-latency-traces", "analysis.slow-spans", "analysis.dependencies",
                           "analysis.no-memory-leaks", "analysis.sentry-no-new-errors", "analysis.sentry-error-rate",
                           "analysis.sentry-no-regressions", "analysis.no-connection-exhaustion"}) {
        const ItemView* item = report.checklist.item(id);
        if (item == nullptr) {
            continue;
        }
        QStandardItem* head = cell(plainItemText(item->definition->text));
        head->setData(fromCore(item->definition->id), Qt::UserRole);
        model.appendRow({head, state(lookOf(*item)), seen(item->value, item->reason)});
        if (!item->evidence.empty()) {
            const auto json = parseJson(item->evidence.back().detail, "evidence");
            if (json && json->is_object()) {
                addLists(model, *json, 0);
            } else if (json && json->is_array()) {
                for (const Json& each : *json) {
                    addLists(model, each, 0);
                }
            }
        }
    }
}

QString memorySentence(const std::vector<RunHints>& hints)
{
    QString sentence = tr("Memory slope: no run was held long enough to tell.");
    for (const RunHints& run : hints) {
        for (const Hint& hint : run.hints) {
            if (hint.rule != "M1") {
                continue;
            }
            const QString text = tr("Memory slope (run %1): %2").arg(QString::number(run.run), fromCore(hint.sentence));
            if (hint.state == Hint::State::Found) {
                return text;
            }
            sentence = text;
        }
    }
    return sentence;
}

} // namespace holdpoint
