// SPDX-License-Identifier: GPL-3.0-or-later
// Bad input, and nothing lost: what is written, read and signed meets a full disk, missing files, wrong keys and bad dossiers, as
// a person meets them at the terminal.
#include "core/base/text.h"
#include "core/dossier/dossier.h"
#include "core/dossier/sql_connection.h"
#include "tests/support/program.h"
#include "tests/support/signable_release.h"
#include "tests/support/small_disk.h"

#include <algorithm>
#include <fstream>
#include <gmock/gmock.h>
#include <map>

namespace holdpoint {
namespace {

using test::SignableRelease;
using testing::HasSubstr;
using testing::Not;

constexpr const char* kAllFormats = "json,html,pdf,md,junit,csv,k6,hdr";

class FaultsTest : public testing::Test
{
protected:
    FaultsTest()
    {
        release.freeze();
        release.signAll();
        release.close(); // the commands are other processes
    }

    QString path(const char* name) const { return QString::fromStdString(release.path(name).string()); }
    QString dossier() const { return path("d.holdpoint"); }
    ProgramResult report(const QString& out, const char* formats) const
    {
        return runCtl({QStringLiteral("report"), dossier(), QStringLiteral("--out"), out, QStringLiteral("--format"),
                       QString::fromLatin1(formats)});
    }
    /// Every file of a folder by its name.
    static std::map<std::string, std::string> filesOf(const std::filesystem::path& folder)
    {
        std::map<std::string, std::string> files;
        std::error_code ignored;
        for (const auto& entry : std::filesystem::directory_iterator(folder, ignored)) {
            const auto bytes = readFile(entry.path());
            files[entry.path().filename().string()] = bytes ? *bytes : bytes.error().message;
        }
        return files;
    }
    static void expectOneSentence(const ProgramResult& result, int code = 1)
    {
        EXPECT_EQ(result.code, code) << result.out << result.err;
        std::size_t lines = 0;
        for (const std::string& line : split(result.err, '\n')) {
            const bool isProgress = line.starts_with("Asking every") || line.starts_with("Recomputing every");
            lines += line.empty() || isProgress || line.starts_with("QStandardPaths") ? 0 : 1; // Qt misses XDG_RUNTIME_DIR
        }
        EXPECT_EQ(lines, 1U) << result.err;
    }

