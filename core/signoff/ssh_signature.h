// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/clock.h"
#include "core/base/secret.h"
#include "core/signoff/ssh_key.h"

#include <atomic>

namespace holdpoint {

inline constexpr std::string_view kSignoffNamespace = "holdpoint-signoff";
inline constexpr std::string_view kAttestationNamespace = "holdpoint-attestation";

/// With what is signed: a key file, or a key that the agent holds.
struct SigningKey
{
    std::filesystem::path file;
    std::optional<SshKey> agentKey; // instead of the file
    Secret passphrase;              // empty: none was asked for
    /// Nobody was asked here; the program of SSH_ASKPASS, if the environment names one, may.
    bool mayUseAskPass = false;
};

struct SshSigned
{
    std::string armor;
    SshKey key;
};

enum class SignFault { NeedsPassphrase, WrongPassphrase, Other };

struct SignAnswer
{
    std::optional<SshSigned> given;
    SignFault fault = SignFault::Other;
    std::string sentence; // why there is none: what failed, with which key, what to do
};

/// What a person is told while the key works; empty for one that needs no hand.
std::string presencePrompt(const std::optional<SshKey>& key);

/// `ssh-keygen -Y sign`: an armoured SSHSIG over exactly these bytes. Waits up to 60 s for a touch. Blocks its thread.
SignAnswer signBytes(const std::string& bytes, std::string_view nameSpace, const SigningKey& key,
                     const std::atomic<bool>* isStopped = nullptr);

/// Who may sign, as texts of the files that OpenSSH reads.
struct SignerLists
{
    std::string allowed; // allowed_signers
    std::string revoked; // a KRL or public keys; empty: none
    bool isEmpty() const { return allowed.empty(); }
};

struct SignatureCheck
{
    bool isGood = false;
    bool isDecided = false; // false: it could not be looked at, `fault` says why (no ssh-keygen here)
    std::string fault;      // a clause: "the key was allowed until 2026-01-01T00:00:00"
    std::string principal;
    std::vector<std::string> principals; // all of its line
    std::string ownerName;               // of its line, see AllowedSigner; empty: it says none
    std::optional<SshKey> key;           // that signed, by its own word if not good
};

/// `ssh-keygen -Y verify` as of `at`: the bytes, the namespace, the key's line among the allowed signers, its validity, and that
/// it is not revoked. Blocks its thread for some milliseconds.
SignatureCheck checkSignature(const std::string& bytes, const std::string& armor, std::string_view nameSpace,
                              const SignerLists& signers, WallTime at);

/// What checkSignature() said of the same before, in this process; nullopt: it was not asked, or could not say. Thread-safe.
std::optional<SignatureCheck> knownCheck(const std::string& bytes, const std::string& armor, std::string_view nameSpace,
                                         const SignerLists& signers, WallTime at);

/// A line of an allowed_signers file (ssh-keygen(1), ALLOWED SIGNERS).
struct AllowedSigner
{
    std::string line;
    std::vector<std::string> principals; // one at least
    std::string ownerName;               // behind the key, where ssh-keygen reads a comment: name="Mara Lindqvist"; empty: none
};
/// The lines that name a key, in the file's order.
std::vector<AllowedSigner> allowedSignersOf(const SshKey& key, const std::string& allowedSigners);
/// The line that lets a key sign.
std::string allowedSignersLine(const SshKey& key, const std::string& principal);

} // namespace holdpoint
