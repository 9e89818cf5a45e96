// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/load/poller.h"

#include <curl/curl.h>
#include <vector>

namespace holdpoint {

/// Hears from a CurlMulti that libcurl is done with a handle, which has left the multi if `CurlMulti::Keep::No`.
class CurlDone
{
public:
    virtual ~CurlDone() = default;
    /// May add handles to the multi.
    virtual void onCurlDone(CURL* easy, CURLcode code) = 0;
};

/// One curl multi on a load thread's poller. Keep its handles few: libcurl's costs grow with them (engine.md §6.1).
class CurlMulti final : public PollHandler
{
public:
    /// Whether a handle stays in the multi when it is done: a CONNECT_ONLY connection lives only as long as it does.
    enum class Keep { No, Yes };
    CurlMulti(Poller& poller, CurlDone& done, Keep keep);
    ~CurlMulti() override;
    CurlMulti(const CurlMulti&) = delete;
    CurlMulti& operator=(const CurlMulti&) = delete;

    void onReady(int descriptor, bool isReadable, bool isWritable, bool isBroken) override;
    /// Runs what is due at `now` and reports what is done; false if there was nothing to do.
    bool drive(SteadyTime now);
    /// When drive() must be called at the latest.
    SteadyTime deadline() const { return m_isTouched ? SteadyTime::min() : m_deadline; }

    CURLM* handle() const { return m_multi; }

    int clientCount = 0; // for its owner

private:
    static int onSocket(CURL* easy, curl_socket_t descriptor, int what, void* self, void* socketData);
    static int onTimer(CURLM* multi, long timeoutMs, void* self);
    void readMessages();
    void setWanted(int descriptor, bool isWanted);
    bool isWanted(int descriptor) const;

    Poller& m_poller;
    CurlDone& m_done;
    const Keep m_keep;
    CURLM* m_multi;
    SteadyTime m_deadline = SteadyTime::max();
    bool m_isTouched = false;
    std::vector<bool> m_wanted; // by descriptor: libcurl waits for it
};

} // namespace holdpoint
