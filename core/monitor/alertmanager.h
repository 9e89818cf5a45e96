// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/monitor/prometheus.h"

namespace holdpoint {

struct AlertmanagerStatus
{
    std::string version;
    std::string cluster; // ready, settling, disabled
};

struct AlertMatcher
{
    std::string name;
    std::string value;
    bool isRegex = false;
    bool isEqual = true; // false: must not match

    /// `env=~"stag.*"`: as filters write it.
    std::string text() const;
};

struct Alert
{
    std::string fingerprint;
    Labels labels;
    Labels annotations;
    std::string state; // unprocessed, active, suppressed
    std::vector<std::string> silencedBy;
    std::vector<std::string> receivers;
    std::optional<WallTime> startsAt;
    std::optional<WallTime> endsAt;
};

struct Silence
{
    std::string id; // empty: a new one
    std::vector<AlertMatcher> matchers;
    WallTime startsAt{};
    WallTime endsAt{};
    std::string createdBy;
    std::string comment;
    std::string state; // active, pending, expired
};

struct TestAlert
{
    Labels labels; // with `alertname`
    Labels annotations;
    WallTime startsAt{};
    WallTime endsAt{};
};

FetchRequest silenceRequest(const Service& service, const Silence& silence);
FetchRequest testAlertRequest(const Service& service, const TestAlert& alert);
Answer<AlertmanagerStatus> parseAlertmanagerStatus(const Json& json);
Answer<std::vector<Alert>> parseAlerts(const Json& json);
Answer<std::vector<Silence>> parseSilences(const Json& json);

/// Alertmanager's API, v2.
class AlertmanagerClient
{
public:
    AlertmanagerClient(Fetcher& fetcher, Service service) : m_fetcher(fetcher), m_service(std::move(service)) {}

    Answer<Done> ready() const;
    Answer<AlertmanagerStatus> status() const;
    /// Also the silenced and inhibited ones; `state` says which.
    Answer<std::vector<Alert>> alerts(const std::vector<AlertMatcher>& filters = {}) const;
    /// Also the expired ones.
    Answer<std::vector<Silence>> silences(const std::vector<AlertMatcher>& filters = {}) const;
    /// The new silence's id. Look with silences() for its comment first: it is never sent twice by itself.
    Answer<std::string> createSilence(const Silence& silence) const;
    Answer<Done> expireSilence(const std::string& id) const;
    /// An alert made by us, which proves the way to the receivers. Sending it again with the same labels is the same alert.
    Answer<Done> sendTestAlert(const TestAlert& alert) const;
    Answer<Done> resolveTestAlert(TestAlert alert) const;

private:
    Fetcher& m_fetcher;
    const Service m_service;
};

} // namespace holdpoint
