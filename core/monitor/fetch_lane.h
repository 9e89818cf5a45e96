// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/tls_words.h"
#include "core/monitor/fetch_request.h"
#include "core/monitor/reply_rules.h"

#include <atomic>
#include <curl/curl.h>
#include <memory>
#include <optional>
#include <string>

namespace holdpoint {

/// How one exchange is made: what of the options concerns its host.
struct LaneOptions
{
    const std::string* caPem = nullptr;
    bool isTlsVerified = true;
    std::optional<std::string> proxy; // nullopt: the environment's
};

/// What one exchange brought; `fault` is set if no whole answer came.
struct Exchange
{
    int status = 0;
    ReplyHeaders headers;
    std::string body; // up to the limit, also of an answer that broke off
    std::optional<Unknown> fault;
    bool mayTryAgain = false; // the connection failed before an answer was whole
};

/// One curl handle in a multi of its own, which keeps its connections and can be woken. One exchange at a time.
class FetchLane
{
public:
    FetchLane();

    /// `withSecrets`: whether the secret headers go along. Ends early when `isStopped` is true and wake() was called.
    Exchange perform(const FetchRequest& request, const std::string& url, bool withSecrets, const LaneOptions& options,
                     Nanos left, const std::atomic<bool>& isStopped);
    /// From any thread.
    void wake();

private:
    struct CurlEnd
    {
        void operator()(CURL* easy) const { curl_easy_cleanup(easy); }
        void operator()(curl_slist* list) const { curl_slist_free_all(list); }
    };
    struct MultiEnd
    {
        void operator()(CURLM* multi) const { curl_multi_cleanup(multi); }
    };
    struct Sink;

    void setUp(const FetchRequest& request, const std::string& url, const LaneOptions& options, Nanos left, Sink& sink);
    static std::unique_ptr<curl_slist, CurlEnd> headerList(const FetchRequest& request, bool withSecrets);
    static std::size_t onHeader(char* bytes, std::size_t size, std::size_t count, void* self);
    static std::size_t onBody(char* bytes, std::size_t size, std::size_t count, void* self);
    static CURLcode onTlsContext(CURL* easy, void* context, void* self);
    Unknown faultOf(CURLcode code, const FetchRequest& request, const std::string& url, const Sink& sink) const;
    std::string tlsFault(CURLcode code, const std::string& place) const;

    std::optional<SeenCertificate> m_seen; // of the newest handshake; before the multi, whose connections write it
    std::unique_ptr<CURLM, MultiEnd> m_multi;
    std::unique_ptr<CURL, CurlEnd> m_easy; // after the multi: it leaves first
    std::string m_words;                   // libcurl's error buffer
};

} // namespace holdpoint
