// SPDX-License-Identifier: GPL-3.0-or-later
// Test windows and what was done to the outside world, step by step.
#include "core/base/time_format.h"
#include "core/dossier/audit_details.h"
#include "core/dossier/audit_index.h"
#include "core/dossier/process_identity.h"
#include "core/dossier/schema.h"
#include "core/dossier/sql_dossier.h"

#include <algorithm>

namespace holdpoint {

namespace {

constexpr Nanos kLongestStep = std::chrono::minutes{5};

constexpr int kWithSteps = 6;

} // namespace

Result<bool> SqlDossier::hasSteps() const
{
    const auto version = schemaVersion(*m_connection); // opened to be read, an old file is not migrated
    return version ? Result(*version >= kWithSteps) : fail(version.error());
}

Result<std::int64_t> SqlDossier::openWindow(WallTime at, WallTime plannedEnd, const Json& detail, const Person& by)
{
    std::int64_t number = 0;
    auto done = record("test window opened", by, at, [&]() -> Result<Json> {
        const auto current = window();
        const auto next = nextNumber(QStringLiteral("windows"), QStringLiteral("n"));
        if (!current || !next) {
            return fail(!current ? current.error() : next.error());
        }
        if (current->has_value() && !(*current)->second.has_value()) {
            return fail(Error::Kind::Refused, "the test window is open since " + formatUtcClock((*current)->first) +
                                                  " UTC; close it before you open another");
        }
        number = *next;
        auto inserted =
            m_connection->execute(QStringLiteral("INSERT INTO windows (n, opened_at, planned_end, detail) VALUES (?, ?, ?, ?)"),
                                  {sqlInteger(number), sqlTime(at), sqlTime(plannedEnd), sqlText(dumpJson(detail))});
        return inserted ? Result(windowDetail(number, formatUtc(plannedEnd), detail)) : fail(inserted.error());
    });
    return done ? Result(number) : fail(done.error());
}

Result<> SqlDossier::closeWindow(std::int64_t number, const Person& by, WallTime at)
{
    return record("test window closed", by, at, [&]() -> Result<Json> {
        const auto open = m_connection->integer(QStringLiteral("SELECT COUNT(*) FROM windows WHERE n = ? AND closed_at IS NULL"),
                                                {sqlInteger(number)});
        if (!open) {
            return fail(open.error());
        }
        if (*open == 0) {
            return fail(Error::Kind::Refused, "no test window is open; there is nothing to close");
        }
        auto done = m_connection->execute(QStringLiteral("UPDATE windows SET closed_at = ? WHERE n = ?"),
                                          {sqlTime(at), sqlInteger(number)});
        return done ? Result(Json{{"window", number}}) : fail(done.error());
    });
}

Result<std::int64_t> SqlDossier::addStep(const OutsideStep& step, std::int64_t after)
{
    std::int64_t number = 0;
    auto done = record(std::string(kAuditStep), step.by, step.at, [&]() -> Result<Json> {
        const auto newest =
            m_connection->integer(QStringLiteral("SELECT COALESCE(MAX(n), 0) FROM outside_steps WHERE window_n = ? AND step = ?"),
                                  {sqlInteger(step.window), sqlText(step.step)});
        const auto next = nextNumber(QStringLiteral("outside_steps"), QStringLiteral("n"));
        if (!newest || !next) {
            return fail(!newest ? newest.error() : next.error());
        }
        if (*newest != after) {
            return fail(Error::Kind::Conflict, std::string(titleOfStep(step.step)) +
                                                   ": another Holdpoint has gone on with it meanwhile; look at its state again");
        }
        number = *next;
        const ProcessIdentity writer = currentProcess();
        const std::string role = step.by.role ? std::string(nameOf(*step.by.role)) : std::string();
        auto inserted = m_connection->execute(
            QStringLiteral(
                "INSERT INTO outside_steps (n, window_n, step, state, reference, reason, by_name, by_role, by_os_user, "
                "at, writer_pid, writer_started, writer_boot) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"),
            {sqlInteger(number), sqlInteger(step.window), sqlText(step.step), sqlText(nameOf(step.state)),
             sqlText(step.reference), sqlText(step.reason), sqlText(step.by.name), sqlText(role), sqlText(step.by.osUser),
             sqlTime(step.at), sqlInteger(writer.pid), sqlInteger(writer.startTicks), sqlText(writer.bootId)});
        return inserted ? Result(detailOf(step)) : fail(inserted.error());
    });
    return done ? Result(number) : fail(done.error());
}

Result<std::vector<OutsideStep>> SqlDossier::allSteps() const
{
    std::vector<OutsideStep> all;
    const auto has = hasSteps();
    if (!has || !*has) {
        return has ? Result(std::move(all)) : fail(has.error());
    }
    const ProcessIdentity us = currentProcess();
    auto done = m_connection->query(
        QStringLiteral("SELECT n, window_n, step, state, reference, reason, by_name, by_role, by_os_user, at, writer_pid, "
                       "writer_started, writer_boot FROM outside_steps ORDER BY n"),
        {}, [&](const SqlRow& row) -> Result<> {
            const auto state = stepStateFrom(row.text(3));
            if (!state) {
                return fail(Error::Kind::Invalid,
                            "step " + row.text(0) + " in " + file().string() + " is damaged: " + state.error().message);
            }
            const auto role = roleFrom(row.text(7));
            const Person by{row.text(6), role ? std::optional(*role) : std::nullopt, row.text(8)};
            const ProcessIdentity writer{row.integer(10), row.integer(11), row.text(12)};
            // A process on another machine cannot be seen; none of its steps takes longer.
            const bool isElsewhere = m_connection->isShared() && writer.bootId != us.bootId;
            const bool isWorking = isElsewhere ? systemClock().wallNow() - row.time(9) < kLongestStep : isAlive(writer);
            all.push_back({row.integer(0), row.integer(1), row.text(2), *state, row.text(4), row.text(5), by, row.time(9),
                           isWorking, writer == us, std::nullopt});
            return {};
        });
    return done ? Result(std::move(all)) : fail(done.error());
}

Result<std::vector<OutsideStep>> SqlDossier::steps(std::int64_t ofWindow) const
{
    auto all = allSteps();
    if (!all) {
        return all;
    }
    std::vector<OutsideStep> newest;
    for (OutsideStep& step : *all) {
        if (step.window != ofWindow) {
            continue;
        }
        const auto known =
            std::find_if(newest.begin(), newest.end(), [&](const OutsideStep& each) { return each.step == step.step; });
        step.doneAt = step.state == StepState::Done ? std::optional(step.at) : std::nullopt;
        if (known == newest.end()) {
            newest.push_back(std::move(step));
            continue;
        }
        if (step.state != StepState::Intended && known->doneAt) { // an action begins anew, its end does not
            step.doneAt = known->doneAt;
        }
        *known = std::move(step);
    }
    return newest;
}

Result<std::optional<TestWindow>> SqlDossier::testWindow() const
{
    const auto has = hasSteps();
    if (!has) {
        return fail(has.error());
    }
    std::optional<TestWindow> newest;
    auto done = m_connection->query(
        *has ? QStringLiteral("SELECT n, opened_at, closed_at, planned_end, detail FROM windows ORDER BY n DESC LIMIT 1")
             : QStringLiteral("SELECT n, opened_at, closed_at, '', '{}' FROM windows ORDER BY n DESC LIMIT 1"),
        {}, [&](const SqlRow& row) -> Result<> {
            const auto detail = parseJson(row.text(4), "the detail of a test window");
            newest = TestWindow{row.integer(0), row.time(1), row.optionalTime(2), std::nullopt, detail ? *detail : Json(), {}};
            if (const std::string end = row.text(3); !end.empty()) {
                newest->plannedEnd = row.time(3);
            }
            return {};
        });
    if (!done) {
        return fail(done.error());
    }
    if (newest) {
        auto taken = steps(newest->number);
        if (!taken) {
            return fail(taken.error());
        }
        newest->steps = *std::move(taken);
    }
    return newest;
}

Result<std::optional<std::pair<WallTime, std::optional<WallTime>>>> SqlDossier::window() const
{
    std::optional<std::pair<WallTime, std::optional<WallTime>>> newest;
    auto done = m_connection->query(QStringLiteral("SELECT opened_at, closed_at FROM windows ORDER BY n DESC LIMIT 1"), {},
                                    [&](const SqlRow& row) -> Result<> {
                                        newest.emplace(row.time(0), row.optionalTime(1));
                                        return {};
                                    });
    return done ? Result(newest) : fail(done.error());
}

/// What a program left that ended in the middle: actions of the checklist do not run for ever, and an open window is named.
Result<> SqlDossier::closeInterruptedSteps()
{
    const auto actions = steps(0);
    if (!actions) {
        return fail(actions.error());
    }
    for (const OutsideStep& step : *actions) {
        if (step.state != StepState::Intended || step.isWriterAlive) {
            continue;
        }
        OutsideStep interrupted = step;
        interrupted.state = StepState::Unknown;
        interrupted.reason =
            "the program that ran it ended at or after " + formatUtcClock(step.at) + " UTC, before it knew the result";
        interrupted.by = {};
        interrupted.at = systemClock().wallNow();
        if (const auto added = addStep(interrupted, step.number); !added) {
            if (added.error().kind == Error::Kind::Conflict) {
                continue; // another program was faster
            }
            return fail(added.error());
        }
        const ItemChange change{step.step, ItemState::Unknown, "", "interrupted: " + interrupted.reason, {}, {}, interrupted.at};
        if (auto changed = addItemChange(change, {}); !changed) {
            return changed;
        }
        m_notes.push_back(step.step + " was interrupted: " + interrupted.reason);
    }
    const auto newest = testWindow();
    if (!newest) {
        return fail(newest.error());
    }
    if (*newest) {
        if (std::string note = windowNote(**newest, systemClock().wallNow()); !note.empty()) {
            m_notes.push_back(note + "; look with: holdpointctl window " + file().string() +
                              " status, and end it with: holdpointctl window " + file().string() + " close");
        }
    }
    return {};
}

Result<> SqlDossier::checkWindows(AuditIndex& index) const
{
    const auto has = hasSteps();
    const auto taken = allSteps();
    if (!has || !taken) {
        return fail(!has ? has.error() : taken.error());
    }
    std::vector<AuditIndex::Row> opened;
    std::vector<AuditIndex::Row> closed;
    auto done =
        m_connection->query(*has ? QStringLiteral("SELECT n, opened_at, closed_at, planned_end, detail FROM windows ORDER BY n")
                                 : QStringLiteral("SELECT n, opened_at, closed_at, '', '{}' FROM windows ORDER BY n"),
                            {}, [&](const SqlRow& row) -> Result<> {
                                const auto detail = parseJson(row.text(4), "detail");
                                const Json unreadable{{"unreadable", row.text(4)}};
                                opened.push_back({"the opening of a test window",
                                                  windowDetail(row.integer(0), row.text(3), detail ? *detail : unreadable),
                                                  {},
                                                  row.time(1)});
                                if (const auto at = row.optionalTime(2)) {
                                    closed.push_back({"the end of a test window", Json{{"window", row.integer(0)}}, {}, *at});
                                }
                                return {};
                            });
    if (!done) {
        return done;
    }
    index.compare("windows opened", index.entries({"test window opened"}), opened);
    index.compare("windows closed", index.entries({"test window closed"}), closed);
    std::vector<AuditIndex::Row> rows;
    for (const OutsideStep& step : *taken) {
        rows.push_back({"step " + std::to_string(step.number) + " (" + step.step + ")", detailOf(step), step.by, step.at});
    }
    index.compare("outside_steps", index.entries({kAuditStep}), rows);
    return {};
}

} // namespace holdpoint
