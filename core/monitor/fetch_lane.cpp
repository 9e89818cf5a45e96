// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/monitor/fetch_lane.h"

#include "core/base/text.h"
#include "core/base/units.h"
#include "core/base/version.h"

#include <algorithm>
#include <openssl/ssl.h>
#include <system_error>

namespace holdpoint {

namespace {

constexpr std::size_t kMostHeaderBytes = 256U << 10U;
constexpr int kSlice = 1000; // ms between looks at the flag; wake() ends one early

long millis(Nanos duration)
{
    return std::max(1L, static_cast<long>(std::chrono::duration_cast<Millis>(duration).count()));
}

/// Whether libcurl's TLS is OpenSSL, whose words say more than libcurl's.
bool isOfOpenSsl()
{
    const char* library = curl_version_info(CURLVERSION_NOW)->ssl_version;
    return library != nullptr && std::string_view(library).starts_with("OpenSSL/");
}

/// Host and port as people read them: "127.0.0.1:9090".
std::string placeOf(const std::string& url)
{
    const std::string origin = originOf(url);
    return origin.empty() ? "the service" : origin.substr(origin.find("://") + 3);
}

} // namespace

struct FetchLane::Sink
{
    Exchange exchange;
    std::size_t most = 0;
    Nanos left{};
    std::size_t headerBytes = 0;
    bool isBodyTooLarge = false;
    bool isHeadTooLarge = false;
};

FetchLane::FetchLane() : m_multi(curl_multi_init()), m_easy(curl_easy_init()), m_words(CURL_ERROR_SIZE, '\0')
{
    curl_multi_setopt(m_multi.get(), CURLMOPT_MAXCONNECTS, 4L);
}

void FetchLane::wake()
{
    curl_multi_wakeup(m_multi.get());
}

std::size_t FetchLane::onHeader(char* bytes, std::size_t size, std::size_t count, void* self)
{
    Sink& sink = *static_cast<Sink*>(self);
    const std::size_t length = size * count;
    sink.headerBytes += length;
    if (sink.headerBytes > kMostHeaderBytes) {
        sink.isHeadTooLarge = true;
        return 0;
    }
    const std::string_view line(bytes, length);
    if (line.starts_with("HTTP/")) {
        sink.exchange.headers.clear(); // of a 100 or of a proxy's answer
        return length;
    }
    const auto colon = line.find(':');
    if (colon != std::string_view::npos && colon > 0) {
        std::string& value = sink.exchange.headers[lowered(trimmed(line.substr(0, colon)))];
        value += (value.empty() ? "" : ", ") + std::string(trimmed(line.substr(colon + 1)));
    }
    return length;
}

std::size_t FetchLane::onBody(char* bytes, std::size_t size, std::size_t count, void* self)
{
    Sink& sink = *static_cast<Sink*>(self);
    std::string& body = sink.exchange.body;
    const std::size_t length = size * count;
    const std::size_t room = sink.most - std::min(sink.most, body.size());
    body.append(bytes, std::min(length, room));
    sink.isBodyTooLarge = length > room;
    return sink.isBodyTooLarge ? 0 : length;
}

std::unique_ptr<curl_slist, FetchLane::CurlEnd> FetchLane::headerList(const FetchRequest& request, bool withSecrets)
{
    curl_slist* list = curl_slist_append(nullptr, "Expect:");
    const auto add = [&list](const std::string& name, const std::string& value) {
        list = curl_slist_append(list, (name + ": " + value).c_str());
    };
    if (!request.contentType.empty()) {
        add("Content-Type", request.contentType);
    }
    bool hasAccept = false;
    for (const auto& [name, value] : request.headers) {
        add(name, value);
        hasAccept = hasAccept || lowered(name) == "accept";
    }
    if (!hasAccept) {
        add("Accept", "application/json, */*;q=0.1");
    }
    if (withSecrets) {
        for (const auto& [name, value] : request.secretHeaders) {
            add(name, value.reveal());
        }
    }
    return std::unique_ptr<curl_slist, CurlEnd>(list);
}

void FetchLane::setUp(const FetchRequest& request, const std::string& url, const LaneOptions& options, Nanos left, Sink& sink)
{
    CURL* easy = m_easy.get();
    curl_easy_reset(easy);
    m_words.assign(CURL_ERROR_SIZE, '\0');
    curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, m_words.data());
    curl_easy_setopt(easy, CURLOPT_URL, url.c_str());
    curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(easy, CURLOPT_QUICK_EXIT, 1L); // a resolver that hangs must not hold the caller
    curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 0L); // ours: the token must not follow to another host
    curl_easy_setopt(easy, CURLOPT_USERAGENT, (std::string("holdpoint/") + kVersion).c_str());
    curl_easy_setopt(easy, CURLOPT_ACCEPT_ENCODING, "");
    curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, millis(std::min(request.limits.connect, left)));
    curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, millis(left));
    curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, onBody);
    curl_easy_setopt(easy, CURLOPT_WRITEDATA, &sink);
    curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, onHeader);
    curl_easy_setopt(easy, CURLOPT_HEADERDATA, &sink);
    curl_easy_setopt(easy, CURLOPT_SSL_VERIFYPEER, options.isTlsVerified ? 1L : 0L);
    curl_easy_setopt(easy, CURLOPT_SSL_VERIFYHOST, options.isTlsVerified ? 2L : 0L);
    if (options.caPem != nullptr && !options.caPem->empty()) {
        curl_blob blob{const_cast<char*>(options.caPem->data()), options.caPem->size(), CURL_BLOB_COPY}; // libcurl knows no const
        curl_easy_setopt(easy, CURLOPT_CAINFO_BLOB, &blob); // besides the system's folder of authorities
    }
    m_seen.reset();
    if (isOfOpenSsl()) {
        curl_easy_setopt(easy, CURLOPT_SSL_CTX_FUNCTION, onTlsContext);
        curl_easy_setopt(easy, CURLOPT_SSL_CTX_DATA, this);
    }
    if (options.proxy) {
        curl_easy_setopt(easy, CURLOPT_PROXY, options.proxy->c_str());
    }
    if (request.method == "HEAD") {
        curl_easy_setopt(easy, CURLOPT_NOBODY, 1L);
    } else if (request.method != "GET" || !request.body.empty()) {
        curl_easy_setopt(easy, CURLOPT_POSTFIELDS, request.body.data());
        curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request.body.size()));
        curl_easy_setopt(easy, CURLOPT_CUSTOMREQUEST, request.method.c_str());
    }
}

