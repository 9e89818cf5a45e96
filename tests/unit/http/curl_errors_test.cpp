// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/http/curl_errors.h"

#include <cerrno>
#include <gtest/gtest.h>

namespace holdpoint {
namespace {

TEST(CurlErrorsTest, WhatThisMachineLacksIsNotTheServersFault)
{
    EXPECT_EQ(faultOf(CURLE_OUT_OF_MEMORY, 0).errorClass, ErrorClass::Protocol) << "a header line without end";
    EXPECT_EQ(faultOf(CURLE_FAILED_INIT, 0).errorClass, ErrorClass::Generator);
    EXPECT_EQ(faultOf(CURLE_COULDNT_CONNECT, EMFILE).errorClass, ErrorClass::Generator);
    EXPECT_EQ(faultOf(CURLE_RECV_ERROR, ENOMEM).errorClass, ErrorClass::Generator);
    EXPECT_EQ(faultOf(CURLE_COULDNT_CONNECT, ECONNREFUSED).errorClass, ErrorClass::Connect);
    EXPECT_EQ(faultOf(CURLE_WEIRD_SERVER_REPLY, 0).errorClass, ErrorClass::Protocol);
}

} // namespace
} // namespace holdpoint
