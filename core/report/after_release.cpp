// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/report/after_release.h"

#include "core/base/text.h"
#include "core/base/time_format.h"
#include "core/base/units.h"

#include <algorithm>
#include <cmath>
#include <map>

namespace holdpoint {

namespace {

using Days = std::chrono::duration<std::int64_t, std::ratio<86400>>;

constexpr Days kFirstWeek{7};
constexpr double kRoomAboveReal = 1.25; // of a proposed latency target
constexpr double kTightenBelow = 0.6;   // of the target: what is far better than asked for may be asked for
constexpr double kRoomOfTest = 1.5;     // of the real peak (live.traffic)
constexpr double kPredictionSlack = 0.2;

Json pointsJson(const std::vector<ProductionPoint>& points)
{
    Json json = Json::array();
    for (const ProductionPoint& point : points) {
        const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(point.at.time_since_epoch()).count();
        json.push_back(Json::array({seconds, point.value}));
    }
    return json;
}

std::vector<ProductionPoint> pointsFrom(const Json& json)
{
    std::vector<ProductionPoint> points;
    for (const Json& each : json.is_array() ? json : Json::array()) {
        if (each.is_array() && each.size() == 2 && each[0].is_number() && each[1].is_number()) {
            const auto seconds = std::chrono::seconds{static_cast<std::int64_t>(each[0].get<double>())};
            points.push_back({WallTime{std::chrono::duration_cast<WallTime::duration>(seconds)}, each[1].get<double>()});
        }
    }
    return points;
}

struct DueRule
{
    const char* item;
    int days;
    bool isDaily;
};
constexpr DueRule kDue[] = {
    {"live.traffic", 7, true},       {"live.targets-met", 7, true}, {"live.no-unexpected-errors", 7, true},
    {"live.autoscaling", 7, false},  {"live.cost", 7, false},       {"upkeep.monthly-regression", 7, false},
    {"upkeep.test-data", 10, false}, {"improve.lessons", 7, false}, {"improve.guide", 10, false},
    {"improve.share", 10, false}};

DueRule dueRuleOf(const ItemDefinition& item)
{
    const auto* const known =
        std::find_if(std::begin(kDue), std::end(kDue), [&](const DueRule& each) { return item.id == each.item; });
    const bool isUpkeep = item.section == "19" || item.section == "20";
    return known != std::end(kDue) ? *known : DueRule{"", isUpkeep ? 10 : 7, false};
}

bool isOfAfter(const ItemView& item)
{
    return (item.definition->gate == Gate::AfterRelease && item.definition->isBox) ||
           (item.state == ItemState::Deferred && item.deferredTo == Gate::AfterRelease);
}

bool isDecided(ItemState state)
{
    return state == ItemState::Pass || state == ItemState::NotApplicable || state == ItemState::Overridden;
}

std::optional<WallTime> parameterTime(const Plan& plan)
{
    const std::string text = stringAt(memberAt(plan.checklist, "parameters"), "released_at");
    const auto time = parseUtc(text);
    return time ? std::optional(*time) : std::nullopt;
}

std::optional<double> quantile(std::vector<ProductionPoint> points, double share)
{
    if (points.empty()) {
        return std::nullopt;
    }
    std::sort(points.begin(), points.end(), [](const auto& a, const auto& b) { return a.value < b.value; });
    return points[static_cast<std::size_t>(std::ceil(share * static_cast<double>(points.size()))) - 1].value;
}

std::vector<TargetProposal> proposalsOf(const AfterRelease& after, const Plan& plan)
{
    std::vector<TargetProposal> proposals;
    if (after.prediction && after.testedRate && after.prediction->peak > *after.testedRate) {
        proposals.push_back({"Tested load", formatNumber(*after.testedRate, 0) + " /s",
                             formatNumber(std::ceil(after.prediction->peak), 0) + " /s",
                             "the predicted peak is above what a passing run has proven"});
    }
    if (!after.look) {
        return proposals;
    }
    const double target = latencyTargetOf(plan);
    const auto p95 = quantile(after.look->latency, 0.95);
    constexpr std::size_t kDayOfHours = 24;
    if (p95 && after.look->latency.size() >= kDayOfHours && *p95 > 0 && *p95 < kTightenBelow * target) {
        const double wanted = std::ceil(kRoomAboveReal * *p95 / 10) * 10;
        proposals.push_back({"API p95 target", formatMillis(target), formatMillis(wanted),
                             "95\u00a0% of the hours in production were at or below " + formatMillis(*p95) + "; " +
                                 formatNumber(kRoomAboveReal, 2) + " times that"});
    }
    const auto peak = after.look->peak();
    if (peak && after.testedRate && *peak * kRoomOfTest > *after.testedRate) {
        std::erase_if(proposals,
                      [](const TargetProposal& each) { return each.what == "Tested load"; }); // what is real tells more
        proposals.push_back(
            {"Tested load", formatNumber(*after.testedRate, 0) + " /s", formatNumber(std::ceil(*peak * kRoomOfTest), 0) + " /s",
             "the real peak is " + formatNumber(*peak, 0) + " /s; tests need " + formatNumber(kRoomOfTest, 1) + " times that"});
    }
    if (after.overPrediction && std::abs(*after.overPrediction) > kPredictionSlack && peak) {
        proposals.push_back({"Predicted peak", formatNumber(after.prediction->peak, 0) + " /s", formatNumber(*peak, 0) + " /s",
                             "the real peak differs by " + formatNumber(100 * *after.overPrediction, 0) + "\u00a0%"});
    }
    return proposals;
}

} // namespace

std::optional<double> ProductionLook::peak() const
{
    std::optional<double> most;
    for (const ProductionPoint& point : traffic) {
        most = most ? std::max(*most, point.value) : point.value;
    }
    return most;
}

Json toJson(const ProductionLook& look)
{
    return Json{{"from", formatUtc(look.from)},
                {"to", formatUtc(look.to)},
                {"traffic", pointsJson(look.traffic)},
                {"latency", pointsJson(look.latency)},
                {"errors_percent", look.errorPercent ? Json(*look.errorPercent) : Json()},
                {"why", look.why}};
}

ProductionLook productionLookFrom(const Json& content)
{
    ProductionLook look;
    const auto from = parseUtc(stringAt(content, "from"));
    const auto to = parseUtc(stringAt(content, "to"));
    look.from = from ? *from : WallTime{};
    look.to = to ? *to : WallTime{};
    look.traffic = pointsFrom(memberAt(content, "traffic"));
    look.latency = pointsFrom(memberAt(content, "latency"));
    if (const Json& errors = memberAt(content, "errors_percent"); errors.is_number()) {
        look.errorPercent = errors.get<double>();
    }
    look.why = stringAt(content, "why");
    return look;
}

double Prediction::at(WallTime time) const
{
    const auto hours = std::chrono::duration_cast<std::chrono::hours>(time.time_since_epoch()).count();
    return day.size() == 24 ? day[static_cast<std::size_t>(((hours % 24) + 24) % 24)] : peak;
}

Json toJson(const Prediction& prediction)
{
    return Json{{"peak", prediction.peak}, {"day", prediction.day}};
}

Result<Prediction> checkedPrediction(Prediction prediction)
{
    const auto isRate = [](double value) { return std::isfinite(value) && value >= 0; };
    if (!prediction.day.empty() && prediction.day.size() != 24) {
        return fail(Error::Kind::Invalid, "a day has 24 hours; " + std::to_string(prediction.day.size()) + " values were given");
    }
    if (!std::all_of(prediction.day.begin(), prediction.day.end(), isRate)) {
        return fail(Error::Kind::Invalid, "a predicted rate must be a number of at least 0");
    }
    if (!prediction.day.empty() && prediction.peak <= 0) {
        prediction.peak = *std::max_element(prediction.day.begin(), prediction.day.end());
    }
    if (!isRate(prediction.peak) || prediction.peak <= 0) {
        return fail(Error::Kind::Invalid, "the predicted peak must be a number of requests per second above 0");
    }
    return prediction;
}

double latencyTargetOf(const Plan& plan)
{
    constexpr double kSourceTable = 300;
    for (const ThresholdRule& rule : plan.thresholds) {
        if (rule.id.find("latency") != std::string::npos && rule.metric.find("kind:api") != std::string::npos) {
            return rule.target.limit;
        }
    }
    return kSourceTable;
}

std::optional<WallTime> releasedAt(const std::vector<LogEntry>& entries)
{
    std::optional<WallTime> newest;
    for (const LogEntry& entry : entries) {
        const auto at = entry.kind == kLogRelease ? parseUtc(stringAt(entry.content, "at"))
                                                  : Result<WallTime>(fail(Error::Kind::NotFound, ""));
        newest = at ? std::optional(*at) : newest;
    }
    return newest;
}

AfterRelease afterReleaseOf(const std::vector<LogEntry>& entries, const Report& report, const Plan& plan, WallTime now)
{
    AfterRelease after;
    const auto told = releasedAt(entries);
    after.releasedAt = told ? told : parameterTime(plan);
    std::map<std::string, WallTime> dates; // a person's
    for (const LogEntry& entry : entries) {
        if (entry.kind == kLogPrediction) {
            Prediction prediction{numberAt(entry.content, "peak"), {}};
            for (const Json& each : memberAt(entry.content, "day")) {
                prediction.day.push_back(each.is_number() ? each.get<double>() : -1);
            }
            if (auto checked = checkedPrediction(std::move(prediction))) {
                after.prediction = *std::move(checked);
            }
        } else if (entry.kind == kLogProduction) {
            after.look = productionLookFrom(entry.content);
        } else if (entry.kind == kLogLesson) {
            after.lessons.push_back({entry.at, entry.by.name, stringAt(entry.content, "text"), std::string(kLogLesson)});
        } else if (entry.kind == kLogDue) {
            if (const auto at = parseUtc(stringAt(entry.content, "date"))) {
                dates[entry.ref] = *at;
            }
        } else if (entry.kind == kLogSchedule) {
            RegressionSchedule schedule{stringAt(entry.content, "name"),
                                        stringAt(entry.content, "way"),
                                        static_cast<int>(integerAt(entry.content, "day")),
                                        static_cast<int>(integerAt(entry.content, "hour")),
                                        static_cast<int>(integerAt(entry.content, "minute")),
                                        stringAt(entry.content, "plan"),
                                        stringAt(entry.content, "dossier"),
                                        stringAt(entry.content, "release"),
                                        stringAt(entry.content, "program"),
                                        stringAt(entry.content, "file"),
                                        stringAt(entry.content, "env_file")};
            if (auto checked = checkedSchedule(std::move(schedule))) {
                after.schedule = *std::move(checked);
                after.nextRegression = nextRun(*after.schedule, now);
            }
        }
    }
    if (after.releasedAt) {
        after.weekEnds = *after.releasedAt + std::chrono::duration_cast<WallTime::duration>(kFirstWeek);
    }
    for (const TestReport& test : report.tests) {
        for (const RunRecord& run : test.runs) {
            const bool isProof = run.result.outcome == RunOutcome::Passed || run.result.outcome == RunOutcome::Warned;
            const double rate = numberAt(memberAt(run.result.metrics, "http_reqs"), "rate");
            if (decidesTest(run.kind) && run.isCounting && isProof && rate > after.testedRate.value_or(0)) {
                after.testedRate = rate;
                after.testedRun = run.id;
            }
        }
    }
    if (const auto peak = after.look ? after.look->peak() : std::nullopt; peak && after.prediction) {
        after.overPrediction = *peak / after.prediction->peak - 1;
    }
    for (const ItemView& item : report.checklist.items) {
        if (isOfAfter(item)) {
            const DueRule rule = dueRuleOf(*item.definition);
            DueTask task;
            task.item = item.definition->id;
            task.text = item.definition->text;
            task.state = item.state;
            task.value = item.value.empty() ? item.reason : item.value;
            task.owner = item.definition->owner;
            task.section = item.definition->section;
            const auto date = dates.find(task.item);
            task.isDaily = rule.isDaily && date == dates.end();
            if (date != dates.end()) {
                task.due = date->second;
            } else if (after.releasedAt) {
                task.due = *after.releasedAt + std::chrono::duration_cast<WallTime::duration>(Days{rule.days});
            }
            task.isOverdue = task.due && *task.due < now && !isDecided(task.state);
            after.tasks.push_back(std::move(task));
        }
        if (!item.note.empty()) {
            after.lessons.push_back({item.at.value_or(report.generatedAt), item.by.name, item.note, item.definition->id});
        }
        if (item.state == ItemState::Overridden && !item.reason.empty() && !item.by.name.empty()) {
            after.lessons.push_back({item.at.value_or(report.generatedAt), item.by.name, item.reason, item.definition->id});
        }
    }
    std::stable_sort(after.lessons.begin(), after.lessons.end(), [](const Lesson& a, const Lesson& b) { return a.at < b.at; });
    after.proposals = proposalsOf(after, plan);
    return after;
}

} // namespace holdpoint
