// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/signoff/signature_record.h"
#include "core/signoff/signoff_payload.h"
#include "core/signoff/ssh_signature.h"

#include <optional>
#include <string>
#include <vector>

namespace holdpoint {

/// What the signatures of a release are given over, and by whose keys.
struct SignedRecord
{
    std::string sha256;               // of record.json, empty: not frozen
    std::string auditHead;            // at the freeze
    std::optional<WallTime> frozenAt; // nullopt: not known here
    bool isRehearsal = false;
    bool needsFourPeople = true; // signoff: {distinct_people: false} lets one person sign for several roles
    SignerLists signers;
};

/// A role's signature, looked at.
struct RoleCheck
{
    Role role = Role::Qa;
    SignatureStatus status = SignatureStatus::Pending; // as found: Valid only if everything about it holds
    bool isFault = false;                              // it claims more than it can prove
    bool isDecided = true;                             // false: it was not, or could not be, looked at
    std::string sentence;                              // "Mara Lindqvist, key SHA256:... of mara@example.com"
    std::string principal;
    std::string fingerprint;
};

/// What is wrong with a payload over this record; empty: nothing.
std::string payloadFault(const SignoffPayload& payload, Role role, const SignedRecord& record);
/// Whether a key's line lets it sign for a role: one whose names include roles signs for those only.
std::string roleFault(const std::vector<std::string>& principals, Role role);
/// As people read a name: neither case nor the width of its gaps tells anybody apart.
bool isSamePerson(const std::string& name, const std::string& other);
/// Whether a key's line names its owner, and the name that was signed is another's.
std::string ownerFault(const SignatureCheck& check, const std::string& signedName);
/// Every signature that says it is valid is proven with ssh-keygen, all at once. In the order of `signatures`. Ask: each anew,
/// blocks its thread for some milliseconds. Keep: not those that this process has asked about before. Recall: none; what is not
/// known is not decided.
enum class Proof { Ask, Keep, Recall };
std::vector<RoleCheck> checkSignatures(const std::vector<SignatureRecord>& signatures, const SignedRecord& record,
                                       Proof proof = Proof::Ask);
/// The signatures as their checks found them: what does not hold is Invalid and says why, what was not looked at is Unproven.
std::vector<SignatureRecord> asProven(std::vector<SignatureRecord> signatures, const std::vector<RoleCheck>& checks);
/// Why this person may not sign besides those: a second role of one person; empty: may.
/// The same name, key or principal is the same person.
std::string samePersonFault(const std::vector<SignatureRecord>& others, Role role, const std::string& name,
                            const std::string& fingerprint = {}, const std::string& principal = {});

} // namespace holdpoint
