// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/dossier/dossier.h"

namespace holdpoint {

// What an audit row says about a row of a table. Written with the change and derived again by verify: a new member may be added,
// an old one never renamed.

Json detailOf(const ItemChange& change);
/// `evidence` with its id, the SHA-256 of its attachment and the attachment's size.
Json detailOf(const Evidence& evidence);
Json detailOf(const FormValue& value);
Json detailOf(const GateDecision& decision, const std::string& snapshot);
Json detailOf(const SignatureRecord& signature);
Json detailOf(const AlarmRecord& alarm);
Json detailOf(const std::string& checklist, const ChecklistText& text);
Json detailOf(const OutsideStep& step);
Json windowDetail(std::int64_t window, const std::string& plannedEnd, const Json& detail);
/// With the SHA-256 of its content's text.
Json detailOf(const Snapshot& snapshot, const std::string& sha256);
Json detailOf(std::int64_t run, const RunNote& note, const Person& by);
Json detailOf(const SignerLists& signers);
Json noteDetail(const std::string& item, const std::string& text, const Person& by);

inline constexpr std::string_view kAuditNotCounting = "run declared not counting"; // {run, reason}
inline constexpr std::string_view kAuditCountingAgain = "run declared counting";   // {run, reason}
inline constexpr std::string_view kAuditRuleOverruled = "abort rule overruled";    // {run, rule}
inline constexpr std::string_view kAuditSignersStored = "allowed signers stored";
inline constexpr std::string_view kAuditSignatureGiven = "signature given"; // {role, ...}
/// kAuditSignatureGiven, "signature refused", ...
std::string signatureAction(SignatureStatus status);

} // namespace holdpoint
