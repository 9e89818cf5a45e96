// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/sensors/connection_test.h"

#include "core/base/text.h"
#include "core/base/units.h"
#include "core/monitor/plan_services.h"
#include "core/plan/plan_reader.h"
#include "core/plan/secret_text.h"
#include "core/sensors/askers.h"
#include "core/sensors/dial.h"
#include "core/sensors/source_use.h"

#include <algorithm>

namespace holdpoint {

namespace {

using Kind = ConnectionStep::Kind;
using State = ConnectionStep::State;

ConnectionStep& at(ConnectionReport& report, Kind kind)
{
    return report.steps.at(static_cast<std::size_t>(kind));
}

void set(ConnectionReport& report, Kind kind, State state, std::string saw, Nanos took = {})
{
    ConnectionStep& step = at(report, kind);
    step.state = state;
    step.saw = std::move(saw);
    step.took = took;
}

bool isAddress(const std::string& host)
{
    return host.find(':') != std::string::npos || host.find_first_not_of("0123456789.") == std::string::npos;
}

bool isOfDatabase(const ServicePlace& place)
{
    return place.scheme.starts_with("postgres") || place.scheme.starts_with("redis");
}

/// Load may go to a host only as allow_hosts says; services are only asked, but never a production host as if it were staging's.
void decideAllowance(ConnectionReport& report, const ConnectionSource& source, const Plan& plan, const std::string& host)
{
    const auto& production = plan.environment.productionHosts;
    const bool isProduction = std::any_of(production.begin(), production.end(), [&host](const std::string& pattern) {
        return matchesWildcard(normalizedHost(pattern), host);
    });
    if (source.id.starts_with("production.")) {
        set(report, Kind::Allow, State::Passed, "production is only read, never loaded");
    } else if (isService(source.id)) {
        set(report, Kind::Allow, State::Passed,
            isProduction ? "only asked; it is a production host" : "only asked, never loaded");
    } else if (const auto allowed = mayLoad(plan.environment, host); !allowed) {
        set(report, Kind::Allow, State::Failed, allowed.error().message);
    } else {
        const auto& patterns = plan.environment.allowHosts;
        const auto found = std::find_if(patterns.begin(), patterns.end(), [&host](const std::string& pattern) {
            return matchesWildcard(normalizedHost(pattern), host);
        });
        set(report, Kind::Allow, State::Passed, found == patterns.end() ? "may be loaded" : "matches " + *found);
    }
}

/// True if the way to the port is free.
bool reach(ConnectionReport& report, const ServicePlace& place, Nanos timeout)
{
    const Dialled dialled = dial(TargetUrl{"http", place.host, place.port}, timeout);
    if (dialled.failedAt == Dialled::Phase::Dns) {
        set(report, Kind::Resolve, State::Failed, dialled.error, dialled.resolve);
        at(report, Kind::Allow) = {Kind::Allow, State::NotTried, {}, {}};
        return false;
    }
    set(report, Kind::Resolve, State::Passed,
        isAddress(place.host) ? place.host + " is an address"
                              : place.host + " is " + shortened(join(dialled.addresses, ", "), 100),
        dialled.resolve);
    if (at(report, Kind::Allow).state == State::Failed) {
        return false;
    }
    const std::string where = dialled.addresses.front() + " port " + std::to_string(place.port);
    if (dialled.failedAt == Dialled::Phase::Connect) {
        set(report, Kind::Connect, State::Failed, where + ": " + (dialled.isTimeout ? "no answer in time" : dialled.error),
            dialled.isTimeout ? timeout : dialled.connect);
        return false;
    }
    set(report, Kind::Connect, State::Passed, where + " answers", dialled.connect);
    return true;
}

/// True if TLS stands, or none is wanted.
bool agreeOnTls(ConnectionReport& report, const ServicePlace& place, const AskContext& context)
{
    if (!place.isTls) {
        set(report, Kind::Tls, State::Skipped,
            isOfDatabase(place) ? "the client agrees on it when it signs in" : "not used, the URL begins with http://");
        return true;
    }
    const auto begin = context.fetcher.clock().steadyNow();
    const auto seen = certificateOf(context, TargetUrl{"https", place.host, place.port}, context.timeout);
    const Nanos took = context.fetcher.clock().steadyNow() - begin;
    if (!seen.isKnown()) {
        set(report, Kind::Tls, State::Failed, seen.unknown().reason, took);
        return false;
    }
    const Json& certificate = seen.value();
    const double days = numberAt(certificate, "days_left");
    std::string fault;
    if (days < 0) {
        fault = "the certificate expired on " + stringAt(certificate, "not_after").substr(0, 10);
    } else if (!boolAt(certificate, "name_ok")) {
        fault = "the certificate is for another name: " + stringAt(certificate, "subject");
    } else if (!boolAt(certificate, "chain_ok") || !boolAt(certificate, "is_started")) {
        fault = "the certificate is not trusted: " + stringAt(certificate, "chain") + ", issued by " +
                stringAt(certificate, "issuer");
    }
    const auto& excused = context.plan.environment.insecureTlsHosts;
    const bool isExcused = std::any_of(excused.begin(), excused.end(), [&place](const std::string& pattern) {
        return matchesWildcard(normalizedHost(pattern), place.host);
    });
    if (!fault.empty()) {
        set(report, Kind::Tls, isExcused ? State::Passed : State::Failed, fault + (isExcused ? ", excused by the plan" : ""),
            took);
        return isExcused;
    }
    set(report, Kind::Tls, State::Passed,
        stringAt(certificate, "protocol") + ", expires in " + std::to_string(static_cast<std::int64_t>(days)) + " days", took);
    return true;
}

bool hasSignIn(const ConnectionSource& source, const Plan& plan)
{
    const auto dot = source.id.find('.');
    const bool isProduction = source.id.starts_with("production.");
    const Json& section = serviceSection(plan, isProduction ? source.id.substr(dot + 1) : source.id,
                                         Json{{"from", isProduction ? "production" : ""}});
    const std::string url = withSecrets(stringAt(section, "url"), plan.secrets);
    return url.find('@') != std::string::npos || !withSecrets(stringAt(section, "token"), plan.secrets).empty() ||
           !stringAt(section, "user").empty();
}

} // namespace

std::string_view titleOf(Kind kind)
{
    static constexpr std::array<std::string_view, 6> kTitles{
        "Find the host", "Allowed by the plan", "Open a connection", "Agree on TLS", "Sign in", "Ask one question"};
    return kTitles.at(static_cast<std::size_t>(kind));
}

const ConnectionStep* ConnectionReport::failed() const
{
    const auto found =
        std::find_if(steps.begin(), steps.end(), [](const ConnectionStep& step) { return step.state == State::Failed; });
    return found == steps.end() ? nullptr : &*found;
}

std::size_t ConnectionReport::stepsDone() const
{
    return static_cast<std::size_t>(std::count_if(steps.begin(), steps.end(), [](const ConnectionStep& step) {
        return step.state == State::Passed || step.state == State::Skipped;
    }));
}

ConnectionTest::ConnectionTest(const Plan& plan)
    : m_plan(plan),
      m_fetcher(planFetcherOptions(plan)), m_context{plan, m_fetcher, {}, std::chrono::seconds{5}, false, &m_isStopped}
{}

void ConnectionTest::stop()
{
    m_isStopped = true;
    m_fetcher.stop();
}

ConnectionReport ConnectionTest::run(const ConnectionSource& source, const std::function<void(const ConnectionReport&)>& told)
{
    const Clock& clock = m_fetcher.clock();
    const SteadyTime begin = clock.steadyNow();
    ConnectionReport report;
    report.source = source.id;
    report.at = clock.wallNow();
    for (std::size_t i = 0; i < report.steps.size(); ++i) {
        report.steps.at(i).kind = static_cast<Kind>(i);
    }
    const auto tell = [&] {
        report.took = clock.steadyNow() - begin;
        if (told) {
            told(report);
        }
    };
    const auto place = servicePlace(source.url);
    if (!source.isConfigured() || m_isStopped) {
        explain(report, source, m_plan, std::nullopt);
        return report;
    }
    bool isFree = place.has_value();
    if (!place) {
        set(report, Kind::Resolve, State::Failed, "`" + shortened(source.url, 80) + "` is no URL of " + source.title);
    } else if (place->host.empty()) {
        for (const Kind kind : {Kind::Resolve, Kind::Allow, Kind::Connect, Kind::Tls}) {
            set(report, kind, State::Skipped, "a file or socket of this machine");
        }
    } else {
        decideAllowance(report, source, m_plan, place->host);
        isFree = reach(report, *place, m_context.timeout);
        tell();
        isFree = isFree && !m_isStopped && agreeOnTls(report, *place, m_context);
    }
    tell();
    if (isFree && !m_isStopped) {
        ask(source, report);
    } else {
        explain(report, source, m_plan, std::nullopt);
    }
    tell();
    return report;
}

/// Signing in and asking are one request: who is let in shows in the answer.
void ConnectionTest::ask(const ConnectionSource& source, ConnectionReport& report)
{
    const auto begin = m_fetcher.clock().steadyNow();
    const Answer<std::string> answer = askHarmlessly(m_context, source);
    const Nanos took = m_fetcher.clock().steadyNow() - begin;
    const Redactor redactor(planHidden(m_plan));
    std::optional<Unknown> why;
    const bool isSignedIn = hasSignIn(source, m_plan);
    if (answer.isKnown()) {
        set(report, Kind::SignIn, isSignedIn ? State::Passed : State::Skipped,
            isSignedIn ? "accepted" : "the plan has none, and none was asked for");
        set(report, Kind::Ask, State::Passed, redactor.redact(answer.value()), took);
    } else {
        why = answer.unknown();
        why->reason = redactor.redact(why->reason);
        const bool isAuth = why->kind == Unknown::Kind::Auth;
        if (isAuth) {
            set(report, Kind::SignIn, State::Failed, why->reason, took);
        } else if (why->kind == Unknown::Kind::NotConfigured || why->kind == Unknown::Kind::NoData) {
            set(report, Kind::SignIn, State::Skipped, "not tried");
            set(report, Kind::Ask, why->kind == Unknown::Kind::NoData ? State::Skipped : State::Failed, why->reason, took);
        } else {
            set(report, Kind::SignIn, State::Skipped, "not refused");
            set(report, Kind::Ask, State::Failed, why->reason, took);
        }
    }
    explain(report, source, m_plan, why);
}

} // namespace holdpoint
