// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/signoff/signature_set.h"

#include "core/base/text.h"
#include "core/base/time_format.h"

#include <algorithm>
#include <array>
#include <thread>

namespace holdpoint {

namespace {

/// What its row says against what was signed.
std::string rowFault(const SignatureRecord& signature, const SignoffPayload& payload, const SignatureCheck& check)
{
    if (signature.name != payload.name) {
        return "it was given by " + payload.name + ", not by " + signature.name;
    }
    if (signature.meaning != payload.meaning) {
        return "its meaning is not the one that was signed";
    }
    if (!signature.at || formatUtc(*signature.at) != formatUtc(payload.at)) {
        return "its time is not the one that was signed";
    }
    if (signature.key != check.key->fingerprint) {
        return "it was given with the key " + check.key->fingerprint + ", not with " + signature.key;
    }
    return signature.principal == check.principal ? ""
                                                  : "its key is that of " + check.principal + ", not of " + signature.principal;
}

SignatureCheck checkBy(Proof proof, const SignatureRecord& signature, const SignerLists& signers, WallTime at)
{
    const auto known =
        proof == Proof::Ask ? std::nullopt : knownCheck(signature.signedBytes, signature.armor, kSignoffNamespace, signers, at);
    if (known) {
        return *known;
    }
    if (proof == Proof::Recall) {
        SignatureCheck none;
        none.fault = "it was not checked yet";
        return none;
    }
    return checkSignature(signature.signedBytes, signature.armor, kSignoffNamespace, signers, at);
}

std::string validFault(const SignatureRecord& signature, const SignedRecord& record, Proof proof, RoleCheck& into)
{
    const auto payload = readSignoffPayload(signature.signedBytes);
    if (!payload) {
        return payload.error().message;
    }
    if (std::string fault = payloadFault(*payload, signature.role, record); !fault.empty()) {
        return fault;
    }
    const SignatureCheck check = checkBy(proof, signature, record.signers, payload->at);
    into.isDecided = check.isDecided;
    into.principal = check.principal;
    into.fingerprint = check.key ? check.key->fingerprint : "";
    if (!check.isGood) {
        return check.fault;
    }
    for (std::string fault : {roleFault(check.principals, signature.role), ownerFault(check, payload->name)}) {
        if (!fault.empty()) {
            return fault;
        }
    }
    return rowFault(signature, *payload, check);
}

void look(const SignatureRecord& signature, const SignedRecord& record, Proof proof, RoleCheck& check)
{
    const std::string who = signature.name;
    switch (signature.status) {
    case SignatureStatus::Pending:
        check.sentence = "not signed";
        break;
    case SignatureStatus::Unverified:
        check.sentence = who + " is UNVERIFIED: a typed name, no key";
        break;
    case SignatureStatus::Refused:
        check.sentence = who + " refuses to sign: " + signature.reason;
        break;
    case SignatureStatus::Invalid:
        check.sentence = who + " must sign again: " + signature.reason;
        break;
    case SignatureStatus::Unproven:
        check.sentence = "the signature of " + who + " was not checked";
        check.isDecided = false;
        break;
    case SignatureStatus::Valid:
        check.sentence = validFault(signature, record, proof, check);
        check.isFault = !check.sentence.empty();
        if (check.isFault) {
            check.status = SignatureStatus::Invalid;
            check.sentence = "the signature of " + who + ": " + check.sentence;
        } else {
            check.sentence = who + ", key " + check.fingerprint + " of " + check.principal;
        }
        break;
    }
}

} // namespace

std::string payloadFault(const SignoffPayload& payload, Role role, const SignedRecord& record)
{
    if (payload.role != role) {
        return "it was given for the " + std::string(titleOf(payload.role)) + ", not for the " + std::string(titleOf(role));
    }
    if (record.isRehearsal) {
        return "a rehearsal cannot be signed off";
    }
    if (record.sha256.empty()) {
        return "there is no frozen record that it could be over";
    }
    if (payload.recordSha256 != record.sha256) {
        return "it is over record " + payload.recordSha256.substr(0, 16) + ", not over " + record.sha256.substr(0, 16);
    }
    if (payload.auditHead != record.auditHead) {
        return "it names another audit head than the one at the freeze";
    }
    if (payload.meaning != meaningOf(role)) {
        return "its meaning is not that of the " + std::string(titleOf(role));
    }
    return record.frozenAt && payload.at < *record.frozenAt ? "it is older than the record that it is over" : "";
}

std::string roleFault(const std::vector<std::string>& principals, Role role)
{
    std::vector<std::string> titles;
    for (const Role known : kFourRoles) {
        if (std::find(principals.begin(), principals.end(), nameOf(known)) != principals.end()) {
            if (known == role) {
                return {};
            }
            titles.emplace_back(titleOf(known));
        }
    }
    return titles.empty() ? "" : "its key signs for the " + join(titles, " and the ") + " only";
}

bool isSamePerson(const std::string& name, const std::string& other)
{
    const auto read = [](const std::string& written) {
        std::string text = lowered(written);
        std::replace(text.begin(), text.end(), '\t', ' ');
        std::vector<std::string> words = split(text, ' ');
        std::erase(words, "");
        return words;
    };
    return read(name) == read(other);
}

std::string ownerFault(const SignatureCheck& check, const std::string& signedName)
{
    return check.ownerName.empty() || isSamePerson(check.ownerName, signedName)
               ? ""
               : "its key is that of " + check.ownerName + " (" + check.principal + "), and it was given as " + signedName;
}

std::string samePersonFault(const std::vector<SignatureRecord>& others, Role role, const std::string& name,
                            const std::string& fingerprint, const std::string& principal)
{
    for (const SignatureRecord& other : others) {
        if (other.role == role || other.status != SignatureStatus::Valid) {
            continue;
        }
        const bool isSameName = isSamePerson(other.name, name);
        const bool isSameKey = !fingerprint.empty() && other.key == fingerprint;
        if (isSameName || isSameKey || (!principal.empty() && other.principal == principal)) {
            return (isSameName  ? name + " has"
                    : isSameKey ? "the key " + fingerprint + " has"
                                : principal + " has") +
                   " already signed as " + std::string(titleOf(other.role)) +
                   "; four different people sign (signoff: {distinct_people: false} relaxes it)";
        }
    }
    return {};
}

std::vector<RoleCheck> checkSignatures(const std::vector<SignatureRecord>& signatures, const SignedRecord& record, Proof proof)
{
    std::vector<RoleCheck> checks(signatures.size());
    std::vector<std::thread> threads;
    for (std::size_t i = 0; i < signatures.size(); ++i) {
        checks[i].role = signatures[i].role;
        checks[i].status = signatures[i].status;
        if (signatures[i].status == SignatureStatus::Valid && proof != Proof::Recall) {
            threads.emplace_back([&, i] { look(signatures[i], record, proof, checks[i]); }); // it waits for another process
        } else {
            look(signatures[i], record, proof, checks[i]);
        }
    }
    for (std::thread& thread : threads) {
        thread.join();
    }
    for (std::size_t i = 0; record.needsFourPeople && i < signatures.size(); ++i) {
        if (checks[i].status != SignatureStatus::Valid) {
            continue;
        }
        const std::vector<SignatureRecord> before(signatures.begin(), signatures.begin() + static_cast<std::ptrdiff_t>(i));
        const std::string fault =
            samePersonFault(before, signatures[i].role, signatures[i].name, checks[i].fingerprint, checks[i].principal);
        if (!fault.empty()) {
            checks[i].status = SignatureStatus::Invalid;
            checks[i].isFault = true;
            checks[i].sentence = fault;
        }
    }
    return checks;
}

std::vector<SignatureRecord> asProven(std::vector<SignatureRecord> signatures, const std::vector<RoleCheck>& checks)
{
    for (std::size_t i = 0; i < signatures.size() && i < checks.size(); ++i) {
        if (checks[i].isFault) {
            signatures[i].status = checks[i].isDecided ? SignatureStatus::Invalid : SignatureStatus::Unproven;
            signatures[i].reason = checks[i].sentence;
        }
    }
    return signatures;
}

} // namespace holdpoint
