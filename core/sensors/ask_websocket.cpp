// SPDX-License-Identifier: GPL-3.0-or-later
// `websocket`: the handshake of RFC 6455, and a first message or an echo.
#include "core/base/hash.h"
#include "core/base/text.h"
#include "core/base/units.h"
#include "core/plan/secret_text.h"
#include "core/sensors/askers.h"
#include "core/sensors/wire.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <openssl/evp.h>
#include <openssl/rand.h>

namespace holdpoint {

namespace {

constexpr std::size_t kMostHead = std::size_t{16} << 10U;
constexpr std::size_t kMostMessage = std::size_t{64} << 10U;
constexpr std::size_t kKeptMessage = std::size_t{4} << 10U;
constexpr int kMostFrames = 200; // looked at for the expected message

enum Opcode : unsigned { kContinuation = 0, kTextFrame = 1, kBinaryFrame = 2, kClose = 8, kPing = 9, kPong = 10 };

struct Target
{
    TargetUrl url;
    std::string path; // with the query
    std::vector<std::pair<std::string, std::string>> headers;
};

std::string randomBytes(std::size_t count)
{
    std::string bytes(count, '\0');
    RAND_bytes(static_cast<unsigned char*>(static_cast<void*>(bytes.data())), static_cast<int>(count));
    return bytes;
}

/// RFC 6455 §4.2.2: what the server has to answer to a key.
std::string acceptFor(const std::string& key)
{
    const std::string text = key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned size = 0;
    EVP_Digest(text.data(), text.size(), digest.data(), &size, EVP_sha1(), nullptr);
    return base64Encode(std::string(digest.begin(), digest.begin() + size));
}

/// A frame from us, which has to be masked (§5.3).
std::string frameOf(Opcode opcode, std::string_view payload)
{
    std::string frame(1, static_cast<char>(0x80U | opcode));
    if (payload.size() < 126) {
        frame += static_cast<char>(0x80U | payload.size());
    } else {
        frame += static_cast<char>(0x80U | 126U);
        frame += static_cast<char>(payload.size() >> 8U & 0xFFU);
        frame += static_cast<char>(payload.size() & 0xFFU);
    }
    const std::string mask = randomBytes(4);
    frame += mask;
    for (std::size_t i = 0; i < payload.size(); ++i) {
        frame += static_cast<char>(payload[i] ^ mask[i % 4]);
    }
    return frame;
}

/// Takes whole frames out of what has come.
class FrameReader
{
public:
    explicit FrameReader(std::string rest) : m_bytes(std::move(rest)) {}

    struct Frame
    {
        unsigned opcode = 0;
        bool isLast = true;
        std::string payload;
    };
    /// nullopt: the peer is gone, the time is over, or the frame is larger than what is read.
    std::optional<Frame> next(Wire& wire)
    {
        for (;;) {
            std::size_t begin = 2;
            std::uint64_t size = m_bytes.size() < 2 ? 0 : byteAt(1) & 0x7FU;
            const std::size_t extra = size == 126 ? 2 : size == 127 ? 8 : 0;
            const bool hasHead = m_bytes.size() >= 2 + extra;
            if (hasHead && extra > 0) {
                size = 0;
                for (std::size_t i = 0; i < extra; ++i) {
                    size = size << 8U | byteAt(2 + i);
                }
                begin += extra;
            }
            if (hasHead && size > kMostMessage) {
                return std::nullopt;
            }
            if (hasHead && m_bytes.size() >= begin + size) {
                Frame frame{byteAt(0) & 0x0FU, (byteAt(0) & 0x80U) != 0, m_bytes.substr(begin, static_cast<std::size_t>(size))};
                m_bytes.erase(0, begin + static_cast<std::size_t>(size));
                return frame;
            }
            auto more = wire.read();
            if (!more) {
                return std::nullopt;
            }
            m_bytes += *more;
        }
    }

private:
    unsigned byteAt(std::size_t at) const { return static_cast<unsigned char>(m_bytes[at]); }

