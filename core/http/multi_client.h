// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/http/multi_lane.h"

#include <array>

namespace holdpoint {

/// A visitor's easy handles (one for each request at once) over a connection cache of their own.
class MultiClient final : public TransportClient
{
public:
    MultiClient(MultiLane& lane, CurlMulti& multi);
    ~MultiClient() override;
    MultiClient(const MultiClient&) = delete;
    MultiClient& operator=(const MultiClient&) = delete;

    void send(Request& request, AnswerSink& sink, std::uint64_t token) override;
    /// libcurl uses a connection for requests only if a request opened it.
    bool open(const Request&, OpenSink&, std::uint64_t) override { return false; }
    void cancelAll() override;

    /// libcurl is done with the easy handle whose private pointer is `slot`.
    static void finish(void* slot, CURLcode code);
    void reportRefused(std::size_t slot);

private:
    struct Slot
    {
        MultiClient* client = nullptr;
        std::size_t index = 0;
        std::array<char, CURL_ERROR_SIZE> errorText{}; // outlives the handle
        CurlEasy easy;
        Request request;
        CurlList ownList;
        std::unique_ptr<MultiLane::Reply> reply;
        AnswerSink* sink = nullptr;
        std::uint64_t token = 0;
        SteadyTime sent;
        SteadyTime silentSince; // this client, before it
        const HostBook::Origin* origin = nullptr;
        const ClientCertificate* certificate = nullptr; // as last set
        bool isFresh = false;                           // as last set
        bool areTermsSet = false;                       // TLS and connection, for this origin
        bool isLate = false;                            // the origin is where a redirect led to
        HttpVersion version = HttpVersion::One;         // as last set
        bool isEncodingAccepted = false;                // as last set
        Nanos maxAge{};                                 // as last set
        const HeaderSet* headers = nullptr;             // as last set; null after own headers
        Nanos timeout{};
        bool isBusy = false;
        bool isInMulti = false;
        bool isRepeated = false; // once, on a new connection
        std::string method;      // as last set
        std::string url;
        bool hadBody = false;
    };
    Slot& freeSlot();
    bool prepare(Slot& slot);
    const HostBook::Origin* originOf(Slot& slot);
    static void applyTransfer(Slot& slot);
    void applyMethod(Slot& slot);
    void applyHeaders(Slot& slot);
    bool sendAgain(Slot& slot, CURLcode code);
    void report(Slot& slot, ExchangeAnswer& answer);
    void drop(Slot& slot);

    static std::size_t onHeader(char* bytes, std::size_t size, std::size_t count, void* slot);
    static std::size_t onBody(char* bytes, std::size_t size, std::size_t count, void* slot);
    static int onTrace(CURL* easy, curl_infotype type, char* bytes, std::size_t size, void* slot);
    static curl_socket_t onOpen(void* slot, curlsocktype purpose, curl_sockaddr* address);
    static int onClose(void* lane, curl_socket_t descriptor);

    MultiLane& m_lane;
    CurlMulti& m_multi;
    SteadyTime m_answeredAt{};
    CURLSH* m_share;
    std::vector<std::unique_ptr<Slot>> m_slots;
};

} // namespace holdpoint
