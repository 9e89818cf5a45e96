// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/support/contract_server.h"

namespace holdpoint::test {

inline ContractReply reply(const std::string& body, int status = 200)
{
    return {status, body, {}, "application/json"};
}

/// Unix times of this century in ms: seconds are far below, µs far above.
bool isMillis(std::int64_t value);
/// Not all zeros.
bool isHex(const std::string& text, std::size_t length);
bool isUtc(const std::string& text);

/// What the services' documentation asks of one request (reference/apis.md), and what they answer.
struct ContractRules
{
    ContractServer& server; // its mutex is held
    const ContractRequest& request;
    std::vector<std::string> faults;

    ContractReply answer();

private:
    ContractReply grafana(const std::string& path);
    ContractReply sentry(const std::string& path);
    ContractReply slack(const std::string& path);
    ContractReply events(const std::string& path);
    ContractReply pagerDuty(const std::string& path);
    ContractReply alertmanager(const std::string& path);
    ContractReply lock(const std::string& path);
    ContractReply slackRead(const std::string& path);
    ContractReply gitHub(const std::string& path);
    ContractReply gitLab(const std::string& path);
    ContractReply jaeger(const std::string& path);
    ContractReply jaegerV1(const std::string& path);
    ContractReply collector(const std::string& path);
    ContractReply prometheus(const std::string& path);
    /// What is loaded: any path, and the bodies that the shipped checklist reads.
    ContractReply application(const std::string& path);

    void expect(bool holds, const std::string& fault);
    Json body();
    bool isAuthorised(const std::string& header, const std::string& value) const;
};

} // namespace holdpoint::test
