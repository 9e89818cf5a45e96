// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/text.h"
#include "core/base/time_format.h"
#include "core/base/units.h"
#include "core/report/capacity_words.h"
#include "core/report/html_parts.h"
#include "core/report/html_text.h"
#include "core/verdict/sentences.h"

#include <algorithm>
#include <limits>

namespace holdpoint {

namespace {

// What fits on one page of A4 with the signatures at its foot.
constexpr std::size_t kMostReasons = 4;
constexpr std::size_t kMostReasonBytes = 240;
constexpr std::size_t kMostThresholds = 6;
constexpr std::size_t kMostExceptions = 5;
constexpr std::size_t kMostUnjudged = 2;
constexpr std::size_t kAll = std::numeric_limits<std::size_t>::max();

std::string windowText(const Report& report)
{
    if (!report.window) {
        return "not opened";
    }
    const std::string from = formatUtcSeconds(report.window->first);
    return from.substr(0, 10) + " " + from.substr(11, 5) + "\u2013" +
           (report.window->second ? formatUtcSeconds(*report.window->second).substr(11, 5) : "open") + " UTC";
}

std::string loadTable(const Report& report)
{
    std::string html =
        heading("Planned and achieved load", "the least reached target of each test; a run that missed its load is not counted") +
        head({"Test", "Metric", "#Run", "#Planned", "#Achieved", "#Ratio", "Reached"});
    for (const TestReport& test : report.tests) {
        const RunRecord* run = decidingRun(test.runs, test.id);
        const LoadResult* load = run == nullptr ? nullptr : worstLoad(*run);
        if (load != nullptr) {
            html += loadRow(test.title, *run, *load);
            continue;
        }
        const std::string why = run != nullptr ? "no load target" : test.remark.empty() ? "not run" : test.remark;
        html += "<tr>" + cell(test.title) + "<td colspan=\"5\">" + htmlEscape(why) + "</td><td>" +
                chip(outcomeWord(test.verdict)) + "</td></tr>";
    }
    return html + "</table>";
}

/// Why rules have no verdict; shortened where the table is.
std::string unjudgedLines(const std::vector<TestThreshold>& lines, std::size_t most)
{
    std::vector<const ThresholdResult*> results;
    for (const TestThreshold& line : lines) {
        results.push_back(line.result);
    }
    const auto sentences = unjudgedSentences(results);
    const bool isCut = most != kAll;
    std::string html;
    for (std::size_t i = 0; i < sentences.size() && (!isCut || i < kMostUnjudged); ++i) {
        html += "<p class=\"remark\">" +
                htmlEscape(asSentence(isCut ? cutAtWord(sentences[i], kMostReasonBytes) : sentences[i])) + "</p>";
    }
    const std::size_t more = isCut ? sentences.size() - std::min(sentences.size(), kMostUnjudged) : 0;
    return html + (more > 0 ? "<p class=\"remark\">" + formatCount(more) + (more == 1 ? " more reason" : " more reasons") +
                                  " with the tests.</p>"
                            : "");
}

/// "3 more below" over the first part of a table, "continued" over the second.
std::string partRemark(std::size_t from, std::size_t most, std::size_t count)
{
    return from > 0 ? "continued" : count > most ? formatCount(count - most) + " more below" : "";
}

/// The lines from `from` on, at most `most`.
std::string thresholdTable(const std::vector<TestThreshold>& lines, std::size_t from, std::size_t most)
{
    const std::string part = partRemark(from, most, lines.size());
    std::string html = heading("Thresholds", "worst margins first" + (part.empty() ? "" : ", " + part)) +
                       head({"Rule", "#Target", "#Critical", "#Measured", "#Margin", "#n", "Verdict"});
    for (std::size_t i = from; i < lines.size() && i - from < most; ++i) {
        const ThresholdRule& rule = lines[i].result->rule;
        html += thresholdRow(lines[i].test->title + ", " + nameOf(rule) + " " + rule.target.aggregate.text(), *lines[i].result);
    }
    return html +
           (lines.empty() ? "<tr><td colspan=\"7\">No run yet: thresholds are judged after the first load test.</td></tr>" : "") +
           "</table>" + unjudgedLines(lines, most);
}

std::string exceptionTable(const Report& report, std::size_t from, std::size_t most)
{
    const auto all = exceptionsInOrder(report);
    std::string html = heading("Exceptions", partRemark(from, most, all.size())) + head({"Item", "State", "Reason", "By"});
    for (std::size_t i = from; i < all.size() && i - from < most; ++i) {
        const auto role = roleFrom(all[i]->role);
        html += "<tr>" + cell(all[i]->text) + "<td>" + chip(all[i]->state) + "</td>" + cell(all[i]->reason) +
                cell(all[i]->by + (role ? ", " + std::string(titleOf(*role)) : "")) + "</tr>";
    }
    return html + (all.empty() ? "<tr><td colspan=\"4\">None.</td></tr>" : "") + "</table>";
}

std::string capacityTable(const Report& report)
{
    if (report.capacity.empty()) { // a team's own checklist may ask for none
        return {};
    }
    std::string names = "<table><tr>";
    std::string values = "<tr>";
    std::string own = hasOwnTargets(report) ? "</tr><tr>" : "";
    for (const CapacityLine& line : report.capacity) {
        names += "<th class=\"n\">" + htmlEscape(line.text) + "</th>";
        values += numberCell(measuredText(line) + " of " + formatNumber(line.target, 0));
        own += own.empty() ? "" : numberCell(line.checklistTarget ? "checklist " + formatNumber(*line.checklistTarget, 0) : "");
    }
    return heading("Capacity", capacityRemark(report)) + names + "</tr>" + values + own + "</tr></table>";
}

/// Beside the time that a signature names: when the dossier took it.
std::string handedInText(const Report& report, Role role)
{
    const auto found = report.handedIn.find(role);
    return found == report.handedIn.end() ? ""
                                          : "<br><span class=\"remark\">handed in " + formatUtcSeconds(found->second) + "</span>";
}

std::string signatureBlock(const Report& report)
{
    const std::string over = report.recordSha256.empty()
                                 ? "the record is not frozen yet"
                                 : "over record " + report.recordSha256.substr(0, 16) + "\u2026, audit head " +
                                       report.signedHead.substr(0, 16) + "\u2026" +
                                       (report.changedSince.empty() ? "" : "; since then " + report.changedSince);
    std::string html = heading("Signatures", over) + "<div class=\"signs\">";
    for (const Signature& signature : report.signatures) {
        const std::string status(nameOf(signature.status));
        html += "<div class=\"" + status + "\"><span class=\"remark\">" + htmlEscape(titleOf(signature.role)) + "</span><br><b>" +
                htmlEscape(signature.name.empty() ? "\u2013" : signature.name) + "</b><br>" + chip(worded(status)) + "<br>" +
                htmlEscape(signature.at ? formatUtcSeconds(*signature.at) : "not signed") + handedInText(report, signature.role) +
                "<p class=\"remark\">" + htmlEscape(signature.meaning.empty() ? meaningOf(signature.role) : signature.meaning) +
                "</p>" + (signature.key.empty() ? "" : "<code>" + htmlEscape(signature.key) + "</code>") +
                (signature.reason.empty() ? "" : "<p>" + htmlEscape(signature.reason) + "</p>") + "</div>";
    }
    return html + "</div>";
}

} // namespace

std::string verdictPage(const Report& report)
{
    const std::string title(titleOf(report.verdict));
    const bool isThrough = report.verdict == ReleaseVerdict::Go || report.verdict == ReleaseVerdict::GoWithExceptions;
    std::string html =
        report.isRehearsal ? "<p class=\"rehearsal\">REHEARSAL: shortened or scaled load. It cannot be signed off.</p>" : "";
    html += "<div class=\"bar " + std::string(toneOf(report.verdict == ReleaseVerdict::GoWithExceptions ? "WARN" : title)) +
            "\"><div class=\"hold" + std::string(isThrough ? " through" : "") + "\"></div><div><h1>" + htmlEscape(title) +
            "</h1>";
    for (std::size_t i = 0; i < report.reasons.size() && i < kMostReasons; ++i) {
        html += reasonLine(cutAtWord(report.reasons[i], kMostReasonBytes));
    }
    html += "</div></div><dl>" + fact("Release", report.release.name + " " + report.release.version) +
            fact("Window", windowText(report)) + fact("Build", report.release.commit) +
            fact("Run by", runByText(report)) +
            fact("Plan", report.planName + ", sha256 " + report.planSha256.substr(0, 8) + "\u2026") +
            fact("Environment", report.environmentName + (report.hosts.empty() ? "" : ", ") + join(report.hosts, ", ")) +
            fact("Engine", engineText(report));
    html += fact("Released", releasedText(report)) + fact("As of", formatUtcSeconds(report.generatedAt));
    if (!report.tlsExceptions.empty()) {
        html += fact("TLS", "not verified for " + join(report.tlsExceptions, ", "));
    }
    return html + "</dl>" + loadTable(report) + thresholdTable(thresholdsByMargin(report), 0, kMostThresholds) +
           exceptionTable(report, 0, kMostExceptions) + capacityTable(report) + signatureBlock(report);
}

std::string detailPage(const Report& report)
{
    const auto lines = thresholdsByMargin(report);
    std::string html;
    const bool isCut = std::any_of(report.reasons.begin(), report.reasons.end(),
                                   [](const std::string& reason) { return reason.size() > kMostReasonBytes; });
    if (isCut || report.reasons.size() > kMostReasons) {
        html += heading("Reasons", "worst first");
        for (const std::string& reason : report.reasons) {
            html += reasonLine(reason);
        }
    }
    html += lines.size() > kMostThresholds ? thresholdTable(lines, kMostThresholds, kAll) : "";
    html += report.exceptions.size() > kMostExceptions ? exceptionTable(report, kMostExceptions, kAll) : "";
    return html.empty() ? html : "<section class=\"page\">" + html + "</section>";
}

} // namespace holdpoint
