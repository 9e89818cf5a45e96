// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/http/multi_client.h"

#include "core/http/curl_errors.h"
#include "core/http/kept_connection.h"

#include <cerrno>
#include <sys/socket.h>
#include <unistd.h>

namespace holdpoint {

namespace {

std::int64_t timeOf(CURL* easy, CURLINFO info)
{
    curl_off_t value = 0;
    curl_easy_getinfo(easy, info, &value);
    return value;
}

std::uint64_t sizeOf(CURL* easy, CURLINFO info)
{
    long value = 0;
    curl_easy_getinfo(easy, info, &value);
    return static_cast<std::uint64_t>(std::max(0L, value));
}

/// Bytes of the body on the wire: before they are decoded.
std::int64_t downloaded(CURL* easy)
{
    curl_off_t bytes = 0;
    curl_easy_getinfo(easy, CURLINFO_SIZE_DOWNLOAD_T, &bytes);
    return std::max<curl_off_t>(0, bytes);
}

/// libcurl stamps PRETRANSFER when the request has been handed to the socket, and CONNECT and APPCONNECT only for new
/// connections.
ExchangePhases phasesOf(CURL* easy, bool isFailed)
{
    const auto lookup = timeOf(easy, CURLINFO_NAMELOOKUP_TIME_T);
    const auto connect = timeOf(easy, CURLINFO_CONNECT_TIME_T);
    const auto tls = timeOf(easy, CURLINFO_APPCONNECT_TIME_T);
    const auto pre = timeOf(easy, CURLINFO_PRETRANSFER_TIME_T);
    const auto first = timeOf(easy, CURLINFO_STARTTRANSFER_TIME_T);
    const auto total = timeOf(easy, CURLINFO_TOTAL_TIME_T);
    const auto ready = std::max({lookup, connect, tls});

    ExchangePhases phases;
    const auto positive = [](std::int64_t value) { return Micros{std::max<std::int64_t>(0, value)}; };
    if (isFailed && pre == 0) { // never got as far as sending: all of it was waiting
        phases.waiting = positive(total);
        return phases;
    }
    phases.blocked = positive(lookup);
    phases.connecting = connect == 0 ? Micros{0} : positive(connect - lookup);
    phases.tlsHandshaking = tls == 0 ? Micros{0} : positive(tls - connect);
    phases.sending = positive(pre - ready);
    if (first == 0) {
        phases.waiting = positive(total - std::max(pre, ready));
        return phases;
    }
    phases.waiting = positive(first - pre);
    phases.receiving = positive(total - first);
    return phases;
}

} // namespace

MultiClient::MultiClient(MultiLane& lane, CurlMulti& multi) : m_lane(lane), m_multi(multi), m_share(curl_share_init())
{
    // Its own connection cache: what a visitor opened is that visitor's, and libcurl searches one entry instead of thousands.
    curl_share_setopt(m_share, CURLSHOPT_SHARE, CURL_LOCK_DATA_CONNECT);
    ++m_multi.clientCount;
}

MultiClient::~MultiClient()
{
    cancelAll();
    m_slots.clear();
    curl_share_cleanup(m_share);
    --m_multi.clientCount;
}

void MultiClient::send(Request& request, AnswerSink& sink, std::uint64_t token)
{
    Slot& slot = freeSlot();
    std::swap(slot.request, request);
    slot.sink = &sink;
    slot.token = token;
    slot.isBusy = true;
    slot.isRepeated = false;
    slot.silentSince = m_answeredAt;
    slot.reply = m_lane.borrowReply();
    slot.reply->bodyCap = slot.request.bodyCap;
    slot.sent = systemClock().steadyNow();
    if (!prepare(slot)) {
        m_lane.m_refused.push_back({this, slot.index});
        return;
    }
    slot.isInMulti = curl_multi_add_handle(m_multi.handle(), slot.easy.get()) == CURLM_OK;
    if (!slot.isInMulti) {
        m_lane.m_refused.push_back({this, slot.index});
    }
}

void MultiClient::finish(void* slotPointer, CURLcode code)
{
    Slot& slot = *static_cast<Slot*>(slotPointer);
    slot.isInMulti = false;
    CURL* easy = slot.easy.get();
    if (slot.client->sendAgain(slot, code)) {
        return;
    }
    ExchangeAnswer answer;
    answer.ended = systemClock().steadyNow();
    if (code == CURLE_OK && !slot.reply->isHeadWhole) {
        code = slot.reply->headBytes == 0 ? CURLE_GOT_NOTHING : CURLE_PARTIAL_FILE; // libcurl takes half a head for a whole one
    }
    long systemError = slot.reply->refusal.systemError;
    TransportFault fault;
    if (code != CURLE_OK) {
        if (systemError == 0) {
            curl_easy_getinfo(easy, CURLINFO_OS_ERRNO, &systemError);
        }
        fault = faultOf(code, systemError, slot.errorText.data());
        if (slot.reply->refusal.isAddressRefused) {
            fault = refusedAddress();
        }
    }
    long status = 0;
    curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &status);
    long version = 0;
    curl_easy_getinfo(easy, CURLINFO_HTTP_VERSION, &version);
    if (code == CURLE_OK && slot.request.httpVersion == HttpVersion::Two && version != CURL_HTTP_VERSION_2_0) {
        fault = {ErrorClass::Protocol, "the server does not speak HTTP/2, which the step asks for (`version: 2`)"};
    }
    answer.status = fault.errorClass == ErrorClass::None ? static_cast<int>(status) : 0;
    answer.route = version == CURL_HTTP_VERSION_2_0 ? Route::MultiHttp2 : Route::MultiHttp1;
    answer.error = fault.errorClass;
    answer.message = fault.message;
    answer.phases = phasesOf(easy, code != CURLE_OK);
    answer.isNewConnection = sizeOf(easy, CURLINFO_NUM_CONNECTS) > 0;
    answer.isRepeated = slot.isRepeated;
    answer.bytesSent = slot.reply->bytesSent;
    answer.bytesReceived = slot.reply->headBytes + static_cast<std::uint64_t>(downloaded(easy));
    slot.client->report(slot, answer);
}

