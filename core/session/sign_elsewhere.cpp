// SPDX-License-Identifier: GPL-3.0-or-later
// Signing on another machine: a request goes there, its signature comes back. Session's intents.
#include "core/session/session_parts.h"

#include "core/base/file.h"
#include "core/base/hash.h"
#include "core/base/text.h"
#include "core/session/sign_request.h"

#include <algorithm>
#include <system_error>

namespace holdpoint {

namespace {

constexpr std::size_t kMaxSignedBytes = std::size_t{1} << 20U;

} // namespace

Result<std::vector<std::filesystem::path>> Session::exportSignRequest(Role role, const Person& by,
                                                                      const std::filesystem::path& folder)
{
    const auto person = statedPerson(by);
    const auto bytes = signoffBytes(role, by);
    const auto frozen = d->dossier->frozenRecord();
    if (!person || !bytes || !frozen) {
        return fail(!person ? person.error() : !bytes ? bytes.error() : frozen.error());
    }
    auto written = writeSignRequest({*bytes, (*frozen)->json, role, *report()}, folder);
    if (!written) {
        return written;
    }
    const auto noted =
        settle(d->dossier->addAudit(std::string(kAuditSignatureRequested),
                                    Json{{"role", nameOf(role)}, {"name", person->name}, {"signed_sha256", sha256Hex(*bytes)}},
                                    *person, systemClock().wallNow()));
    if (!noted) {
        return fail(noted.error());
    }
    return written;
}

/// Bytes from elsewhere are those of a request that was written here, once; and their key may still sign today.
Result<> Session::mayHandIn(const std::string& bytes, const std::string& armor) const
{
    const auto rows = d->dossier->audit();
    const auto lists = signers();
    if (!rows || !lists) {
        return fail(!rows ? rows.error() : lists.error());
    }
    const std::string sha256 = sha256Hex(bytes);
    bool isRequested = false;
    bool isKnown = false;
    for (const AuditRow& row : *rows) {
        const auto json =
            row.text.find(sha256) == std::string::npos ? fail(Error::Kind::NotFound, "") : parseJson(row.text, "a row");
        const bool isOver = json && stringAt(memberAt(*json, "detail"), "signed_sha256") == sha256;
        const bool isRequest = isOver && stringAt(*json, "action") == kAuditSignatureRequested;
        isRequested = isRequested || isRequest;
        isKnown = isKnown || (isOver && !isRequest);
    }
    if (!isRequested) {
        return fail(Error::Kind::Refused, "the signature is not taken: no request of this dossier has these bytes "
                                          "(holdpointctl sign DOSSIER request writes one)");
    }
    if (isKnown) {
        return fail(Error::Kind::Refused,
                    "the signature is not taken: it was handed in before, and withdrawn or replaced since; request a new one");
    }
    const SignatureCheck today = checkSignature(bytes, armor, kSignoffNamespace, *lists, systemClock().wallNow());
    return today.isGood ? Result<>() : fail(Error::Kind::Refused, "the signature is not taken today: " + today.fault);
}

namespace {

struct HandedIn
{
    std::string bytes;
    std::string armor;
    SignoffPayload payload;
};

Result<std::vector<HandedIn>> handedInBy(const std::filesystem::path& folder)
{
    std::vector<HandedIn> all;
    std::error_code ignored;
    for (const Role role : kFourRoles) {
        const auto file = folder / signoffFileName(role);
        const std::filesystem::path signature = file.string() + ".sig";
        if (!std::filesystem::exists(signature, ignored)) {
            continue;
        }
        const auto bytes = readFile(file, kMaxSignedBytes);
        const auto armor = readFile(signature, kMaxSignedBytes);
        const auto payload = bytes ? readSignoffPayload(*bytes) : fail(bytes.error());
        if (!payload || !armor) {
            return fail(payload ? armor.error() : payload.error());
        }
        all.push_back({*bytes, *armor, *payload});
    }
    if (all.empty()) {
        return fail(Error::Kind::NotFound, folder.string() + " holds no signature (signoff-<role>.json.sig); sign there first, "
                                                             "HOW-TO-SIGN.txt says how");
    }
    return all;
}

/// Of those the ones that do not stand in the dossier already: a folder that was taken in part is taken on.
Result<std::vector<HandedIn>> leftToTake(const Dossier& dossier, const std::filesystem::path& folder)
{
    auto all = handedInBy(folder);
    const auto signatures = dossier.signatures();
    if (!all || !signatures) {
        return all ? Result<std::vector<HandedIn>>(fail(signatures.error())) : std::move(all);
    }
    std::erase_if(*all, [&](const HandedIn& one) {
        return std::any_of(signatures->begin(), signatures->end(), [&](const SignatureRecord& given) {
            return given.status == SignatureStatus::Valid && given.signedBytes == one.bytes && given.armor == one.armor;
        });
    });
    return all->empty() ? Result<std::vector<HandedIn>>(
                              fail(Error::Kind::Refused, "every signature in " + folder.string() + " was taken before"))
                        : std::move(all);
}

} // namespace

Result<std::vector<SignoffPayload>> Session::signaturesToImport(const std::filesystem::path& folder) const
{
    const auto left = leftToTake(*d->dossier, folder);
    if (!left) {
        return fail(left.error());
    }
    std::vector<SignoffPayload> payloads;
    for (const HandedIn& one : *left) {
        payloads.push_back(one.payload);
    }
    return payloads;
}

Result<std::vector<Role>> Session::importSignatures(const std::filesystem::path& folder, const Person& by)
{
    const auto left = leftToTake(*d->dossier, folder);
    if (!left) {
        return fail(left.error());
    }
    std::vector<Role> taken;
    std::vector<std::string> titles;
    for (const HandedIn& one : *left) {
        auto done = mayHandIn(one.bytes, one.armor);
        done = done ? acceptSignature(one.bytes, one.armor, by) : done;
        if (!done) {
            Error error = done.error();
            error.message += titles.empty() ? "" : " (taken before it: " + join(titles, ", ") + ")";
            return fail(error);
        }
        taken.push_back(one.payload.role);
        titles.emplace_back(titleOf(one.payload.role));
    }
    return taken;
}

Result<> Session::noteAsked(Role role, const std::string& way, const Person& by)
{
    const auto person = statedPerson(by);
    return person ? settle(d->dossier->addAudit(std::string(kAuditAskedToSign), Json{{"role", nameOf(role)}, {"way", way}},
                                                *person, systemClock().wallNow()))
                  : fail(person.error());
}

} // namespace holdpoint
