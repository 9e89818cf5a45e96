// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/integration/dossier/dossier_fixture.h"

#include <QProcess>
#include <fcntl.h>
#include <thread>
#include <unistd.h>

namespace holdpoint {

using testing::HasSubstr;
using testing::SizeIs;

namespace {

/// Hash of a row as a reader without Holdpoint computes it (semantics.md §9).
std::string chained(const std::string& previous, const std::string& text)
{
    return sha256Hex(previous + text);
}

} // namespace

TEST_F(DossierTest, ChainsEveryChangeFromSixtyFourZeros)
{
    const auto dossier = made();
    ASSERT_OK(dossier->addItemChange({"env.x", ItemState::Pass, "", "", std::nullopt, anna(), at(1)}));
    ASSERT_OK(dossier->addAudit("report exported", Json{{"folder", "/tmp/r"}}, anna(), at(2)));
    const auto rows = dossier->audit();
    ASSERT_TRUE(rows);
    ASSERT_THAT(*rows, SizeIs(3));
    EXPECT_EQ((*rows)[0].hash, chained(std::string(64, '0'), (*rows)[0].text));
    EXPECT_EQ((*rows)[1].hash, chained((*rows)[0].hash, (*rows)[1].text));
    EXPECT_EQ((*rows)[2].text, "{\"n\":3,\"at\":\"2026-01-05T10:00:02.000Z\",\"actor\":\"Anna Berg\",\"os_user\":\"anna\","
                               "\"action\":\"report exported\",\"detail\":{\"folder\":\"/tmp/r\"}}");
    const auto head = dossier->auditHead();
    EXPECT_EQ(head->length, 3);
    EXPECT_EQ(head->hash, (*rows)[2].hash);
    EXPECT_EQ(firstAuditFault(*rows), std::nullopt);
}

TEST_F(DossierTest, LeavesNoAuditRowForAChangeThatFailed)
{
    const auto dossier = made();
    const auto before = dossier->auditHead()->length;
    EXPECT_FALSE(dossier->endRun(99, at(1), "never began", RunResult{}));
    EXPECT_FALSE(dossier->closeWindow(1, anna(), at(1)));
    EXPECT_EQ(dossier->auditHead()->length, before);
}

TEST_F(DossierTest, NamesTheFirstRowThatWasChanged)
{
    const auto dossier = made();
    for (int number = 0; number < 5; ++number) {
        ASSERT_OK(dossier->addAudit("note", Json{{"number", number}}, anna(), at(number)));
    }
    const auto rows = *dossier->audit();

    auto edited = rows;
    edited[3].text.replace(edited[3].text.find("\"number\":2"), 10, "\"number\":9");
    EXPECT_THAT(firstAuditFault(edited).value_or(""), HasSubstr("audit row 4 does not follow"));

    auto rehashed = edited; // the forger mends one hash, but not those after it
    rehashed[3].hash = chained(rehashed[2].hash, rehashed[3].text);
    EXPECT_THAT(firstAuditFault(rehashed).value_or(""), HasSubstr("audit row 5 does not follow"));

    auto removed = rows;
    removed.erase(removed.begin() + 2);
    EXPECT_THAT(firstAuditFault(removed).value_or(""), HasSubstr("audit row 3 is missing"));

    auto renumbered = removed;
    for (std::size_t index = 2; index < renumbered.size(); ++index) {
        renumbered[index].number = static_cast<std::int64_t>(index) + 1;
    }
    EXPECT_THAT(firstAuditFault(renumbered).value_or(""), HasSubstr("audit row 3 says that it is row 4"));

    auto unreadable = rows;
    unreadable[1].text = "{";
    EXPECT_THAT(firstAuditFault(unreadable).value_or(""), HasSubstr("audit row 2 is not readable"));
}

TEST_F(DossierTest, NeverForksTheChainBetweenTwoThreads)
{
    made().reset();
    const auto append = [this](const std::string& name) {
        auto dossier = Dossier::open(path("release.holdpoint"));
        ASSERT_OK(dossier);
        for (int number = 0; number < 200; ++number) {
            ASSERT_OK((*dossier)->addAudit("note", Json{{"by", name}, {"number", number}}, anna(), at(number)));
        }
    };
    std::thread other(append, "other");
    append("this");
    other.join();
    const auto rows = opened()->audit();
    ASSERT_TRUE(rows);
    EXPECT_THAT(*rows, SizeIs(401));
    EXPECT_EQ(firstAuditFault(*rows), std::nullopt);
}

TEST_F(DossierTest, NeverForksTheChainBetweenTwoProcesses)
{
    made().reset();
    const QStringList arguments{QStringLiteral("audit"), QString::fromStdString(path("release.holdpoint").string()),
                                QStringLiteral("200")};
    QProcess first;
    QProcess second;
    first.start(QStringLiteral(DOSSIER_CHILD), arguments);
    second.start(QStringLiteral(DOSSIER_CHILD), arguments);
    ASSERT_TRUE(first.waitForFinished(50'000)) << first.errorString().toStdString();
    ASSERT_TRUE(second.waitForFinished(50'000)) << second.errorString().toStdString();
    EXPECT_EQ(first.exitCode(), 0) << first.readAllStandardError().toStdString();
    EXPECT_EQ(second.exitCode(), 0) << second.readAllStandardError().toStdString();
    const auto rows = opened()->audit();
    ASSERT_TRUE(rows);
    EXPECT_THAT(*rows, SizeIs(401));
    EXPECT_EQ(firstAuditFault(*rows), std::nullopt);
}

/// Whether somebody holds a lock on SQLite's SHARED bytes of the file; `descriptor` is another open file description.
bool isHeld(int descriptor)
{
    struct flock lock
    {};
    lock.l_type = F_WRLCK;
    lock.l_whence = SEEK_SET;
    lock.l_start = 0x40000002;
    lock.l_len = 510;
    EXPECT_EQ(::fcntl(descriptor, F_OFD_GETLK, &lock), 0);
    return lock.l_type != F_UNLCK;
}

TEST_F(DossierTest, AReaderKeepsItsLocksWhenTheLastWriterOfItsProcessCloses)
{
    const std::string file = path("release.holdpoint").string();
    made().reset();
    auto writer = opened();
    ASSERT_OK(writer->addAudit("note", Json{{"number", 1}}, anna(), at(1)));
    const auto reader = Dossier::openReadOnly(file);
    ASSERT_TRUE(reader) << reader.error().message;
    ASSERT_TRUE((*reader)->audit());
    const int look = ::open(file.c_str(), O_RDWR | O_CLOEXEC); // closed last: that ends the locks of this process
    ASSERT_GE(look, 0);
    EXPECT_TRUE(isHeld(look));
    writer.reset();
    EXPECT_TRUE(isHeld(look)) << "what this process opened beside SQLite must not be closed under a reader";
    EXPECT_TRUE((*reader)->audit());
    ::close(look);
}

TEST_F(DossierTest, WhatLooksAtTheFileInThisProcessEndsNoLockAndLosesNoEntry)
{
    const std::string file = path("release.holdpoint").string();
    made().reset();
    auto dossier = opened();
    ASSERT_OK(dossier->addAudit("note", Json{{"number", 1}}, anna(), at(1)));
    for (const char* beside : {"", "-wal", "-shm"}) { // as a file dialog does to find out their types
        const int descriptor = ::open((file + beside).c_str(), O_RDONLY | O_CLOEXEC);
        ASSERT_GE(descriptor, 0) << beside;
        ::close(descriptor);
    }
    QProcess other; // takes the log away if it believes itself to be the last
    other.start(QStringLiteral(DOSSIER_CHILD), {QStringLiteral("audit"), QString::fromStdString(file), QStringLiteral("1")});
    ASSERT_TRUE(other.waitForFinished(30'000) && other.exitCode() == 0) << other.readAllStandardError().toStdString();
    EXPECT_TRUE(std::filesystem::exists(file + "-wal"));
    ASSERT_OK(dossier->addAudit("note", Json{{"number", 3}}, anna(), at(3)));
    const auto rows = dossier->audit();
    ASSERT_TRUE(rows);
    ASSERT_THAT(*rows, SizeIs(4));
    dossier.reset();
    const auto kept = opened()->audit();
    ASSERT_TRUE(kept);
    EXPECT_THAT(*kept, SizeIs(4)) << "none is lost when this program ends";
    EXPECT_FALSE(std::filesystem::exists(file + "-wal")) << "and the last one tidies up";
}

} // namespace holdpoint
