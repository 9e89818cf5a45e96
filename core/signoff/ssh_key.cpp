// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/signoff/ssh_key.h"

#include "core/base/child_command.h"
#include "core/base/file.h"
#include "core/base/hash.h"
#include "core/base/text.h"
#include "core/signoff/ssh_wire.h"

#include <cstdlib>

namespace holdpoint {

namespace {

constexpr std::size_t kMaxKeyBytes = std::size_t{64} << 10U;
constexpr Nanos kAgentTimeout = std::chrono::seconds{5};

} // namespace

std::string SshKey::line() const
{
    return type + " " + blob + (comment.empty() ? "" : " " + comment);
}

Result<SshKey> keyFromBlob(std::string_view blob)
{
    std::string_view rest = blob;
    const auto type = takeSshString(rest);
    if (!type || type->empty() || rest.empty()) {
        return fail(Error::Kind::Invalid, "these bytes are no public key");
    }
    std::string sum = base64Encode(sha256Raw(blob));
    sum.erase(sum.find_last_not_of('=') + 1);
    return SshKey{std::string(*type), base64Encode(blob), {}, "SHA256:" + sum};
}

Result<SshKey> parsePublicKey(std::string_view text)
{
    const std::string_view line = trimmed(text.substr(0, text.find('\n')));
    const auto blank = line.find(' ');
    const std::string_view rest = blank == std::string_view::npos ? std::string_view() : trimmed(line.substr(blank + 1));
    const std::string_view blob = rest.substr(0, rest.find(' '));
    const auto bytes = base64Decode(blob);
    auto key = bytes && !blob.empty() ? keyFromBlob(*bytes) : Result<SshKey>(fail(Error::Kind::Invalid, ""));
    if (!key || key->type != line.substr(0, blank)) {
        return fail(Error::Kind::Invalid, "`" + shortened(line, 40) + "` is no public key as OpenSSH writes it");
    }
    key->comment = blob.size() < rest.size() ? std::string(trimmed(rest.substr(blob.size()))) : std::string();
    return key;
}

std::optional<SshKey> publicKeyOf(const std::filesystem::path& keyFile)
{
    for (const auto& file : {std::filesystem::path(keyFile.string() + ".pub"), keyFile}) {
        if (const auto text = readFile(file, kMaxKeyBytes)) {
            if (auto key = parsePublicKey(*text)) {
                return *std::move(key);
            }
        }
    }
    return std::nullopt;
}

Result<std::vector<SshKey>> agentKeys()
{
    const char* socket = std::getenv("SSH_AUTH_SOCK");
    if (socket == nullptr || *socket == '\0') {
        return fail(Error::Kind::Refused,
                    "no SSH agent is running (SSH_AUTH_SOCK is not set); start one, or sign with a key file");
    }
    const auto told = runCommand({"ssh-add", "-L"}, {}, kAgentTimeout);
    if (!told) {
        return fail(told.error().kind, told.error().message + "; install openssh-client");
    }
    constexpr int kNoKeys = 1;
    if (told->isTimeout || (told->exitCode != 0 && told->exitCode != kNoKeys)) {
        return fail(Error::Kind::Refused, "the SSH agent at " + std::string(socket) + " does not answer" +
                                              (told->err.empty() ? "" : ": " + shortened(trimmed(told->err), 120)));
    }
    std::vector<SshKey> keys;
    for (const std::string& line : split(told->out, '\n')) {
        if (auto key = parsePublicKey(line)) {
            keys.push_back(*std::move(key));
        }
    }
    return keys;
}

} // namespace holdpoint
