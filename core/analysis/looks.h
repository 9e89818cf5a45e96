// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/analysis/run_facts.h"

namespace holdpoint {

/// The plan names no such source.
Failure absentSource(const std::string& what);
Failure notKnownBecause(std::string why);
/// A member as text, whatever its type; empty if it is not there.
std::string textAt(const Json& row, std::string_view key);
/// A counter's growth; from 0 without a row before.
double grown(const Json& after, const Json* before, std::string_view key);

/// The snapshots of one source by moment; the newest of each.
class Looks
{
public:
    /// Points into `all`. `isNamed`: the plan names the source.
    Looks(const std::vector<Snapshot>& all, std::string_view source, std::string title, bool isNamed);

    const Snapshot* at(std::string_view moment) const;
    /// One part of what was seen at a moment.
    Result<Json> part(std::string_view moment, std::string_view name) const;

private:
    std::string m_title;
    bool m_isNamed;
    std::map<std::string, const Snapshot*, std::less<>> m_byMoment;
};

/// What PostgreSQL's snapshots say.
DatabaseFacts databaseFacts(const Looks& looks);

} // namespace holdpoint
