// SPDX-License-Identifier: GPL-3.0-or-later
// Keys that are not files: in a real ssh-agent, and in a security key whose answer is computed here.
#include "core/base/hash.h"
#include "core/base/time_format.h"
#include "core/signoff/ssh_signature.h"
#include "core/signoff/ssh_wire.h"
#include "tests/support/child_process.h"
#include "tests/support/eventually.h"
#include "tests/support/ssh_keys.h"

#include <gmock/gmock.h>
#include <openssl/evp.h>

namespace holdpoint {
namespace {

using testing::HasSubstr;
using testing::SizeIs;

const std::string kBytes = "{\"release\": \"platform 1.8.3\"}\n";

SignatureCheck check(const std::string& armor, const std::string& allowed, const std::string& revoked = "")
{
    return checkSignature(kBytes, armor, kSignoffNamespace, {allowed, revoked}, *parseUtc("2026-01-05T10:00:00Z"));
}

class SshAgentTest : public testing::Test
{
protected:
    void SetUp() override
    {
        const std::string socket = (keys.folder() / "agent.socket").string();
        agent = std::make_unique<test::ChildProcess>(std::vector<std::string>{"ssh-agent", "-D", "-a", socket},
                                                     (keys.folder() / "agent.log").string());
        ::setenv("SSH_AUTH_SOCK", socket.c_str(), 1);
        ASSERT_TRUE(test::eventually([&] { return std::filesystem::exists(socket); })) << "ssh-agent does not start";
    }
    void TearDown() override { ::unsetenv("SSH_AUTH_SOCK"); }

    static void add(const std::vector<std::string>& words)
    {
        std::vector<std::string> command{"ssh-add", "-q"};
        command.insert(command.end(), words.begin(), words.end());
        const auto done = runCommand(command, {}, std::chrono::seconds{10});
        EXPECT_TRUE(done && done->exitCode == 0) << (done ? done->err : done.error().message);
    }
    static SignAnswer signWith(const SshKey& key)
    {
        SigningKey with;
        with.agentKey = key;
        return signBytes(kBytes, kSignoffNamespace, with);
    }

    test::SshKeys keys;
    std::unique_ptr<test::ChildProcess> agent;
};

TEST_F(SshAgentTest, SignsWithTheKeysThatItHolds)
{
    add({keys.make("mara").string()});
    add({keys.make("old", "", "rsa").string()});
    const auto held = agentKeys();
    ASSERT_TRUE(held) << held.error().message;
    ASSERT_THAT(*held, SizeIs(2));
    for (const SshKey& key : *held) {
        const std::string name = key.type == "ssh-rsa" ? "old" : "mara";
        EXPECT_EQ(key.fingerprint, keys.publicKey(name).fingerprint);
        EXPECT_EQ(key.comment, name + "@example.com");
        const auto signedBytes = signWith(key);
        ASSERT_TRUE(signedBytes.given) << signedBytes.sentence;
        EXPECT_TRUE(check(signedBytes.given->armor, keys.line(name, "m")).isGood);
    }
}

TEST_F(SshAgentTest, NeedsNoPrivateKeyOnThisDiskAndSaysWhenTheAgentLostIt)
{
    add({keys.make("mara").string()});
    std::filesystem::remove(keys.folder() / "mara");
    const SshKey key = keys.publicKey("mara");
    EXPECT_TRUE(signWith(key).given);
    add({"-D"});
    EXPECT_THAT(*agentKeys(), SizeIs(0));
    const auto gone = signWith(key);
    EXPECT_FALSE(gone.given);
    EXPECT_THAT(gone.sentence, HasSubstr(key.fingerprint + " of the agent"));
    EXPECT_THAT(gone.sentence, HasSubstr("the agent does not hold it"));
}

TEST_F(SshAgentTest, SaysThatItIsLockedOrGone)
{
    add({keys.make("mara").string()});
    agent->end();
    const auto gone = agentKeys();
    ASSERT_FALSE(gone);
    EXPECT_THAT(gone.error().message, HasSubstr("does not answer"));
    ::unsetenv("SSH_AUTH_SOCK");
    EXPECT_THAT(agentKeys().error().message, HasSubstr("no SSH agent is running"));
}

std::string sshString(std::string_view text)
{
    std::string bytes;
    for (int shift = 24; shift >= 0; shift -= 8) {
        bytes += static_cast<char>((text.size() >> static_cast<unsigned>(shift)) & 0xFFU);
    }
    return bytes + std::string(text);
}

std::string sha512Raw(const std::string& bytes)
{
    std::array<unsigned char, EVP_MAX_MD_SIZE> sum{};
    unsigned length = 0;
    EVP_Digest(bytes.data(), bytes.size(), sum.data(), &length, EVP_sha512(), nullptr);
    return {sum.begin(), sum.begin() + length};
}

/// What a security key does (OpenSSH's PROTOCOL.u2f), with a private key of OpenSSL.
class SecurityKey
{
public:
    SecurityKey()
    {
        EVP_PKEY_CTX* context = EVP_PKEY_CTX_new_id(EVP_PKEY_ED25519, nullptr);
        EVP_PKEY_keygen_init(context);
        EVP_PKEY_keygen(context, &m_key);
        EVP_PKEY_CTX_free(context);
    }
    ~SecurityKey() { EVP_PKEY_free(m_key); }
    SecurityKey(const SecurityKey&) = delete;
    SecurityKey& operator=(const SecurityKey&) = delete;