/// As the fast lane, where a kept connection was reset. libcurl itself goes on where one has ended, which onTrace() notes.
bool MultiClient::sendAgain(Slot& slot, CURLcode code)
{
    CURL* easy = slot.easy.get();
    const bool isReset = code == CURLE_RECV_ERROR || code == CURLE_SEND_ERROR;
    const bool mayRepeat = slot.request.method != "POST" && slot.request.method != "PATCH";
    if (!isReset || !mayRepeat || slot.isRepeated || slot.reply->headBytes > 0 || sizeOf(easy, CURLINFO_NUM_CONNECTS) > 0 ||
        !mayHaveBeenForgotten(slot.silentSince, slot.sent, systemClock().steadyNow())) {
        return false;
    }
    slot.isRepeated = true;
    curl_easy_setopt(easy, CURLOPT_FRESH_CONNECT, 1L);
    slot.areTermsSet = false; // set anew by the next request
    slot.isInMulti = curl_multi_add_handle(m_multi.handle(), easy) == CURLM_OK;
    return slot.isInMulti;
}

void MultiClient::report(Slot& slot, ExchangeAnswer& answer)
{
    auto reply = std::move(slot.reply);
    answer.head = reply->head;
    answer.body = reply->body;
    answer.bodyBytes = reply->bodyBytes;
    answer.isBodyCut = reply->bodyBytes > reply->body.size();
    answer.request = &slot.request;
    slot.isBusy = false;
    m_answeredAt = answer.ended;
    MultiLane& lane = m_lane;
    slot.sink->onDone(slot.token, answer); // may send again on this slot, or destroy this client
    lane.giveBack(std::move(reply));
}

void MultiClient::reportRefused(std::size_t index)
{
    Slot& slot = *m_slots[index];
    ExchangeAnswer answer;
    answer.ended = systemClock().steadyNow();
    std::string message;
    if (slot.origin == nullptr) {
        answer.error = ErrorClass::Connect;
        message = "refused: the URL's host is not one that the plan names (allow_hosts)";
    } else if (slot.origin->refusal != ErrorClass::None) {
        answer.error = slot.origin->refusal;
        message = slot.origin->reason;
    } else {
        answer.error = ErrorClass::Generator;
        message = "libcurl could not take the request";
    }
    answer.message = message;
    report(slot, answer);
}

void MultiClient::drop(Slot& slot)
{
    if (!slot.isBusy) {
        return;
    }
    if (slot.isInMulti) {
        curl_multi_remove_handle(m_multi.handle(), slot.easy.get());
        slot.isInMulti = false;
    }
    std::erase_if(m_lane.m_refused, [this, &slot](const auto& each) { return each.client == this && each.slot == slot.index; });
    if (slot.reply) {
        m_lane.giveBack(std::move(slot.reply));
    }
    slot.isBusy = false;
}

void MultiClient::cancelAll()
{
    for (const auto& slot : m_slots) {
        drop(*slot);
    }
}

std::size_t MultiClient::onHeader(char* bytes, std::size_t size, std::size_t count, void* slotPointer)
{
    MultiLane::Reply& reply = *static_cast<Slot*>(slotPointer)->reply;
    const std::size_t length = size * count;
    reply.headBytes += length;
    if (reply.headBytes > kHeadLimit) {
        return 0;
    }
    const std::string_view line(bytes, length);
    reply.isHeadWhole = !line.starts_with("HTTP/") && (reply.isHeadWhole || length <= 2); // 1xx before it, trailers behind it
    if (reply.head.size() + length <= kHeadKept) {
        reply.head.append(bytes, length);
    }
    return length;
}

std::size_t MultiClient::onBody(char* bytes, std::size_t size, std::size_t count, void* slotPointer)
{
    MultiLane::Reply& reply = *static_cast<Slot*>(slotPointer)->reply;
    const std::size_t length = size * count;
    reply.bodyBytes += length;
    if (reply.body.size() < reply.bodyCap) {
        reply.body.append(bytes, std::min(length, reply.bodyCap - reply.body.size()));
    }
    return length;
}

int MultiClient::onTrace(CURL*, curl_infotype type, char* text, std::size_t size, void* slotPointer)
{
    Slot& slot = *static_cast<Slot*>(slotPointer);
    auto& reply = slot.reply;
    if (type == CURLINFO_TEXT && std::string_view(text, size).starts_with("Connection died, retrying")) { // lib/transfer.c
        slot.isRepeated = true; // by libcurl itself, where a kept connection has ended without an answer
    }
    if (reply && (type == CURLINFO_HEADER_OUT || type == CURLINFO_DATA_OUT)) {
        reply->bytesSent += size;
    }
    return 0;
}

curl_socket_t MultiClient::onOpen(void* slotPointer, curlsocktype, curl_sockaddr* address)
{
    Slot& slot = *static_cast<Slot*>(slotPointer);
    return slot.client->m_lane.m_hosts->openSocket(*address, slot.reply->refusal, slot.isLate);
}

int MultiClient::onClose(void* lanePointer, curl_socket_t descriptor)
{
    auto& lane = *static_cast<MultiLane*>(lanePointer);
    lane.m_poller.forget(descriptor);
    return ::close(descriptor);
}

} // namespace holdpoint
