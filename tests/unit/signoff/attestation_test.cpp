// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/signoff/attestation.h"

#include "core/base/hash.h"
#include "core/base/time_format.h"
#include "core/signoff/signature_set.h"

#include <gmock/gmock.h>

namespace holdpoint {
namespace {

constexpr const char* kRecord =
    R"({"release":{"name":"platform","version":"1.8.3","commit":"4f2a9c1d4f2a9c1d4f2a9c1d4f2a9c1d4f2a9c1d"},
 "plan":{"sha256":"aa"},"checklist_template":{"sha256":"bb"},"verdict":"GO_WITH_EXCEPTIONS",
 "tests":[{"id":"search","verdict":"passed"},{"id":"rtc","verdict":"warned"},{"id":"pages","verdict":"failed"},
 {"id":"api","verdict":"not_run"}]})";

TEST(AttestationTest, EncodesWhatIsSignedAsDsseDoes)
{
    EXPECT_EQ(dssePae("http://example.com/HelloWorld", "hello world"),
              "DSSEv1 29 http://example.com/HelloWorld 11 hello world"); // the vector of the DSSE protocol
}

TEST(AttestationTest, StatesTheTestsOfTheRecord)
{
    const auto text = testResultStatement(kRecord);
    ASSERT_TRUE(text) << text.error().message;
    const Json statement = *parseJson(*text, "statement");
    EXPECT_EQ(stringAt(statement, "_type"), "https://in-toto.io/Statement/v1");
    EXPECT_EQ(stringAt(statement, "predicateType"), "https://in-toto.io/attestation/test-result/v0.1");
    EXPECT_EQ(statement["subject"][0]["digest"]["sha256"], sha256Hex(kRecord));
    EXPECT_EQ(statement["subject"][1]["digest"]["gitCommit"], "4f2a9c1d4f2a9c1d4f2a9c1d4f2a9c1d4f2a9c1d");
    const Json& predicate = statement["predicate"];
    EXPECT_EQ(stringAt(predicate, "result"), "WARNED");
    EXPECT_EQ(predicate["passedTests"], Json::array({"search"}));
    EXPECT_EQ(predicate["warnedTests"], Json::array({"rtc"}));
    EXPECT_EQ(predicate["failedTests"], Json::array({"pages"})) << "what was not run did not fail";
    EXPECT_EQ(*testResultStatement(kRecord), *text) << "the same record, the same bytes";
    EXPECT_FALSE(testResultStatement("{}"));
    EXPECT_FALSE(testResultStatement("no json"));
}

TEST(AttestationTest, LiesInAnEnvelopeThatGivesItBack)
{
    const std::string payload = *testResultStatement(kRecord);
    const Json envelope = *parseJson(dsseEnvelope(kInTotoPayloadType, payload, {{"SHA256:x", "raw"}}), "envelope");
    EXPECT_EQ(*base64Decode(stringAt(envelope, "payload")), payload);
    EXPECT_EQ(stringAt(envelope, "payloadType"), "application/vnd.in-toto+json");
    EXPECT_EQ(*base64Decode(stringAt(envelope["signatures"][0], "sig")), "raw");
}

TEST(SignoffPayloadTest, ReadsOnlyWhatItWouldWrite)
{
    const SignoffPayload payload{"aa",
                                 "bb",
                                 Role::TechLead,
                                 std::string(meaningOf(Role::TechLead)),
                                 "Anjali \"Rao\"",
                                 *parseUtc("2026-01-05T10:04:41.120Z")};
    const std::string bytes = toBytes(payload);
    const auto read = readSignoffPayload(bytes);
    ASSERT_TRUE(read) << read.error().message;
    EXPECT_EQ(read->name, "Anjali \"Rao\"");
    EXPECT_EQ(read->role, Role::TechLead);
    EXPECT_EQ(signoffFileName(read->role), "signoff-tech-lead.json");
    EXPECT_FALSE(readSignoffPayload(bytes + " "));
    EXPECT_FALSE(readSignoffPayload(bytes.substr(0, bytes.size() - 1)));
    EXPECT_FALSE(readSignoffPayload("{}"));
    EXPECT_FALSE(readSignoffPayload(""));
}

TEST(SignatureSetTest, AKeyThatNamesRolesSignsForThoseOnly)
{
    EXPECT_EQ(roleFault({"mara@example.com"}, Role::Qa), "");
    EXPECT_EQ(roleFault({"mara@example.com", "qa"}, Role::Qa), "");
    EXPECT_EQ(roleFault({"mara@example.com", "qa"}, Role::DevOps), "its key signs for the QA Engineer only");
}

TEST(SignatureSetTest, NamesWhatAPayloadIsNotOver)
{
    const WallTime frozen = *parseUtc("2026-01-05T10:00:00Z");
    SignedRecord record;
    record.sha256 = "aa";
    record.auditHead = "bb";
    record.frozenAt = frozen;
    const SignoffPayload good{"aa", "bb", Role::Qa, std::string(meaningOf(Role::Qa)), "Mara", frozen + std::chrono::minutes{1}};
    const auto fault = [&](auto change) {
        SignoffPayload payload = good;
        change(payload);
        return payloadFault(payload, Role::Qa, record);
    };
    EXPECT_EQ(payloadFault(good, Role::Qa, record), "");
    EXPECT_THAT(payloadFault(good, Role::DevOps, record), testing::HasSubstr("for the QA Engineer, not for the DevOps"));
    EXPECT_THAT(fault([](SignoffPayload& p) { p.recordSha256 = "cc"; }), testing::HasSubstr("is over record cc"));
    EXPECT_THAT(fault([](SignoffPayload& p) { p.auditHead = "cc"; }), testing::HasSubstr("another audit head"));
    EXPECT_THAT(fault([](SignoffPayload& p) { p.meaning = "Fine."; }), testing::HasSubstr("meaning"));
    EXPECT_THAT(fault([&](SignoffPayload& p) { p.at = frozen - std::chrono::seconds{1}; }),
                testing::HasSubstr("older than the record"));
    record.isRehearsal = true;
    EXPECT_THAT(payloadFault(good, Role::Qa, record), testing::HasSubstr("rehearsal"));
}

} // namespace
} // namespace holdpoint
