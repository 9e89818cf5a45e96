// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/monitor/shared_replies.h"

#include <future>
#include <gtest/gtest.h>

namespace holdpoint {
namespace {

FetchRequest questionTo(const std::string& service, const std::string& path)
{
    FetchRequest request;
    request.url = service + path;
    request.service = service;
    return request;
}

Reply answering(const std::string& body)
{
    Reply reply;
    reply.status = 200;
    reply.body = body;
    return reply;
}

Reply failing(Unknown::Kind kind)
{
    Reply reply;
    reply.unknown = unknown(kind, "no answer");
    return reply;
}

class SharedRepliesTest : public testing::Test
{
protected:
    Reply get(const FetchRequest& request, const Reply& wouldBe)
    {
        return replies.get(request, systemClock(), [&] {
            ++asked;
            return wouldBe;
        });
    }

    SharedReplies replies;
    std::atomic<int> asked = 0;
};

TEST_F(SharedRepliesTest, TheSameQuestionIsAskedOnceAndAnotherOneBesides)
{
    EXPECT_EQ(get(questionTo("http://a", "/x"), answering("first")).body, "first");
    EXPECT_EQ(get(questionTo("http://a", "/x"), answering("second")).body, "first");
    EXPECT_EQ(get(questionTo("http://a", "/y"), answering("third")).body, "third");
    EXPECT_EQ(asked, 2);
    replies.clear();
    EXPECT_EQ(get(questionTo("http://a", "/x"), answering("later")).body, "later");
}

TEST_F(SharedRepliesTest, EachReadsTheSharedReplyByWhatItCallsASuccess)
{
    const FetchRequest strict = questionTo("http://a", "/x");
    FetchRequest lenient = strict;
    lenient.accepted = {404};
    Reply missing = answering("no such thing");
    missing.status = 404;
    EXPECT_FALSE(get(lenient, missing).unknown);
    const Reply read = get(strict, answering("no"));
    ASSERT_TRUE(read.unknown);
    EXPECT_EQ(read.unknown->kind, Unknown::Kind::NotFound);
    EXPECT_EQ(read.body, "no such thing");
    EXPECT_FALSE(get(lenient, answering("no")).unknown);
    EXPECT_EQ(asked, 1);
}

TEST_F(SharedRepliesTest, WhatIsFreshOrCreatesSomethingIsAskedEachTime)
{
    FetchRequest poll = questionTo("http://a", "/x");
    poll.isFresh = true;
    FetchRequest post = questionTo("http://a", "/x");
    post.isRepeatable = false;
    for (const FetchRequest& request : {poll, post}) {
        EXPECT_EQ(get(request, answering("1")).body, "1");
        EXPECT_EQ(get(request, answering("2")).body, "2");
    }
}

TEST_F(SharedRepliesTest, AServiceThatGaveNoAnswerIsNotAskedAgainAndAnotherOneIs)
{
    for (const auto kind : {Unknown::Kind::Timeout, Unknown::Kind::Unreachable, Unknown::Kind::Tls}) {
        replies.clear();
        asked = 0;
        EXPECT_EQ(get(questionTo("http://down", "/x"), failing(kind)).unknown->kind, kind);
        FetchRequest poll = questionTo("http://down", "/y");
        poll.isFresh = true;
        EXPECT_EQ(get(poll, answering("no")).unknown->kind, kind);
        EXPECT_EQ(asked, 1);
        EXPECT_EQ(get(questionTo("http://up", "/y"), answering("yes")).body, "yes");
    }
}

TEST_F(SharedRepliesTest, AnErrorStatusIsAnAnswerAndAStopIsNone)
{
    Reply broken = failing(Unknown::Kind::Status);
    broken.status = 500;
    get(questionTo("http://a", "/x"), broken);
    EXPECT_EQ(get(questionTo("http://a", "/y"), answering("yes")).body, "yes");

    get(questionTo("http://b", "/x"), failing(Unknown::Kind::Cancelled));
    EXPECT_EQ(get(questionTo("http://b", "/x"), answering("yes")).body, "yes");
}

TEST_F(SharedRepliesTest, BeforeItsFirstAnswerOnlyOneIsLetToAServiceAndTheOthersShareItsFate)
{
    std::promise<void> isIn;
    std::promise<void> mayEnd;
    auto first = std::async(std::launch::async, [&] {
        return replies.get(questionTo("http://down", "/x"), systemClock(), [&] {
            ++asked;
            isIn.set_value();
            mayEnd.get_future().wait();
            return failing(Unknown::Kind::Timeout);
        });
    });
    isIn.get_future().wait();
    auto other = std::async(std::launch::async, [&] { return get(questionTo("http://down", "/y"), answering("no")); });
    auto same = std::async(std::launch::async, [&] { return get(questionTo("http://down", "/x"), answering("no")); });
    EXPECT_EQ(get(questionTo("http://up", "/"), answering("yes")).body, "yes") << "nobody else waits";
    mayEnd.set_value();

    EXPECT_EQ(first.get().unknown->kind, Unknown::Kind::Timeout);
    EXPECT_EQ(other.get().unknown->kind, Unknown::Kind::Timeout);
    EXPECT_EQ(same.get().unknown->kind, Unknown::Kind::Timeout);
    EXPECT_EQ(asked, 2);
}

TEST_F(SharedRepliesTest, NobodyWaitsForAnotherAskerLongerThanItsOwnLimit)
{
    std::promise<void> isIn;
    std::promise<void> mayEnd;
    auto first = std::async(std::launch::async, [&] {
        return replies.get(questionTo("http://slow", "/x"), systemClock(), [&] {
            isIn.set_value();
            mayEnd.get_future().wait();
            return answering("late");
        });
    });
    isIn.get_future().wait();
    for (const char* path : {"/x", "/y"}) {
        FetchRequest hurried = questionTo("http://slow", path);
        hurried.limits.whole = Millis{1};
        EXPECT_EQ(get(hurried, answering("no")).unknown->kind, Unknown::Kind::Timeout) << path;
    }
    mayEnd.set_value();
    EXPECT_EQ(first.get().body, "late");
    EXPECT_EQ(asked, 0);
}

} // namespace
} // namespace holdpoint
