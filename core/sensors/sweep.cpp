// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/sensors/sweep.h"

#include "core/base/text.h"
#include "core/base/time_format.h"
#include "core/monitor/plan_services.h"
#include "core/sensors/askers.h"

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
    bool isOptional = false;
};

Asked questionFor(const FactPlan& fact, const Plan& plan, const Parameters& parameters)
{
    Asked asked;
    asked.fact = &fact;
    asked.otherwise = memberAt(fact.spec, "default");
    asked.absent = stringAt(fact.spec, "absent");
    asked.isOptional = boolAt(fact.spec, "optional");
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
    filled->erase("optional");
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

bool wasCancelled(const FactValue& value)
{
    return value.answer.isUnknown() && value.answer.unknown().kind == Unknown::Kind::Cancelled;
}

/// Down, not merely without this one answer.
bool isDown(const Answer<Json>& answer)
{
    return answer.isUnknown() && isOfSource(answer.unknown().kind) && answer.unknown().kind != Unknown::Kind::NotConfigured &&
           answer.unknown().kind != Unknown::Kind::Cancelled;
}

} // namespace

/// One item on its way.
struct Sensors::Work
{
    const ItemDefinition* item = nullptr;
    std::vector<Asked> asked; // its facts point into the item's
    bool isDone = false;

    bool hasAll(const std::map<std::string, Fact>& facts) const
    {
        return std::all_of(asked.begin(), asked.end(),
                           [&facts](const Asked& each) { return !each.question || facts.contains(each.question->identity()); });
    }
};

Sensors::Sensors(const Plan& plan, const ChecklistTemplate& definition, SenseInputs inputs)
    : m_plan(plan), m_fetcher(planFetcherOptions(plan)), m_context{plan,  m_fetcher,   std::move(inputs), std::chrono::seconds{5},
                                                                   false, &m_isStopped},
      m_parameters(plan, definition.parameters), m_redactor(planHidden(plan))
{
    m_parameters.set(m_context.inputs.parameters);
}

void Sensors::setInputs(SenseInputs inputs)
{
    m_context.inputs = inputs;
    m_parameters.set(inputs.parameters);
    if (m_store != nullptr) {
        m_store->setInputs(std::move(inputs));
    }
}

void Sensors::stop()
{
    m_isStopped = true;
    m_fetcher.stop();
}

SensedItem Sensors::judge(const Work& work, const std::map<std::string, Fact>& facts) const
{
    SensedItem sensed;
    sensed.item = work.item;
    sensed.at = m_fetcher.clock().wallNow();
    sensed.evidence = Json::array();
    std::map<std::string, FactValue> values;
    std::set<std::string> titles;
    for (const Asked& asked : work.asked) {
        FactValue value;
        value.isOptional = asked.isOptional;
        Json row{{"fact", asked.fact->name}, {"kind", asked.fact->kind}};
        if (asked.fault) {
            value.answer = *asked.fault;
        } else if (asked.question) {
            const Fact& fact = facts.at(asked.question->identity());
            // a comparison fails for one of its sides, a span's probe for its collector or for Jaeger
            const bool isOfOther = fact.answer.isUnknown() && !fact.answer.unknown().source.empty();
            const std::string title = sourceTitle(asked.question->source);
            value.source = isOfOther ? sourceTitle(fact.answer.unknown().source) : title;
            value.isBlocked = !fact.blockedBy.empty() || isDown(fact.answer);
            value.answer = takeValue(fact.answer, asked.take, asked.otherwise, asked.absent);
            value.pending = asked.absent;
            value.words =
                asked.question->kind == "hint" && fact.answer.isKnown() ? stringAt(fact.answer.value(), "sentence") : "";
            titles.insert(title);
            sensed.at = std::min(sensed.at, fact.at);
            row["source"] = title;
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
        if (wasCancelled(value)) {
            sensed.isGivenUp = true;
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
    sensed.result = judgeSense(*work.item->sense, work.item->kind, values, m_parameters);
    sensed.result.value = m_redactor.redact(sensed.result.value);
    sensed.result.reason = m_redactor.redact(sensed.result.reason);
    sensed.source = join(std::vector<std::string>(titles.begin(), titles.end()), ", ");
    return sensed;
}

ItemSweep Sensors::sweep(const std::vector<const ItemDefinition*>& items, Nanos maxAge,
                         const std::function<void(const SweepProgress&)>& progress)
{
    if (m_store == nullptr) {
        m_store = std::make_unique<FactStore>(m_context);
    }
    std::vector<Work> all;
    all.reserve(items.size()); // asked facts point into it
    std::vector<FactQuestion> questions;
    for (const ItemDefinition* item : items) {
        if (!item->sense) {
            continue;
        }
        Work& work = all.emplace_back(Work{item, {}, false});
        for (const FactPlan& fact : item->sense->facts) {
            work.asked.push_back(questionFor(fact, m_plan, m_parameters));
            if (work.asked.back().question) {
                questions.push_back(*work.asked.back().question);
            }
        }
    }
    std::map<const ItemDefinition*, SensedItem> decided;
    const auto decide = [&](const FactProgress& now) {
        SweepProgress step;
        step.done = now.done;
        step.of = now.of;
        step.waiting = now.waiting;
        SourceReport source;
        if (now.source != nullptr) {
            source = *now.source;
            source.error = m_redactor.redact(source.error);
            step.source = &source;
        }
        for (Work& work : all) {
            if (work.isDone || !work.hasAll(now.facts)) {
                continue;
            }
            work.isDone = true;
            SensedItem sensed = judge(work, now.facts);
            if (!sensed.isGivenUp) {
                step.items.push_back(sensed);
                decided[work.item] = std::move(sensed);
            }
        }
        if (progress) {
            progress(step);
        }
    };
    ItemSweep result;
    result.sources = m_store->sweep(questions, maxAge, decide).sources;
    for (const Work& work : all) {
        if (const auto found = decided.find(work.item); found != decided.end()) {
            result.items.push_back(std::move(found->second));
        }
    }
    for (SourceReport& source : result.sources) {
        source.error = m_redactor.redact(source.error);
    }
    return result;
}

} // namespace holdpoint
