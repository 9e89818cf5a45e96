// SPDX-License-Identifier: GPL-3.0-or-later
// `file` and `env_file`.
#include "core/base/file.h"
#include "core/base/hash.h"
#include "core/base/text.h"
#include "core/plan/plan_reader.h"
#include "core/plan/variables.h"
#include "core/sensors/askers.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <map>
#include <set>
#include <sys/stat.h>

namespace holdpoint {

namespace {

constexpr std::size_t kMaxFile = std::size_t{64} << 20U;

/// "0600"; `status` of a file that is there.
std::string modeText(const struct stat& status)
{
    std::array<char, 8> mode{};
    std::snprintf(mode.data(), mode.size(), "%04o", static_cast<unsigned>(status.st_mode & 07777U));
    return mode.data();
}

bool isPlaceholder(const std::string& value)
{
    static const std::set<std::string> kWords{"", "changeme", "change-me", "xxx", "todo", "secret", "password", "..."};
    return kWords.contains(lowered(value)) || (value.starts_with('<') && value.ends_with('>'));
}

bool isLoopback(const std::string& host)
{
    return host == "localhost" || host == "::1" || host.starts_with("127.");
}

/// Hosts of the plan's monitoring services: they are asked, not loaded.
std::set<std::string> monitoringHosts(const Json& tree)
{
    std::set<std::string> hosts;
    if (!tree.is_structured()) {
        return hosts;
    }
    for (const auto& [key, value] : tree.items()) {
        if (value.is_structured()) {
            hosts.merge(monitoringHosts(value));
        } else if (key == "url" && value.is_string()) {
            if (const auto url = parseTargetUrl(value.get_ref<const std::string&>())) {
                hosts.insert(url->host);
            }
        }
    }
    return hosts;
}

/// Why a URL of an env file is not good; empty if it is.
std::string urlFault(const Plan& plan, const std::string& value, bool& isProduction)
{
    const auto url = parseTargetUrl(value);
    if (!url) {
        return "no URL";
    }
    const auto& production = plan.environment.productionHosts;
    isProduction = std::any_of(production.begin(), production.end(),
                               [&](const std::string& pattern) { return matchesWildcard(normalizedHost(pattern), url->host); });
    if (isProduction) {
        return "a production host";
    }
    if (!mayLoad(plan.environment, url->host) && !monitoringHosts(plan.monitoring).contains(url->host)) {
        return "neither on allow_hosts nor a monitoring service";
    }
    const bool isPlain = url->scheme == "http" || url->scheme == "ws";
    return isPlain && !isLoopback(url->host) ? "not encrypted" : "";
}

/// The status of one login with the first two keys; null, with `login_unknown`, if there was none.
Json loginStatus(const AskContext& context, const Json& spec, const std::map<std::string, std::string>& values, Json& answer)
{
    const auto keys = wordsOf(memberAt(spec, "keys"));
    auto fields = wordsOf(memberAt(spec, "fields"));
    if (fields.size() < 2) {
        fields = {"email", "password"};
    }
    if (keys.size() < 2 || !values.contains(keys[0]) || !values.contains(keys[1])) {
        answer["login_unknown"] = "the file does not hold a name and a password";
        return nullptr;
    }
    const Json body{{fields[0], values.at(keys[0])}, {fields[1], values.at(keys[1])}};
    const auto seen = askHttp(context, Json{{"http", memberAt(spec, "login")}, {"method", "POST"}, {"json", body}});
    if (!seen.isKnown()) {
        answer["login_unknown"] = seen.unknown().reason;
        return nullptr;
    }
    return memberAt(seen.value(), "status"); // nothing else: the answer holds a token
}

} // namespace

Answer<Json> askFile(const AskContext& context, const Json& spec)
{
    const auto path = besidePlan(context.plan, stringAt(spec, "file"));
    struct stat status
    {};
    if (::stat(path.c_str(), &status) != 0) {
        if (errno != ENOENT && errno != ENOTDIR) {
            return unknown(Unknown::Kind::Refused, "cannot read " + path.string() + ": " + std::strerror(errno));
        }
        return Json{{"exists", false}, {"path", path.string()}};
    }
    Json answer{{"exists", true},
                {"path", path.string()},
                {"mode", modeText(status)},
                {"size", status.st_size},
                {"modified", status.st_mtime}};
    if (!S_ISREG(status.st_mode)) { // a pipe or device would be waited for
        return answer;
    }
    const auto content = readFile(path, kMaxFile);
    if (!content) {
        return unknown(Unknown::Kind::Refused, content.error().message);
    }
    answer["sha256"] = sha256Hex(*content);
    return answer;
}

Answer<Json> askEnvFile(const AskContext& context, const Json& spec)
{
    const auto path = besidePlan(context.plan, stringAt(spec, "env_file"));
    struct stat status
    {};
    if (::stat(path.c_str(), &status) != 0) {
        return unknown(Unknown::Kind::NoData, "cannot read " + path.string() + ": " + std::strerror(errno));
    }
    Json answer{{"path", path.string()}, {"mode", modeText(status)}};
    FaultList faults(path.string());
    const auto values = readEnvFile(path, faults);
    if (!faults.isEmpty()) { // its mode decides; what it holds is not read
        answer["error"] = faults.sorted().front().text();
        return answer;
    }
    Json keys = Json::array();
    Json placeholders = Json::array();
    Json invalid = Json::array();
    std::int64_t production = 0;
    for (const auto& [key, value] : values) {
        keys.push_back(key);
        if (isPlaceholder(value)) {
            placeholders.push_back(key);
        }
        if (value.starts_with("http://") || value.starts_with("https://") || value.starts_with("ws://") ||
            value.starts_with("wss://")) {
            bool isProduction = false;
            if (const std::string fault = urlFault(context.plan, value, isProduction); !fault.empty()) {
                invalid.push_back(key + ": " + fault);
                production += isProduction ? 1 : 0;
            }
        } else if (key.ends_with("_URL") && !value.empty() && value.find("://") == std::string::npos) {
            invalid.push_back(key + ": no URL");
        }
    }
    Json missing = Json::array();
    for (const std::string& wanted : wordsOf(memberAt(spec, "keys"))) {
        if (!values.contains(wanted)) {
            missing.push_back(wanted);
        }
    }
    answer["keys"] = keys;
    answer["placeholders"] = placeholders.size();
    answer["placeholder_keys"] = placeholders;
    answer["invalid"] = invalid.size();
    answer["invalid_keys"] = invalid;
    answer["production"] = production;
    answer["missing"] = missing.size();
    answer["missing_keys"] = missing;
    if (!stringAt(spec, "login").empty()) {
        answer["login_status"] = loginStatus(context, spec, values, answer);
    }
    return answer;
}

} // namespace holdpoint
