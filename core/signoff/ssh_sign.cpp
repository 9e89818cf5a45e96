// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/child_command.h"
#include "core/base/text.h"
#include "core/signoff/private_folder.h"
#include "core/signoff/ssh_signature.h"
#include "core/signoff/ssh_wire.h"

#include <cstdlib>
#include <cstring>
#include <sys/stat.h>
#include <unistd.h>

namespace holdpoint {

namespace {

constexpr Nanos kSignTimeout = std::chrono::seconds{60};
constexpr mode_t kOthersMode = 077;
/// Prints what stands in its environment; says nothing to a prompt that wants no answer (a touch).
constexpr std::string_view kAskPass = "#!/bin/sh\n[ \"$SSH_ASKPASS_PROMPT\" = none ] && exit 0\nprintf '%s\\n' "
                                      "\"$HOLDPOINT_PASSPHRASE\"\n";

/// Why this file cannot be a key, before ssh-keygen looks at it; empty: it may be one.
std::string fileFault(const std::filesystem::path& file)
{
    const std::string name = file.string();
    struct stat status
    {};
    if (::stat(file.c_str(), &status) != 0) {
        return errno == ENOENT ? "there is no key " + name + "; name the file of your private key, as ~/.ssh/id_ed25519"
                               : "the key " + name + " cannot be read: " + std::strerror(errno);
    }
    if (!S_ISREG(status.st_mode)) {
        return name + " is no file; name the file of your private key";
    }
    if (::access(file.c_str(), R_OK) != 0) {
        return "the key " + name + " belongs to " +
               (status.st_uid == ::getuid() ? std::string("you, but you may not read it; chmod 600 ") + name
                                            : "another user and cannot be read; sign with a key of your own");
    }
    const bool isPublic = file.extension() == ".pub";
    if (!isPublic && (status.st_mode & kOthersMode) != 0 && status.st_uid == ::getuid()) {
        return "the key " + name + " may be read by others; chmod 600 " + name;
    }
    return {};
}

std::string lastLine(const std::string& text)
{
    std::string last;
    for (const std::string& line : split(text, '\n')) {
        last = trimmed(line).empty() ? last : std::string(trimmed(line));
    }
    return shortened(last, 160);
}

SignAnswer faultOf(const CommandResult& result, const std::string& name, bool wasAsked)
{
    const auto says = [&](std::string_view text) { return result.err.find(text) != std::string::npos; };
    SignAnswer answer;
    if (result.isTimeout) {
        answer.sentence = "the key " + name +
                          " did not sign within 60 s; touch the security key when it blinks, or see what the "
                          "agent waits for";
    } else if (says("incorrect passphrase")) {
        answer.fault = wasAsked ? SignFault::WrongPassphrase : SignFault::NeedsPassphrase;
        answer.sentence = wasAsked ? "the passphrase of " + name + " is wrong" : "the key " + name + " needs its passphrase";
    } else if (says("PIN")) {
        answer.fault = wasAsked ? SignFault::WrongPassphrase : SignFault::NeedsPassphrase;
        answer.sentence = wasAsked ? "the PIN of " + name + " is wrong" : "the security key of " + name + " needs its PIN";
    } else if (says("too open")) {
        answer.sentence = "the key " + name + " may be read by others; chmod 600 " + name;
    } else if (says("No private key found for")) {
        answer.sentence = "no private key for " + name +
                          " was found: the agent does not hold it, and it does not lie beside it; "
                          "ssh-add it, or name the private key";
    } else if (says("device not found") || says("Security key provider")) {
        answer.sentence = "the security key of " + name + " is not plugged in";
    } else if (says("agent refused")) {
        answer.sentence = "the SSH agent refused to sign with " + name + "; look for its question, or load the key again";
    } else if (says("Couldn't load public key") || says("invalid format") || says("error in libcrypto")) {
        answer.sentence = name + " is no SSH key that ssh-keygen can read";
    } else {
        answer.sentence = "ssh-keygen could not sign with " + name + ": " + lastLine(result.err);
    }
    return answer;
}

} // namespace

std::string presencePrompt(const std::optional<SshKey>& key)
{
    return key && key->isHardware() ? "Touch your security key now: it signs when you do." : "";
}

SignAnswer signBytes(const std::string& bytes, std::string_view nameSpace, const SigningKey& key,
                     const std::atomic<bool>* isStopped)
{
    std::filesystem::path file = key.file;
    if (!key.agentKey) {
        if (std::string fault = fileFault(file); !fault.empty()) {
            return {std::nullopt, SignFault::Other, std::move(fault)};
        }
    }
    const auto folder = PrivateFolder::make();
    if (!folder) {
        return {std::nullopt, SignFault::Other, folder.error().message};
    }
    if (key.agentKey) {
        const auto written = folder->write("agent.pub", key.agentKey->line() + "\n");
        if (!written) {
            return {std::nullopt, SignFault::Other, written.error().message};
        }
        file = *written;
    }
    const bool isAsked = !key.passphrase.isEmpty();
    const char* theirs = std::getenv("SSH_ASKPASS");
    const bool usesTheirs = !isAsked && key.mayUseAskPass && theirs != nullptr && *theirs != '\0';
    std::map<std::string, Secret> more{{"LC_ALL", Secret("C")},
                                       {"SSH_ASKPASS_REQUIRE", Secret(isAsked || usesTheirs ? "force" : "never")}};
    if (isAsked) {
        const auto script = folder->write("ask", kAskPass, PrivateFolder::Mode::Program);
        if (!script) {
            return {std::nullopt, SignFault::Other, script.error().message};
        }
        more["SSH_ASKPASS"] = Secret(script->string());
        more["HOLDPOINT_PASSPHRASE"] = key.passphrase;
    }
    const auto result = runCommand({"ssh-keygen", "-Y", "sign", "-f", file.string(), "-n", std::string(nameSpace)}, {},
                                   kSignTimeout, isStopped, more, bytes);
    if (!result) {
        return {std::nullopt, SignFault::Other,
                result.error().kind == Error::Kind::NotFound ? "there is no ssh-keygen on this machine; install openssh-client"
                                                             : result.error().message};
    }
    const std::string name = key.agentKey ? key.agentKey->fingerprint + " of the agent" : file.string();
    if (isStopped != nullptr && *isStopped) {
        return {std::nullopt, SignFault::Other, "not signed: stopped"};
    }
    if (result->exitCode != 0) {
        return faultOf(*result, name, isAsked || usesTheirs);
    }
    const auto parts = readSshSig(result->out);
    const auto signer = parts ? keyFromBlob(parts->publicKey) : Result<SshKey>(fail(parts.error()));
    if (!signer) {
        return {std::nullopt, SignFault::Other, "what ssh-keygen wrote cannot be used: " + signer.error().message};
    }
    SshSigned given{result->out, *signer};
    if (const auto known = key.agentKey ? key.agentKey : publicKeyOf(file); known && known->blob == signer->blob) {
        given.key.comment = known->comment;
    }
    return {std::move(given), SignFault::Other, {}};
}

} // namespace holdpoint
