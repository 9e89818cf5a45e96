// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/run/live_tiles.h"

#include "ui/run/tile_parts.h"
#include "ui/style/words.h"

namespace holdpoint {

std::array<TileContent, kTileCount> liveTiles(const LiveRun* run, bool isWide)
{
    std::array<TileContent, kTileCount> tiles;
    static constexpr std::array<ServerRole, 4> roles = {ServerRole::Cpu, ServerRole::Memory, ServerRole::Pool, ServerRole::Cache};
    const std::array<QString, 4> serverNames = {tr("CPU"), tr("Memory"), tr("DB pool"), tr("Cache hits")};
    for (std::size_t index = 0; index < serverNames.size(); ++index) {
        TileContent& tile = tiles[4 + index];
        if (run != nullptr) {
            tile = serverTile(*run, serverNames[index], roles[index], isWide);
        } else {
            tile.name = serverNames[index];
            setNothing(tile, tr("no run yet"));
        }
    }
    if (run == nullptr) {
        const std::array<QString, 4> names = {tr("Latency p95"), tr("Error rate"), tr("Requests"), tr("Virtual users")};
        for (std::size_t index = 0; index < names.size(); ++index) {
            tiles[index].name = names[index];
            setNothing(tiles[index], tr("no run yet"));
        }
        return tiles;
    }
    tiles[0] = latencyTile(*run, isWide);
    tiles[1] = errorTile(*run);
    tiles[2] = requestsTile(*run);
    tiles[3] = vusTile(*run);
    return tiles;
}

} // namespace holdpoint
