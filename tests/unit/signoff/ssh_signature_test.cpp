// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/signoff/signature_set.h"
#include "core/signoff/ssh_signature.h"

#include "core/base/time_format.h"
#include "core/signoff/ssh_wire.h"
#include "tests/support/ssh_keys.h"

#include <array>
#include <gmock/gmock.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

namespace holdpoint {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

const std::string kSignedBytes = "{\"release\": \"platform 1.8.3\"}\n";

class SshSignatureTest : public testing::Test
{
protected:
    SignAnswer sign(const std::filesystem::path& key, const std::string& passphrase = "") const
    {
        SigningKey with;
        with.file = key;
        with.passphrase = Secret(passphrase);
        return signBytes(kSignedBytes, kSignoffNamespace, with);
    }
    std::string armorOf(const std::string& name) const
    {
        const SignAnswer answer = sign(keys.folder() / name);
        EXPECT_TRUE(answer.given) << answer.sentence;
        return answer.given ? answer.given->armor : "";
    }
    SignatureCheck check(const std::string& armor, const std::string& allowed, const char* at = "2026-01-05T10:00:00Z",
                         const std::string& revoked = "") const
    {
        return checkSignature(kSignedBytes, armor, kSignoffNamespace, {allowed, revoked}, *parseUtc(at));
    }