    std::string m_bytes;
};

/// The first message that fits, or the last one that came.
Json messageFrom(Wire& wire, FrameReader& frames, const std::string& expected)
{
    Json seen{{"matches", false}};
    std::string message;
    for (int i = 0; i < kMostFrames; ++i) {
        auto frame = frames.next(wire);
        if (!frame || frame->opcode == kClose) {
            break;
        }
        if (frame->opcode == kPing && !wire.write(frameOf(kPong, std::string_view(frame->payload).substr(0, 125)))) {
            break;
        }
        if (frame->opcode > kBinaryFrame) {
            continue;
        }
        message = frame->opcode == kContinuation ? message + frame->payload : frame->payload;
        if (message.size() > kMostMessage) {
            break;
        }
        if (!frame->isLast) {
            continue;
        }
        seen["message"] = shortened(message, kKeptMessage);
        if (expected.empty() || matchesWildcard(expected, message)) {
            seen["matches"] = true;
            break;
        }
    }
    return seen;
}

std::string withoutTemplates(std::string text)
{
    for (auto begin = text.find("{{"); begin != std::string::npos; begin = text.find("{{")) {
        const auto end = text.find("}}", begin);
        text.replace(begin, end == std::string::npos ? std::string::npos : end + 2 - begin, "holdpoint");
    }
    return text;
}

Result<Target> targetOf(const Plan& plan, std::string text)
{
    if (text.starts_with('/')) {
        text = plan.environment.baseUrl + text;
    }
    const std::string plain = withoutTemplates(std::move(text));
    const auto endpoints = endpointsOf(plan, Json::array({plain}), "ws");
    if (!endpoints) {
        return fail(endpoints.error());
    }
    Target target{endpoints->front(), "/", {}};
    const auto scheme = plain.find("://");
    const auto path = plain.find_first_of("/?#", scheme == std::string::npos ? 0 : scheme + 3);
    if (path != std::string::npos && plain[path] != '#') {
        target.path = (plain[path] == '?' ? "/" : "") + plain.substr(path, plain.find('#') - path);
    }
    return target;
}

void collect(const std::vector<Step>& steps, std::vector<const WebSocketStep*>& found)
{
    for (const Step& step : steps) {
        if (step.kind == StepKind::WebSocket) {
            found.push_back(&step.websocket);
        }
        collect(step.steps, found);
    }
}

/// Where the plan's own sessions go, each once, with the headers that need no visitor.
Result<std::vector<Target>> planTargets(const Plan& plan)
{
    std::vector<const WebSocketStep*> steps;
    for (const TestPlan& test : plan.tests) {
        for (const Scenario& scenario : test.scenarios) {
            collect(scenario.flow, steps);
        }
    }
    std::vector<Target> targets;
    for (const WebSocketStep* step : steps) {
        auto target = targetOf(plan, withSecrets(step->target, plan.secrets));
        if (!target) {
            return fail(target.error());
        }
        for (const auto& [name, value] : step->headers) {
            if (value.find("{{") == std::string::npos) {
                target->headers.emplace_back(name, withSecrets(value, plan.secrets));
            }
        }
        const bool isKnown = std::any_of(targets.begin(), targets.end(), [&](const Target& each) {
            return each.url.hostAndPort() == target->url.hostAndPort() && each.path == target->path;
        });
        if (!isKnown) {
            targets.push_back(*std::move(target));
        }
    }
    return targets;
}

Answer<Json> handshake(const AskContext& context, const Target& target, const Json& spec, Wire::TimePoint end)
{
    auto opened = Wire::open(context, target.url, end);
    if (!opened.isKnown()) {
        return opened.unknown();
    }
    Wire& wire = opened.value();
    const auto begin = std::chrono::steady_clock::now();
    const std::string key = base64Encode(randomBytes(16));
    std::string head = "GET " + target.path + " HTTP/1.1\r\nHost: " + target.url.hostAndPort() +
                       "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: " + key +
                       "\r\n";
    for (const auto& [name, value] : target.headers) {
        if ((name + value).find_first_of("\r\n") == std::string::npos) { // no header of its own making
            head += name + ": " + value + "\r\n";
        }
    }
    const std::string where = target.url.hostAndPort();
    const auto silent = [&wire, &where] {
        return unknown(wire.isLate() ? Unknown::Kind::Timeout : Unknown::Kind::Unreachable,
                       where + (wire.isLate() ? ": no answer to the handshake in time" : ": closed without an answer"));
    };
    if (!wire.write(head + "\r\n")) {
        return silent();
    }
    std::string answer;
    while (answer.find("\r\n\r\n") == std::string::npos) {
        const auto more = wire.read();
        if (!more) {
            return silent();
        }
        answer += *more;
        if (answer.size() > kMostHead) {
            return unknown(Unknown::Kind::Limit, where + ": the head of the answer is larger than 16 KiB");
        }
    }
    const auto bodyAt = answer.find("\r\n\r\n");
    const auto status =
        answer.starts_with("HTTP/1.") && answer.size() > 12 ? parseInteger(answer.substr(9, 3)) : Result<std::int64_t>(0);
    if (!status || *status < 101 || (*status > 101 && *status < 200)) {
        return malformed(where + (status && *status >= 100 ? " sends interim answers without end" : " does not speak HTTP"));
    }
    if (*status == 401 || *status == 403 || *status == 407) {
        return unknown(Unknown::Kind::Auth,
                       where + " answers " + std::to_string(*status) + " to the handshake; give it a token with `headers`");
    }
    Json row{
        {"host", where},
        {"status", *status},
        {"connect_ms", std::round(std::chrono::duration<double, std::milli>(wire.connectTime()).count() * 100) / 100},
        {"ms",
         std::round(std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begin).count() * 100) / 100}};
    if (*status != 101) {
        return row;
    }
    std::string accepted;
    for (const std::string& line : split(answer.substr(0, bodyAt), '\n')) {
        const auto colon = line.find(':');
        if (colon != std::string::npos && lowered(trimmed(line.substr(0, colon))) == "sec-websocket-accept") {
            accepted = trimmed(line.substr(colon + 1));
        }
    }
    if (accepted != acceptFor(key)) {
        return malformed(where + " answers 101 without the right Sec-WebSocket-Accept: a proxy, or no WebSocket server");
    }
    FrameReader frames(answer.substr(bodyAt + 4));
    const std::string sent = stringAt(spec, "send").substr(0, kMostMessage - 1);
    const std::string expected = stringAt(spec, "expect");
    if (!sent.empty() && !wire.write(frameOf(kTextFrame, sent))) {
        return silent();
    }
    if (!sent.empty() || !expected.empty()) {
        row.update(messageFrom(wire, frames, expected));
    }
    constexpr std::string_view kNormal("\x03\xE8", 2); // 1000
    static_cast<void>(wire.write(frameOf(kClose, kNormal)));
    return row;
}

} // namespace

