// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/http/http2_writer.h"

#include "core/base/text.h"
#include "core/http/request_writer.h"

#include <algorithm>
#include <array>

namespace holdpoint {

namespace {

/// What HTTP/2 says otherwise or not at all (RFC 9113 §8.2.2).
bool isOfHttp1(std::string_view name)
{
    constexpr std::array<std::string_view, 5> kNames{"connection", "keep-alive", "proxy-connection", "transfer-encoding",
                                                     "upgrade"};
    return std::find(kNames.begin(), kNames.end(), name) != kNames.end();
}

std::uint8_t* bytesOf(std::string_view text)
{
    return static_cast<std::uint8_t*>(static_cast<void*>(const_cast<char*>(text.data()))); // nghttp2's struct knows no const
}

} // namespace

/// A line without a value takes a header back that would be sent otherwise, as libcurl understands it.
void Http2Writer::addLine(std::string_view line, Block& block)
{
    block.isBroken = block.isBroken || line.find_first_of(std::string_view("\r\n\0", 3)) != std::string_view::npos;
    const auto colon = line.find(':');
    if (colon == std::string_view::npos || colon == 0) {
        return;
    }
    std::string name = lowered(trimmed(line.substr(0, colon)));
    const std::string_view value = trimmed(line.substr(colon + 1));
    block.hasAccept = block.hasAccept || name == "accept";
    block.hasLength = block.hasLength || name == "content-length";
    if (value.empty() || isOfHttp1(name)) {
        return;
    }
    if (name == "host") {
        block.authority = value;
        return;
    }
    block.fields.push_back({std::move(name), std::string(value)});
}

const Http2Writer::Block& Http2Writer::blockFor(const HeaderSet& headers)
{
    if (m_lastSet == &headers) {
        return *m_lastBlock;
    }
    const auto [place, isNew] = m_blocks.try_emplace(&headers);
    if (isNew) {
        for (const std::string& line : headers.lines) {
            addLine(line, place->second);
        }
    }
    m_lastSet = &headers;
    m_lastBlock = &place->second;
    return place->second;
}

void Http2Writer::add(std::string_view name, std::string_view value, bool isShared)
{
    const auto flags = isShared ? NGHTTP2_NV_FLAG_NO_COPY_NAME | NGHTTP2_NV_FLAG_NO_COPY_VALUE : NGHTTP2_NV_FLAG_NONE;
    m_fields.push_back({bytesOf(name), bytesOf(value), name.size(), value.size(), static_cast<std::uint8_t>(flags)});
}

bool Http2Writer::write(const Request& request, const HostBook::Origin& origin)
{
    const Block& shared = blockFor(*request.sharedHeaders);
    m_own.fields.clear();
    m_own.authority.clear();
    m_own.hasAccept = m_own.hasLength = m_own.isBroken = false;
    for (const std::string& line : request.ownHeaders) {
        addLine(line, m_own);
    }
    m_target.clear();
    appendTarget(request.url, origin.text.size(), m_target);
    m_fields.clear();
    add(":method", request.method, false);
    add(":scheme", origin.text.starts_with("https") ? "https" : "http", true);
    const std::string& own = m_own.authority.empty() ? shared.authority : m_own.authority;
    add(":authority", own.empty() ? hostOf(origin.text) : std::string_view(own), false);
    add(":path", m_target, false);
    for (const Field& field : shared.fields) {
        add(field.name, field.value, true);
    }
    for (const Field& field : m_own.fields) {
        add(field.name, field.value, false);
    }
    if (!shared.hasAccept && !m_own.hasAccept) {
        add("accept", "*/*", true);
    }
    if (!shared.hasLength && !m_own.hasLength && (!request.body.empty() || isBodyExpected(request.method))) {
        m_length = std::to_string(request.body.size());
        add("content-length", m_length, false);
    }
    return !shared.isBroken && !m_own.isBroken;
}

} // namespace holdpoint
