// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/action_command.h"

#include "core/base/text.h"
#include "core/base/units.h"
#include "core/plan/target_url.h"

#include <algorithm>

namespace holdpoint {

namespace {

constexpr std::string_view kAuditCommandAllowed = "command allowed";
constexpr std::size_t kMostAllowances = 1000; // one a command and plan text; an older one is asked for again
constexpr Nanos kDefaultTimeout = std::chrono::minutes{15};
constexpr const char* kReportScript = "./scripts/generate-report.sh";

std::vector<std::string> wordsOf(const Json& list)
{
    std::vector<std::string> words;
    for (const Json& word : list) {
        words.push_back(word.is_string() ? word.get<std::string>() : dumpJson(word));
    }
    return words;
}

std::filesystem::path beside(const Plan& plan, const std::string& path)
{
    const std::filesystem::path written(path);
    return (written.is_absolute() ? written : plan.path.parent_path() / written).lexically_normal();
}

/// `./seed.sh` itself, or what an interpreter is told to run; empty for a program of the PATH alone.
std::string scriptOf(const std::vector<std::string>& argv)
{
    if (argv.front().find('/') != std::string::npos) {
        return argv.front();
    }
    const auto isScript = [](const std::string& word) {
        return !word.starts_with('-') && (word.ends_with(".py") || word.ends_with(".sh") || word.ends_with(".js") ||
                                          word.ends_with(".rb") || word.ends_with(".pl"));
    };
    return argv.size() > 1 && isScript(argv[1]) ? argv[1] : std::string();
}

/// The first secret that leads to production; empty if none does.
std::string productionSecret(const Plan& plan)
{
    for (const auto& [key, secret] : plan.secrets) {
        const auto scheme = secret.reveal().find("://");
        if (scheme == std::string::npos) {
            continue;
        }
        // Databases have schemes of their own; what stands behind them is written as in any other.
        const auto url = parseTargetUrl("http" + secret.reveal().substr(scheme));
        for (const std::string& pattern : plan.environment.productionHosts) {
            if (url && matchesWildcard(normalizedHost(pattern), url->host)) {
                return key + " leads to " + url->host;
            }
        }
    }
    return {};
}

Json allowance(const Plan& plan, const ActionCommand& command)
{
    return Json{{"plan_sha256", plan.sha256}, {"command", command.argv}, {"in", command.folder.string()}};
}

} // namespace

Result<std::optional<ActionCommand>> commandOf(const Plan& plan, const ItemDefinition& item)
{
    const Json& own = memberAt(memberAt(plan.checklist, "actions"), item.id);
    const bool isReport = item.act && item.act->kind == ItemAct::Kind::Report;
    Json spec = own;
    if (!own.is_object() && item.act && item.act->kind == ItemAct::Kind::Command) {
        spec = item.act->spec;
    } else if (!own.is_object() && isReport && std::filesystem::exists(beside(plan, kReportScript))) {
        spec = Json{{"command", {kReportScript}}};
    }
    if (!spec.is_object()) {
        return std::optional<ActionCommand>();
    }
    ActionCommand command{wordsOf(memberAt(spec, "command")), beside(plan, stringAt(spec, "in", ".")), kDefaultTimeout};
    if (const auto timeout = parseDuration(stringAt(spec, "timeout")); timeout && *timeout > Nanos{}) {
        command.timeout = *timeout;
    }
    const std::string script = command.argv.empty() ? std::string() : scriptOf(command.argv);
    std::error_code ignored;
    if (!script.empty() && !std::filesystem::exists(command.folder / script, ignored)) {
        return fail(Error::Kind::Refused, "`" + script + "` is not in " + command.folder.string() +
                                              "; put it there, or name the command in the plan: checklist: {actions: {" +
                                              item.id + ": {command: [...]}}}");
    }
    if (const std::string production = productionSecret(plan); !production.empty()) {
        return fail(Error::Kind::Refused,
                    "`" + join(command.argv, " ") + "` would get " + production + ", a production host: it is not run");
    }
    return std::optional(std::move(command));
}

Result<bool> isCommandAllowed(const Dossier& dossier, const Plan& plan, const ActionCommand& command)
{
    const auto rows = dossier.auditAbout(std::string(kAuditCommandAllowed), kMostAllowances);
    if (!rows) {
        return fail(rows.error());
    }
    const Json wanted = allowance(plan, command);
    return std::any_of(rows->begin(), rows->end(), [&](const AuditRow& row) {
        const auto json = parseJson(row.text, "audit row");
        const Json& detail = json ? memberAt(*json, "detail") : Json();
        return json && stringAt(*json, "action") == kAuditCommandAllowed && memberAt(detail, "allowed") == wanted;
    });
}

Result<> allowCommand(Dossier& dossier, const Plan& plan, const std::string& item, const ActionCommand& command, const Person& by)
{
    return dossier.addAudit(std::string(kAuditCommandAllowed), Json{{"item", item}, {"allowed", allowance(plan, command)}}, by,
                            systemClock().wallNow());
}

std::string keptOutput(const CommandResult& result, const Secrets& secrets)
{
    std::size_t longest = 0;
    for (const auto& [key, secret] : secrets) {
        longest = std::max(longest, 3 * secret.reveal().size()); // percent-encoded at most
    }
    const Redactor redactor(secrets);
    const auto kept = [&](const std::string& begin, const std::string& end, bool hasGap) {
        if (!hasGap) {
            return redactor.redact(begin + end);
        }
        const std::string_view head = std::string_view(begin).substr(0, begin.size() - std::min(begin.size(), longest));
        const std::string_view tail = std::string_view(end).substr(std::min(end.size(), longest));
        return redactor.redact(head) + "\n[... left out ...]\n" + redactor.redact(tail);
    };
    std::string text = kept(result.out, result.outEnd, result.isOutCut);
    if (!result.err.empty()) {
        text += (text.empty() || text.ends_with('\n') ? "" : "\n") + std::string("--- stderr\n") +
                kept(result.err, result.errEnd, result.isErrCut);
    }
    return text;
}

} // namespace holdpoint
