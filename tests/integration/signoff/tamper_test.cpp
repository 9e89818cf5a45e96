// SPDX-License-Identifier: GPL-3.0-or-later
// Whatever is changed in a signed dossier or its report folder is found and named; what is not changed is never accused.
#include "core/base/file.h"
#include "core/base/hash.h"
#include "core/base/time_format.h"
#include "core/dossier/audit_chain.h"
#include "core/dossier/sql_connection.h"
#include "core/session/release_log.h"
#include "tests/support/signable_release.h"
#include "tests/support/verify_words.h"

#include <QDir>
#include <QTemporaryDir>
#include <fstream>
#include <gmock/gmock.h>
#include <iostream>
#include <map>
#include <set>

namespace holdpoint {
namespace {

using test::faultOf;
using test::SignableRelease;

/// Not part of the record: which process wrote (it has ended long since), how frames of a run that has ended were to be stored,
/// and SQLite's own book of migrations.
const std::set<std::string> kOutside{
    "runs.writer_pid",           "runs.writer_started",          "runs.writer_boot",          "runs.storage",
    "outside_steps.writer_pid",  "outside_steps.writer_started", "outside_steps.writer_boot", "schema_versions.version",
    "schema_versions.applied_at"};

/// A release with something in every table, signed by all four, closed and exported once; shared by all cases.
class Signed
{
public:
    Signed() : m_release(SignableRelease::kWatchedPlan)
    {
        Session& session = m_release.session();
        Dossier& dossier = session.dossier();
        const Person qa = SignableRelease::personOf(Role::Qa);
        m_release.addRun(0, {{40, 45, 50}, std::vector<double>{42, 55}, 1, {}});
        const WallTime now = systemClock().wallNow();
        std::ofstream(m_release.path("proof.txt")) << "seen with my own eyes";
        expect(session.attach("env.told", qa, m_release.path("proof.txt"), "the mail"));
        expect(session.setNote("env.told", qa, "all of them"));
        expect(session.setNote("env.keys", qa, "in the safe"));
        expect(dossier.storeAlarm({"error-rate", 1, now, now, 0.02, "warning", "errors 2 %", "Investigate", "Mara", "known"}));
        const auto window = dossier.openWindow(now, now + std::chrono::hours{1}, Json{{"tests", Json::array({"search"})}}, qa);
        EXPECT_TRUE(window);
        OutsideStep step;
        step.window = *window;
        step.step = "slack";
        step.state = StepState::Done;
        step.reference = "webhook";
        step.reason = "posted";
        step.by = qa;
        step.at = now;
        EXPECT_TRUE(dossier.addStep(step, 0));
        expect(dossier.closeWindow(*window, qa, now));
        expect(dossier.addSnapshot({1, "before", "postgres", now, Json{{"buffers", 42}}}));
        Optimisation index;
        index.what = "an index on events.city";
        index.why = "top statement";
        EXPECT_TRUE(logOptimisation(session, index, qa));
        session.noteChange();
        m_release.freeze();
        m_release.signAll();
        EXPECT_TRUE(session.exportReport(m_release.path("out"), {"json", "html", "md"}));
        m_release.close();
    }

    SignableRelease& release() { return m_release; }

private:
    static void expect(const Result<>& done) { EXPECT_TRUE(done) << (done ? "" : done.error().message); }

    SignableRelease m_release;
};

Signed& signedOnce()
{
    static Signed release;
    return release;
}

class TamperTest : public testing::Test
{
protected:
    std::filesystem::path path(const std::string& name) const
    {
        return std::filesystem::path(m_folder.path().toStdString()) / name;
    }

    std::filesystem::path copiedDossier() const
    {
        const auto copy = path("copy.holdpoint");
        for (const char* end : {"", "-wal", "-shm"}) {
            std::filesystem::remove(copy.string() + end);
        }
        std::filesystem::copy_file(signedOnce().release().dossier(), copy);
        return copy;
    }

    /// Applies `sql` to a copy and expects that verify names a fault; false if the database itself refused it.
    bool changesAreFound(const QString& sql, const std::string& what)
    {
        const auto copy = copiedDossier();
        {
            auto connection = SqlConnection::open(copy);
            EXPECT_TRUE(connection);
            if (!(*connection)->execute(QStringLiteral("PRAGMA foreign_keys=OFF")) || !(*connection)->execute(sql)) {
                return false;
            }
        }
        const std::string fault = faultOf(verifyDossier(copy));
        EXPECT_NE(fault, "") << what << ": " << sql.toStdString();
        ++m_found;
        return true;
    }

