// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/report/audit_facts.h"

namespace holdpoint {

/// What a report.json says besides what was signed: it may be written again at will (semantics.md §9).
struct SinceSigned
{
    std::string fault;  // what no audit row behind the freeze explains, in words; empty: nothing
    std::string change; // what such rows explain: "1 run changed: run 2 of search is new"; empty: nothing
};
/// `record` is the one that was frozen.
SinceSigned sinceSigned(const Json& report, const Json& record, const AuditFacts& audit);

} // namespace holdpoint
