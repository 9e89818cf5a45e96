// SPDX-License-Identifier: GPL-3.0-or-later
// What sources said beside a run.
#include "core/dossier/frame_writer.h"
#include "core/dossier/sql_connection.h"
#include "tests/integration/dossier/dossier_fixture.h"

namespace holdpoint {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::SizeIs;

class SourcesTest : public DossierTest
{
protected:
    SourcesTest() : m_dossier(made())
    {
        m_run = *m_dossier->beginRun("search", RunKind::Load, planNamed("p"), at(0));
        EXPECT_TRUE(m_dossier->addFrames(m_run, {frameOf(1), frameOf(2)}));
    }
    void store() const
    {
        ASSERT_OK(m_dossier->addSourceData(m_run, {{m_run, "max(cpu)", at(1), 62.5}, {m_run, "max(cpu)", at(6), std::nullopt}},
                                           {{m_run, "prometheus", at(0), at(1), true, ""}}));
        ASSERT_OK(m_dossier->addSourceData(
            m_run, {{m_run, "max(cpu)", at(1), 99.0}},
            {{m_run, "prometheus", at(0), at(6), true, ""}, {m_run, "prometheus", at(6), at(40), false, "connection refused"}}));
    }
    /// What verify says after somebody changed the file behind the program's back.
    std::vector<std::string> faultsAfter(const char* statement)
    {
        const auto connection = SqlConnection::open(path("release.holdpoint"));
        EXPECT_TRUE(connection);
        EXPECT_TRUE((*connection)->execute(QString::fromUtf8(statement)));
        return m_dossier->checkTables()->faults;
    }

    std::unique_ptr<Dossier> m_dossier;
    std::int64_t m_run = 0;
};

TEST_F(SourcesTest, SamplesStayAndSpansGrow)
{
    store();
    const auto samples = m_dossier->sourceSamples(m_run);
    ASSERT_OK(samples);
    ASSERT_THAT(*samples, SizeIs(2));
    EXPECT_EQ(samples->at(0).value, 62.5) << "the first word stays";
    EXPECT_EQ(samples->at(0).series, "max(cpu)");
    EXPECT_EQ(samples->at(0).at, at(1));
    EXPECT_FALSE(samples->at(1).value);
    const auto spans = m_dossier->sourceSpans();
    ASSERT_OK(spans);
    ASSERT_THAT(*spans, SizeIs(2));
    EXPECT_EQ(spans->at(0).to, at(6));
    EXPECT_FALSE(spans->at(1).isAnswering);
    EXPECT_EQ(spans->at(1).reason, "connection refused");
    EXPECT_EQ(spans->at(1).run, m_run);
}

TEST_F(SourcesTest, TheEndOfTheRunIsHashedOverThem)
{
    store();
    ASSERT_OK(m_dossier->endRun(m_run, at(60), "", RunResult{}));
    EXPECT_THAT(m_dossier->checkTables()->faults, SizeIs(0));
    EXPECT_THAT(messageOf(m_dossier->addSourceData(m_run, {}, {})), HasSubstr("cannot be changed any more"));
    EXPECT_THAT(faultsAfter("UPDATE source_samples SET value = 10 WHERE value > 60"),
                ElementsAre(HasSubstr("what its sources said is not what the audit log's hash is of")));
    EXPECT_THAT(faultsAfter("UPDATE source_samples SET value = 62.5 WHERE value = 10"), SizeIs(0));
    EXPECT_THAT(faultsAfter("UPDATE source_spans SET is_answering = 1"), SizeIs(1));
    EXPECT_THAT(faultsAfter("DELETE FROM source_spans"),
                ElementsAre(HasSubstr("has 2 rows of what its sources said, the audit log names 4")));
}

TEST_F(SourcesTest, ARunThatNothingWasWatchedBesideMayHaveNone)
{
    ASSERT_OK(m_dossier->endRun(m_run, at(60), "", RunResult{}));
    EXPECT_THAT(m_dossier->checkTables()->faults, SizeIs(0));
    EXPECT_THAT(
        faultsAfter("INSERT INTO source_samples (run, series, at, value) VALUES (1, 'max(cpu)', '2026-01-05T10:00:01.000Z', 5)"),
        SizeIs(1));
}

TEST_F(SourcesTest, TheWriterStoresThemBeforeTheEndOfTheirRun)
{
    std::optional<Result<>> stored;
    {
        FrameWriter writer(path("release.holdpoint"));
        writer.addSourceData(m_run, {{m_run, "max(cpu)", at(1), 1.0}}, {{m_run, "prometheus", at(0), at(1), true, ""}});
        writer.endRun({m_run, at(60), "", RunResult{}}, [&stored](Result<> result) { stored = std::move(result); });
    }
    ASSERT_TRUE(stored);
    ASSERT_OK(*stored);
    EXPECT_THAT(*m_dossier->sourceSamples(m_run), SizeIs(1));
    EXPECT_THAT(m_dossier->checkTables()->faults, SizeIs(0));
}

} // namespace holdpoint
