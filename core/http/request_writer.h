// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/http/host_book.h"
#include "core/load/transport.h"

#include <string>
#include <string_view>
#include <unordered_map>

namespace holdpoint {

/// Writes requests as HTTP/1.1 bytes; header lines that many requests share are put together once. One load thread's.
class RequestWriter
{
public:
    /// Replaces `out`. False: a header line holds a line break, and the request must not be sent.
    bool write(const Request& request, const HostBook::Origin& origin, std::string& out);

private:
    struct Block
    {
        std::string lines; // each with CRLF
        bool hasHost = false;
        bool hasAccept = false;
        bool hasLength = false;
        bool isBroken = false;
    };
    static void addLine(std::string_view line, Block& block, std::string& out);
    const Block& blockFor(const HeaderSet& headers);

    std::unordered_map<const HeaderSet*, Block> m_blocks;
    const HeaderSet* m_lastSet = nullptr;
    const Block* m_lastBlock = nullptr;
};

/// What stands in the request line: path and query, without the fragment; bytes that a URL cannot hold are percent-encoded.
void appendTarget(std::string_view url, std::size_t originSize, std::string& out);
/// "example.com:8080" of an origin; the scheme's own port is left out, as browsers do.
std::string_view hostOf(std::string_view origin);
/// Whether a request of this method says how long its body is though it has none.
bool isBodyExpected(std::string_view method);

} // namespace holdpoint
