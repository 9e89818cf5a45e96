// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/report/signoff_files.h"

#include "core/base/file.h"
#include "core/base/text.h"
#include "core/base/time_format.h"
#include "core/signoff/attestation.h"

#include <algorithm>
#include <system_error>

namespace holdpoint {

namespace {

constexpr std::size_t kMaxListBytes = std::size_t{1} << 20U;

/// As one word of a shell.
std::string quoted(const std::string& text)
{
    std::string word = "'";
    for (const char c : text) {
        word += c == '\'' ? std::string("'\\''") : std::string(1, c);
    }
    return word + "'";
}

std::string compactTime(WallTime at)
{
    std::string digits;
    for (const char c : formatUtcSeconds(at)) {
        digits += c >= '0' && c <= '9' ? std::string(1, c) : "";
    }
    return digits; // without a Z, which OpenSSH takes only since 9.1
}

Result<std::string> readList(const Plan& plan, const std::string& name, const char* what)
{
    const std::filesystem::path file = plan.path.parent_path() / name; // an absolute name stays as it is
    std::error_code error;
    const auto type = std::filesystem::status(file, error).type();
    if (type != std::filesystem::file_type::regular && type != std::filesystem::file_type::not_found && !error) {
        return fail(Error::Kind::Invalid,
                    std::string("the plan's ") + what + " cannot be read: " + file.string() + " is no file");
    }
    auto text = readFile(file, kMaxListBytes);
    if (!text) {
        return fail(text.error().kind, std::string("the plan's ") + what + " cannot be read: " + text.error().message);
    }
    return text;
}

} // namespace

Result<SignerLists> planSigners(const Plan& plan)
{
    const std::string allowed = stringAt(plan.signoff, "allowed_signers");
    if (allowed.empty()) {
        return fail(Error::Kind::NotFound,
                    "the plan does not say who may sign; add `signoff: {allowed_signers: allowed_signers}` and a "
                    "file with a line a person: mara@example.com namespaces=\"holdpoint-signoff\" ssh-ed25519 "
                    "AAAA...");
    }
    auto list = readList(plan, allowed, "list of allowed signers (signoff: allowed_signers)");
    if (!list) {
        return fail(list.error());
    }
    if (trimmed(*list).empty()) {
        return fail(Error::Kind::Invalid, "the list of allowed signers " + allowed + " is empty; it needs a line a person");
    }
    const auto revoked = planRevokedKeys(plan);
    if (!revoked) {
        return fail(revoked.error());
    }
    if (!revoked->elsewhere.empty()) {
        return fail(Error::Kind::Refused, revoked->elsewhere);
    }
    return SignerLists{*std::move(list), revoked->keys.value_or("")};
}

Result<RevokedKeys> planRevokedKeys(const Plan& plan)
{
    const std::string name = stringAt(plan.signoff, "revoked_keys");
    if (name.empty()) {
        return RevokedKeys{};
    }
    auto keys = readList(plan, name, "list of revoked keys (signoff: revoked_keys)");
    if (keys) {
        return RevokedKeys{*std::move(keys), ""};
    }
    std::error_code error;
    const bool isPlanGone = std::filesystem::status(plan.path, error).type() == std::filesystem::file_type::not_found;
    if (keys.error().kind == Error::Kind::NotFound && isPlanGone) {
        return RevokedKeys{std::nullopt,
                           "the plan " + plan.path.string() +
                               " and its list of revoked keys are not on this machine: a key that was revoked since "
                               "the newest signature is not seen here"};
    }
    return fail(Error::Kind::Refused, keys.error().message);
}

std::string verifyRecipe(const Report& report, const Dossier::FrozenRecord& frozen, bool hasRevoked)
{
    const std::string release = report.release.name + " " + report.release.version;
    std::string text =
        "How to check this release without Holdpoint\n"
        "===========================================\n\n" +
        release +
        ". The commands need sha256sum (coreutils) and ssh-keygen (OpenSSH 8.9 or later) and run in this\n"
        "folder. Each must end with exit code 0. Keys count only if allowed_signers lists people whom you trust: compare\n"
        "it with a copy that you got from them, or put that copy in its place.\n\n"
        "1. record.json is the record that was frozen at " +
        formatUtcSeconds(frozen.at) +
        ":\n\n"
        "    echo '" +
        frozen.sha256 + "  record.json' | sha256sum -c -\n\n";
    const auto isValid = [](const SignatureRecord& signature) { return signature.status == SignatureStatus::Valid; };
    if (std::none_of(report.signatures.begin(), report.signatures.end(), isValid)) {
        return text + "2. Nobody has signed it yet.\n";
    }
    text += "2. Each signature is over a file that names this record, the audit log at the freeze, the role, the name and the "
            "time:\n";
    for (const SignatureRecord& signature : report.signatures) {
        if (!isValid(signature)) {
            continue;
        }
        const std::string file = signoffFileName(signature.role);
        text += "\n   " + std::string(titleOf(signature.role)) + ": " + signature.name +
                "\n\n    grep -F '\"record_sha256\": \"" + frozen.sha256 + "\"' " + file + "\n    grep -F '\"audit_head\": \"" +
                frozen.auditHead + "\"' " + file + "\n    grep -F '\"role\": \"" + std::string(nameOf(signature.role)) + "\"' " +
                file + "\n    TZ=UTC ssh-keygen -Y verify -f allowed_signers -I " + quoted(signature.principal) + " -n " +
                std::string(kSignoffNamespace) + " -Overify-time=" + compactTime(signature.at.value_or(WallTime{})) +
                (hasRevoked ? " -r " + std::string(kRevokedKeys) : "") + " -s " + file + ".sig < " + file + "\n";
    }
    text += "\n3. The audit log leads to that head; every row's hash is SHA-256(hash of the row before || row):\n\n"
            "    p=$(printf '0%.0s' $(seq 64)); ok=1; while IFS= read -r row; do p=$(printf '%s%s' \"$p\" \"$row\" | sha256sum | "
            "cut -c1-64); [ "
            "\"$p\" != " +
            frozen.auditHead + " ] || ok=0; done < audit.jsonl; test $ok -eq 0\n";
    text += "\n4. Reports and frames have the sums that the row of their export names. Rows behind the freeze are signed by nobody:\n"
            "what was signed is record.json, and the other files only show it.\n\n"
            "    bad=0; for f in report.* frames.sha256; do s=$(sha256sum \"$f\" | cut -c1-64); grep -qF \"\\\"$f\\\":\\\"$s\\\"\" "
            "audit.jsonl || { echo \"$f differs\"; bad=1; }; done; test $bad -eq 0\n";
    return text;
}

Result<> writeSignoffFiles(const Report& report, const Dossier& dossier, const WriteFile& write, const DropFile& drop)
{
    for (const SignatureRecord& signature : report.signatures) {
        const std::string name = signoffFileName(signature.role);
        if (signature.status != SignatureStatus::Valid) {
            drop(name);
            drop(name + ".sig");
            continue;
        }
        auto done = write(name, signature.signedBytes);
        if (done) {
            done = write(name + ".sig", signature.armor);
        }
        if (!done) {
            return done;
        }
    }
    const auto frozen = dossier.frozenRecord();
    const auto signers = dossier.signers();
    if (!frozen || !signers) {
        return fail(!frozen ? frozen.error() : signers.error());
    }
    if (!*frozen) {
        drop(kVerifyRecipe); // that another release left in the folder; its lists may be the plan's own files
        drop(kAttestationFile);
        return {};
    }
    auto done = write(kVerifyRecipe, verifyRecipe(report, **frozen, !signers->revoked.empty()));
    if (done && !signers->allowed.empty()) {
        done = write(kAllowedSigners, signers->allowed);
    }
    if (done && !signers->revoked.empty()) {
        done = write(kRevokedKeys, signers->revoked);
    }
    if (done) {
        const auto statement = testResultStatement((*frozen)->json);
        done = statement ? write(kAttestationFile, dsseEnvelope(kInTotoPayloadType, *statement, {})) : fail(statement.error());
    }
    return done;
}

} // namespace holdpoint
