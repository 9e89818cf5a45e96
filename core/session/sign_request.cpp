// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/sign_request.h"

#include "core/base/file.h"
#include "core/base/file_stage.h"
#include "core/base/hash.h"
#include "core/base/text.h"
#include "core/base/time_format.h"
#include "core/base/units.h"
#include "core/dossier/audit_index.h"
#include "core/monitor/plan_services.h"
#include "core/monitor/slack.h"
#include "core/window/window_services.h"

#include <array>
#include <system_error>

namespace holdpoint {

namespace {

constexpr std::size_t kMostReasons = 5;

std::string releaseText(const Report& report)
{
    return report.release.name + " " + report.release.version;
}

std::string exceptionCount(std::size_t count)
{
    return count == 0 ? "no exceptions" : formatCount(count) + (count == 1 ? " exception" : " exceptions");
}

std::string howToSign(const SignRequest& request)
{
    const std::string file = signoffFileName(request.role);
    const std::string sha256 = sha256Hex(request.record);
    return "To be signed: " + releaseText(request.report) + "\n\n" +
           "Verdict:    " + std::string(titleOf(request.report.verdict)) + ", " +
           exceptionCount(request.report.exceptions.size()) + "\nRole:       " + std::string(titleOf(request.role)) +
           "\nYou say:    " + std::string(meaningOf(request.role)) + "\nRecord:     sha256 " + sha256 +
           "\n\n1. Read record.json, or the report that was sent with it. This must print OK:\n\n    echo '" + sha256 +
           "  record.json' | sha256sum -c -\n    grep -F '" + sha256 + "' " + file +
           "\n\n2. Sign with your own key (a .pub file takes the key from your agent; a security key wants to be touched):\n\n"
           "    ssh-keygen -Y sign -f ~/.ssh/id_ed25519 -n " +
           std::string(kSignoffNamespace) + " " + file +
           "\n\n   or: holdpointctl sign FOLDER --key ~/.ssh/id_ed25519\n\n3. Send back " + file + " and " + file +
           ".sig; they are taken with: holdpointctl sign DOSSIER import FOLDER\n";
}

} // namespace

Result<std::vector<std::filesystem::path>> writeSignRequest(const SignRequest& request, const std::filesystem::path& folder)
{
    FileStage stage(folder);
    if (const auto opened = stage.open(); !opened) {
        return fail(opened.error());
    }
    const std::vector<std::pair<std::string, std::string>> files{
        {signoffFileName(request.role), request.bytes}, {"record.json", request.record}, {"HOW-TO-SIGN.txt", howToSign(request)}};
    std::vector<std::filesystem::path> written;
    for (const auto& [name, bytes] : files) {
        if (const auto done = stage.add(name, bytes); !done) {
            return fail(done.error());
        }
        written.push_back(folder / name);
    }
    const auto published = stage.publish();
    return published ? Result(std::move(written)) : fail(published.error());
}

Result<OpenedRequest> openSignRequest(const std::filesystem::path& folder)
{
    std::optional<OpenedRequest> found;
    for (const Role role : kFourRoles) {
        const auto bytes = readFile(folder / signoffFileName(role));
        if (!bytes) {
            continue;
        }
        if (found) {
            return fail(Error::Kind::Invalid, folder.string() + " holds more than one request; keep each in a folder of its own");
        }
        found = OpenedRequest{role, {}, *bytes, {}};
    }
    if (!found) {
        return fail(Error::Kind::NotFound, folder.string() + " holds no request to sign (signoff-<role>.json and record.json)");
    }
    const auto payload = readSignoffPayload(found->bytes);
    const auto record = readFile(folder / "record.json");
    if (!payload || !record) {
        return fail(payload ? record.error() : payload.error());
    }
    if (payload->role != found->role || sha256Hex(*record) != payload->recordSha256) {
        return fail(Error::Kind::Invalid, "record.json in " + folder.string() +
                                              " is not the record that would be signed; ask for the request once more");
    }
    const auto json = parseJson(*record, "record.json");
    if (!json) {
        return fail(json.error());
    }
    const Json& release = memberAt(*json, "release");
    found->name = payload->name;
    found->sentence = stringAt(release, "name") + " " + stringAt(release, "version") + ": " + stringAt(*json, "verdict") + ", " +
                      exceptionCount(memberAt(*json, "exceptions").size()) + ", record " + payload->recordSha256.substr(0, 16) +
                      "...";
    return *std::move(found);
}

AskText askText(const Report& report, Role role, const std::string& askedBy, const std::filesystem::path& dossier)
{
    AskText text;
    const std::string title(titleOf(role));
    const std::string name = dossier.filename().string();
    text.subject = "Signature wanted: " + releaseText(report) + ", " + std::string(titleOf(report.verdict));
    text.body = "Hello,\n\n" + askedBy + " asks the " + title + " to sign off " + releaseText(report) +
                ".\n\nVerdict: " + std::string(titleOf(report.verdict)) + ", " + exceptionCount(report.exceptions.size()) + "\n";
    text.slack = "*Signature wanted*: " + slackEscape(title) + ", " + slackEscape(releaseText(report)) + "\n" +
                 std::string(titleOf(report.verdict)) + ", " + exceptionCount(report.exceptions.size());
    for (std::size_t i = 0; i < report.reasons.size() && i < kMostReasons; ++i) {
        text.body += "  - " + report.reasons[i] + "\n";
        text.slack += "\n\u2022 " + slackEscape(shortened(report.reasons[i], 200));
    }
    text.body += "\nYou would say: " + std::string(meaningOf(role)) + "\nRecord: sha256 " + report.recordSha256 +
                 "\n\nSign in Holdpoint (Sign-off), or:\n  holdpointctl sign " + name + " --role " + std::string(nameOf(role)) +
                 " --name \"Your Name\" --key ~/.ssh/id_ed25519\n";
    text.slack += "\n" + slackEscape("\u201C" + std::string(meaningOf(role)) + "\u201D") + "\nRecord " +
                  report.recordSha256.substr(0, 16) + ", asked by " + slackEscape(askedBy) + "\n`holdpointctl sign " +
                  slackEscape(name) + " --role " + std::string(nameOf(role)) + " --name \"Your Name\" --key FILE`";
    return text;
}

Result<std::string> postAsk(const Plan& plan, const std::string& text)
{
    const SlackTarget target = slackTarget(plan);
    if (!target.isConfigured()) {
        return fail(Error::Kind::NotFound,
                    "the plan names no Slack; add `monitoring: {slack: {token: ..., channel: ...}}`, or send the "
                    "mail text");
    }
    Fetcher fetcher(planFetcherOptions(plan));
    const Sent sent = postToSlack(fetcher, target, text);
    return sent.kind == Sent::Kind::Taken ? Result(sent.reason)
                                          : fail(Error::Kind::Network, "the message was not posted to Slack: " + sent.reason);
}

Result<std::map<Role, Asked>> askedRoles(const Dossier& dossier)
{
    const auto rows = dossier.audit();
    if (!rows) {
        return fail(rows.error());
    }
    std::map<Role, Asked> asked;
    for (const AuditIndex::Entry& entry : auditEntries(*rows, {kAuditAskedToSign, kAuditSignatureRequested})) {
        const auto role = roleFrom(stringAt(entry.detail, "role"));
        const auto at = parseUtc(entry.at);
        if (role && at) {
            asked[*role] = {*at, entry.action == kAuditAskedToSign ? stringAt(entry.detail, "way") : "request"};
        }
    }
    return asked;
}

} // namespace holdpoint