Answer<Json> askWebsocket(const AskContext& context, const Json& spec)
{
    std::vector<Target> targets;
    for (const std::string& word : wordsOf(memberAt(spec, "websocket"))) {
        if (word == "plan") {
            const auto all = planTargets(context.plan);
            if (!all) {
                return unknown(Unknown::Kind::Refused, all.error().message);
            }
            targets.insert(targets.end(), all->begin(), all->end());
            continue;
        }
        auto target = targetOf(context.plan, word);
        if (!target) {
            return unknown(Unknown::Kind::Refused, target.error().message);
        }
        const Json headers = spec.value("headers", Json::object());
        for (const auto& [name, value] : headers.items()) {
            target->headers.emplace_back(name, value.is_string() ? value.get<std::string>() : dumpJson(value));
        }
        targets.push_back(*std::move(target));
    }
    if (targets.empty()) {
        return unknown(Unknown::Kind::NoData, "the plan opens no WebSocket");
    }
    const Nanos timeout = timeLimit(context, spec);
    const auto end = std::chrono::steady_clock::now() + timeout;
    Json rows = Json::array();
    std::int64_t status = 101;
    for (const Target& target : targets) {
        auto row = handshake(context, target, spec, end);
        if (!row.isKnown()) {
            return row;
        }
        const std::int64_t own = integerAt(row.value(), "status");
        status = status == 101 ? own : status;
        rows.push_back(std::move(row.value()));
    }
    Json answer = targets.size() == 1 ? rows.front() : Json::object();
    answer["status"] = status;
    answer["hosts"] = std::move(rows);
    return answer;
}

} // namespace holdpoint
