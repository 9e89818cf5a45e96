// SPDX-License-Identifier: GPL-3.0-or-later
// N1 to N6: the network between the generator and the service, from the connection phases of a run.
#include "core/analysis/hint_rules.h"
#include "core/base/units.h"

#include <algorithm>

namespace holdpoint {

namespace {

constexpr double kWaitingDominates = 0.8; // then it is the server, not the network

/// What a rule says of a run without HTTP: nothing if it did something else, unknown if there is no sample at all.
std::optional<std::vector<Hint>> withoutPhases(std::string_view rule, const LoadFacts& load)
{
    if (load.all.requests > 0) {
        return std::nullopt;
    }
    return load.iterations > 0 ? nothingFound(rule, "the run sent no HTTP request")
                               : notKnown(rule, {Error::Kind::Invalid, "the run has no samples of the connection phases"});
}

/// Adds a value to what was seen, or why it is not known; what the plan does not name is left out.
void note(std::string& seen, std::string& missing, const Result<double>& value, const std::string& text)
{
    if (value) {
        seen += (seen.empty() ? "" : ", ") + text;
    } else if (value.error().kind != Error::Kind::NotFound) {
        missing += (missing.empty() ? "" : "; ") + value.error().message;
    }
}

} // namespace

std::vector<Hint> ruleN1(const RunFacts& facts)
{
    const LoadFacts& load = facts.load;
    if (auto nothing = withoutPhases("N1", facts.load)) {
        return *std::move(nothing);
    }
    std::vector<Hint> found;
    const double connecting = load.all.connecting;
    const std::string seen =
        "connecting p95 " + formatMillis(connecting) + " over " + formatCount(load.all.newConnections) + " connections";
    // On a fast network three times nothing is nothing: a round trip counts from 5 ms on.
    const bool isFarAboveRtt = facts.rttMs && connecting >= 3 * *facts.rttMs && connecting >= 5;
    if (load.all.newConnections > 0 && (connecting >= 100 || isFarAboveRtt)) {
        found.push_back(foundHint("N1",
                                  "slow to connect: " + seen + (facts.rttMs ? ", round trip " + formatMillis(*facts.rttMs) : ""),
                                  {}, Json{{"connecting_p95_ms", connecting}, {"connections", load.all.newConnections}}));
    }
    if (load.all.slowConnects > 0) {
        found.push_back(foundHint("N1",
                                  "accept queue full: " + formatCount(load.all.slowConnects) +
                                      " connections took about 1 s or 3 s, the first SYN was lost",
                                  {}, Json{{"slow_connects", load.all.slowConnects}}));
    }
    const auto overflows = facts.value("listen_overflows");
    if (overflows && *overflows > 0) {
        found.push_back(foundHint("N1", "accept queue full: " + formatNumber(*overflows) + " connections found no room in it", {},
                                  Json{{"overflows", *overflows}}));
    }
    return foundOr(std::move(found), "N1",
                   seen + (overflows ? ", no overflow of an accept queue" : "; accept queues were not looked at"));
}

std::vector<Hint> ruleN2(const RunFacts& facts)
{
    const StepPhases& all = facts.load.all;
    if (auto nothing = withoutPhases("N2", facts.load)) {
        return *std::move(nothing);
    }
    const double share = static_cast<double>(all.newConnections) / static_cast<double>(all.requests);
    const std::string seen = formatCount(all.newConnections) + " connections for " + formatCount(all.requests) + " requests";
    if (share >= 0.2) {
        return {foundHint("N2", "no keep-alive: " + seen, {}, Json{{"share", share}})};
    }
    return nothingFound("N2", seen);
}

std::vector<Hint> ruleN3(const RunFacts& facts)
{
    const StepPhases& all = facts.load.all;
    if (auto nothing = withoutPhases("N3", facts.load)) {
        return *std::move(nothing);
    }
    if (all.newTlsSessions == 0) {
        return nothingFound("N3", "no TLS handshake in this run");
    }
    const std::string seen = "TLS handshake p95 " + formatMillis(all.tls) + ", connecting p95 " + formatMillis(all.connecting) +
                             ", " + formatCount(all.newTlsSessions) + " handshakes";
    if (all.tls >= 50 && all.tls >= 3 * all.connecting) {
        return {foundHint("N3", "no TLS resumption, or a busy edge: " + seen, {},
                          Json{{"tls_p95_ms", all.tls}, {"connecting_p95_ms", all.connecting}})};
    }
    return nothingFound("N3", seen);
}

std::vector<Hint> ruleN4(const RunFacts& facts)
{
    if (auto nothing = withoutPhases("N4", facts.load)) {
        return *std::move(nothing);
    }
    const StepPhases* worst = nullptr;
    for (const StepPhases& step : facts.load.steps) {
        const bool isWorse =
            step.duration > 0 && (worst == nullptr || step.receiving / step.duration > worst->receiving / worst->duration);
        worst = isWorse ? &step : worst;
    }
    if (worst == nullptr) {
        worst = &facts.load.all;
    }
    const double share = worst->duration > 0 ? worst->receiving / worst->duration : 0;
    const std::string seen =
        "receiving is " + percentText(share) + " of the p95" + (worst->name.empty() ? "" : " of " + worst->name);
    if (share < 0.4) {
        return nothingFound("N4", seen);
    }
    if (!facts.paths) {
        return notKnown("N4", {facts.paths.error().kind, seen + "; bodies: " + facts.paths.error().message});
    }
    std::vector<Hint> found;
    for (const PathLook& path : *facts.paths) {
        const bool isText = path.type.starts_with("text/") || path.type.find("json") != std::string::npos ||
                            path.type.find("javascript") != std::string::npos || path.type.find("xml") != std::string::npos;
        if (isText && path.encoding.empty() && path.bytes >= 100'000) {
            found.push_back(foundHint("N4",
                                      path.path + " sends " + formatBytes(static_cast<std::uint64_t>(path.bytes)) +
                                          " of text uncompressed; " + seen,
                                      path.path, Json{{"bytes", path.bytes}, {"receiving_share", share}}));
        }
    }
    return foundOr(std::move(found), "N4", seen + ", but no text of 100 KB comes uncompressed");
}

std::vector<Hint> ruleN5(const RunFacts& facts)
{
    const auto resent = facts.value("tcp_resent_share");
    const auto link = facts.value("link_used");
    const auto tracked = facts.value("conntrack_used");
    std::vector<Hint> found;
    if (resent && *resent >= 0.01) {
        found.push_back(foundHint("N5", "packets are lost: " + percentText(*resent) + " of the TCP segments were sent again", {},
                                  Json{{"resent", *resent}}));
    }
    if (link && *link >= 0.7) {
        found.push_back(foundHint("N5", "full link: " + percentText(*link) + " of its speed", {}, Json{{"link", *link}}));
    }
    if (tracked && *tracked >= 0.8) {
        found.push_back(
            foundHint("N5", "connection tracking is " + percentText(*tracked) + " full", {}, Json{{"conntrack", *tracked}}));
    }
    std::string seen;
    std::string missing;
    note(seen, missing, resent, resent ? percentText(*resent) + " of the segments sent again" : "");
    note(seen, missing, link, link ? "link " + percentText(*link) + " used" : "");
    note(seen, missing, tracked, tracked ? "connection tracking " + percentText(*tracked) + " full" : "");
    if (found.empty() && seen.empty()) {
        return notKnown("N5", resent.error());
    }
    return foundOr(std::move(found), "N5", seen + (missing.empty() ? "" : "; not known: " + missing));
}

std::vector<Hint> ruleN6(const RunFacts& facts)
{
    if (auto nothing = withoutPhases("N6", facts.load)) {
        return *std::move(nothing);
    }
    const double waiting = facts.load.all.duration > 0 ? facts.load.all.waiting / facts.load.all.duration : 0;
    const auto dns = facts.value("dns_ms");
    if (dns && *dns >= 50) {
        return {foundHint("N6", "slow name resolution: " + formatMillis(*dns), {}, Json{{"dns_ms", *dns}})};
    }
    if (waiting >= kWaitingDominates) {
        return nothingFound("N6",
                            "waiting for the server is " + percentText(waiting) + " of the p95: the server, not the network");
    }
    if (!facts.rttMs) {
        return notKnown("N6", facts.rttMs.error());
    }
    const auto span = facts.value("server_span_ms");
    const std::string seen = "round trip " + formatMillis(*facts.rttMs);
    if (*facts.rttMs < 20) {
        return nothingFound("N6", seen);
    }
    const double ttfb = numberAt(memberAt(facts.load.baseline, "http_req_waiting"), "med", -1);
    if (ttfb < 0 || !span) {
        return notKnown(
            "N6", ttfb < 0
                      ? Error{Error::Kind::Invalid, seen + ", but there is no baseline run at 1 VU to compare with"}
                      : Error{span.error().kind, seen + ", but the server's own time is not known: " + span.error().message});
    }
    if (ttfb - *span >= 20) {
        return {foundHint("N6",
                          "distance: " + formatMillis(ttfb - *span) + " of the first byte's " + formatMillis(ttfb) +
                              " at 1 VU are not the server's; " + seen,
                          {}, Json{{"rtt_ms", *facts.rttMs}, {"ttfb_ms", ttfb}, {"server_ms", *span}})};
    }
    return nothingFound("N6", seen + ", but the server's own time explains the first byte");
}

} // namespace holdpoint