Exchange FetchLane::perform(const FetchRequest& request, const std::string& url, bool withSecrets, const LaneOptions& options,
                            Nanos left, const std::atomic<bool>& isStopped)
{
    Sink sink;
    sink.most = request.limits.bytes;
    sink.left = left;
    const auto headers = headerList(request, withSecrets);
    setUp(request, url, options, left, sink);
    curl_easy_setopt(m_easy.get(), CURLOPT_HTTPHEADER, headers.get());
    curl_multi_add_handle(m_multi.get(), m_easy.get());
    CURLcode code = CURLE_ABORTED_BY_CALLBACK;
    for (int running = 1; running != 0 && !isStopped;) {
        curl_multi_perform(m_multi.get(), &running);
        if (running != 0) {
            curl_multi_poll(m_multi.get(), nullptr, 0, kSlice, nullptr);
        }
    }
    int queued = 0;
    while (const CURLMsg* message = curl_multi_info_read(m_multi.get(), &queued)) {
        code = message->msg == CURLMSG_DONE ? message->data.result : code;
    }
    long status = 0;
    curl_easy_getinfo(m_easy.get(), CURLINFO_RESPONSE_CODE, &status);
    sink.exchange.status = static_cast<int>(status);
    if (code != CURLE_OK) {
        sink.exchange.fault = faultOf(code, request, url, sink);
        const auto kind = sink.exchange.fault->kind;
        long sent = 0;
        curl_easy_getinfo(m_easy.get(), CURLINFO_REQUEST_SIZE, &sent);
        sink.exchange.fault->isUnsent = sent == 0 && status == 0;
        sink.exchange.mayTryAgain = kind == Unknown::Kind::Unreachable && code != CURLE_COULDNT_CONNECT;
    }
    curl_multi_remove_handle(m_multi.get(), m_easy.get());
    return std::move(sink.exchange);
}

