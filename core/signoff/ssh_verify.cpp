// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/child_command.h"
#include "core/base/hash.h"
#include "core/base/text.h"
#include "core/base/time_format.h"
#include "core/signoff/private_folder.h"
#include "core/signoff/ssh_signature.h"
#include "core/signoff/ssh_wire.h"

#include <algorithm>
#include <map>
#include <mutex>

namespace holdpoint {

namespace {

constexpr Nanos kVerifyTimeout = std::chrono::seconds{10};

/// "20260105110531Z"
std::string verifyTime(WallTime at)
{
    std::string digits;
    for (const char c : formatUtcSeconds(at)) {
        digits += c >= '0' && c <= '9' ? std::string(1, c) : "";
    }
    return digits + "Z";
}

/// Blank-separated words of a line; blanks within double quotes do not separate.
std::vector<std::string> wordsOf(std::string_view line)
{
    std::vector<std::string> words;
    std::string word;
    bool isQuoted = false;
    for (const char c : line) {
        isQuoted = c == '"' ? !isQuoted : isQuoted;
        if (!isQuoted && (c == ' ' || c == '\t')) {
            if (!word.empty()) {
                words.push_back(std::move(word));
            }
            word.clear();
        } else {
            word += c;
        }
    }
    if (!word.empty()) {
        words.push_back(std::move(word));
    }
    return words;
}

std::string unquoted(const std::string& text)
{
    return text.size() >= 2 && text.front() == '"' && text.back() == '"' ? text.substr(1, text.size() - 2) : text;
}

/// The owner in the words behind a key: name="Mara Lindqvist", or unquoted all words up to one that is an address or an option.
std::string ownerIn(const std::vector<std::string>& words, std::size_t from)
{
    constexpr std::string_view kName = "name=";
    for (std::size_t i = from; i < words.size(); ++i) {
        if (!words[i].starts_with(kName)) {
            continue;
        }
        std::string name = words[i].substr(kName.size());
        if (name.starts_with('"')) {
            return unquoted(name);
        }
        while (++i < words.size() && words[i].find_first_of("@=") == std::string::npos) {
            name += " " + words[i];
        }
        return name;
    }
    return {};
}

/// The rest of the line behind a mark in what ssh-keygen said.
std::string behind(const std::string& said, std::string_view mark)
{
    const auto at = said.find(mark);
    return at == std::string::npos ? "" : said.substr(at + mark.size(), said.find('\n', at) - at - mark.size());
}

std::string sentenceOf(const std::string& said)
{
    const auto says = [&](std::string_view text) { return said.find(text) != std::string::npos; };
    if (says("key has expired")) {
        return "its key was allowed until " + behind(said, "valid-before ") + " only";
    }
    if (says("key is not yet valid")) {
        return "its key is allowed from " + behind(said, "valid-after ") + " on only";
    }
    if (says("not permitted for use in signature namespace")) {
        return "the key's line among the allowed signers does not let it sign releases (namespaces=)";
    }
    if (says("namespace does not match")) {
        return "it was given for another purpose (its namespace is not " + std::string(kSignoffNamespace) + ")";
    }
    if (says("incorrect signature")) {
        return "it is not over these bytes: they, or the signature, were changed";
    }
    if (says("Couldn't parse signature")) {
        return "it is no SSH signature: it was changed or cut off";
    }
    const auto end = said.find('\n');
    return "ssh-keygen does not accept it" + (said.empty() ? "" : ": " + shortened(trimmed(said.substr(0, end)), 160));
}

/// What was found out about signatures, by all that it follows from. Thread-safe.
class KnownChecks
{
public:
    static KnownChecks& all()
    {
        static KnownChecks kept;
        return kept;
    }

    std::optional<SignatureCheck> find(const std::string& key) const
    {
        const std::lock_guard lock(m_mutex);
        const auto found = m_checks.find(key);
        return found == m_checks.end() ? std::nullopt : std::optional(found->second);
    }

    void keep(const std::string& key, const SignatureCheck& check)
    {
        constexpr std::size_t kMost = 256;
        const std::lock_guard lock(m_mutex);
        if (m_checks.size() >= kMost) {
            m_checks.clear();
        }
        m_checks[key] = check;
    }

