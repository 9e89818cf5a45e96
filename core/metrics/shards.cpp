// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/metrics/shards.h"

#include "core/base/units.h"

#include <algorithm>

namespace holdpoint {

namespace {

constexpr std::uint64_t kLateTicks = 5;
constexpr std::int64_t kMostShards = 10'000;

} // namespace

std::optional<ShardPlace> parseShardPlace(std::string_view text)
{
    const std::size_t slash = text.find('/');
    if (slash == std::string_view::npos) {
        return std::nullopt;
    }
    const auto number = parseInteger(text.substr(0, slash));
    const auto count = parseInteger(text.substr(slash + 1));
    if (!number || !count || *count < 1 || *count > kMostShards || *number < 1 || *number > *count) {
        return std::nullopt;
    }
    return ShardPlace{static_cast<std::uint32_t>(*number - 1), static_cast<std::uint32_t>(*count)};
}

std::uint32_t shardCountOf(std::string_view shard)
{
    return parseShardPlace(shard).value_or(ShardPlace{}).count;
}

void ShardProgress::add(const Frame& frame)
{
    m_shardCount = std::max<std::size_t>(m_shardCount, shardCountOf(frame.shard));
    std::uint64_t& newest = m_newestByShard[frame.shard];
    newest = std::max(newest, frame.isFinal ? UINT64_MAX : frame.tick);
    m_newestTick = std::max(m_newestTick, frame.tick);
}

bool ShardProgress::isComplete(std::uint64_t tick) const
{
    if (m_newestTick >= tick + kLateTicks) {
        return true;
    }
    const auto hasPassed = [tick](const auto& shard) { return shard.second >= tick; };
    return m_newestByShard.size() >= m_shardCount && std::all_of(m_newestByShard.begin(), m_newestByShard.end(), hasPassed);
}

} // namespace holdpoint
