// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/agent/local_agent.h"

#include <QPointer>
#include <QSignalSpy>
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
