// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/load/webhook_signer.h"

#include <gtest/gtest.h>

using namespace holdpoint;

// Expected values: printf '%s' "$CONTENT" | openssl dgst -sha256 -hmac "$SECRET"; GitHub's and Standard Webhooks' are the
// examples of their documentation.

TEST(WebhookSignerTest, GitHubSignsTheBody)
{
    const auto lines = signWebhook(WebhookScheme::GitHub, Secret("It's a Secret to Everybody"), "d-1", "Hello, World!", 0);

    ASSERT_EQ(lines.size(), 2U);
    EXPECT_EQ(lines[1], "X-Hub-Signature-256: sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17");
}

TEST(WebhookSignerTest, StandardWebhooksSignsIdTimeAndBody)
{
    const auto lines = signWebhook(WebhookScheme::StandardWebhooks, Secret("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"),
                                   "msg_p5jXN8AQM9LWM0D4loKWxJek", R"({"test": 2432232314})", 1614265330);

    ASSERT_EQ(lines.size(), 3U);
    EXPECT_EQ(lines[0], "webhook-id: msg_p5jXN8AQM9LWM0D4loKWxJek");
    EXPECT_EQ(lines[1], "webhook-timestamp: 1614265330");
    EXPECT_EQ(lines[2], "webhook-signature: v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
}

TEST(WebhookSignerTest, StripeSignsTimeAndBody)
{
    const auto lines = signWebhook(WebhookScheme::Stripe, Secret("whsec_test"), "evt_1", R"({"id":"evt_1"})", 1700000000);

    ASSERT_EQ(lines.size(), 1U);
    EXPECT_EQ(lines[0], "Stripe-Signature: t=1700000000,v1=c89214b5b5da833daed6f0b8c5bb6bd58cea9022bd80ccc78230f3942d632925");
}
