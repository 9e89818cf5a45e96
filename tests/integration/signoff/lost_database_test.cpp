// SPDX-License-Identifier: GPL-3.0-or-later
// The database goes away in the middle of a signature: one sentence, and what was there before is still there.
#include "core/dossier/dossier_copy.h"
#include "core/session/sign_job.h"
#include "core/session/verifier.h"
#include "tests/support/eventually.h"
#include "tests/support/running_postgres.h"
#include "tests/support/signable_release.h"

#include <QSignalSpy>
#include <gmock/gmock.h>

namespace holdpoint {
namespace {

using test::SignableRelease;
using testing::HasSubstr;
using testing::Not;

constexpr int kLongMs = 60'000;

class LostDatabaseTest : public testing::Test
{
protected:
    static void SetUpTestSuite()
    {
        s_server = std::make_unique<test::RunningPostgres>();
        ASSERT_TRUE(!s_server->whyMissing().empty() || test::eventually([] { return s_server->answers(); }))
            << "PostgreSQL does not answer";
    }
    static void TearDownTestSuite() { s_server.reset(); }

    void SetUp() override
    {
        if (!s_server->whyMissing().empty()) {
            GTEST_SKIP() << s_server->whyMissing();
        }
        place = s_server->place(testing::UnitTest::GetInstance()->current_test_info()->name());
        release.freeze();
        release.close();
        const auto copied = copyDossier(release.dossier(), place);
        ASSERT_TRUE(copied) << copied.error().message;
        auto opened = Session::openDossier(place);
        ASSERT_TRUE(opened) << opened.error().message;
        session = std::move(*opened);
        request.by = SignableRelease::personOf(Role::Qa);
        key.file = release.keys.folder() / "mara";
    }
    void TearDown() override { s_server->comeBack(); }

    std::int64_t length() const
    {
        const auto head = (*Dossier::openReadOnly(place))->auditHead();
        return head ? head->length : -1;
    }
    static void expectOneSentence(const QSignalSpy& spy, int argument)
    {
        const std::string said = spy.back().at(argument).toString().toStdString();
        EXPECT_THAT(said, HasSubstr("cannot be reached"));
        EXPECT_THAT(said, Not(HasSubstr("\n")));
    }

    static inline std::unique_ptr<test::RunningPostgres> s_server;
    SignableRelease release;
    std::filesystem::path place;
    std::unique_ptr<Session> session;
    SignJob::Request request;
    SigningKey key;
};

TEST_F(LostDatabaseTest, BetweenTheChecksAndTheKey)
{
    SignJob job(*session);
    QSignalSpy prepared(&job, &SignJob::prepared);
    QSignalSpy refused(&job, &SignJob::refused);
    QSignalSpy signedOff(&job, &SignJob::signedOff);
    ASSERT_TRUE(job.start(request));
    ASSERT_TRUE(prepared.wait(kLongMs));
    const auto before = length();

    s_server->goAway();
    job.sign(key);
    ASSERT_TRUE(!refused.isEmpty() || refused.wait(kLongMs));
    expectOneSentence(refused, 0);
    EXPECT_FALSE(job.isBusy());

    s_server->comeBack();
    EXPECT_EQ(length(), before) << "nothing was stored";
    ASSERT_TRUE(job.start(request)) << "and it can be done again";
    ASSERT_TRUE(prepared.wait(kLongMs));
    job.sign(key);
    ASSERT_TRUE(signedOff.wait(kLongMs));
}

TEST_F(LostDatabaseTest, WhileTheKeySigns)
{
    SignJob job(*session);
    QSignalSpy prepared(&job, &SignJob::prepared);
    QSignalSpy keyRefused(&job, &SignJob::keyRefused);
    QSignalSpy signedOff(&job, &SignJob::signedOff);
    ASSERT_TRUE(job.start(request));
    ASSERT_TRUE(prepared.wait(kLongMs));
    const auto before = length();

    job.sign(key); // the bytes are made; the answer comes through the event loop
    s_server->goAway();
    ASSERT_TRUE(keyRefused.wait(kLongMs));
    expectOneSentence(keyRefused, 1);
    EXPECT_TRUE(signedOff.isEmpty());

    s_server->comeBack();
    EXPECT_EQ(length(), before);
    const auto signatures = (*Dossier::openReadOnly(place))->signatures();
    ASSERT_TRUE(signatures);
    for (const SignatureRecord& signature : *signatures) {
        EXPECT_EQ(signature.status, SignatureStatus::Pending);
    }
    job.sign(key); // the checks stand
    ASSERT_TRUE(signedOff.wait(kLongMs));
    const auto verified = verifyDossier(place);
    ASSERT_TRUE(verified) << verified.error().message;
    EXPECT_TRUE(verified->isValid()) << verified->firstFault();
}

TEST_F(LostDatabaseTest, WhileTheRecordIsLookedAtAgain)
{
    SignJob job(*session);
    QSignalSpy refused(&job, &SignJob::refused);
    request.sensesAgain = false;
    ASSERT_TRUE(job.start(request));
    s_server->goAway();
    ASSERT_TRUE(!refused.isEmpty() || refused.wait(kLongMs) || job.isPrepared());
    s_server->comeBack();
    const auto signatures = (*Dossier::openReadOnly(place))->signatures();
    ASSERT_TRUE(signatures);
    EXPECT_EQ(signatures->front().status, SignatureStatus::Pending);
}

} // namespace
} // namespace holdpoint
