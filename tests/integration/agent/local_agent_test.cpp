// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/agent/local_agent.h"

#include "core/base/json.h"
#include "core/metrics/frame.h"

#include <QFile>
#include <QPointer>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <gtest/gtest.h>

namespace holdpoint {
namespace {

constexpr int kLimitMs = 30'000;

TEST(LocalAgentTest, EveryQuestionToALostAgentIsAnsweredWithItsLoss)
{
    LocalAgent agent(QStringLiteral("/bin/false"));
    QSignalSpy lost(&agent, &LocalAgent::lost);
    std::vector<std::string> answers;
    const auto note = [&answers](const Result<std::vector<StepOutcome>>& answer) {
        answers.push_back(answer ? "an answer" : answer.error().message);
    };

    agent.start(ShardMessage{});
    agent.get(QStringLiteral("/before"), note);
    ASSERT_TRUE(QTest::qWaitFor([&] { return lost.count() == 1; }, kLimitMs));
    agent.get(QStringLiteral("/after"), note);
    agent.runOnce(QStringLiteral("teardown"), note);
    EXPECT_EQ(answers.size(), 1U) << "never from inside the question";

    ASSERT_TRUE(QTest::qWaitFor([&] { return answers.size() == 3; }, kLimitMs));
    for (const std::string& answer : answers) {
        EXPECT_EQ(answer, "the agent ended with exit code 1");
    }
}

TEST(LocalAgentTest, AnAgentThatIsLetGoAnswersNothingMore)
{
    auto* agent = new LocalAgent(QStringLiteral("/bin/false"));
    QSignalSpy lost(agent, &LocalAgent::lost);
    const QPointer<LocalAgent> alive(agent);
    bool isAnswered = false;
    agent->start(ShardMessage{});
    agent->get(QStringLiteral("/x"), [&isAnswered](const Result<std::vector<StepOutcome>>&) { isAnswered = true; });

    agent->letGo();

    ASSERT_TRUE(QTest::qWaitFor([&] { return alive.isNull(); }, kLimitMs));
    EXPECT_FALSE(isAnswered);
    EXPECT_EQ(lost.count(), 0);
}

/// An agent that sends some frames at once, says that it ended (last frame 3) or not, and sends what it kept when it is asked.
class ForgetfulAgent
{
public:
    explicit ForgetfulAgent(const std::vector<std::uint64_t>& kept, const std::vector<std::uint64_t>& live = {})
    {
        QFile script(program());
        EXPECT_TRUE(script.open(QIODevice::WriteOnly));
        const std::string end = live.empty() ? "echo '{\"type\":\"finished\",\"why\":\"all done\",\"seq\":3,"
                                               "\"samples_fault\":\"the JTL file is cut: No space left on device\"}'\n"
                                             : "";
        std::string text = "#!/bin/sh\nread -r shard\n" + lines(live) + end + "while read -r line; do case $line in *stream*)\n" +
                           lines(kept) +
                           ";; *status*) echo '{\"type\":\"status\",\"state\":\"running\",\"seq\":3}';; *result*) exit 0;; "
                           "esac; done\n";
        script.write(QByteArray::fromStdString(text));
        script.setPermissions(QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
    }
    QString program() const { return m_folder.filePath(QStringLiteral("agent.sh")); }

private:
    static std::string lines(const std::vector<std::uint64_t>& seqs)
    {
        std::string text;
        for (const std::uint64_t seq : seqs) {
            Frame frame;
            frame.seq = seq;
            frame.tick = seq - 1;
            text += "echo '" + dumpJson(toJson(frame)) + "'\n";
        }
        return text;
    }

    QTemporaryDir m_folder;
};

TEST(LocalAgentTest, AHoleIsFilledThoughLaterFramesWereUnderWayAlready)
{
    const ForgetfulAgent script({3, 4, 5, 6}, {1, 2, 5, 6}); // 3 and 4 did not fit when they were cut
    LocalAgent agent(script.program());
    QSignalSpy gaps(&agent, &LocalAgent::gapFound);
    std::vector<std::uint64_t> seqs;
    QObject::connect(&agent, &LocalAgent::frameReceived, [&](const Frame& frame) { seqs.push_back(frame.seq); });
    agent.start(ShardMessage{});

    ASSERT_TRUE(QTest::qWaitFor([&] { return seqs.size() == 6; }, kLimitMs));
    EXPECT_EQ(seqs, (std::vector<std::uint64_t>{1, 2, 3, 4, 5, 6}));
    EXPECT_EQ(gaps.count(), 0);
}

TEST(LocalAgentTest, AHoleThatIsNotKeptAnyMoreIsAGapAndWhatFollowsIsTold)
{
    const ForgetfulAgent script({5, 6}, {1, 2, 5, 6});
    LocalAgent agent(script.program());
    QSignalSpy gaps(&agent, &LocalAgent::gapFound);
    std::vector<std::uint64_t> seqs;
    QObject::connect(&agent, &LocalAgent::frameReceived, [&](const Frame& frame) { seqs.push_back(frame.seq); });
    agent.start(ShardMessage{});

    ASSERT_TRUE(QTest::qWaitFor([&] { return seqs.size() == 4; }, kLimitMs));
    EXPECT_EQ(seqs, (std::vector<std::uint64_t>{1, 2, 5, 6}));
    ASSERT_EQ(gaps.count(), 1);
    EXPECT_EQ(gaps.front()[0].toULongLong(), 3U);
    EXPECT_EQ(gaps.front()[1].toULongLong(), 4U);
}

TEST(LocalAgentTest, FramesThatTheEndOvertookAreFetchedBeforeItIsTold)
{
    const ForgetfulAgent script({1, 2, 3});
    LocalAgent agent(script.program());
    QSignalSpy finished(&agent, &LocalAgent::finished);
    QSignalSpy gaps(&agent, &LocalAgent::gapFound);
    std::vector<std::uint64_t> seqs;
    QObject::connect(&agent, &LocalAgent::frameReceived, [&](const Frame& frame) {
        EXPECT_EQ(finished.count(), 0);
        seqs.push_back(frame.seq);
    });
    agent.start(ShardMessage{});

    ASSERT_TRUE(QTest::qWaitFor([&] { return finished.count() == 1; }, kLimitMs));
    EXPECT_EQ(seqs, (std::vector<std::uint64_t>{1, 2, 3}));
    EXPECT_EQ(gaps.count(), 0);
}

TEST(LocalAgentTest, ThatSamplesAreCutIsToldBeforeTheEnd)
{
    const ForgetfulAgent script({1, 2, 3});
    LocalAgent agent(script.program());
    QSignalSpy finished(&agent, &LocalAgent::finished);
    std::vector<std::string> told;
    QObject::connect(&agent, &LocalAgent::samplesCut, [&](const QString& why) {
        EXPECT_EQ(finished.count(), 0);
        told.push_back(why.toStdString());
    });
    agent.start(ShardMessage{});

    ASSERT_TRUE(QTest::qWaitFor([&] { return finished.count() == 1; }, kLimitMs));
    EXPECT_EQ(told, std::vector<std::string>{"the JTL file is cut: No space left on device"});
}

TEST(LocalAgentTest, FramesThatAreNotKeptAnyMoreAreAGap)
{
    const ForgetfulAgent script({1});
    LocalAgent agent(script.program());
    QSignalSpy finished(&agent, &LocalAgent::finished);
    QSignalSpy gaps(&agent, &LocalAgent::gapFound);
    agent.start(ShardMessage{});

    ASSERT_TRUE(QTest::qWaitFor([&] { return finished.count() == 1; }, kLimitMs));
    ASSERT_EQ(gaps.count(), 1);
    EXPECT_EQ(gaps.front()[0].toULongLong(), 2U);
    EXPECT_EQ(gaps.front()[1].toULongLong(), 3U);
}

TEST(ShardLineTest, AShardThatNoAgentCouldReadIsSaidInOneSentence)
{
    ShardMessage message;
    message.plan = Json{{"data", std::string(5000, 'x')}};
    const auto line = shardLine(message, 4000);
    ASSERT_FALSE(line);
    EXPECT_NE(line.error().message.find("an agent takes at most 3.9"), std::string::npos) << line.error().message;
    EXPECT_NE(line.error().message.find("fewer rows or columns"), std::string::npos);
    EXPECT_TRUE(shardLine(message));
}

} // namespace
} // namespace holdpoint