/// Verifies as OpenSSL does by itself, and keeps what it saw: libcurl's words name no date and no names.
CURLcode FetchLane::onTlsContext(CURL*, void* context, void* self)
{
    SSL_CTX_set_cert_verify_callback(
        static_cast<SSL_CTX*>(context),
        [](X509_STORE_CTX* chain, void* lane) {
            const int result = X509_verify_cert(chain);
            static_cast<FetchLane*>(lane)->m_seen = seenCertificate(chain);
            return result;
        },
        self);
    return CURLE_OK;
}

std::string FetchLane::tlsFault(CURLcode code, const std::string& place) const
{
    if (code == CURLE_PEER_FAILED_VERIFICATION && m_seen) {
        return "no secure connection: " + certificateFault(*m_seen, place);
    }
    const std::string words(m_words.c_str());
    return "no secure connection: " + handshakeWords(words.empty() ? curl_easy_strerror(code) : words, place);
}

Unknown FetchLane::faultOf(CURLcode code, const FetchRequest& request, const std::string& url, const Sink& sink) const
{
    using Kind = Unknown::Kind;
    const std::string place = placeOf(url);
    long systemError = 0;
    curl_easy_getinfo(m_easy.get(), CURLINFO_OS_ERRNO, &systemError);
    const std::string system =
        systemError == 0 ? std::string() : ": " + std::generic_category().message(static_cast<int>(systemError));
    if (sink.isBodyTooLarge) {
        return unknown(Kind::Limit,
                       "the answer of " + place + " is larger than " + formatBytes(sink.most) + ", so it was not read");
    }
    if (sink.isHeadTooLarge) {
        return unknown(Kind::Limit, "the head of the answer of " + place + " is larger than " + formatBytes(kMostHeaderBytes));
    }
    switch (code) {
    case CURLE_ABORTED_BY_CALLBACK:
        return unknown(Kind::Cancelled, "stopped before " + place + " had answered");
    case CURLE_COULDNT_RESOLVE_HOST:
        return unknown(Kind::Unreachable, "the name of " + place + " cannot be resolved");
    case CURLE_COULDNT_RESOLVE_PROXY:
        return unknown(Kind::Unreachable, "the name of the proxy cannot be resolved");
    case CURLE_COULDNT_CONNECT:
        return unknown(Kind::Unreachable, "could not connect to " + place + system);
    case CURLE_OPERATION_TIMEDOUT: {
        double connected = 0; // stays 0 over a kept connection
        curl_easy_getinfo(m_easy.get(), CURLINFO_CONNECT_TIME, &connected);
        long sent = 0;
        curl_easy_getinfo(m_easy.get(), CURLINFO_REQUEST_SIZE, &sent);
        const bool isConnected = connected > 0 || sent > 0 || sink.exchange.status != 0;
        const Nanos allowed = isConnected ? request.limits.whole : std::min(request.limits.connect, request.limits.whole);
        return unknown(Kind::Timeout,
                       (isConnected ? "no complete answer of " : "no connection to ") + place +
                           (sink.left < allowed * 9 / 10 ? " in the time that was left" : " within " + formatDuration(allowed)));
    }
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CERTPROBLEM:
    case CURLE_SSL_CIPHER:
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_SSL_ISSUER_ERROR:
    case CURLE_SSL_INVALIDCERTSTATUS:
        return unknown(Kind::Tls, tlsFault(code, place));
    case CURLE_GOT_NOTHING:
        return unknown(Kind::Unreachable, place + " closed the connection without an answer");
    case CURLE_PARTIAL_FILE:
        return unknown(Kind::Unreachable, "the connection to " + place + " ended in the middle of the answer");
    case CURLE_SEND_ERROR:
    case CURLE_RECV_ERROR:
        return unknown(Kind::Unreachable, "the connection to " + place + " broke" + system);
    case CURLE_URL_MALFORMAT:
    case CURLE_UNSUPPORTED_PROTOCOL: // also an answer of HTTP/0.9
        return unknown(Kind::Malformed, place + " was not asked or did not answer in HTTP: " + curl_easy_strerror(code));
    default:
        return unknown(Kind::Malformed, "the answer of " + place + " is no HTTP: " + curl_easy_strerror(code));
    }
}

} // namespace holdpoint
