// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/sensors/sweep.h"

#include "core/base/text.h"
#include "core/base/time_format.h"
#include "core/monitor/plan_services.h"

#include <algorithm>
#include <set>

namespace holdpoint {

namespace {

constexpr std::size_t kKeptAnswer = std::size_t{8} << 10U; // bytes of one fact's evidence

/// One fact of an item on its way.
struct Asked
{
    const FactPlan* fact = nullptr;
    std::optional<FactQuestion> question; // none: calculated, or it cannot be asked
    std::optional<Unknown> fault;
    std::string take;
    Json otherwise;
    std::string absent;
};

Asked questionFor(const FactPlan& fact, const Plan& plan, const Parameters& parameters)
{
    Asked asked;
    asked.fact = &fact;
    asked.otherwise = memberAt(fact.spec, "default");
    asked.absent = stringAt(fact.spec, "absent");
    if (fact.kind == "calc") {
        return asked;
    }
    const FactKind* kind = factKind(fact.kind);
    if (kind == nullptr) {
        asked.fault = unknown(Unknown::Kind::NotConfigured, "the `" + fact.kind + "` sensor comes with a later version");
        return asked;
    }
    auto filled = parameters.fill(fact.spec);
    if (!filled) {
        asked.fault = unknown(Unknown::Kind::NotConfigured, filled.error().message);
        return asked;
    }
    asked.take = stringAt(*filled, "take", kind->take);
    filled->erase("take");
    filled->erase("default");
    filled->erase("absent");
    asked.question = FactQuestion{fact.kind, kind->source(plan, *filled), *filled};
    return asked;
}

Json exchangesOf(const std::vector<ExchangeRecord>& evidence)
{
    Json list = Json::array();
    for (const ExchangeRecord& each : evidence) {
        list.push_back(Json{{"request", each.method + " " + each.url}, {"status", each.status}, {"at", formatUtc(each.at)}});
    }
    return list;
}

} // namespace

Sensors::Sensors(const Plan& plan, const ChecklistTemplate& definition, SenseInputs inputs)
    : m_plan(plan), m_fetcher(planFetcherOptions(plan)), m_context{plan,  m_fetcher,   std::move(inputs), std::chrono::seconds{5},
                                                                   false, &m_isStopped},
      m_parameters(plan, definition.parameters), m_redactor(plan.secrets)
{}

void Sensors::stop()
{
    m_isStopped = true;
    m_fetcher.stop();
}

std::optional<SensePlan> Sensors::senseOf(const ItemDefinition& item) const
{
    const Json& own = memberAt(memberAt(m_plan.checklist, "sensors"), item.id);
    if (!own.is_object()) {
        return item.sense;
    }
    FaultList faults(m_plan.path.string()); // the plan's reader has shown them
    const PlanNode facts = nodeFromJson(memberAt(own, "facts"), faults);
    const Json& rule = memberAt(own, "pass");
    return readSense(facts, rule.is_string() ? rule.get<std::string>() : dumpJson(rule), facts, faults);
}

ItemSweep Sensors::sweep(const std::vector<const ItemDefinition*>& items, Nanos maxAge,
                         const std::function<void(const SweepProgress&)>& progress)
{
    if (m_store == nullptr) {
        m_store = std::make_unique<FactStore>(m_context);
    }
    struct Work
    {
        const ItemDefinition* item = nullptr;
        SensePlan sense;
        std::vector<Asked> asked;
    };
    std::vector<Work> all;
    all.reserve(items.size()); // asked facts point into it
    std::vector<FactQuestion> questions;
    for (const ItemDefinition* item : items) {
        auto sense = senseOf(*item);
        if (!sense) {
            continue;
        }
        Work& work = all.emplace_back(Work{item, *std::move(sense), {}});
        for (const FactPlan& fact : work.sense.facts) {
            work.asked.push_back(questionFor(fact, m_plan, m_parameters));
            if (work.asked.back().question) {
                questions.push_back(*work.asked.back().question);
            }
        }
    }
    FactStore::Sweep swept = m_store->sweep(questions, maxAge, progress);
    ItemSweep result;
    result.sources = std::move(swept.sources);
    for (const Work& work : all) {
        SensedItem sensed;
        sensed.item = work.item;
        sensed.at = m_fetcher.clock().wallNow();
        sensed.evidence = Json::array();
        std::map<std::string, FactValue> values;
        std::set<std::string> titles;
        for (const Asked& asked : work.asked) {
            FactValue value;
            Json row{{"fact", asked.fact->name}, {"kind", asked.fact->kind}};
            if (asked.fault) {
                value.answer = *asked.fault;
            } else if (asked.question) {
                const Fact& fact = swept.facts.at(asked.question->identity());
                value.source = sourceTitle(asked.question->source);
                value.isBlocked = !fact.blockedBy.empty();
                value.answer = takeValue(fact.answer, asked.take, asked.otherwise, asked.absent);
                value.pending = asked.absent;
                titles.insert(value.source);
                sensed.at = std::min(sensed.at, fact.at);
                row["question"] = m_redactor.redact(fact.question);
                row["at"] = formatUtc(fact.at);
                row["ms"] = std::chrono::duration_cast<Millis>(fact.took).count();
                if (fact.answer.isKnown()) {
                    row["answer"] = shortened(m_redactor.redact(dumpJson(fact.answer.value())), kKeptAnswer);
                }
                if (!fact.answer.evidence.empty()) {
                    row["exchanges"] = exchangesOf(fact.answer.evidence);
                }
            } else {
                row["question"] = stringAt(asked.fact->spec, "calc");
                const auto formula = m_parameters.fill(std::string_view(stringAt(asked.fact->spec, "calc")));
                value.answer = formula ? calculate(*formula, values)
                                       : Answer<Json>(unknown(Unknown::Kind::NotConfigured, formula.error().message));
                value.answer = takeValue(value.answer, "", asked.otherwise, asked.absent);
            }
            if (value.answer.isUnknown()) {
                Unknown why = value.answer.unknown();
                why.reason = m_redactor.redact(why.reason);
                row["unknown"] = why.reason;
                value.answer = std::move(why);
            }
            values[asked.fact->name] = std::move(value);
            sensed.evidence.push_back(std::move(row));
        }
        sensed.result = judgeSense(work.sense, work.item->kind, values, m_parameters);
        sensed.result.value = m_redactor.redact(sensed.result.value);
        sensed.result.reason = m_redactor.redact(sensed.result.reason);
        sensed.source = join(std::vector<std::string>(titles.begin(), titles.end()), ", ");
        result.items.push_back(std::move(sensed));
    }
    for (SourceReport& source : result.sources) {
        source.error = m_redactor.redact(source.error);
    }
    return result;
}

} // namespace holdpoint