    std::string blob() const
    {
        std::array<unsigned char, 32> point{};
        std::size_t length = point.size();
        EVP_PKEY_get_raw_public_key(m_key, point.data(), &length);
        return sshString(kType) + sshString({reinterpret_cast<const char*>(point.data()), length}) + sshString("ssh:");
    }
    /// `flags` bit 0: somebody touched it.
    std::string armor(unsigned char flags = 1) const
    {
        const std::string head = "SSHSIG";
        const std::string what =
            head + sshString(kSignoffNamespace) + sshString("") + sshString("sha512") + sshString(sha512Raw(kBytes));
        const std::string counter("\0\0\0\x07", 4);
        const std::string state = std::string(1, static_cast<char>(flags)) + counter;
        const std::string given = sign(sha256Raw("ssh:") + state + sha256Raw(what));
        const std::string signature = sshString(kType) + sshString(given) + state;
        const std::string whole = head + std::string("\0\0\0\x01", 4) + sshString(blob()) + sshString(kSignoffNamespace) +
                                  sshString("") + sshString("sha512") + sshString(signature);
        std::string text = "-----BEGIN SSH SIGNATURE-----\n";
        const std::string coded = base64Encode(whole);
        for (std::size_t i = 0; i < coded.size(); i += 70) {
            text += coded.substr(i, 70) + "\n";
        }
        return text + "-----END SSH SIGNATURE-----\n";
    }

private:
    static constexpr const char* kType = "sk-ssh-ed25519@openssh.com";

    std::string sign(const std::string& bytes) const
    {
        EVP_MD_CTX* context = EVP_MD_CTX_new();
        EVP_DigestSignInit(context, nullptr, nullptr, nullptr, m_key);
        std::array<unsigned char, 64> signature{};
        std::size_t length = signature.size();
        EVP_DigestSign(context, signature.data(), &length, reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size());
        EVP_MD_CTX_free(context);
        return {signature.begin(), signature.begin() + length};
    }

    EVP_PKEY* m_key = nullptr;
};

TEST(SecurityKeyTest, ItsSignatureIsProvenWithoutTheDevice)
{
    const SecurityKey device;
    const auto key = keyFromBlob(device.blob());
    ASSERT_TRUE(key) << key.error().message;
    EXPECT_TRUE(key->isHardware());
    EXPECT_THAT(presencePrompt(*key), HasSubstr("Touch"));
    const std::string line = "mara@example.com namespaces=\"holdpoint-signoff\" " + key->line() + "\n";
    const auto good = check(device.armor(), line);
    EXPECT_TRUE(good.isGood) << good.fault;
    EXPECT_EQ(good.principal, "mara@example.com");
    EXPECT_EQ(good.key->fingerprint, key->fingerprint);
    EXPECT_FALSE(check(device.armor(), line, key->line() + "\n").isGood) << "revoked";
    EXPECT_FALSE(check(SecurityKey().armor(), line).isGood) << "another device";
}

TEST(SecurityKeyTest, AKeyThatAsksForNoTouchIsTakenAsSshKeygenTakesIt)
{
    const SecurityKey device;
    const auto key = keyFromBlob(device.blob());
    ASSERT_TRUE(key);
    EXPECT_TRUE(check(device.armor(0), "m namespaces=\"holdpoint-signoff\" " + key->line() + "\n").isGood)
        << "the printed recipe and verify agree (DECISIONS.md)";
}

} // namespace
} // namespace holdpoint
