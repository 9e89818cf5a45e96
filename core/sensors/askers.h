// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/monitor/api_time.h"
#include "core/plan/target_url.h"
#include "core/sensors/fact.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace holdpoint {

using Exchanges = std::vector<ExchangeRecord>;
inline constexpr std::size_t kKeptExchanges = 20; // of one answer: each of them may be long

/// Takes an answer's exchanges over and says whether it is known.
template <typename T>
bool isGiven(Answer<T>& answer, Exchanges& evidence)
{
    evidence.insert(evidence.end(), answer.evidence.begin(), answer.evidence.end());
    return answer.isKnown();
}

// One function a kind of fact: asks, and gives the answer as JSON. Texts of `spec` are filled in and may hold secrets; what goes
// into an answer's evidence may not.

Answer<Json> askAction(const AskContext& context, const Json& spec);
Answer<Json> askPromql(const AskContext& context, const Json& spec);
Answer<Json> askPrometheus(const AskContext& context, const Json& spec);
Answer<Json> askHint(const AskContext& context, const Json& spec);
Answer<Json> askHttp(const AskContext& context, const Json& spec);
Answer<Json> askTcp(const AskContext& context, const Json& spec);
Answer<Json> askDns(const AskContext& context, const Json& spec);
Answer<Json> askTls(const AskContext& context, const Json& spec);
Answer<Json> askFile(const AskContext& context, const Json& spec);
Answer<Json> askEnvFile(const AskContext& context, const Json& spec);
Answer<Json> askCommand(const AskContext& context, const Json& spec);
Answer<Json> askTimer(const AskContext& context, const Json& spec);
Answer<Json> askK6(const AskContext& context, const Json& spec);
Answer<Json> askSql(const AskContext& context, const Json& spec);
Answer<Json> askRedis(const AskContext& context, const Json& spec);
Answer<Json> askGrafana(const AskContext& context, const Json& spec);
Answer<Json> askAlertmanager(const AskContext& context, const Json& spec);
Answer<Json> askDeployments(const AskContext& context, const Json& spec);
Answer<Json> askSentry(const AskContext& context, const Json& spec);
Answer<Json> askJaeger(const AskContext& context, const Json& spec);
Answer<Json> askLog(const AskContext& context, const Json& spec);
Answer<Json> askSourceConnected(const AskContext& context, const Json& spec);
Answer<Json> askWebsocket(const AskContext& context, const Json& spec);
Answer<Json> askRun(const AskContext& context, const Json& spec);
Answer<Json> askSlack(const AskContext& context, const Json& spec);
Answer<Json> askPagerDuty(const AskContext& context, const Json& spec);
/// `compare` asks nothing by itself: the same question to staging and to production, and the rows in which the answers differ.
std::vector<FactQuestion> compareParts(const Plan& plan, const Json& spec);
Answer<Json> compareSides(const Json& spec, const std::vector<FactPart>& parts);
/// A request to a path of base_url or a URL, within the rules for hosts: none to production, no write to what may not be loaded.
Answer<FetchRequest> httpRequest(const AskContext& context, const std::string& written, std::string method);
/// Where the lines of a `log` fact come from: a path, `journal:UNIT`, `command:WORDS`, or a list, which is a command too.
struct LogSource
{
    enum class Kind { File, Journal, Command };
    Kind kind = Kind::File;
    std::string file;
    std::vector<std::string> words; // of the command; the unit
};
LogSource logSource(const Json& written);
/// The k6 of PATH: its version is asked without a yes, that of any other program is not.
inline constexpr const char* kOwnK6 = "k6";
/// What `http` with `look_at` asks: the answers of several paths, or the assets that pages name.
Answer<Json> askLookAt(const AskContext& context, const Json& spec);

/// Whether a page or an alert rule may send us to a host: both name hosts of their own choice. Those that may be loaded and those
/// of `more` (patterns), never production.
bool mayFollow(const AskContext& context, const std::string& host, const std::vector<std::string>& more);
/// What one host shows in a TLS handshake: {host, chain_ok, chain, name_ok, days_left, not_after, subject, protocol ...}; NoData
/// if there was none within `left`.
Answer<Json> certificateOf(const AskContext& context, const TargetUrl& target, Nanos left);
/// A service of the plan for a fact, within the sweep's time limit; not configured if the plan does not name it.
Service sensorService(const AskContext& context, std::string_view service, const Json& spec);
/// From the first load's start to the last one's end; nullopt before any has ended.
std::optional<WallSpan> loadSpan(const AskContext& context);
/// What a fact with a `timeout` of its own may take: that, but never more than is left of its source's turn.
Nanos timeLimit(const AskContext& context, const Json& spec);
/// A list's texts, or a text's words.
std::vector<std::string> wordsOf(const Json& json);
/// Of a text or list: `plan` stands for planDestinations(), else URLs or host:port. Error::Invalid names the bad one,
/// Error::Refused a production host.
Result<std::vector<TargetUrl>> endpointsOf(const Plan& plan, const Json& wanted, std::string_view scheme);
/// A relative path lies beside the plan.
std::filesystem::path besidePlan(const Plan& plan, const std::string& path);

} // namespace holdpoint
