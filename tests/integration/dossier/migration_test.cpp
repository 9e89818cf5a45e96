// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dossier/schema.h"
#include "core/dossier/sql_connection.h"
#include "tests/integration/dossier/dossier_fixture.h"

#include <QRegularExpression>
#include <thread>

namespace holdpoint {

using testing::SizeIs;

namespace {

/// frameOf(1) as programs of schema 1 and 2 stored it.
constexpr const char* kBlobOfSchema2 =
    "r2F2AWNydW4AZXNoYXJkYzEvMWdhdHRlbXB0AWNzZXEBZHRpY2sAYXR4GDIwMjYtMDEtMDVUMTA6MDA6MDEuMDAwWmVmaW5hbPRoY291bnRlcnOhaWh0dH"
    "BfcmVxcwplcmF0ZXOhb2h0dHBfcmVxX2ZhaWxlZIIACmZnYXVnZXOhY3Z1c4MDAQVmdHJlbmRzoXFodHRwX3JlcV9kdXJhdGlvbqVhbgpmc3VtX3VzGgAB"
    "hqBmbWluX3VzGScQZm1heF91cxknEGNoZHJYKhyEkxQAAAAieF6TaZkszMDAwMwAATCaEURcm7yEwf4DROCwswgAYb4FpGZlcnJvcnOAZmhlYWx0aKdqbG"
    "FnX3A5OV91cwBkYnVzefoAAAAAY2NwdfoAAAAAY3JzcxkE0mNmZHMAa3JldHJhbnNtaXRzAGdsaW1pdGVk9GZldmVudHOBaHNlY29uZCAx";

std::string blobOf(int version)
{
    return version < 3 ? *base64Decode(kBlobOfSchema2) : toBlob(frameOf(1));
}

/// A dossier as the program of schema `version` left it, with one ended run of one frame.
void makeAt(const std::filesystem::path& file, int version)
{
    auto connection = SqlConnection::open(file);
    ASSERT_OK(connection);
    const auto run = [&](const char* sql, const QVariantList& values = {}) {
        ASSERT_OK((*connection)->execute(QString::fromUtf8(sql), values));
    };
    run("PRAGMA application_id=1213228143"); // "HPdo"
    ASSERT_OK(migrate(**connection, version));
    const QVariant time = sqlTime(at(0));
    run("INSERT INTO dossier VALUES (1, 'platform', '1.8.3', 'abc123', 0, ?, '0.1.0')", {time});
    run("INSERT INTO plans VALUES (1, 'sha', 'resolved', 'text', 'plan.yaml', '{}', 1, ?)", {time});
    run("INSERT INTO runs (id, test_id, kind, plan_id, started_at, ended_at, why_ended, is_rehearsal, is_counting, "
        "not_counting_reason, writer_pid, writer_started, writer_boot) VALUES (1, 'search', 'load', 1, ?, ?, 'done', 0, 1, '', "
        "1, 1, '')",
        {time, sqlTime(at(60))});
    run("INSERT INTO frames VALUES (1, '1/1', 1, 1, 0, ?, ?)", {sqlTime(at(1)), sqlBytes(blobOf(version))});
    run("INSERT INTO notes VALUES (1, 'env.x', 'old note', 'Anna', 'qa', 'anna', ?)", {time});
}

} // namespace

class MigrationTest : public DossierTest, public testing::WithParamInterface<int>
{};

TEST_P(MigrationTest, KeepsWhatAnEarlierVersionWrote)
{
    makeAt(path("old.holdpoint"), GetParam());
    {
        const auto dossier = opened("old.holdpoint");
        ASSERT_TRUE(dossier);
        EXPECT_EQ(dossier->release(), platform());
        EXPECT_EQ(dossier->notes()->at("env.x"), "old note");
        ASSERT_THAT(*dossier->runs(), SizeIs(1));
        std::vector<Frame> frames;
        ASSERT_OK(dossier->readFrames(1, 0, [&](const Frame& frame) { frames.push_back(frame); }));
        ASSERT_THAT(frames, SizeIs(1));
        EXPECT_EQ(toJson(frames[0]), toJson(frameOf(1)));
        EXPECT_EQ(*dossier->framesSha256(1), sha256Hex(blobOf(GetParam())));
        const auto run = dossier->beginRun("search", RunKind::Load, planNamed("plan"), at(100));
        ASSERT_OK(run);
        ASSERT_OK(dossier->addFrames(*run, {frameOf(1)}));
    }
    auto connection = SqlConnection::open(path("old.holdpoint"));
    ASSERT_OK(connection);
    EXPECT_EQ(*schemaVersion(**connection), newestSchema());
}

INSTANTIATE_TEST_SUITE_P(EveryVersion, MigrationTest, testing::Range(1, newestSchema() + 1));

TEST_F(DossierTest, IsMigratedOnceByTwoProgramsAtATime)
{
    makeAt(path("old.holdpoint"), 1);
    std::vector<std::string> problems(2);
    const auto open = [this](std::string& problem) { problem = messageOf(Dossier::open(path("old.holdpoint"))); };
    std::thread other(open, std::ref(problems[0]));
    open(problems[1]);
    other.join();
    EXPECT_EQ(problems[0], "");
    EXPECT_EQ(problems[1], "");
}

TEST_F(DossierTest, UsesOnlySqlThatPostgresTakesToo)
{
    made().reset();
    auto connection = SqlConnection::open(path("release.holdpoint"));
    ASSERT_OK(connection);
    const QRegularExpression sqliteOnly(QStringLiteral("\\b(AUTOINCREMENT|rowid|BLOB|STRICT|DATETIME|BOOLEAN)\\b"),
                                        QRegularExpression::CaseInsensitiveOption);
    std::size_t tables = 0;
    ASSERT_OK(
        (*connection)->query(QStringLiteral("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL"), {}, [&](const SqlRow& row) {
            ++tables;
            EXPECT_FALSE(sqliteOnly.match(QString::fromStdString(row.text(0))).hasMatch()) << row.text(0);
            return Result<>{};
        }));
    EXPECT_GT(tables, 15U);
}

} // namespace holdpoint
