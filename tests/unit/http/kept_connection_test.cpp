// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/http/kept_connection.h"

#include <gtest/gtest.h>

namespace holdpoint {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

TEST(KeptConnectionTest, OnlyALongSilenceAndAPromptBreakSayThatABalancerForgotIt)
{
    const SteadyTime answered{seconds{100}};
    const SteadyTime late = answered + seconds{31};
    EXPECT_TRUE(mayHaveBeenForgotten(answered, late, late + milliseconds{20}));
    EXPECT_FALSE(mayHaveBeenForgotten(answered, answered + seconds{6}, answered + seconds{6} + milliseconds{20}));
    EXPECT_FALSE(mayHaveBeenForgotten(answered, late, late + seconds{2})) << "it was held back, and then broken";
}

} // namespace
} // namespace holdpoint
