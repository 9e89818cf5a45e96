// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dossier/frame_writer.h"
#include "core/dossier/schema.h"
#include "tests/integration/dossier/dossier_fixture.h"
#include "tests/support/small_disk.h"

#include <fstream>
#include <unistd.h>

namespace holdpoint {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

namespace {

/// An SQLite database of another program.
void makeForeign(const std::filesystem::path& file, std::int32_t applicationId)
{
    auto connection = SqlConnection::open(file);
    ASSERT_OK(connection);
    ASSERT_OK((*connection)->execute(QStringLiteral("PRAGMA application_id=%1").arg(applicationId)));
    ASSERT_OK((*connection)->execute(QStringLiteral("CREATE TABLE songs (title TEXT NOT NULL)")));
}

/// Another effective user while it lives, so that root, too, meets permissions.
class AsNobody
{
public:
    AsNobody() { m_isChanged = ::geteuid() == 0 && ::seteuid(65534) == 0; }
    ~AsNobody()
    {
        if (m_isChanged && ::seteuid(0) != 0) {
            std::abort();
        }
    }
    AsNobody(const AsNobody&) = delete;
    AsNobody& operator=(const AsNobody&) = delete;

private:
    bool m_isChanged = false;
};

} // namespace

TEST_F(DossierTest, RefusesWhatIsNoDossierInOneSentence)
{
    std::ofstream(path("text.holdpoint")) << std::string(5000, 'x');
    std::ofstream(path("short.holdpoint")) << "hello";
    std::ofstream(path("empty.holdpoint")).flush();
    std::filesystem::create_directory(path("folder.holdpoint"));
    makeForeign(path("foreign.holdpoint"), 0);
    makeForeign(path("music.holdpoint"), 0x12345678);

    const auto refusal = [this](const std::string& name) {
        const std::string message = messageOf(Dossier::open(path(name)));
        EXPECT_THAT(message, HasSubstr(path(name).string())) << "the place";
        EXPECT_THAT(message, Not(HasSubstr("\n")));
        return message;
    };
    EXPECT_THAT(refusal("text.holdpoint"), HasSubstr("is not a Holdpoint dossier: it is not an SQLite database"));
    EXPECT_THAT(refusal("short.holdpoint"), HasSubstr("is not a Holdpoint dossier: it is not an SQLite database"));
    EXPECT_THAT(refusal("empty.holdpoint"), HasSubstr("is not a Holdpoint dossier: it is empty"));
    EXPECT_THAT(refusal("folder.holdpoint"), HasSubstr("is not a Holdpoint dossier: it is no file"));
    EXPECT_THAT(refusal("foreign.holdpoint"),
                HasSubstr("is not a Holdpoint dossier: it is an SQLite database of another program"));
    EXPECT_THAT(refusal("music.holdpoint"), HasSubstr("is not a Holdpoint dossier: it is an SQLite database of another program"));
    EXPECT_THAT(refusal("missing.holdpoint"), HasSubstr("there is no dossier"));
}

TEST_F(DossierTest, LeavesAForeignDatabaseAsItWas)
{
    makeForeign(path("music.holdpoint"), 0x12345678);
    const auto before = filesInFolder();
    std::ifstream file(path("music.holdpoint"), std::ios::binary);
    const std::string bytes(std::istreambuf_iterator<char>(file), {});
    ASSERT_FALSE(Dossier::openFor(path("music.holdpoint"), platform(), false));
    std::ifstream again(path("music.holdpoint"), std::ios::binary);
    EXPECT_EQ(std::string(std::istreambuf_iterator<char>(again), {}), bytes);
    EXPECT_EQ(filesInFolder(), before);
}

TEST_F(DossierTest, SaysWhatADatabaseUrlLacks)
{
    EXPECT_THAT(messageOf(Dossier::openFor("postgresql://host/db", platform(), false)), HasSubstr("it names no dossier"));
}

TEST_F(DossierTest, RefusesAFileOfANewerHoldpoint)
{
    made().reset();
    {
        auto connection = SqlConnection::open(path("release.holdpoint"));
        ASSERT_OK(connection);
        ASSERT_OK((*connection)->execute(QStringLiteral("INSERT INTO schema_versions VALUES (99, '2030-01-01T00:00:00.000Z')")));
    }
    const auto dossier = Dossier::open(path("release.holdpoint"));
    ASSERT_FALSE(dossier);
    EXPECT_EQ(dossier.error().kind, Error::Kind::Refused);
    EXPECT_THAT(dossier.error().message, HasSubstr("was written by a newer Holdpoint (schema 99"));
}

TEST_F(DossierTest, SaysWhenItMayNotReadOrWriteTheFile)
{
    made().reset();
    std::filesystem::permissions(m_folder.path().toStdString(), std::filesystem::perms(0755));
    std::filesystem::permissions(path("release.holdpoint"), std::filesystem::perms(0600));
    {
        const AsNobody nobody;
        std::filesystem::path file = path("release.holdpoint");
        if (::geteuid() != 65534) {
            std::filesystem::permissions(file, std::filesystem::perms(0000));
        }
        EXPECT_THAT(messageOf(Dossier::open(file)), HasSubstr("cannot read " + file.string()));
    }
    std::filesystem::permissions(path("release.holdpoint"), std::filesystem::perms(0444));
    {
        const AsNobody nobody;
        EXPECT_THAT(messageOf(Dossier::open(path("release.holdpoint"))), HasSubstr("copy it to a folder that you may write to"));
    }
}

TEST_F(DossierTest, SaysWhenItsFolderIsReadOnly)
{
    made().reset();
    std::filesystem::permissions(path("release.holdpoint"), std::filesystem::perms(0666));
    std::filesystem::permissions(m_folder.path().toStdString(), std::filesystem::perms(0555));
    std::string opening;
    std::string making;
    {
        const AsNobody nobody;
        opening = messageOf(Dossier::open(path("release.holdpoint")));
        making = messageOf(Dossier::create(path("new.holdpoint"), platform(), false));
    }
    std::filesystem::permissions(m_folder.path().toStdString(), std::filesystem::perms(0700));
    for (const std::string& message : {opening, making}) {
        EXPECT_THAT(message, HasSubstr("a folder that you may write to"));
        EXPECT_THAT(message, HasSubstr(m_folder.path().toStdString()));
    }
    EXPECT_THAT(making, HasSubstr(path("new.holdpoint").string()));
    EXPECT_EQ(opened()->release(), platform());
}

TEST_F(DossierTest, SaysWhenItsFolderDoesNotExist)
{
    EXPECT_THAT(messageOf(Dossier::create(path("nowhere/new.holdpoint"), platform(), false)), HasSubstr("there is no folder"));
}

TEST_F(DossierTest, LosesNothingOnAFullDisk)
{
    const test::SmallDisk disk(path("disk"));
    if (!disk.isMounted()) {
        GTEST_SKIP() << "mounting a small file system is not permitted here";
    }
    const auto file = path("disk") / "release.holdpoint";
    {
        auto dossier = Dossier::create(file, platform(), false);
        ASSERT_OK(dossier);
        ASSERT_OK((*dossier)->setNote("env.x", "before", anna(), at(1)));
        disk.fill();
        Result<> done;
        for (int number = 0; done && number < 1000; ++number) {
            done = (*dossier)->setNote("env.y", std::string(4000, 'x'), anna(), at(2));
        }
        ASSERT_FALSE(done);
        EXPECT_THAT(done.error().message, HasSubstr("the disk of " + path("disk").string() + " is full; free some space"));
        disk.makeRoom();
        ASSERT_OK((*dossier)->setNote("env.z", "after", anna(), at(3)));
    }
    auto again = Dossier::open(file);
    ASSERT_OK(again);
    EXPECT_EQ((*again)->notes()->at("env.x"), "before");
    EXPECT_EQ((*again)->notes()->at("env.z"), "after");
    EXPECT_EQ(firstAuditFault(*(*again)->audit()), std::nullopt);
}

TEST_F(DossierTest, LeavesNothingBehindWhenItCannotBeMadeOnAFullDisk)
{
    const test::SmallDisk disk(path("disk"));
    if (!disk.isMounted()) {
        GTEST_SKIP() << "mounting a small file system is not permitted here";
    }
    disk.fill();
    EXPECT_THAT(messageOf(Dossier::create(path("disk") / "new.holdpoint", platform(), false)), HasSubstr("is full"));
    std::vector<std::string> left;
    for (const auto& entry : std::filesystem::directory_iterator(path("disk"))) {
        left.push_back(entry.path().filename().string());
    }
    EXPECT_THAT(left, ElementsAre("filler"));
}

TEST_F(DossierTest, KeepsQueuedFramesUntilTheDiskHasRoomAgain)
{
    const test::SmallDisk disk(path("disk"));
    if (!disk.isMounted()) {
        GTEST_SKIP() << "mounting a small file system is not permitted here";
    }
    auto dossier = Dossier::create(path("disk") / "release.holdpoint", platform(), false);
    ASSERT_OK(dossier);
    const auto run = (*dossier)->beginRun("search", RunKind::Load, planNamed("plan"), at(0));
    ASSERT_OK(run);
    FrameWriter writer((*dossier)->file());
    disk.fill();
    std::uint64_t added = 0;
    Result<> done;
    while (done && added < 2000) {
        writer.add(*run, frameOf(++added));
        done = writer.flush();
    }
    ASSERT_FALSE(done);
    EXPECT_THAT(writer.lastError(), HasSubstr("is full"));
    disk.makeRoom();
    ASSERT_OK(writer.flush());
    EXPECT_EQ(writer.lastError(), "");
    std::uint64_t stored = 0;
    ASSERT_OK((*dossier)->readFrames(*run, 0, [&](const Frame&) { ++stored; }));
    EXPECT_EQ(stored, added);
}

} // namespace holdpoint
