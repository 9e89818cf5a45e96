// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/signoff/attestation.h"

#include "core/base/hash.h"
#include "core/base/text.h"

#include <algorithm>

namespace holdpoint {

namespace {

constexpr const char* kStatement = "https://in-toto.io/Statement/v1";
constexpr const char* kTestResult = "https://in-toto.io/attestation/test-result/v0.1";

bool isGitHash(const std::string& text)
{
    const bool isHex =
        std::all_of(text.begin(), text.end(), [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
    return isHex && (text.size() == 40 || text.size() == 64);
}

} // namespace

Result<std::string> testResultStatement(const std::string& recordJson)
{
    const auto record = parseJson(recordJson, "record.json");
    if (!record) {
        return fail(record.error());
    }
    const Json& release = memberAt(*record, "release");
    const std::string verdict = stringAt(*record, "verdict");
    if (verdict.empty() || !release.is_object()) {
        return fail(Error::Kind::Invalid, "record.json names no verdict or no release");
    }
    Json passed = Json::array();
    Json warned = Json::array();
    Json failed = Json::array();
    for (const Json& test : memberAt(*record, "tests")) {
        const std::string outcome = stringAt(test, "verdict");
        if (outcome == "passed" || outcome == "warned" || outcome == "failed") { // the others proved nothing; the record names them
            (outcome == "passed" ? passed : outcome == "warned" ? warned : failed).push_back(stringAt(test, "id"));
        }
    }
    Json subject = Json::array({Json{{"name", "record.json"}, {"digest", {{"sha256", sha256Hex(recordJson)}}}}});
    if (const std::string commit = stringAt(release, "commit"); isGitHash(commit)) {
        subject.push_back(
            {{"name", stringAt(release, "name") + "@" + stringAt(release, "version")}, {"digest", {{"gitCommit", commit}}}});
    }
    const Json& plan = memberAt(*record, "plan");
    const Json& checklist = memberAt(*record, "checklist_template");
    const std::string result = verdict == "GO" ? "PASSED" : verdict == "GO_WITH_EXCEPTIONS" ? "WARNED" : "FAILED";
    const Json statement{
        {"_type", kStatement},
        {"subject", std::move(subject)},
        {"predicateType", kTestResult},
        {"predicate",
         {{"result", result},
          {"configuration", Json::array({Json{{"name", "plan"}, {"digest", {{"sha256", stringAt(plan, "sha256")}}}},
                                         Json{{"name", "checklist"}, {"digest", {{"sha256", stringAt(checklist, "sha256")}}}}})},
          {"passedTests", std::move(passed)},
          {"warnedTests", std::move(warned)},
          {"failedTests", std::move(failed)},
          {"release", {{"name", stringAt(release, "name")}, {"version", stringAt(release, "version")}, {"verdict", verdict}}}}}};
    return dumpJson(statement);
}

std::string dssePae(std::string_view payloadType, std::string_view payload)
{
    return "DSSEv1 " + std::to_string(payloadType.size()) + " " + std::string(payloadType) + " " +
           std::to_string(payload.size()) + " " + std::string(payload);
}

std::string dsseEnvelope(std::string_view payloadType, std::string_view payload, const std::vector<DsseSignature>& signatures)
{
    Json given = Json::array();
    for (const DsseSignature& signature : signatures) {
        given.push_back({{"keyid", signature.keyId}, {"sig", base64Encode(signature.signature)}});
    }
    return dumpJsonPretty(
               Json{{"payload", base64Encode(payload)}, {"payloadType", payloadType}, {"signatures", std::move(given)}}) +
           "\n";
}

} // namespace holdpoint
