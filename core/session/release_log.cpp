// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/release_log.h"

#include "core/analysis/bottlenecks.h"
#include "core/base/text.h"
#include "core/base/time_format.h"
#include "core/dossier/log_number.h"
#include "core/session/session_parts.h"

#include <algorithm>

namespace holdpoint {

namespace {

constexpr std::size_t kMostLesson = 4000;
constexpr auto kClockSkew = std::chrono::minutes{5};

Result<> store(Session& session, std::string_view kind, const std::string& ref, Json content, const Person& by)
{
    const auto person = statedPerson(by);
    if (!person) {
        return fail(person.error());
    }
    LogEntry entry;
    entry.kind = kind;
    entry.ref = ref;
    entry.content = std::move(content);
    entry.by = *person;
    entry.at = systemClock().wallNow();
    auto stored = addLogEntry(session.dossier(), entry);
    if (stored) {
        session.noteChange();
    }
    return stored;
}

Result<> checkBox(const Session& session, const std::string& box)
{
    std::vector<std::string> boxes;
    for (const ItemDefinition& item : session.checklistTemplate().items) {
        if (item.section == "12" && item.isBox) {
            boxes.push_back(item.id);
        }
    }
    if (boxes.empty() && !box.empty()) {
        return fail(Error::Kind::NotFound,
                    "the checklist has no box `" + shortened(box, 60) + "`: it has no section 12 at all; leave the box out");
    }
    if (boxes.empty() || std::find(boxes.begin(), boxes.end(), box) != boxes.end()) {
        return {};
    }
    return fail(Error::Kind::Invalid, (box.empty() ? std::string("an optimisation belongs to a box of section 12; name one of ")
                                                   : "`" + shortened(box, 60) + "` is no box of section 12; they are ") +
                                          join(boxes, ", "));
}

} // namespace

Result<std::string> logOptimisation(Session& session, Optimisation optimisation, const Person& by)
{
    if (auto known = checkBox(session, optimisation.box); !known) {
        return fail(known.error());
    }
    std::vector<std::string> tests;
    for (const TestPlan& test : session.plan().tests) {
        tests.push_back(test.id);
    }
    for (const std::string& test : optimisation.tests) {
        if (session.plan().test(test) == nullptr) {
            return fail(Error::Kind::NotFound, "the plan has no test `" + shortened(test, 60) + "`" + didYouMean(test, tests));
        }
    }
    if (!optimisation.finding.empty() && remedyOf(optimisation.finding).empty()) {
        return fail(Error::Kind::NotFound,
                    "`" + shortened(optimisation.finding, 40) + "` is no finding; `holdpointctl analyse` lists them");
    }
    if (optimisation.at == WallTime{}) {
        optimisation.at = systemClock().wallNow();
    }
    if (optimisation.at > systemClock().wallNow() + kClockSkew) {
        return fail(Error::Kind::Invalid,
                    "an optimisation is logged once it is made; " + formatUtcSeconds(optimisation.at) + " is in the future");
    }
    const auto entry = logEntryOf(optimisation);
    if (!entry) {
        return fail(entry.error());
    }
    if (const auto stored = store(session, kLogOptimisation, std::string(kNextLogRef), entry->content, by); !stored) {
        return fail(stored.error());
    }
    const auto all = logEntries(session.dossier());
    if (!all) {
        return fail(all.error());
    }
    const auto own = std::find_if(all->rbegin(), all->rend(), [&](const LogEntry& each) {
        return each.kind == kLogOptimisation && each.content == entry->content;
    });
    return own != all->rend() ? Result<std::string>(own->ref)
                              : fail(Error::Kind::Conflict, "the optimisation was taken back by somebody else at once");
}

Result<> takeBack(Session& session, std::string_view kind, const std::string& ref, const Person& by)
{
    const auto entries = logEntries(session.dossier());
    if (!entries) {
        return fail(entries.error());
    }
    const bool isKnown =
        std::any_of(entries->begin(), entries->end(), [&](const LogEntry& each) { return each.kind == kind && each.ref == ref; });
    return isKnown ? store(session, kind, ref, Json::object(), by)
                   : fail(Error::Kind::NotFound, "there is no " + std::string(kind) + " " + shortened(ref, 40));
}

Result<> logLesson(Session& session, const std::string& text, const Person& by)
{
    const std::string kept(trimmed(text));
    if (kept.empty() || kept.size() > kMostLesson) {
        return fail(Error::Kind::Invalid, kept.empty() ? "a lesson needs a sentence" : "a lesson has at most 4,000 bytes");
    }
    return store(session, kLogLesson, std::string(kNextLogRef), Json{{"text", kept}}, by);
}

Result<> logReleased(Session& session, WallTime at, const Person& by)
{
    if (at > systemClock().wallNow() + std::chrono::hours{24 * 366}) {
        return fail(Error::Kind::Invalid, "a release more than a year ahead is no date");
    }
    return store(session, kLogRelease, "released", Json{{"at", formatUtc(at)}}, by);
}

Result<> logPrediction(Session& session, const Prediction& prediction, const Person& by)
{
    const auto checked = checkedPrediction(prediction);
    return checked ? store(session, kLogPrediction, "traffic", toJson(*checked), by) : fail(checked.error());
}

Result<> logDue(Session& session, const std::string& item, WallTime date, const Person& by)
{
    if (session.checklistTemplate().item(item) == nullptr) {
        std::vector<std::string> ids;
        for (const ItemDefinition& known : session.checklistTemplate().items) {
            ids.push_back(known.id);
        }
        return fail(Error::Kind::NotFound, "the checklist has no item `" + shortened(item, 60) + "`" + didYouMean(item, ids));
    }
    constexpr auto kDay = std::chrono::hours{24}; // a date is its first moment: today's is no past
    if (date + kDay < systemClock().wallNow()) {
        return fail(Error::Kind::Invalid, formatUtcSeconds(date).substr(0, 10) + " is over; a task is due on a day to come");
    }
    return store(session, kLogDue, item, Json{{"date", formatUtc(date)}}, by);
}

Result<> logProduction(Session& session, const ProductionLook& look, const Person& by)
{
    return store(session, kLogProduction, "hourly", toJson(look), by);
}

Result<> logSchedule(Session& session, const RegressionSchedule& schedule, const Person& by)
{
    return store(session, kLogSchedule, "regression", toJson(schedule), by);
}

Result<AfterRelease> afterRelease(Session& session)
{
    const auto report = session.report();
    if (report == nullptr) {
        return fail(Error::Kind::Internal, session.lastError());
    }
    const auto entries = logEntries(session.dossier());
    return entries ? Result(afterReleaseOf(*entries, *report, session.plan(), systemClock().wallNow())) : fail(entries.error());
}

} // namespace holdpoint