    SignableRelease release;
};

TEST_F(FaultsTest, TheSameRecordGivesTheSameBytes)
{
    ASSERT_EQ(report(path("first"), kAllFormats).code, 0);
    ASSERT_EQ(runCtl({QStringLiteral("verify"), dossier()}).code, 0);
    ASSERT_EQ(report(path("second"), kAllFormats).code, 0);
    auto first = filesOf(release.path("first"));
    auto second = filesOf(release.path("second"));
    EXPECT_NE(first.at("audit.jsonl"), second.at("audit.jsonl")) << "the log tells of both exports";
    first.erase("audit.jsonl");
    second.erase("audit.jsonl");
    ASSERT_GE(first.size(), 18U);
    ASSERT_EQ(first.size(), second.size());
    for (const auto& [name, bytes] : first) {
        EXPECT_TRUE(second.at(name) == bytes) << name << " differs";
    }
    for (const char* folder : {"first", "second"}) {
        const ProgramResult verified = runCtl({QStringLiteral("verify"), path(folder)});
        EXPECT_EQ(verified.code, 0) << verified.out;
    }
    const ProgramResult noted = runCtl({QStringLiteral("item"), dossier(), QStringLiteral("env.host"), QStringLiteral("note"),
                                        QStringLiteral("--reason"), QStringLiteral("seen"), QStringLiteral("--by"),
                                        QStringLiteral("Mara Lindqvist"), QStringLiteral("--role"), QStringLiteral("qa")});
    if (noted.code == 0) {
        ASSERT_EQ(report(path("third"), "json").code, 0);
        EXPECT_NE(filesOf(release.path("third")).at("report.json"), first.at("report.json")) << "something was said meanwhile";
    }
}

TEST_F(FaultsTest, AFullDiskLeavesTheFormerReportAsItWasAndNothingHalf)
{
    const test::SmallDisk disk(release.path("disk"), "8m");
    if (!disk.isMounted()) {
        GTEST_SKIP() << "a small tmpfs cannot be mounted here";
    }
    const QString out = path("disk/out");
    ASSERT_EQ(report(out, kAllFormats).code, 0);
    const auto former = filesOf(release.path("disk/out"));
    const auto rows = [&] { return (*Dossier::openReadOnly(release.dossier()))->auditHead()->length; };
    const auto before = rows();
    disk.fill();
    for (const char* format : {"json", "html", "pdf", "md", "junit", "csv", "k6", "hdr", kAllFormats}) {
        SCOPED_TRACE(format);
        const ProgramResult again = report(out, format);
        expectOneSentence(again);
        EXPECT_THAT(again.err, HasSubstr("No space left on device; free some space and try again"));
        EXPECT_TRUE(filesOf(release.path("disk/out")) == former)
            << "the former files are untouched, and nothing lies beside them";
        const ProgramResult fresh = report(path("disk/fresh"), format);
        expectOneSentence(fresh);
        EXPECT_FALSE(std::filesystem::exists(release.path("disk/fresh")));
    }
    int refused = 0;
    for (std::uintmax_t leave = 4096; leave < (std::uintmax_t{8} << 20U); leave *= 2) { // it ends at one file after another
        SCOPED_TRACE(leave);
        disk.makeRoom();
        disk.fill(leave);
        const ProgramResult again = report(path("disk/fresh"), kAllFormats);
        if (again.code == 0) {
            break;
        }
        ++refused;
        expectOneSentence(again);
        EXPECT_FALSE(std::filesystem::exists(release.path("disk/fresh")));
        EXPECT_EQ(rows(), before);
    }
    EXPECT_GE(refused, 3);
    std::filesystem::remove_all(release.path("disk/fresh"));
    disk.makeRoom();
    EXPECT_EQ(runCtl({QStringLiteral("verify"), out}).code, 0) << "the former report still holds";
    EXPECT_EQ(report(out, kAllFormats).code, 0);
}

TEST_F(FaultsTest, ACopyOrARequestOnAFullDiskLeavesNothing)
{
    const test::SmallDisk disk(release.path("disk"), "2m");
    if (!disk.isMounted()) {
        GTEST_SKIP() << "a small tmpfs cannot be mounted here";
    }
    disk.fill();
    const auto before = filesOf(release.path("disk")).size();
    const ProgramResult copied =
        runCtl({QStringLiteral("dossier"), QStringLiteral("copy"), dossier(), path("disk/copy.holdpoint")});
    expectOneSentence(copied);
    EXPECT_THAT(copied.err, HasSubstr("is full; free some space"));
    ASSERT_EQ(runCtl({QStringLiteral("sign"), dossier(), QStringLiteral("withdraw"), QStringLiteral("--role"),
                      QStringLiteral("qa"), QStringLiteral("--name"), QStringLiteral("Mara Lindqvist")})
                  .code,
              0);
    const ProgramResult asked =
        runCtl({QStringLiteral("sign"), dossier(), QStringLiteral("request"), QStringLiteral("--role"), QStringLiteral("qa"),
                QStringLiteral("--name"), QStringLiteral("Mara Lindqvist"), QStringLiteral("--out"), path("disk/there")});
    expectOneSentence(asked);
    EXPECT_THAT(asked.err, HasSubstr("No space left on device"));
    EXPECT_EQ(filesOf(release.path("disk")).size(), before) << "nothing but what was there";
}

TEST_F(FaultsTest, AMissingFileOfAReportFolderIsTheFirstThingThatVerifyNames)
{
    ASSERT_EQ(report(path("whole"), kAllFormats).code, 0);
    std::vector<std::string> names;
    for (const auto& [name, bytes] : filesOf(release.path("whole"))) {
        names.push_back(name);
    }
    for (const std::string& name : names) {
        SCOPED_TRACE(name);
        const auto folder = release.path("broken");
        std::filesystem::remove_all(folder);
        std::filesystem::copy(release.path("whole"), folder);
        std::filesystem::remove(folder / name);
        const ProgramResult verified = runCtl({QStringLiteral("verify"), path("broken")});
        EXPECT_NE(verified.code, 0) << verified.out;
        const std::string all = verified.out + verified.err;
        const auto bad = all.find("First bad place");
        EXPECT_THAT(all.substr(bad == std::string::npos ? 0 : bad), HasSubstr(name));
    }
}

TEST_F(FaultsTest, ADossierThatCannotBeOpenedIsSaidInOneSentenceByEveryCommand)
{
    const auto whole = *readFile(release.dossier());
    const auto write = [&](const char* name, const std::string& bytes) {
        std::ofstream(release.path(name), std::ios::binary) << bytes;
    };
    write("foreign.holdpoint", "this is no database at all, but a text of some length that somebody named so\n");
    write("empty.holdpoint", "");
    write("half.holdpoint", whole.substr(0, whole.size() / 2));
    std::string corrupt = whole;
    for (std::size_t i = 8192; i < corrupt.size(); i += 64) {
        corrupt[i] = static_cast<char>(~corrupt[i]);
    }
    write("corrupt.holdpoint", corrupt);
    write("newer.holdpoint", whole);
    ASSERT_TRUE((*SqlConnection::open(release.path("newer.holdpoint")))
                    ->execute(QStringLiteral("INSERT INTO schema_versions VALUES (99, '2026-01-01T00:00:00Z')")));
    for (const char* name : {"foreign", "empty", "half", "corrupt", "newer", "missing"}) {
        const QString file = path((std::string(name) + ".holdpoint").c_str());
        const auto before = readFile(file.toStdString());
        for (const QStringList& words :
             {QStringList{QStringLiteral("runs"), file},
              QStringList{QStringLiteral("report"), file, QStringLiteral("--out"), path("never")},
              QStringList{QStringLiteral("sign"), file},
              QStringList{QStringLiteral("dossier"), QStringLiteral("copy"), file, path("copied.holdpoint")}}) {
            SCOPED_TRACE(std::string(name) + ": " + words.front().toStdString());
            const ProgramResult refused = runCtl(words);
            expectOneSentence(refused);
            EXPECT_THAT(refused.err, HasSubstr(file.toStdString()));
            EXPECT_FALSE(std::filesystem::exists(release.path("never")));
            EXPECT_FALSE(std::filesystem::exists(release.path("copied.holdpoint")));
        }
        const auto after = readFile(file.toStdString());
        EXPECT_EQ(static_cast<bool>(before), static_cast<bool>(after));
        EXPECT_TRUE(!before || *before == *after) << name << " was changed";
    }
}

class WrongKeyTest : public testing::Test
{
protected:
    WrongKeyTest()
    {
        release.freeze();
        release.close();
    }
    /// What is wrong with Mara's signature as QA with this key; nothing may have been stored.
    std::string refusal(const std::string& key)
    {
        const ProgramResult refused =
            runCtl({QStringLiteral("sign"), QString::fromStdString(release.dossier().string()), QStringLiteral("--role"),
                    QStringLiteral("qa"), QStringLiteral("--name"), QStringLiteral("Mara Lindqvist"), QStringLiteral("--key"),
                    QString::fromStdString((release.keys.folder() / key).string())});
        EXPECT_EQ(refused.code, 1) << refused.out << refused.err;
        const auto signatures = (*Dossier::openReadOnly(release.dossier()))->signatures();
        for (const SignatureRecord& signature : *signatures) {
            EXPECT_EQ(signature.status, SignatureStatus::Pending);
        }
        return refused.err;
    }
    void allow(const std::string& line) const { std::ofstream(release.path("allowed_signers"), std::ios::trunc) << line; }

