// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/paper/words.h"

#include "core/base/text.h"
#include "core/base/time_format.h"
#include "core/base/units.h"
#include "core/verdict/rule_words.h"
#include "core/verdict/sentences.h"

#include <array>
#include <map>

namespace holdpoint::paper {

namespace {

QString limitText(const ThresholdRule& rule, const Expression& expression, bool isComplement)
{
    // In the order of Comparison; the complement is what breaks the rule.
    static constexpr std::array<const char*, 6> kHolds{"< ", "\u2264 ", "> ", "\u2265 ", "= ", "\u2260 "};
    static constexpr std::array<const char*, 6> kBreaks{"\u2265 ", "> ", "\u2264 ", "< ", "\u2260 ", "= "};
    const auto index = static_cast<std::size_t>(expression.comparison);
    return QString::fromUtf8(isComplement ? kBreaks[index] : kHolds[index]) +
           fromUtf8(formatMeasured(rule.metric, expression.aggregate, expression.limit, rule.unit));
}

constexpr std::size_t kMostCellBytes = 400;

} // namespace

QString bounded(const std::string& text)
{
    return fromUtf8(shortened(text, kMostCellBytes));
}

Stamp stampOf(const std::string& word)
{
    static const std::map<std::string, Stamp> kStamps{{"PASS", {{}, Sign::Pass, Family::Pass}},
                                                      {"BETTER", {{}, Sign::Pass, Family::Pass}},
                                                      {"WORSE", {{}, Sign::Fail, Family::Fail}},
                                                      {"VALID", {{}, Sign::Pass, Family::Pass}},
                                                      {"GO", {{}, Sign::Pass, Family::Pass}},
                                                      {"WARN", {{}, Sign::Warn, Family::Warn}},
                                                      {"NOTED", {{}, Sign::Warn, Family::Warn}},
                                                      {"GO WITH EXCEPTIONS", {{}, Sign::Warn, Family::Warn}},
                                                      {"FAIL", {{}, Sign::Fail, Family::Fail}},
                                                      {"NO-GO", {{}, Sign::Fail, Family::Fail}},
                                                      {"INVALID", {{}, Sign::Fail, Family::Fail}},
                                                      {"REFUSED", {{}, Sign::Fail, Family::Fail}},
                                                      {"MISSED", {{}, Sign::Inconclusive, Family::Warn}},
                                                      {"ENDED EARLY", {{}, Sign::Inconclusive, Family::Warn}},
                                                      {"INCONCLUSIVE", {{}, Sign::Inconclusive, Family::Warn}},
                                                      {"ABORTED", {{}, Sign::Inconclusive, Family::Warn}},
                                                      {"INTERRUPTED", {{}, Sign::Inconclusive, Family::Warn}},
                                                      {"INCOMPLETE", {{}, Sign::Unknown, Family::Warn}},
                                                      {"UNKNOWN", {{}, Sign::Unknown, Family::Warn}},
                                                      {"UNVERIFIED", {{}, Sign::Unknown, Family::Warn}},
                                                      {"NO DATA", {{}, Sign::Unknown, Family::Warn}},
                                                      {"REHEARSAL", {{}, Sign::Unknown, Family::Warn}},
                                                      {"STALE", {{}, Sign::Stale, Family::Warn}},
                                                      {"OVERRIDDEN", {{}, Sign::Overridden, Family::Overridden}},
                                                      {"DEFERRED", {{}, Sign::Deferred, Family::Deferred}},
                                                      {"N/A", {{}, Sign::Dash, Family::Open}},
                                                      {"NOT JUDGED", {{}, Sign::Dash, Family::Open}},
                                                      {"NOT COUNTING", {{}, Sign::Dash, Family::Open}}};
    const auto found = kStamps.find(word);
    Stamp stamp = found == kStamps.end() ? Stamp{} : found->second; // OPEN, PENDING, NOT RUN: a ring in grey
    stamp.word = fromUtf8(word);
    return stamp;
}

Stamp stampOf(RuleVerdict verdict)
{
    static constexpr std::array<const char*, 5> kWords{"PASS", "WARN", "FAIL", "NO DATA", "NOT JUDGED"};
    static_assert(static_cast<int>(RuleVerdict::Passed) == 0 && static_cast<int>(RuleVerdict::NotJudged) == 4);
    return stampOf(std::string(kWords[static_cast<std::size_t>(verdict)]));
}

Stamp stampOf(RunOutcome outcome)
{
    switch (outcome) {
    case RunOutcome::Passed:
        return stampOf(std::string("PASS"));
    case RunOutcome::Warned:
        return stampOf(std::string("WARN"));
    case RunOutcome::Failed:
        return stampOf(std::string("FAIL"));
    case RunOutcome::Inconclusive:
        return stampOf(std::string("INCONCLUSIVE"));
    case RunOutcome::Aborted:
        return stampOf(std::string("ABORTED"));
    case RunOutcome::Interrupted:
        return stampOf(std::string("INTERRUPTED"));
    case RunOutcome::NotRun:
        return stampOf(std::string("NOT RUN"));
    }
    return {};
}

Stamp stampOf(ItemState state)
{
    return stampOf(state == ItemState::NotApplicable ? std::string("N/A") : std::string(nameOf(state)));
}

Stamp stampOf(SignatureStatus status)
{
    static constexpr std::array<const char*, 5> kWords{"PENDING", "VALID", "INVALID", "UNVERIFIED", "REFUSED"};
    return stampOf(std::string(kWords[static_cast<std::size_t>(status)]));
}

Stamp stampOf(ReleaseVerdict verdict)
{
    return stampOf(std::string(titleOf(verdict)));
}

QString momentText(WallTime time)
{
    const QString text = fromUtf8(formatUtcSeconds(time));
    return text.left(10) + QLatin1Char(' ') + text.mid(11, 8) + QStringLiteral(" UTC");
}

QString windowText(const Report& report)
{
    if (!report.window) {
        return QStringLiteral("not opened");
    }
    const QString until =
        report.window->second ? fromUtf8(formatUtcClock(*report.window->second)).left(5) : QStringLiteral("open");
    return momentText(report.window->first).left(16) + QStringLiteral("\u2013") + until + QStringLiteral(" UTC");
}

QString targetText(const ThresholdRule& rule)
{
    return limitText(rule, rule.target, false);
}

QString criticalText(const ThresholdRule& rule)
{
    return rule.critical ? limitText(rule, *rule.critical, true) : QStringLiteral("none");
}

QString measuredText(const ThresholdResult& result)
{
    return result.measured
               ? fromUtf8(formatMeasured(result.rule.metric, result.rule.target.aggregate, *result.measured, result.rule.unit))
               : QStringLiteral("\u2013");
}

QString marginText(const ThresholdResult& result)
{
    const bool isExact =
        result.rule.target.comparison == Comparison::Equal || result.rule.target.comparison == Comparison::NotEqual;
    return result.margin ? fromUtf8(formatMargin(*result.margin)) : isExact ? QStringLiteral("exact") : QStringLiteral("\u2013");
}

QString grouped(const std::string& hash, int groups)
{
    const QString all = fromUtf8(hash);
    QStringList parts;
    for (qsizetype at = 0; at < all.size() && parts.size() < groups; at += 4) {
        parts << all.mid(at, 4);
    }
    return parts.join(QLatin1Char(' ')) + (all.size() > 4 * parts.size() ? QStringLiteral(" \u2026") : QString());
}

QString itemText(const std::string& text)
{
    return fromUtf8(text).remove(QLatin1Char('`'));
}

QString shortTitle(const std::string& title)
{
    QString text = fromUtf8(title);
    for (const QString& ending : {QStringLiteral(" Load Test"), QStringLiteral(" Test")}) {
        if (text.endsWith(ending) && text.size() > ending.size() + 2) {
            return text.chopped(ending.size());
        }
    }
    return text;
}

} // namespace holdpoint::paper
