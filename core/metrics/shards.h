// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/metrics/frame.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace holdpoint {

/// A shard's place among those of its run: "1/3" is index 0 of 3.
struct ShardPlace
{
    std::uint32_t index = 0;
    std::uint32_t count = 1;
};

/// Nothing for a text that is no such place, or one among more than 10,000.
std::optional<ShardPlace> parseShardPlace(std::string_view text);
/// 3 for "1/3"; 1 for a text that is no place.
std::uint32_t shardCountOf(std::string_view shard);

/// Up to which second each shard of a run has reported.
class ShardProgress
{
public:
    void add(const Frame& frame);
    /// Every shard has reported this second or has ended, or one of them is five seconds ahead.
    bool isComplete(std::uint64_t tick) const;

private:
    std::map<std::string, std::uint64_t> m_newestByShard;
    std::uint64_t m_newestTick = 0;
    std::size_t m_shardCount = 1;
};

} // namespace holdpoint
