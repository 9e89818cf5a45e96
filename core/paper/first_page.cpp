// SPDX-License-Identifier: GPL-3.0-or-later
// The decision: verdict, load, worst thresholds, exceptions, capacity, signatures (console.md §4).
#include "core/base/units.h"
#include "core/paper/sheets.h"
#include "core/paper/words.h"
#include "core/report/capacity_words.h"
#include "core/verdict/sentences.h"

#include <algorithm>
#include <limits>

namespace holdpoint::paper {

namespace {

constexpr double kRow = 20.5;
constexpr double kSecondLine = 14;
constexpr double kTableTop = 41;    // heading and head
constexpr double kSecondFact = 384; // where the value of a second fact begins
constexpr std::size_t kMostLoads = 8;
constexpr std::size_t kMostExceptions = 5;

void addBand(Flow& flow, const Report& report, Omitted& omitted)
{
    constexpr double kTextLeft = 46;
    const Stamp verdict = stampOf(report.verdict);
    QStringList reasons;
    for (const std::string& reason : report.reasons) {
        reasons << fromUtf8(asSentence(reason)).simplified();
    }
    const QString sentence = reasons.isEmpty() ? QStringLiteral("Every test passed and nothing is open.")
                                               : itemText(reasons.join(QLatin1Char(' ')).toStdString());
    const QStringList lines = wrapped(sentence, Face::Body, kInnerWidth - kTextLeft - 16, 4);
    omitted.areReasonsCut = lines.last().endsWith(QStringLiteral("\u2026"));
    const double rehearsal = report.isRehearsal ? 20 : 0;
    const double height = 58 + rehearsal + 15.0 * static_cast<double>(lines.size());
    const HoldMark mark = report.verdict == ReleaseVerdict::NoGo         ? HoldMark::NoGo
                          : report.verdict == ReleaseVerdict::Incomplete ? HoldMark::Hold
                                                                         : HoldMark::Go;
    flow.add(
        {height, [=](Ink& ink, double top) {
             const Colors& colors = colorsOf(verdict.family);
             ink.fill({kMargin, top, kInnerWidth, height}, colors.fill);
             ink.holdMark({kMargin + 15, top + 14, 14, height - 28}, mark);
             double y = top + 11;
             if (rehearsal > 0) {
                 ink.text({kMargin + kTextLeft, y, kInnerWidth, 18}, Qt::AlignLeft,
                          QStringLiteral("REHEARSAL: shortened or scaled load, cannot be signed off"), Face::Heading,
                          colorsOf(Family::Warn).text);
                 y += rehearsal;
             }
             ink.sign({kMargin + kTextLeft, y + 8, 20, 20}, verdict.sign, colors.glyph, colors.fill);
             ink.text({kMargin + kTextLeft + 30, y, kInnerWidth, 36}, Qt::AlignLeft, verdict.word, Face::Display, color::kText);
             y += 37;
             for (const QString& line : lines) {
                 ink.text({kMargin + kTextLeft, y, kInnerWidth, 15}, Qt::AlignLeft, line, Face::Body, color::kText);
                 y += 15;
             }
         }});
}

QString environmentText(const Report& report)
{
    QStringList hosts;
    for (const std::string& host : report.hosts) {
        hosts << fromUtf8(host);
    }
    return fromUtf8(report.environmentName) +
           (hosts.isEmpty() ? QString() : QStringLiteral(", ") + hosts.join(QStringLiteral(", ")));
}

void addFacts(Flow& flow, const Report& report)
{
    struct Fact
    {
        QString name;
        QString value;
    };
    const QString dash = QStringLiteral("\u2013");
    const QString commit = report.release.commit.empty() ? dash : fromUtf8(report.release.commit);
    std::vector<std::array<Fact, 2>> rows{
        {{{QStringLiteral("Build"), commit}, {QStringLiteral("Run by"), fromUtf8(runByText(report))}}},
        {{{QStringLiteral("Environment"), environmentText(report)},
          {QStringLiteral("Plan"), fromUtf8(report.planName) + QStringLiteral(", sha256 ") + grouped(report.planSha256, 2)}}},
        {{{QStringLiteral("Window"), windowText(report)}, Fact{}}}};
    const Fact engine{QStringLiteral("Engine"), fromUtf8(engineText(report))};
    if (widthOf(engine.value, Face::Body) < kInnerWidth - kSecondFact) {
        rows.back()[1] = engine;
    } else { // it has a line of its own, rather than to be cut
        rows.push_back({{engine, Fact{}}});
    }
    if (!report.tlsExceptions.empty()) {
        QStringList hosts;
        for (const std::string& host : report.tlsExceptions) {
            hosts << fromUtf8(host);
        }
        rows.push_back({{{QStringLiteral("TLS"), QStringLiteral("not verified for ") + hosts.join(QStringLiteral(", "))}, {}}});
    }
    flow.gap(9);
    for (const auto& row : rows) {
        flow.add({19.5, [row](Ink& ink, double top) {
                      constexpr double kValue = 90;
                      constexpr double kSecond = 330;
                      const auto fact = [&](const Fact& shown, double left, double value, double right) {
                          ink.text({kMargin + left, top, 80, 19.5}, Qt::AlignLeft, shown.name, Face::Body, color::kText2);
                          ink.text({kMargin + value, top, right - value, 19.5}, Qt::AlignLeft,
                                   wrapped(shown.value, Face::Body, right - value, 1).front(), Face::Body, color::kText);
                      };
                      fact(row[0], 0, kValue, row[1].name.isEmpty() ? kInnerWidth : kSecond - 12);
                      fact(row[1], kSecond, kSecondFact, kInnerWidth);
                  }});
    }
}

void addLoads(Flow& flow, const Report& report)
{
    const auto count = report.tests.size();
    flow.gap(kGap);
    flow.heading(QStringLiteral("Planned and achieved load"), count > kMostLoads
                                                                  ? QStringLiteral("%1 more tests follow").arg(count - kMostLoads)
                                                                  : QStringLiteral("a run that missed its load is not counted"));
    Table table = loadTable(flow, QStringLiteral("Test"));
    for (std::size_t i = 0; i < count && i < kMostLoads; ++i) {
        const TestReport& test = report.tests[i];
        const RunRecord* run = decidingRun(test.runs, test.id);
        if (const LoadResult* load = run == nullptr ? nullptr : worstLoad(*run)) {
            addLoad(table, shortTitle(test.title), run->id, *load, stampOf(test.verdict));
            continue;
        }
        // Why a test did not run stands in the band above and on its own page.
        const QString why = run != nullptr ? QStringLiteral("no load target") : QStringLiteral("\u2013");
        const QString number = run != nullptr ? QString::number(run->id) : QStringLiteral("\u2013");
        table.row({{shortTitle(test.title), Face::Body, color::kText, {}, {}, 1},
                   {number},
                   {QStringLiteral("\u2013")},
                   {wrapped(why, Face::Small, 100, 1).front(), Face::Small, color::kText2, {}, {}, 1},
                   {QStringLiteral("\u2013")},
                   {{}, Face::Body, color::kText, stampOf(test.verdict)}});
    }
    if (count == 0) {
        table.spanRow({{QStringLiteral("The plan has no test.")}});
    }
}

void addThresholds(Flow& flow, const std::vector<ThresholdLine>& lines, std::size_t most, Omitted& omitted)
{
    omitted.thresholdsShown = std::min(lines.size(), most);
    omitted.isThresholdLeft = lines.size() > most;
    flow.gap(kGap);
    flow.heading(QStringLiteral("Thresholds"),
                 omitted.isThresholdLeft ? QStringLiteral("worst margins first, %1 more on page 2").arg(lines.size() - most)
                                         : QStringLiteral("worst margins first"));
    Table table = thresholdTable(flow);
    for (std::size_t i = 0; i < omitted.thresholdsShown; ++i) {
        addThreshold(table, lines[i], 1);
    }
    if (lines.empty()) {
        table.spanRow({{QStringLiteral("No run yet. Thresholds are judged after the first load test.")}});
    }
}

bool isNoted(const ExceptionEntry& entry)
{
    return entry.state == "NOTED";
}

void addExceptions(Flow& flow, const Report& report, Omitted& omitted)
{
    const auto all = exceptionsInOrder(report);
    omitted.exceptionsShown = std::min(all.size(), kMostExceptions);
    omitted.isExceptionLeft = all.size() > kMostExceptions;
    flow.gap(kGap);
    flow.heading(QStringLiteral("Exceptions"),
                 omitted.isExceptionLeft ? QStringLiteral("%1 more on page 2").arg(all.size() - kMostExceptions) : QString());
    Table table = exceptionTable(flow);
    for (std::size_t i = 0; i < omitted.exceptionsShown; ++i) {
        addException(table, *all[i], isNoted(*all[i]) ? 2 : 1); // it stands nowhere else
    }
    if (all.empty()) {
        table.spanRow({{QStringLiteral("None.")}});
    }
}

void addCapacity(Flow& flow, const Report& report)
{
    if (report.capacity.empty()) {
        return;
    }
    flow.gap(kGap);
    flow.heading(QStringLiteral("Capacity"), fromUtf8(capacityRemark(report)));
    std::vector<Column> columns;
    std::vector<Cell> values;
    std::vector<Cell> own;
    for (const CapacityLine& line : report.capacity) {
        const double width = kInnerWidth / static_cast<double>(report.capacity.size());
        columns.push_back({wrapped(fromUtf8(line.text), Face::Small, width - 10, 1).front(), width, true});
        values.push_back(
            {fromUtf8(measuredText(line) + " of " + formatNumber(line.target, 0)), Face::Body, color::kText, {}, {}, 1});
        own.push_back(
            {line.checklistTarget ? QStringLiteral("checklist ") + fromUtf8(formatNumber(*line.checklistTarget, 0)) : QString(),
             Face::Small,
             color::kText2,
             {},
             {},
             1});
    }
    Table table(flow, std::move(columns));
    table.row(std::move(values));
    if (hasOwnTargets(report)) {
        table.row(std::move(own));
    }
}

struct SignatureText
{
    Signature signature;
    QStringList meaning;
    QStringList reason;
    QString handedIn; // empty: at the time that it names
};

constexpr double kSignatureWidth = (kInnerWidth - 3 * 15) / 4;
constexpr double kSignatureHeight = 150;

void paintSignature(Ink& ink, const SignatureText& text, double left, double top)
{
    const Signature& signature = text.signature;
    double y = top + 6;
    const auto line = [&](const QString& words, Face face, QRgb inkColor, double height) {
        const QString shown = wrapped(words, face, kSignatureWidth, 1).front();
        ink.text({left, y, kSignatureWidth, height}, Qt::AlignLeft, shown, face, inkColor);
        y += height;
    };
    ink.hairline(left, left + kSignatureWidth, top + 2, color::kLineStrong);
    line(fromUtf8(titleOf(signature.role)), Face::Small, color::kText2, 18);
    const bool isGiven = signature.status != SignatureStatus::Pending;
    line(isGiven && !signature.name.empty() ? fromUtf8(signature.name) : QStringLiteral("\u2013"), Face::Strong, color::kText,
         19);
    ink.stamp(left, {left, y, kSignatureWidth, 19}, stampOf(signature.status));
    y += 21;
    line(isGiven && signature.at ? momentText(*signature.at) : QStringLiteral("not signed"), Face::Small, color::kText, 17);
    if (isGiven && !text.handedIn.isEmpty()) {
        line(text.handedIn, Face::Small, color::kText2, 14);
    }
    if (signature.status == SignatureStatus::Unverified) {
        line(QStringLiteral("no key: typed name, OS user ") + fromUtf8(signature.osUser), Face::Small,
             colorsOf(Family::Warn).text, 17);
    } else if (!signature.key.empty()) {
        line(fromUtf8(signature.key), Face::Mono, color::kText2, 17);
    }
    for (const QString& words : text.meaning + text.reason) {
        line(words, Face::Small, color::kText2, 13.5);
    }
}

void addSignatures(Flow& flow, const Report& report)
{
    flow.gap(kGap);
    QString over = QStringLiteral("the record is not frozen yet");
    if (!report.recordSha256.empty()) {
        over =
            QStringLiteral("over record %1, audit head %2").arg(grouped(report.recordSha256, 4), grouped(report.signedHead, 2));
    }
    if (!report.changedSince.empty()) { // what is read here is no longer what was signed
        over =
            QStringLiteral("over record %1; since then %2").arg(grouped(report.recordSha256, 2), fromUtf8(report.changedSince));
    }
    flow.heading(QStringLiteral("Signatures"), over);
    std::vector<SignatureText> texts;
    for (const Signature& signature : report.signatures) {
        const std::string meaning = signature.meaning.empty() ? std::string(meaningOf(signature.role)) : signature.meaning;
        SignatureText text{signature, wrapped(fromUtf8(meaning), Face::Small, kSignatureWidth, 3), {}, {}};
        if (const auto found = report.handedIn.find(signature.role); found != report.handedIn.end()) {
            text.handedIn = QStringLiteral("handed in ") + momentText(found->second);
        }
        if (signature.status != SignatureStatus::Pending && !signature.reason.empty()) {
            text.reason = wrapped(fromUtf8(signature.reason), Face::Small, kSignatureWidth, 2);
        }
        texts.push_back(std::move(text));
    }
    flow.add({kSignatureHeight, [texts](Ink& ink, double top) {
                  for (std::size_t i = 0; i < texts.size(); ++i) {
                      paintSignature(ink, texts[i], kMargin + static_cast<double>(i) * (kSignatureWidth + 15), top);
                  }
              }});
}

} // namespace

Omitted addFirstPage(Flow& flow, const Report& report)
{
    Omitted omitted;
    addBand(flow, report, omitted);
    addFacts(flow, report);
    addLoads(flow, report);
    const auto lines = thresholdLines(report);
    const double exceptions = kTableTop + kGap +
                              kRow * static_cast<double>(std::clamp<std::size_t>(report.exceptions.size(), 1, kMostExceptions)) +
                              kSecondLine * static_cast<double>(report.remarks.size());
    const double capacity = report.capacity.empty() ? 0 : kTableTop + kGap + kRow * (hasOwnTargets(report) ? 2 : 1);
    const double signatures = kGap + 22 + kSignatureHeight;
    const double left = flow.room() - exceptions - capacity - signatures - kTableTop - kGap;
    constexpr double kLeast = 3;
    constexpr double kMost = 10;
    addThresholds(flow, lines, static_cast<std::size_t>(std::clamp(left / kRow, kLeast, kMost)), omitted);
    addExceptions(flow, report, omitted);
    addCapacity(flow, report);
    addSignatures(flow, report);
    return omitted;
}

} // namespace holdpoint::paper
