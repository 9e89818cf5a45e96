// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/http/host_book.h"
#include "core/load/transport.h"

#include <nghttp2/nghttp2.h>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace holdpoint {

/// Writes requests as HTTP/2 header fields; lines that many requests share are put together once. One load thread's.
class Http2Writer
{
public:
    /// The fields stay valid until the next call; nghttp2 copies what is not shared. False: a header line holds a line break, and
    /// the request must not be sent.
    bool write(const Request& request, const HostBook::Origin& origin);
    const std::vector<nghttp2_nv>& fields() const { return m_fields; }

private:
    struct Field
    {
        std::string name; // in lower case
        std::string value;
    };
    struct Block
    {
        std::vector<Field> fields; // unchanged once made: nghttp2 keeps looking into them
        std::string authority;     // of a Host line
        bool hasAccept = false;
        bool hasLength = false;
        bool isBroken = false;
    };
    static void addLine(std::string_view line, Block& block);
    const Block& blockFor(const HeaderSet& headers);
    void add(std::string_view name, std::string_view value, bool isShared);

    std::unordered_map<const HeaderSet*, Block> m_blocks;
    const HeaderSet* m_lastSet = nullptr;
    const Block* m_lastBlock = nullptr;
    Block m_own; // of the request's own lines
    std::string m_target;
    std::string m_length;
    std::vector<nghttp2_nv> m_fields;
};

} // namespace holdpoint
