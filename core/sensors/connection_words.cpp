// SPDX-License-Identifier: GPL-3.0-or-later
// What a connection test says about its outcome: what failed, why, and what to do.
#include "core/base/text.h"
#include "core/sensors/connection_test.h"
#include "core/sensors/source_use.h"

#include <algorithm>

namespace holdpoint {

namespace {

using Kind = ConnectionStep::Kind;

/// "`url` of jaeger (plan.yaml:12)"
std::string keyText(const ConnectionSource& source, const Plan& plan, std::string_view key)
{
    const auto found = std::find_if(source.settings.begin(), source.settings.end(),
                                    [key](const ConnectionSetting& setting) { return setting.key == key; });
    const int line = found == source.settings.end() ? source.line : found->line;
    std::string variable = found == source.settings.end() || found->written.empty() ? "" : ", set by " + found->written;
    if (const auto otherwise = variable.find(":-"); otherwise != std::string::npos) {
        variable.erase(otherwise, variable.find('}', otherwise) - otherwise);
    }
    return "`" + std::string(key) + "` (" + placeInPlan(plan, line) + variable + ")";
}

std::string urlKey(const ConnectionSource& source)
{
    for (const char* key : {"url", "base_url", "webhook", "dsn"}) {
        for (const ConnectionSetting& setting : source.settings) {
            if (setting.key == key) {
                return key;
            }
        }
    }
    return "url";
}

std::string signInKey(const ConnectionSource& source)
{
    for (const char* key : {"token", "password", "routing_key"}) {
        for (const ConnectionSetting& setting : source.settings) {
            if (setting.key == key) {
                return key;
            }
        }
    }
    return source.url.starts_with("http") ? "token" : "url";
}

/// Ports that people mix up.
std::string portHint(const ConnectionSource& source)
{
    if (source.id == "jaeger") {
        return " Jaeger answers queries on 16686; 16685 is gRPC, 4317 and 4318 are the collector's.";
    }
    return source.id == "otlp" ? " OTLP over HTTP is on 4318; 4317 is gRPC." : std::string();
}

/// A command for a terminal; it holds no secret.
std::string proofFor(const ConnectionSource& source, Kind failed)
{
    const auto place = servicePlace(source.url);
    if (!place || place->host.empty()) {
        return {};
    }
    const std::string port = std::to_string(place->port);
    if (failed == Kind::Resolve) {
        return "getent hosts " + place->host;
    }
    if (place->scheme.starts_with("redis")) {
        return "redis-cli -h " + place->host + " -p " + port + " ping";
    }
    if (place->scheme.starts_with("postgres")) {
        return "pg_isready -h " + place->host + " -p " + port;
    }
    if (failed == Kind::Tls) {
        return "openssl s_client -connect " + place->hostAndPort() + " -servername " + place->host;
    }
    return failed == Kind::Allow ? std::string() : "curl -v " + source.url;
}

void sayConnect(ConnectionReport& report, const ConnectionSource& source, const Plan& plan, const ServicePlace& place)
{
    const std::string& saw = report.failed()->saw;
    const std::string port = std::to_string(place.port);
    if (saw.find("refused") != std::string::npos) {
        report.verdict = "CONNECTION REFUSED";
        report.answer = "connection refused";
        report.cause = "The host is up but nothing listens on port " + port;
        report.remedy = "Check that " + source.title + " runs, and that its port is " + port + ": " +
                        keyText(source, plan, urlKey(source)) + "." + portHint(source);
    } else {
        report.verdict = saw.find("no answer") != std::string::npos ? "NO ANSWER" : "NOT REACHED";
        report.answer = report.verdict == "NO ANSWER" ? "no answer in time" : saw.substr(saw.find(": ") + 2);
        report.cause = "The host does not let a connection to port " + port + " through";
        report.remedy =
            "A firewall often drops what it does not know: have port " + port + " opened for this machine, or connect its VPN.";
    }
}

void sayTls(ConnectionReport& report, const ServicePlace& place)
{
    const std::string& saw = report.failed()->saw;
    const auto has = [&saw](std::string_view text) { return saw.find(text) != std::string::npos; };
    report.verdict = "NO TLS";
    report.answer = "TLS failed";
    if (has("expired on")) {
        report.verdict = "CERTIFICATE EXPIRED";
        report.answer = "certificate expired";
        report.cause = "The certificate of " + place.host + " is no longer valid";
        report.remedy = "Have it renewed: " + saw + ". Holdpoint does not talk to a host that it cannot be sure of.";
    } else if (has("another name")) {
        report.verdict = "WRONG NAME";
        report.answer = "certificate of another host";
        report.cause = "The host shows a certificate that is not for " + place.host;
        report.remedy = "Write the host into the URL that its certificate names, or have it issued for " + place.host + ".";
    } else if (has("not trusted")) {
        report.verdict = "NOT TRUSTED";
        report.answer = "certificate not trusted";
        report.cause = "Nobody whom this machine trusts vouches for " + place.host;
        report.remedy = "Name your private authority in the plan: `environment: {ca_file: ca.pem}`. Only where you know why: "
                        "`insecure_tls_hosts: [" +
                        place.host + "]`, which the report prints.";
    } else {
        report.cause = "There is no TLS on port " + std::to_string(place.port) + " of " + place.host;
        report.remedy = has("wrong version number") || has("packet length")
                            ? "It speaks plain text: begin the URL with http://, or take the port of https."
                            : "The handshake failed: " + saw + ".";
    }
}

void sayQuestion(ConnectionReport& report, const ConnectionSource& source, const Plan& plan, const Unknown& why)
{
    const std::string key = urlKey(source);
    report.answer = shortened(why.reason, 60);
    switch (why.kind) {
    case Unknown::Kind::Malformed:
        report.verdict = "WRONG ANSWER";
        report.answer = "not an answer of " + source.title;
        report.cause = "Something else than " + source.title + " answers there";
        report.remedy = "It said: " + why.reason +
                        ". A login page or a proxy may stand before it: give the URL of the API itself in " +
                        keyText(source, plan, key) + ".";
        return;
    case Unknown::Kind::NotFound:
        report.verdict = "NOT FOUND";
        report.cause = "The host answers, but has no such path";
        report.remedy = "Behind a proxy the URL often needs a path, such as /prometheus: " + keyText(source, plan, key) + ".";
        return;
    case Unknown::Kind::Timeout:
        report.verdict = "NO ANSWER";
        report.answer = "no answer in time";
        report.cause = "The connection stands, but " + source.title + " does not answer";
        report.remedy = "It may be overloaded or still starting. Look at its log, then test again.";
        return;
    case Unknown::Kind::RateLimited:
        report.verdict = "RATE LIMITED";
        report.cause = source.title + " wants to be asked less often";
        report.remedy = why.reason + ".";
        return;
    case Unknown::Kind::NotConfigured:
        report.verdict = "INCOMPLETE";
        report.cause = "The plan says too little about " + source.title;
        report.remedy = why.reason + " (" + placeInPlan(plan, source.line) + ").";
        return;
    case Unknown::Kind::Refused:
        report.verdict = "REFUSED";
        report.cause = "Holdpoint did not follow where " + source.title + " led";
        report.remedy = why.reason + ".";
        return;
    default:
        report.verdict = "FAILED";
        report.cause = source.title + " could not answer a simple question";
        report.remedy = "It said: " + why.reason + ".";
    }
}

void saySignIn(ConnectionReport& report, const ConnectionSource& source, const Plan& plan, const Unknown& why)
{
    report.verdict = "SIGN-IN REFUSED";
    report.answer = "sign-in refused";
    const std::string key = signInKey(source);
    const auto found = std::find_if(source.settings.begin(), source.settings.end(),
                                    [&key](const ConnectionSetting& setting) { return setting.key == key; });
    const bool isThere = found != source.settings.end() && !found->isMissing;
    report.cause = source.title + " does not let us in";
    report.remedy =
        "It said: " + why.reason + ". " +
        (isThere ? "Replace what " + keyText(source, plan, key) + " gives, in the env file or the environment."
         : found != source.settings.end() ? "Nothing sets " + keyText(source, plan, key) + ": write it into the env file."
                                          : "The plan gives no `" + key + "`: add one to `" + source.id + "` (" +
                                                placeInPlan(plan, source.line) + "), with its value in the env file.");
}

} // namespace

void explain(ConnectionReport& report, const ConnectionSource& source, const Plan& plan, const std::optional<Unknown>& why)
{
    const ConnectionStep* failed = report.failed();
    if (!source.isConfigured()) {
        report.verdict = "NOT USED";
        report.answer = "not used";
        report.remedy = "Add it below `monitoring:` in " + placeInPlan(plan, 0) + ":";
        report.proof = linesToAdd(source.id);
        return;
    }
    if (failed == nullptr) {
        const ConnectionStep& last = report.steps.back();
        const bool isAll = report.stepsDone() == report.steps.size();
        report.verdict = !isAll ? "STOPPED" : last.state == ConnectionStep::State::Skipped ? "REACHED" : "ANSWERS";
        report.answer = !isAll ? "stopped" : last.state == ConnectionStep::State::Skipped ? "reached, not asked" : last.saw;
        return;
    }
    const auto place = servicePlace(source.url).value_or(ServicePlace{});
    switch (failed->kind) {
    case Kind::Resolve:
        report.verdict = "HOST NOT FOUND";
        report.answer = "host not found";
        report.cause = place.host.empty() ? "The URL cannot be read" : "No name server knows " + place.host;
        report.remedy = "Check the host in " + keyText(source, plan, urlKey(source)) + ", and this machine's DNS and VPN.";
        break;
    case Kind::Allow:
        report.verdict = "NOT ALLOWED";
        report.answer = "not allowed by the plan";
        report.cause = "The plan does not let load go to " + place.host;
        report.remedy = failed->saw + ".";
        break;
    case Kind::Connect:
        sayConnect(report, source, plan, place);
        break;
    case Kind::Tls:
        sayTls(report, place);
        break;
    case Kind::SignIn:
        saySignIn(report, source, plan, why.value_or(Unknown{}));
        break;
    case Kind::Ask:
        sayQuestion(report, source, plan, why.value_or(Unknown{}));
        break;
    }
    report.proof = proofFor(source, failed->kind);
}

} // namespace holdpoint