    QTemporaryDir m_folder;
    int m_found = 0;
};

struct Column
{
    QString table;
    QString name;
    QString type;
};

std::vector<Column> columnsOf(const std::filesystem::path& file)
{
    std::vector<Column> columns;
    auto connection = SqlConnection::open(file, SqlConnection::Access::ReadOnly);
    EXPECT_TRUE(connection);
    std::vector<std::string> tables;
    EXPECT_TRUE((*connection)
                    ->query(QStringLiteral("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name"), {},
                            [&](const SqlRow& row) -> Result<> {
                                tables.push_back(row.text(0));
                                return {};
                            }));
    for (const std::string& table : tables) {
        EXPECT_TRUE(
            (*connection)
                ->query(QStringLiteral("SELECT name, type FROM pragma_table_info('%1')").arg(QString::fromStdString(table)), {},
                        [&](const SqlRow& row) -> Result<> {
                            columns.push_back({QString::fromStdString(table), QString::fromStdString(row.text(0)),
                                               QString::fromStdString(row.text(1))});
                            return {};
                        }));
    }
    return columns;
}

/// One character in its middle, one more, one bit.
QString changed(const Column& column)
{
    if (column.type == QLatin1String("BYTEA")) {
        return QStringLiteral("CAST(%1 || x'00' AS BLOB)").arg(column.name);
    }
    if (column.type == QLatin1String("SMALLINT")) { // true or false
        return QStringLiteral("1 - %1").arg(column.name);
    }
    if (column.type != QLatin1String("TEXT")) {
        return QStringLiteral("COALESCE(%1, 0) + 1").arg(column.name);
    }
    return QStringLiteral("CASE WHEN COALESCE(%1, '') = '' THEN 'x' ELSE substr(%1, 1, length(%1) / 2) || CASE substr(%1, "
                          "length(%1) / 2 + 1, "
                          "1) WHEN '7' THEN '8' ELSE '7' END || substr(%1, length(%1) / 2 + 2) END")
        .arg(column.name);
}

TEST_F(TamperTest, EveryFieldOfEveryTable)
{
    const auto columns = columnsOf(signedOnce().release().dossier());
    std::set<std::string> empty;
    std::set<std::string> tables;
    for (const Column& column : columns) {
        const std::string name = (column.table + QLatin1Char('.') + column.name).toStdString();
        if (kOutside.contains(name)) {
            continue;
        }
        tables.insert(column.table.toStdString());
        auto connection = SqlConnection::open(signedOnce().release().dossier(), SqlConnection::Access::ReadOnly);
        const auto rows = *(*connection)->integer(QStringLiteral("SELECT COUNT(*) FROM %1").arg(column.table));
        for (const std::int64_t row : std::set<std::int64_t>{0, rows / 3, rows / 2, rows - 1}) {
            if (row < 0 || row >= rows) {
                empty.insert(column.table.toStdString());
                continue;
            }
            changesAreFound(
                QStringLiteral("UPDATE %1 SET %2 = %3 WHERE rowid = (SELECT rowid FROM %1 ORDER BY rowid LIMIT 1 OFFSET %4)")
                    .arg(column.table, column.name, changed(column))
                    .arg(row),
                name + " of row " + std::to_string(row));
        }
    }
    std::cout << m_found << " changed fields of " << tables.size() << " tables\n";
    EXPECT_GE(m_found, 260);
    EXPECT_THAT(empty, testing::IsSubsetOf({"frame_rests"})) << "tables without a row prove nothing";
}

TEST_F(TamperTest, RowsThatAreGoneRepeatedOrSwapped)
{
    std::set<QString> tables;
    for (const Column& column : columnsOf(signedOnce().release().dossier())) {
        if (column.table != QLatin1String("schema_versions")) {
            tables.insert(column.table);
        }
    }
    for (const QString& table : tables) {
        auto connection = SqlConnection::open(signedOnce().release().dossier(), SqlConnection::Access::ReadOnly);
        if (*(*connection)->integer(QStringLiteral("SELECT COUNT(*) FROM %1").arg(table)) == 0) {
            continue;
        }
        const std::string name = table.toStdString();
        changesAreFound(QStringLiteral("DELETE FROM %1 WHERE rowid = (SELECT MAX(rowid) FROM %1)").arg(table),
                        name + ": last row gone");
        changesAreFound(QStringLiteral("DELETE FROM %1 WHERE rowid = (SELECT MIN(rowid) FROM %1)").arg(table),
                        name + ": first row gone");
        changesAreFound(QStringLiteral("DELETE FROM %1").arg(table), name + ": all rows gone");
    }
    for (int cut = 1; cut <= 12; ++cut) {
        changesAreFound(QStringLiteral("DELETE FROM audit WHERE n > (SELECT MAX(n) - %1 FROM audit)").arg(cut),
                        "audit log cut off");
    }
    for (int n = 1; n <= 12; ++n) { // neighbours change places
        changesAreFound(
            QStringLiteral(
                "UPDATE audit SET entry = (SELECT a.entry FROM audit a WHERE a.n = CASE audit.n WHEN %1 THEN %2 ELSE %1 "
                "END) WHERE n IN (%1, %2)")
                .arg(n)
                .arg(n + 1),
            "audit rows swapped");
        changesAreFound(
            QStringLiteral(
                "UPDATE frames SET frame = (SELECT f.frame FROM frames f WHERE f.seq = CASE frames.seq WHEN %1 THEN %2 "
                "ELSE %1 END) WHERE seq IN (%1, %2)")
                .arg(n)
                .arg(n % 12 + 1),
            "frames swapped");
    }
    std::cout << m_found << " rows gone or swapped\n";
    EXPECT_GE(m_found, 75);
}

/// What somebody does who knows how the log is chained: one row changed, every hash behind it computed anew, its tail too.
void chainAnew(SqlConnection& connection, std::int64_t changedRow, const std::function<std::string(std::string)>& change)
{
    std::vector<std::string> rows;
    ASSERT_TRUE(connection.query(QStringLiteral("SELECT entry FROM audit ORDER BY n"), {}, [&](const SqlRow& row) -> Result<> {
        rows.push_back(row.text(0));
        return {};
    }));
    std::string hash = firstPreviousHash();
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const auto n = static_cast<std::int64_t>(i) + 1;
        const std::string text = n == changedRow ? change(rows[i]) : rows[i];
        hash = sha256Hex(hash + text);
        ASSERT_TRUE(connection.execute(QStringLiteral("UPDATE audit SET entry = ?, hash = ? WHERE n = ?"),
                                       {sqlText(text), sqlText(hash), sqlInteger(n)}));
    }
    ASSERT_TRUE(connection.execute(QStringLiteral("UPDATE audit_tail SET hash = ?"), {sqlText(hash)}));
}

TEST_F(TamperTest, AChainThatWasWrittenAnewIsNotWhatPeopleSigned)
{
    std::int64_t frozen = 0;
    {
        auto dossier = Dossier::openReadOnly(signedOnce().release().dossier());
        for (const AuditRow& row : *(*dossier)->audit()) {
            frozen = row.text.find("record frozen") != std::string::npos ? row.number : frozen;
        }
    }
    ASSERT_GT(frozen, 15);
    for (std::int64_t n = 1; n <= frozen; ++n) {
        const auto copy = copiedDossier();
        {
            auto connection = SqlConnection::open(copy);
            ASSERT_TRUE(connection);
            chainAnew(**connection, n, [](std::string text) {
                const auto at = text.find("\"os_user\":\""); // what no table holds
                return text.insert(at == std::string::npos ? 0 : at + 11, "x");
            });
        }
        const auto result = verifyDossier(copy);
        ASSERT_TRUE(result);
        EXPECT_EQ(std::count_if(result->signatures.begin(), result->signatures.end(),
                                [](const RoleCheck& check) {
                                    return check.isFault && check.sentence.find("another audit head") != std::string::npos;
                                }),
                  4)
            << "row " << n;
        ++m_found;
    }
    std::cout << m_found << " rows changed and chained anew\n";
}

TEST_F(TamperTest, WhatAnOptimisationSaysAndWhatASourceSaidAreNamed)
{
    EXPECT_TRUE(
        changesAreFound(QStringLiteral("UPDATE audit SET entry = replace(entry, 'an index on', 'a view of')"), "log entry"));
    EXPECT_TRUE(changesAreFound(QStringLiteral("UPDATE source_samples SET value = 95"), "samples"));
    EXPECT_TRUE(changesAreFound(QStringLiteral("DELETE FROM source_samples"), "samples gone"));
    EXPECT_TRUE(changesAreFound(QStringLiteral("UPDATE source_spans SET is_answering = 0"), "spans"));
    EXPECT_TRUE(changesAreFound(QStringLiteral("DELETE FROM snapshots WHERE source = 'queries'"), "findings gone"));
    // the row of a run's end chained anew to what the samples are now: the verdict does not follow from them
    for (const char* value : {"95", "69.5"}) {
        const auto copy = copiedDossier();
        {
            auto connection = SqlConnection::open(copy);
            ASSERT_TRUE((*connection)->execute(QStringLiteral("UPDATE source_samples SET value = %1").arg(QLatin1String(value))));
        }
        const auto result = verifyDossier(copy);
        ASSERT_TRUE(result);
        const auto verdicts = std::find_if(result->lines.begin(), result->lines.end(),
                                           [](const VerifyLine& line) { return line.what == "Verdicts"; });
        EXPECT_FALSE(verdicts->isValid);
        EXPECT_THAT(verdicts->detail, testing::HasSubstr("what its source said is"));
    }
}

TEST_F(TamperTest, WordsOfWhatWasSignedInAReportWrittenAnew)
{
    const auto out = signedOnce().release().path("out");
    const std::string before = *readFile(out / "report.json");
    const std::string log = *readFile(out / "audit.jsonl");
    const auto faultAfter = [&](const std::function<void(Json&)>& change) {
        const auto folder = path("anew");
        std::filesystem::remove_all(folder);
        std::filesystem::copy(out, folder, std::filesystem::copy_options::recursive);
        Json report = *parseJson(before, "report.json");
        change(report);
        const std::string after = dumpJsonPretty(report) + "\n";
        std::ofstream(folder / "report.json", std::ios::trunc) << after;
        std::string audit = log;
        audit.replace(audit.rfind(sha256Hex(before)), 64, sha256Hex(after));
        std::ofstream(folder / "audit.jsonl", std::ios::trunc) << audit;
        return faultOf(verifyReportFolder(folder));
    };
    ASSERT_EQ(faultAfter([](Json&) {}), "") << "written anew with the same words it is valid";
    const std::vector<std::pair<const char*, std::function<void(Json&)>>> changes{
        {"text", [](Json& json) { json["checklist"][0]["text"] = "Somebody was told"; }},
        {"kind", [](Json& json) { json["checklist"][0]["kind"] = "text"; }},
        {"box", [](Json& json) { json["checklist"][1]["box"] = false; }},
        {"gate", [](Json& json) { json["checklist"][1]["gate"] = "results"; }},
        {"section", [](Json& json) { json["checklist"][2]["section"] = 19; }},
        {"by", [](Json& json) { json["checklist"][0]["by"] = "Somebody Else"; }},
        {"note", [](Json& json) { json["checklist"][0]["note"] = ""; }},
        {"gone", [](Json& json) { json["checklist"].erase(0); }},
        {"title", [](Json& json) { json["tests"][0]["title"] = "Another"; }},
        {"metrics", [](Json& json) { json["tests"][0]["runs"][0]["metrics"]["http_reqs"]["count"] = 1; }},
        {"form", [](Json& json) { json["form"][0]["value"] = "1"; }},
        {"computed", [](Json& json) { json["form"][0]["computed"] = "1"; }},
        {"alarms", [](Json& json) { json["alarms"] = Json::array(); }},
        {"release", [](Json& json) { json["release"]["commit"] = "x"; }},
        {"environment", [](Json& json) { json["environment"]["name"] = "production"; }},
        {"plan", [](Json& json) { json["plan"]["sha256"] = "x"; }},
        {"thresholds", [](Json& json) { json["thresholds"][0]["target"] = "value<99"; }},
        {"optimizations", [](Json& json) { json["optimizations"][0]["what"] = "a view"; }},
        {"no optimizations", [](Json& json) { json.erase("optimizations"); }},
        {"signoff", [](Json& json) { json["signoff"]["distinct_people"] = false; }},
        {"frozen_at", [](Json& json) { json["record"]["frozen_at"] = "2026-01-05T10:00:00.000Z"; }},
        {"window", [](Json& json) { json["window"]["opened_at"] = "2026-01-05T10:00:00.000Z"; }},
        {"gate's person", [](Json& json) { json["gates"][2]["by"] = "Somebody Else"; }},
        {"template", [](Json& json) { json["checklist_template"]["version"] = "2"; }},
        {"rehearsal", [](Json& json) { json["rehearsal"] = true; }},
        {"name", [](Json& json) { json["signatures"][0]["name"] = "Somebody Else"; }},
        {"principal", [](Json& json) { json["signatures"][0]["principal"] = "eve@example.com"; }},
        {"meaning", [](Json& json) { json["signatures"][0]["meaning"] = "whatever"; }},
        {"at", [](Json& json) { json["signatures"][0]["at"] = "2026-01-05T10:00:00.000Z"; }},
        {"status", [](Json& json) { json["signatures"][0]["status"] = "pending"; }},
        {"head", [](Json& json) { json["audit"]["length"] = 3; }}};
    for (const auto& [what, change] : changes) {
        EXPECT_NE(faultAfter(change), "") << what;
        ++m_found;
    }
    std::cout << m_found << " words changed and summed anew\n";
}

TEST_F(TamperTest, SamplesOfMoreThanAGibibyteAreExportedAndVerified)
{
    SignableRelease release;
    release.addRun();
    const auto big = release.path("big.jtl");
    std::ofstream(big) << "timeStamp,elapsed\n";
    std::filesystem::resize_file(big, (std::uintmax_t{1} << 30U) + 4096); // a hole: no room is taken
    ASSERT_TRUE(release.session().dossier().addAudit(std::string(kAuditSamplesWritten),
                                                     Json{{"run", 1}, {"file", big.string()}, {"dropped", 0}}, {},
                                                     systemClock().wallNow()));
    const auto written = release.session().exportReport(release.path("out"), {"json", "jtl"});
    ASSERT_TRUE(written) << written.error().message;
    EXPECT_EQ(faultOf(verifyReportFolder(release.path("out"))), "");
    {
        std::fstream file(release.path("out") / "samples.jtl", std::ios::in | std::ios::out);
        file.seekp(1 << 30);
        file << 'x';
    }
    EXPECT_THAT(faultOf(verifyReportFolder(release.path("out"))), testing::HasSubstr("samples.jtl is not the file"));
}

TEST_F(TamperTest, BytesOfTheReportFolder)
{
    const auto out = signedOnce().release().path("out");
    std::filesystem::copy(out, path("out"), std::filesystem::copy_options::recursive);
    ASSERT_EQ(faultOf(verifyReportFolder(path("out"))), "");
    for (const char* name : {"report.json", "record.json", "audit.jsonl", "frames.sha256", "allowed_signers", "signoff-qa.json",
                             "signoff-qa.json.sig", "signoff-devops.json", "signoff-devops.json.sig", "signoff-tech-lead.json",
                             "signoff-tech-lead.json.sig", "signoff-product-manager.json", "signoff-product-manager.json.sig",
                             "test-result.dsse.json", "VERIFY.txt", "report.html", "report.md"}) {
        const std::string before = *readFile(path("out") / name);
        const auto isFound = [&](const std::string& bytes, const std::string& what) {
            std::ofstream(path("out") / name, std::ios::trunc | std::ios::binary) << bytes;
            const auto result = verifyReportFolder(path("out"));
            EXPECT_NE(faultOf(result), "") << name << ": " << what;
            ++m_found;
        };
        constexpr std::size_t kPositions = 10;
        for (std::size_t i = 0; i < kPositions; ++i) {
            const std::size_t position = before.size() * i / kPositions + i % 3;
            std::string bytes = before;
            bytes[std::min(position, bytes.size() - 1)] ^= 1;
            isFound(bytes, "bit at " + std::to_string(position));
        }
        isFound(before.substr(0, before.size() / 2), "cut off");
        isFound(before + "\n", "longer");
        std::filesystem::remove(path("out") / name);
        EXPECT_NE(faultOf(verifyReportFolder(path("out"))), "") << name << " is gone";
        ++m_found;
        std::ofstream(path("out") / name, std::ios::trunc | std::ios::binary) << before;
    }
    EXPECT_EQ(faultOf(verifyReportFolder(path("out"))), "");
    std::cout << m_found << " changes of the report folder\n";
    EXPECT_GE(m_found, 200);
}

TEST_F(TamperTest, SignaturesOfAnotherRecordRoleTimeOrPerson)
{
    SignableRelease& release = signedOnce().release();
    auto dossier = Dossier::openReadOnly(release.dossier());
    ASSERT_TRUE(dossier);
    const auto frozen = (*dossier)->frozenRecord();
    const std::vector<SignatureRecord> signatures = *(*dossier)->signatures();
    const SignedRecord record = signedRecordOf(*frozen, *(*dossier)->signers());
    const auto faultsOf = [&](std::vector<SignatureRecord> changed, const SignedRecord& over) {
        std::string text;
        for (const RoleCheck& check : checkSignatures(changed, over)) {
            text += check.isFault ? check.sentence + "\n" : "";
        }
        return text;
    };
    ASSERT_EQ(faultsOf(signatures, record), "");
    const auto count = [&](const std::string& faults, const std::string& wanted) {
        EXPECT_THAT(faults, testing::HasSubstr(wanted));
        ++m_found;
    };
    for (std::size_t i = 0; i < 4; ++i) {
        for (std::size_t k = 0; k < 4; ++k) {
            auto swapped = signatures;
            swapped[i].signedBytes = signatures[k].signedBytes;
            swapped[i].armor = signatures[k].armor;
            if (i != k) {
                count(faultsOf(swapped, record), "it was given for the");
            }
            swapped = signatures;
            swapped[i].armor = signatures[k].armor;
            if (i != k) {
                count(faultsOf(swapped, record), "not over these bytes");
            }
        }
        auto changed = signatures;
        changed[i].name = "Somebody Else";
        count(faultsOf(changed, record), "not by Somebody Else");
        changed = signatures;
        changed[i].at = *signatures[i].at + std::chrono::seconds{1};
        count(faultsOf(changed, record), "its time is not the one that was signed");
        changed = signatures;
        changed[i].key = signatures[(i + 1) % 4].key;
        count(faultsOf(changed, record), "it was given with the key");
        changed = signatures;
        changed[i].principal = "eve@example.com";
        count(faultsOf(changed, record), "not of eve@example.com");
        changed = signatures;
        changed[i].signedBytes.clear();
        count(faultsOf(changed, record), "the signature of");
    }
    SignedRecord other = record;
    other.sha256[0] = other.sha256[0] == 'a' ? 'b' : 'a';
    count(faultsOf(signatures, other), "it is over record"); // an old signature beside a new record
    other = record;
    other.auditHead[0] = other.auditHead[0] == 'a' ? 'b' : 'a';
    count(faultsOf(signatures, other), "another audit head");
    other = record;
    other.frozenAt = systemClock().wallNow() + std::chrono::hours{1};
    count(faultsOf(signatures, other), "older than the record");
    for (const char* key : {"mara", "tomasz", "anjali", "jonas"}) {
        other = record;
        other.signers.allowed = release.keys.line(key, "x", "valid-before=\"20210101Z\"");
        count(faultsOf(signatures, other), "was allowed until 2021-01-01");
        other.signers.allowed = release.keys.line(key, "x", "valid-after=\"20990101Z\"");
        count(faultsOf(signatures, other), "is allowed from 2099-01-01");
        other = record;
        other.signers.revoked = release.keys.publicKey(key).line() + "\n";
        count(faultsOf(signatures, other), "is revoked");
    }
    std::cout << m_found << " wrong signatures\n";
    EXPECT_GE(m_found, 50);
}

TEST_F(TamperTest, FiveHundredUntouchedCopiesAreNeverAccused)
{
    const auto out = signedOnce().release().path("out");
    for (int i = 0; i < 250; ++i) {
        ASSERT_EQ(faultOf(verifyDossier(copiedDossier())), "") << "copy " << i;
        const auto folder = path("copy-" + std::to_string(i));
        std::filesystem::copy(out, folder, std::filesystem::copy_options::recursive);
        ASSERT_EQ(faultOf(verifyReportFolder(folder)), "") << "folder " << i;
        std::filesystem::remove_all(folder);
    }
}

} // namespace
} // namespace holdpoint