    static std::string keyOf(const std::string& bytes, const std::string& armor, std::string_view nameSpace,
                             const SignerLists& signers, WallTime at)
    {
        std::string key;
        for (const std::string_view part : {std::string_view(bytes), std::string_view(armor), nameSpace,
                                            std::string_view(signers.allowed), std::string_view(signers.revoked)}) {
            key += std::to_string(part.size()) + ":" + std::string(part);
        }
        return sha256Hex(key + verifyTime(at));
    }

private:
    mutable std::mutex m_mutex;
    std::map<std::string, SignatureCheck> m_checks;
};

/// Asks ssh-keygen about one line of the allowed signers.
void checkByLine(const std::string& bytes, const std::string& armor, std::string_view nameSpace, const SignerLists& signers,
                 WallTime at, SignatureCheck& check)
{
    const auto folder = PrivateFolder::make();
    const auto allowed = folder ? folder->write("allowed_signers", signers.allowed) : fail(folder.error());
    const auto signature = allowed ? folder->write("signature", armor) : allowed;
    const auto revoked = signature ? folder->write("revoked", signers.revoked) : signature;
    if (!revoked) {
        check.fault = revoked.error().message;
        return;
    }
    std::vector<std::string> argv{"ssh-keygen",
                                  "-Y",
                                  "verify",
                                  "-f",
                                  allowed->string(),
                                  "-I",
                                  check.principal,
                                  "-n",
                                  std::string(nameSpace),
                                  "-s",
                                  signature->string(),
                                  "-Overify-time=" + verifyTime(at)};
    const std::map<std::string, Secret> plain{{"LC_ALL", Secret("C")}, {"TZ", Secret("UTC")}};
    const auto ask = [&] { return runCommand(argv, {}, kVerifyTimeout, nullptr, plain, bytes); };
    auto result = ask();
    check.isDecided = result.operator bool();
    if (!result) {
        check.fault = result.error().kind == Error::Kind::NotFound
                          ? "there is no ssh-keygen on this machine to check it with; install openssh-client"
                          : result.error().message;
        return;
    }
    if (result->exitCode != 0) {
        check.fault = sentenceOf(result->err);
        return;
    }
    if (signers.revoked.empty()) {
        check.isGood = true;
        return;
    }
    // It is good but for a revocation, of which ssh-keygen says nothing at all.
    argv.insert(argv.end(), {"-r", revoked->string()});
    result = ask();
    check.isDecided = result.operator bool();
    check.isGood = result && result->exitCode == 0;
    check.fault = check.isGood ? "" : result ? "its key " + check.key->fingerprint + " is revoked" : result.error().message;
}

} // namespace

std::vector<AllowedSigner> allowedSignersOf(const SshKey& key, const std::string& allowedSigners)
{
    std::vector<AllowedSigner> found;
    for (const std::string& line : split(allowedSigners, '\n')) {
        const auto words = wordsOf(line);
        if (words.empty() || words.front().front() == '#') {
            continue;
        }
        for (std::size_t i = 1; i + 1 < words.size(); ++i) {
            if (words[i] == key.type && words[i + 1] == key.blob) {
                found.push_back({line, split(unquoted(words.front()), ','), ownerIn(words, i + 2)});
                break;
            }
        }
    }
    return found;
}

std::string allowedSignersLine(const SshKey& key, const std::string& principal)
{
    return principal + " namespaces=\"" + std::string(kSignoffNamespace) + "\" " + key.type + " " + key.blob;
}

namespace {

SignatureCheck lookAt(const std::string& bytes, const std::string& armor, std::string_view nameSpace, const SignerLists& signers,
                      WallTime at)
{
    SignatureCheck check;
    check.isDecided = true;
    const auto parts = readSshSig(armor);
    const auto key = parts ? keyFromBlob(parts->publicKey) : Result<SshKey>(fail(parts.error()));
    if (!key) {
        check.fault = key.error().message;
        return check;
    }
    check.key = *key;
    const auto lines = allowedSignersOf(*key, signers.allowed);
    if (lines.empty()) {
        check.fault = "no line of the allowed signers names its key " + key->fingerprint;
        return check;
    }
    // A key may have several lines, each with its validity and its names: what counts are those of the line that lets it sign.
    for (auto line = lines.begin(); line != lines.end() && !check.isGood; ++line) {
        check.principals = line->principals;
        check.principal = line->principals.front();
        check.ownerName = line->ownerName;
        checkByLine(bytes, armor, nameSpace, {line->line + "\n", signers.revoked}, at, check);
    }
    return check;
}

} // namespace

SignatureCheck checkSignature(const std::string& bytes, const std::string& armor, std::string_view nameSpace,
                              const SignerLists& signers, WallTime at)
{
    SignatureCheck check = lookAt(bytes, armor, nameSpace, signers, at);
    if (check.isDecided) {
        KnownChecks::all().keep(KnownChecks::keyOf(bytes, armor, nameSpace, signers, at), check);
    }
    return check;
}

std::optional<SignatureCheck> knownCheck(const std::string& bytes, const std::string& armor, std::string_view nameSpace,
                                         const SignerLists& signers, WallTime at)
{
    return KnownChecks::all().find(KnownChecks::keyOf(bytes, armor, nameSpace, signers, at));
}

} // namespace holdpoint
