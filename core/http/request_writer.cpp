// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/http/request_writer.h"

#include "core/base/same_name.h"
#include "core/base/text.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace holdpoint {

namespace {

bool isPlain(char c)
{
    return c > ' ' && c < '\x7f';
}

bool isName(std::string_view line, std::string_view name)
{
    return line.size() > name.size() && line[name.size()] == ':' && isSameName(line.substr(0, name.size()), name);
}

} // namespace

std::string_view hostOf(std::string_view origin)
{
    const auto scheme = origin.find("://");
    const std::string_view ownPort = origin.starts_with("https") ? ":443" : ":80";
    origin.remove_prefix(scheme + 3);
    if (origin.ends_with(ownPort)) {
        origin.remove_suffix(ownPort.size());
    }
    return origin;
}

bool isBodyExpected(std::string_view method)
{
    return method == "POST" || method == "PUT" || method == "PATCH";
}

void appendTarget(std::string_view url, std::size_t originSize, std::string& out)
{
    std::string_view target = url.substr(originSize);
    target = target.substr(0, target.find('#'));
    if (!target.starts_with('/')) {
        out += '/';
    }
    if (std::all_of(target.begin(), target.end(), isPlain)) {
        out += target;
        return;
    }
    for (const char c : target) {
        if (isPlain(c)) {
            out += c;
        } else {
            constexpr std::string_view kHex = "0123456789ABCDEF";
            const auto byte = static_cast<unsigned char>(c);
            out += {'%', kHex[byte >> 4U], kHex[byte & 15U]};
        }
    }
}

/// A line without a value takes a header back that would be sent otherwise, as libcurl understands it.
void RequestWriter::addLine(std::string_view line, Block& block, std::string& out)
{
    block.hasHost = block.hasHost || isName(line, "host");
    block.hasAccept = block.hasAccept || isName(line, "accept");
    block.hasLength = block.hasLength || isName(line, "content-length") || isName(line, "transfer-encoding");
    block.isBroken = block.isBroken || line.find_first_of(std::string_view("\r\n\0", 3)) != std::string_view::npos;
    const auto colon = line.find(':');
    if (colon == std::string_view::npos || trimmed(line.substr(colon + 1)).empty()) {
        return;
    }
    out += line;
    out += "\r\n";
}

const RequestWriter::Block& RequestWriter::blockFor(const HeaderSet& headers)
{
    if (m_lastSet == &headers) {
        return *m_lastBlock;
    }
    const auto [place, isNew] = m_blocks.try_emplace(&headers);
    if (isNew) {
        for (const std::string& line : headers.lines) {
            addLine(line, place->second, place->second.lines);
        }
    }
    m_lastSet = &headers;
    m_lastBlock = &place->second;
    return place->second;
}

bool RequestWriter::write(const Request& request, const HostBook::Origin& origin, std::string& out)
{
    const Block& shared = blockFor(*request.sharedHeaders);
    out = request.method;
    out += ' ';
    appendTarget(request.url, origin.text.size(), out);
    out += " HTTP/1.1\r\n";
    Block own{{}, shared.hasHost, shared.hasAccept, shared.hasLength, shared.isBroken};
    const std::size_t begin = out.size();
    out += shared.lines;
    for (const std::string& line : request.ownHeaders) {
        addLine(line, own, out);
    }
    if (!own.hasHost) {
        constexpr std::string_view kName = "Host: ";
        out.insert(begin, "\r\n");
        out.insert(begin, hostOf(origin.text));
        out.insert(begin, kName);
    }
    if (!own.hasAccept) {
        out += "Accept: */*\r\n";
    }
    if (!own.hasLength && (!request.body.empty() || isBodyExpected(request.method))) {
        std::array<char, 24> digits{};
        const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), request.body.size()).ptr;
        out += "Content-Length: ";
        out.append(digits.data(), end);
        out += "\r\n";
    }
    out += "\r\n";
    out += request.body;
    return !own.isBroken;
}

} // namespace holdpoint