    SignableRelease release;
};

TEST_F(WrongKeyTest, OneThatNobodyVouchesForAnothersAnExpiredAndAReplacedOneAreRefused)
{
    release.keys.make("stranger");
    EXPECT_THAT(refusal("stranger"), HasSubstr("no line of the allowed signers names its key"));
    allow(release.keys.line("tomasz", "tomasz@example.com,devops"));
    EXPECT_THAT(refusal("tomasz"), HasSubstr("its key signs for the DevOps Engineer only"));
    allow(release.keys.line("mara", "mara@example.com,qa", "valid-before=\"20210101Z\""));
    EXPECT_THAT(refusal("mara"), HasSubstr("was allowed until 2021-01-01T00:00:00"));
    allow(release.keys.line("mara", "mara@example.com,qa", "valid-after=\"20990101Z\""));
    EXPECT_THAT(refusal("mara"), HasSubstr("is allowed from 2099-01-01T00:00:00"));
    ASSERT_EQ(::chmod((release.keys.folder() / "mara").c_str(), 0644), 0);
    EXPECT_THAT(refusal("mara"), HasSubstr("may be read by others; chmod 600"));
}

TEST(RevokedKeyTest, IsRefusedAndNothingIsStored)
{
    SignableRelease release("", "revoked_keys: revoked");
    std::ofstream(release.path("revoked")) << release.keys.publicKey("mara").line() << '\n';
    release.freeze();
    const auto refused = release.sign(Role::Qa);
    ASSERT_FALSE(refused);
    EXPECT_THAT(refused.error().message, HasSubstr("is revoked"));
    EXPECT_TRUE(release.sign(Role::DevOps)) << "others still sign";
    const auto signatures = release.session().dossier().signatures();
    ASSERT_TRUE(signatures);
    EXPECT_EQ(signatures->front().role, Role::Qa);
    EXPECT_EQ(signatures->front().status, SignatureStatus::Pending);
}

} // namespace
} // namespace holdpoint