    test::SshKeys keys;
};

TEST_F(SshSignatureTest, IsProvenByTheLineOfItsKey)
{
    keys.make("mara");
    const auto good = check(armorOf("mara"), "# people\n" + keys.line("mara", "mara@example.com,qa"));
    EXPECT_TRUE(good.isGood) << good.fault;
    EXPECT_EQ(good.principal, "mara@example.com");
    EXPECT_THAT(good.principals, ElementsAre("mara@example.com", "qa"));
    EXPECT_EQ(good.key->fingerprint, keys.publicKey("mara").fingerprint);
    EXPECT_TRUE(good.key->fingerprint.starts_with("SHA256:")) << good.key->fingerprint;
}

TEST_F(SshSignatureTest, ALineMayNameItsOwner)
{
    keys.make("mara");
    std::string line = keys.line("mara", "mara@example.com");
    line.insert(line.find('\n'), " name=\"Mara Lindqvist\" of QA");
    const auto named = check(armorOf("mara"), line);
    EXPECT_TRUE(named.isGood) << named.fault;
    EXPECT_EQ(named.ownerName, "Mara Lindqvist");
    EXPECT_EQ(check(armorOf("mara"), keys.line("mara", "mara@example.com")).ownerName, "");
    for (const char* unquoted :
         {" name=Mara Lindqvist", " name=Mara Lindqvist mara@laptop", " QA name=Mara Lindqvist since=2024"}) {
        line = keys.line("mara", "mara@example.com");
        line.insert(line.find('\n'), unquoted);
        EXPECT_EQ(check(armorOf("mara"), line).ownerName, "Mara Lindqvist") << unquoted;
    }
}

TEST_F(SshSignatureTest, WhatWasFoundOutIsKnownWithoutAskingAgain)
{
    keys.make("mara");
    const std::string armor = armorOf("mara");
    const SignerLists lists{keys.line("mara", "mara@example.com"), ""};
    const WallTime at = *parseUtc("2026-01-05T10:00:00Z");
    EXPECT_FALSE(knownCheck(kSignedBytes, armor, kSignoffNamespace, lists, at));
    EXPECT_TRUE(checkSignature(kSignedBytes, armor, kSignoffNamespace, lists, at).isGood);
    ASSERT_TRUE(knownCheck(kSignedBytes, armor, kSignoffNamespace, lists, at));
    EXPECT_TRUE(knownCheck(kSignedBytes, armor, kSignoffNamespace, lists, at)->isGood);
    EXPECT_FALSE(knownCheck(kSignedBytes + " ", armor, kSignoffNamespace, lists, at));
    EXPECT_FALSE(knownCheck(kSignedBytes, armor, kAttestationNamespace, lists, at));
    EXPECT_FALSE(knownCheck(kSignedBytes, armor, kSignoffNamespace, {lists.allowed, "x"}, at));
    EXPECT_FALSE(knownCheck(kSignedBytes, armor, kSignoffNamespace, lists, at + std::chrono::seconds{1}));
}

TEST_F(SshSignatureTest, TakesEcdsaAndRsaKeysToo)
{
    for (const char* type : {"ecdsa", "rsa"}) {
        keys.make(type, "", type);
        const auto good = check(armorOf(type), keys.line(type, "x@example.com"));
        EXPECT_TRUE(good.isGood) << type << ": " << good.fault;
    }
}

TEST_F(SshSignatureTest, SaysInWordsWhyItDoesNotHold)
{
    keys.make("mara");
    keys.make("eve");
    const std::string armor = armorOf("mara");
    const auto fault = [&](const std::string& allowed, const std::string& revoked = "") {
        const auto bad = check(armor, allowed, "2026-01-05T10:00:00Z", revoked);
        EXPECT_FALSE(bad.isGood);
        return bad.fault;
    };
    EXPECT_THAT(fault(keys.line("eve", "eve@example.com")), HasSubstr("no line of the allowed signers names its key SHA256:"));
    EXPECT_THAT(fault(keys.line("mara", "m", "valid-before=\"20210101Z\"")), HasSubstr("was allowed until 2021-01-01T00:00:00"));
    EXPECT_THAT(fault(keys.line("mara", "m", "valid-after=\"20300101Z\"")), HasSubstr("is allowed from 2030-01-01T00:00:00"));
    const SshKey key = keys.publicKey("mara");
    EXPECT_THAT(fault("m namespaces=\"git\" " + key.line() + "\n"), HasSubstr("does not let it sign releases"));
    EXPECT_THAT(fault(keys.line("mara", "m"), key.line() + "\n"), HasSubstr("is revoked"));
    EXPECT_TRUE(check(armor, keys.line("mara", "m"), "2026-01-05T10:00:00Z", keys.publicKey("eve").line() + "\n").isGood)
        << "another key was revoked";
    EXPECT_TRUE(check(armor, keys.line("mara", "m", "valid-before=\"20210101Z\""), "2020-06-01T00:00:00Z").isGood)
        << "validity counts at the time of the signature";
}

TEST_F(SshSignatureTest, DoesNotHoldOverOtherBytesOrForAnotherPurpose)
{
    keys.make("mara");
    const std::string armor = armorOf("mara");
    const std::string allowed = keys.line("mara", "m");
    const WallTime at = *parseUtc("2026-01-05T10:00:00Z");
    EXPECT_THAT(checkSignature(kSignedBytes + " ", armor, kSignoffNamespace, {allowed, ""}, at).fault,
                HasSubstr("not over these bytes"));
    SigningKey with;
    with.file = keys.folder() / "mara";
    const auto other = signBytes(kSignedBytes, "git", with);
    ASSERT_TRUE(other.given) << other.sentence;
    EXPECT_THAT(checkSignature(kSignedBytes, other.given->armor, kSignoffNamespace, {allowed, ""}, at).fault,
                HasSubstr("another purpose"));
    for (std::size_t i = 0; i < armor.size(); i += 7) {
        std::string changed = armor;
        changed[i] = changed[i] == 'A' ? 'B' : 'A';
        if (changed != armor && changed.find('\n') == armor.find('\n')) {
            EXPECT_FALSE(check(changed, allowed).isGood) << "byte " << i;
        }
    }
    EXPECT_FALSE(check("", allowed).isGood);
    EXPECT_FALSE(check(armor.substr(0, armor.size() / 2), allowed).isGood);
}

TEST_F(SshSignatureTest, AsksForAPassphraseAndKnowsAWrongOne)
{
    const auto key = keys.make("safe", "correct horse");
    const auto without = sign(key);
    EXPECT_FALSE(without.given);
    EXPECT_EQ(without.fault, SignFault::NeedsPassphrase);
    const auto wrong = sign(key, "battery staple");
    EXPECT_EQ(wrong.fault, SignFault::WrongPassphrase);
    EXPECT_THAT(wrong.sentence, HasSubstr("passphrase of " + key.string() + " is wrong"));
    const auto right = sign(key, "correct horse");
    ASSERT_TRUE(right.given) << right.sentence;
    EXPECT_TRUE(check(right.given->armor, keys.line("safe", "m")).isGood);
}

TEST_F(SshSignatureTest, SaysInOneSentenceWhyAKeyCannotSign)
{
    const auto open = keys.make("open");
    ASSERT_EQ(::chmod(open.c_str(), 0644), 0);
    EXPECT_THAT(sign(open).sentence, HasSubstr("may be read by others; chmod 600"));
    EXPECT_THAT(sign(keys.folder() / "none").sentence, HasSubstr("there is no key"));
    EXPECT_THAT(sign(keys.folder()).sentence, HasSubstr("is no file"));
    const auto junk = keys.folder() / "junk";
    ASSERT_TRUE(writeFileAtomically(junk, "no key at all\n"));
    ASSERT_EQ(::chmod(junk.c_str(), 0600), 0);
    EXPECT_THAT(sign(junk).sentence, HasSubstr("is no SSH key"));
    keys.make("gone");
    std::filesystem::remove(keys.folder() / "gone");
    EXPECT_THAT(sign(keys.folder() / "gone.pub").sentence, HasSubstr("no private key for"));
}

TEST_F(SshSignatureTest, SaysWhoseAKeyIsThatBelongsToAnotherUser)
{
    if (::geteuid() != 0) {
        GTEST_SKIP() << "only root can become another user";
    }
    const auto key = keys.make("roots");
    ASSERT_EQ(::chmod(keys.folder().c_str(), 0755), 0);
    std::array<int, 2> ends{};
    ASSERT_EQ(::pipe(ends.data()), 0);
    const pid_t child = ::fork();
    if (child == 0) {
        const bool isNobody = ::setresgid(65534, 65534, 65534) == 0 && ::setresuid(65534, 65534, 65534) == 0;
        const std::string said = isNobody ? sign(key).sentence : "still root";
        const bool isTold = ::write(ends[1], said.data(), said.size()) == static_cast<ssize_t>(said.size());
        ::_exit(isTold ? 0 : 1);
    }
    ::close(ends[1]);
    std::string said(1000, '\0');
    const ssize_t count = ::read(ends[0], said.data(), said.size());
    ::close(ends[0]);
    int status = 0;
    ASSERT_EQ(::waitpid(child, &status, 0), child);
    said.resize(count > 0 ? static_cast<std::size_t>(count) : 0);
    EXPECT_EQ(said, "the key " + key.string() + " belongs to another user and cannot be read; sign with a key of your own");
}

TEST_F(SshSignatureTest, ReadsPublicKeysOnlyAsOpenSshWritesThem)
{
    keys.make("mara");
    const SshKey key = keys.publicKey("mara");
    EXPECT_EQ(key.comment, "mara@example.com");
    EXPECT_FALSE(key.isHardware());
    EXPECT_TRUE(presencePrompt(key).empty());
    SshKey token = key;
    token.type = "sk-ssh-ed25519@openssh.com";
    EXPECT_THAT(presencePrompt(token), HasSubstr("Touch"));
    for (const char* text : {"", "ssh-ed25519", "ssh-ed25519 AAAA", "ssh-rsa not/base64!", "\xff\xff"}) {
        EXPECT_FALSE(parsePublicKey(text)) << text;
    }
    EXPECT_FALSE(parsePublicKey("ssh-rsa " + key.blob)) << "the blob says another type";
    const auto two = allowedSignersOf(key, "a@x,b@x " + key.line() + "\nother@x ssh-ed25519 AAAA\nc@x " + key.line() + "\n");
    ASSERT_EQ(two.size(), 2U);
    EXPECT_EQ(two[0].principals, (std::vector<std::string>{"a@x", "b@x"}));
    EXPECT_EQ(two[1].principals, (std::vector<std::string>{"c@x"}));
    EXPECT_TRUE(allowedSignersOf(key, "# a@x " + key.line() + "\n").empty());
}

TEST_F(SshSignatureTest, AKeyWithSeveralLinesIsJudgedByTheOneThatLetsItSign)
{
    keys.make("mara");
    const SignAnswer answer = sign(keys.folder() / "mara");
    ASSERT_TRUE(answer.given);
    const std::string lines = keys.line("mara", "mara@x,qa", "valid-before=\"20200101Z\"") + keys.line("mara", "mara@y,devops");
    const SignatureCheck check =
        checkSignature(kSignedBytes, answer.given->armor, kSignoffNamespace, {lines, ""}, systemClock().wallNow());
    EXPECT_TRUE(check.isGood) << check.fault;
    EXPECT_EQ(check.principal, "mara@y");
    EXPECT_THAT(roleFault(check.principals, Role::Qa), HasSubstr("signs for the DevOps Engineer only"));
}

TEST(SignatureSetTest, OnePrincipalIsOnePersonWhateverItsKeysAndNames)
{
    SignatureRecord qa;
    qa.role = Role::Qa;
    qa.status = SignatureStatus::Valid;
    qa.name = "Mara Lindqvist";
    qa.key = "SHA256:laptop";
    qa.principal = "mara@example.com";
    EXPECT_THAT(samePersonFault({qa}, Role::DevOps, "M. Lindqvist", "SHA256:token", "mara@example.com"),
                HasSubstr("mara@example.com has already signed as QA Engineer"));
    EXPECT_THAT(samePersonFault({qa}, Role::DevOps, " mara   LINDQVIST", "SHA256:token", "other@example.com"),
                HasSubstr("already signed as QA Engineer"));
    EXPECT_THAT(samePersonFault({qa}, Role::DevOps, "Mara\tLindqvist", "SHA256:token", "other@example.com"),
                HasSubstr("already signed as QA Engineer"));
    EXPECT_EQ(samePersonFault({qa}, Role::DevOps, "Tomasz Wren", "SHA256:token", "tomasz@example.com"), "");
}

} // namespace
} // namespace holdpoint
