// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/import/curl_options.h"
#include "core/import/request_maker.h"
#include "core/import/shell_words.h"

namespace holdpoint {

/// One curl command on its way to requests.
struct CurlCommand
{
    int line = 1;
    std::string method;
    std::vector<std::string> urls;
    ForeignRequest request;
    std::vector<std::string> data; // parts of the body, joined by &
    bool isJson = false;
    bool isPost = false; // it has a body, perhaps in a file
    bool isUpload = false;
    bool isGet = false;
    bool isHead = false;
    bool isInsecure = false;
    std::vector<std::string> lost; // options, as sentences
};

/// Reads one command's words as curl does.
class CurlReader
{
public:
    explicit CurlReader(const ShellCommand& command);
    CurlCommand take();

private:
    void longOption(const std::vector<std::string>& words, std::size_t& i);
    void shortOptions(const std::vector<std::string>& words, std::size_t& i);
    void apply(const CurlOption& option, const std::string& value);
    void lostFile(const CurlOption& option, const std::string& value);
    void header(const std::string& value);
    void cookies(const CurlOption& option, const std::string& value);
    void splitCookies(std::string_view text);
    void user(const std::string& value);
    void urlEncode(const CurlOption& option, const std::string& value, std::vector<std::string>& parts);
    void addToUrls(const std::string& query);
    void finish();

    CurlCommand m_result;
    std::string m_json;
    std::vector<std::string> m_query; // what --url-query adds, joined by &
    bool m_areOptionsOver = false;
};

} // namespace holdpoint
