// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/report/html_text.h"

#include "core/base/text.h"
#include "core/base/units.h"
#include "core/verdict/rule_words.h"
#include "core/verdict/sentences.h"

#include <algorithm>
#include <map>

namespace holdpoint {

namespace {

std::string marginText(const ThresholdResult& threshold)
{
    return threshold.margin ? formatMargin(*threshold.margin) : "\u2013";
}

/// The id of a word's symbol in kHtmlGlyphs.
std::string glyphOf(const std::string& word)
{
    static const std::map<std::string, const char*> kGlyphs{
        {"UNKNOWN", "unknown"},   {"NO DATA", "unknown"},  {"UNVERIFIED", "unknown"},   {"INCOMPLETE", "unknown"},
        {"REHEARSAL", "unknown"}, {"STALE", "stale"},      {"INCONCLUSIVE", "unequal"}, {"INTERRUPTED", "unequal"},
        {"ABORTED", "unequal"},   {"MISSED", "unequal"},   {"ENDED EARLY", "unequal"},  {"NA", "dash"},
        {"NOT JUDGED", "dash"},   {"NOT COUNTING", "dash"}};
    const auto found = kGlyphs.find(word);
    return "g-" + std::string(found == kGlyphs.end() ? toneOf(word) : found->second);
}

} // namespace

std::string worded(std::string_view name)
{
    std::string word(name);
    std::transform(word.begin(), word.end(), word.begin(), [](char c) {
        return c == '_' ? ' ' : c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    });
    return word;
}

const char* toneOf(const std::string& word)
{
    static const std::map<std::string, const char*> kTones{
        {"PASS", "pass"},       {"GO", "pass"},        {"VALID", "pass"},      {"PASSED", "pass"},     {"FAIL", "fail"},
        {"FAILED", "fail"},     {"NO-GO", "fail"},     {"INVALID", "fail"},    {"REFUSED", "fail"},    {"ABORTED", "fail"},
        {"OVERRIDDEN", "over"}, {"DEFERRED", "defer"}, {"OPEN", "open"},       {"NA", "open"},         {"PENDING", "open"},
        {"NOT RUN", "open"},    {"RUNNING", "open"},   {"NOT JUDGED", "open"}, {"INCOMPLETE", "warn"}, {"BETTER", "pass"},
        {"WORSE", "fail"},      {"SAME", "open"}};
    const auto found = kTones.find(word);
    return found == kTones.end() ? "warn" : found->second;
}

std::string verdictWord(RuleVerdict verdict)
{
    switch (verdict) {
    case RuleVerdict::Passed:
        return "PASS";
    case RuleVerdict::Warned:
        return "WARN";
    case RuleVerdict::Failed:
        return "FAIL";
    case RuleVerdict::NoData:
        return "NO DATA";
    case RuleVerdict::NotJudged:
        return "NOT JUDGED";
    }
    return {};
}

std::string outcomeWord(RunOutcome outcome)
{
    switch (outcome) {
    case RunOutcome::Passed:
        return "PASS";
    case RunOutcome::Warned:
        return "WARN";
    case RunOutcome::Failed:
        return "FAIL";
    case RunOutcome::Inconclusive:
    case RunOutcome::Aborted:
    case RunOutcome::Interrupted:
    case RunOutcome::NotRun:
        return worded(nameOf(outcome));
    }
    return {};
}

std::string fact(const std::string& name, const std::string& value)
{
    return "<dt>" + htmlEscape(name) + "</dt><dd>" + htmlEscape(value.empty() ? "\u2013" : value) + "</dd>";
}

std::string head(const std::vector<std::string>& names)
{
    std::string row = "<table><tr>";
    for (const std::string& name : names) {
        const bool isNumber = name.starts_with('#');
        row += (isNumber ? "<th class=\"n\">" : "<th>") + htmlEscape(isNumber ? name.substr(1) : name) + "</th>";
    }
    return row + "</tr>";
}

std::string heading(const std::string& title, const std::string& remark)
{
    return "<h2>" + htmlEscape(title) + (remark.empty() ? "" : "<span class=\"remark\">" + htmlEscape(remark) + "</span>") +
           "</h2>";
}

std::string chip(const std::string& word)
{
    return "<span class=\"chip " + std::string(toneOf(word)) + "\"><svg><use href=\"#" + glyphOf(word) + "\"/></svg>" +
           htmlEscape(word) + "</span>";
}

std::string reasonLine(const std::string& reason)
{
    return "<p>" + htmlEscape(asSentence(reason)) + "</p>";
}

std::string cell(const std::string& text)
{
    return "<td>" + htmlEscape(text) + "</td>";
}

std::string numberCell(const std::string& text)
{
    return "<td class=\"n\">" + htmlEscape(text) + "</td>";
}

std::string limitCells(const ThresholdRule& rule)
{
    return numberCell(formatTarget(rule)) + numberCell(formatCritical(rule));
}

std::string cutAtWord(const std::string& text, std::size_t most)
{
    if (text.size() <= most) {
        return text;
    }
    const std::string cut = shortened(text, most);
    const auto blank = cut.find_last_of(' ');
    return blank == std::string::npos || blank == 0 ? cut : cut.substr(0, cut.find_last_not_of(" ,;:", blank) + 1) + " \u2026";
}

std::string thresholdRow(const std::string& name, const ThresholdResult& threshold)
{
    const auto& rule = threshold.rule;
    const std::string measured =
        threshold.measured ? formatMeasured(rule.metric, rule.target.aggregate, *threshold.measured, rule.unit) : "\u2013";
    return "<tr>" + cell(name) + limitCells(rule) + "<td class=\"n\"><b>" + htmlEscape(measured) + "</b></td>" +
           numberCell(marginText(threshold)) + numberCell(formatCount(threshold.sampleCount)) + "<td>" +
           chip(verdictWord(threshold.verdict)) + "</td></tr>";
}

std::string loadRow(const std::string& test, const RunRecord& run, const LoadResult& load)
{
    const auto& expect = load.target.expect;
    const auto shown = [&](double value) { return formatMeasured(load.target.metric, expect.aggregate, value); };
    const std::string ratio =
        load.achieved && expect.limit != 0 ? formatNumber(*load.achieved / expect.limit * 100, 1) + "\u00a0%" : "\u2013";
    return "<tr>" + cell(test) + cell(load.target.metric) + numberCell(std::to_string(run.id)) + numberCell(shown(expect.limit)) +
           "<td class=\"n\"><b>" + htmlEscape(load.achieved ? shown(*load.achieved) : "\u2013") + "</b></td>" +
           numberCell(ratio) + "<td>" + chip(loadWord(load, run.result.outcome)) + "</td></tr>";
}

} // namespace holdpoint
