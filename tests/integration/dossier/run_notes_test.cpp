// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dossier/sql_connection.h"
#include "tests/integration/dossier/dossier_fixture.h"

namespace holdpoint {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

namespace {

RunNote mark(double second, const std::string& text)
{
    return {RunNote::Kind::Mark, at(static_cast<int>(second)), second, text, {}};
}

} // namespace

TEST_F(DossierTest, KeepsMarksAndJumpsOfClocksByTheirSecond)
{
    const auto dossier = made();
    const auto run = dossier->beginRun("search", RunKind::Load, planNamed("plan"), at(0));
    ASSERT_OK(run);
    ASSERT_OK(dossier->addRunNote(*run, mark(20, "  two pods added "), anna()));
    ASSERT_OK(dossier->addRunNote(*run, {RunNote::Kind::Clock, at(7), 7.25, "The machine slept.", {}}));
    ASSERT_OK(dossier->endRun(*run, at(60), "done", RunResult{}));
    ASSERT_OK(dossier->addRunNote(*run, mark(3, "late remark"), anna())); // after its end

    const auto again = opened("release.holdpoint");
    const auto notes = again->runNotes();
    ASSERT_OK(notes);
    ASSERT_THAT(*notes, SizeIs(1));
    EXPECT_THAT(notes->at(*run), ElementsAre(RunNote{RunNote::Kind::Mark, at(3), 3, "late remark", "Anna Berg"},
                                             RunNote{RunNote::Kind::Clock, at(7), 7.25, "The machine slept.", ""},
                                             RunNote{RunNote::Kind::Mark, at(20), 20, "two pods added", "Anna Berg"}));
    EXPECT_THAT(again->checkTables()->faults, IsEmpty());
    EXPECT_THAT(again->audit()->back().text, HasSubstr("\"action\":\"run marked\""));
    EXPECT_THAT(again->audit()->back().text, HasSubstr("late remark"));
}

TEST_F(DossierTest, RefusesAMarkThatSaysNothingOrTooMuchOrOfNoRun)
{
    const auto dossier = made();
    const auto run = dossier->beginRun("search", RunKind::Load, planNamed("plan"), at(0));
    ASSERT_OK(run);
    const auto before = dossier->auditHead()->length;
    EXPECT_THAT(dossier->addRunNote(*run, mark(1, "  "), anna()).error().message, HasSubstr("needs a note"));
    EXPECT_THAT(dossier->addRunNote(*run, mark(1, std::string(kMostNoteBytes + 1, 'x')), anna()).error().message,
                HasSubstr("at most 500 bytes"));
    EXPECT_EQ(dossier->addRunNote(99, mark(1, "x"), anna()).error().kind, Error::Kind::NotFound);
    EXPECT_EQ(dossier->auditHead()->length, before);
}

TEST_F(DossierTest, ANoteThatWasChangedBehindTheAuditLogShows)
{
    std::int64_t run = 0;
    {
        const auto dossier = made();
        run = *dossier->beginRun("search", RunKind::Load, planNamed("plan"), at(0));
        ASSERT_OK(dossier->addRunNote(run, mark(1, "the database was restarted"), anna()));
    }
    {
        auto connection = SqlConnection::open(path("release.holdpoint"));
        ASSERT_OK(connection);
        ASSERT_OK((*connection)->execute(QStringLiteral("UPDATE run_notes SET note = 'nothing happened'")));
    }
    const auto dossier = opened("release.holdpoint");
    EXPECT_THAT(dossier->checkTables()->faults, ElementsAre(HasSubstr("a note of run")));
}

} // namespace holdpoint
