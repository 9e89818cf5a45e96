// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/sample_release.h"

#include <QDir>
#include <QFile>
#include <gtest/gtest.h>

namespace holdpoint::test {

namespace {

const QString kPlans = QStringLiteral(HOLDPOINT_SOURCE_DIR "/resources/plans/");

struct Sight
{
    const char* id;
    ItemState state;
    const char* value;
    const char* source;
    int ageSeconds;
};

const Sight kSights[] = {
    {"env.staging-mirrors-production", ItemState::Fail, "1.8.3 matches, child fails", "HTTP", 12},
    {"env.realistic-data-volume", ItemState::Pass, "0.83 of production size", "Prometheus", 38},
    {"env.same-infrastructure", ItemState::Fail, "1 of 4 differs", "", 21},
    {"env.same-server-specs", ItemState::Pass, "4 \u00d7 8 cores, 32 GiB", "Prometheus", 38},
    {"env.same-database-config", ItemState::Pass, "0 differences, 3 ignored", "Prometheus", 38},
    {"env.same-redis-config", ItemState::Fail, "maxmemory-policy differs", "Redis", 21},
    {"env.same-load-balancer", ItemState::Pass, "T. Wren: diff attached", "person", 7300},
    {"env.isolated-from-production", ItemState::Pass, "0.0 req/s, host allowed", "Prometheus", 12},
    {"env.ssl-certificates-valid", ItemState::Pass, "expires in 61 days", "TLS", 250},
};

/// States for what follows in the template, so that every look is on the picture.
const ItemState kCycle[] = {ItemState::Unknown, ItemState::Pass, ItemState::Deferred,   ItemState::Pass, ItemState::Pass,
                            ItemState::Stale,   ItemState::Pass, ItemState::Overridden, ItemState::Pass, ItemState::Pass};

const char* valueFor(ItemState state)
{
    switch (state) {
    case ItemState::Unknown:
        return "blocked by Jaeger";
    case ItemState::Deferred:
        return "5 of 6 found";
    case ItemState::Stale:
        return "0 DEBUG lines, 22 min ago";
    case ItemState::Overridden:
        return "184 of 200";
    default:
        return "14 of 14 targets up";
    }
}

} // namespace

Person sampleQa()
{
    return {"A. Rao", Role::Qa, "arao"};
}

Person sampleTechLead()
{
    return {"T. Wren", Role::TechLead, "twren"};
}

SampleRelease::SampleRelease(std::map<std::string, std::string> variables) : m_variables(std::move(variables))
{
    QDir(m_folder.path()).mkdir(QStringLiteral("data"));
    EXPECT_TRUE(QFile::copy(kPlans + QStringLiteral("pre-production.yaml"), planFile()));
    EXPECT_TRUE(QFile::copy(kPlans + QStringLiteral("data/users.csv"), file(QStringLiteral("data/users.csv"))));
    Session::Opened opened = Session::open(request());
    for (const PlanFault& fault : opened.faults) {
        ADD_FAILURE() << fault.text();
    }
    if (opened.session == nullptr) {
        ADD_FAILURE() << (opened.error ? opened.error->message : "no session");
        std::abort();
    }
    m_session = std::move(opened.session);
}

Session::Request SampleRelease::request() const
{
    Session::Request request;
    request.planFile = planFile().toStdString();
    request.planOptions.overrides = m_variables;
    request.planOptions.overrides["WEBHOOK_SECRET"] = "whsec_test";
    request.dossierFile = dossierFile().toStdString();
    request.release = Release{"platform", "1.8.3", "4f2a9c1d"};
    return request;
}

std::shared_ptr<Report> sampleReport()
{
    const SampleRelease release;
    auto definition = openTemplate("builtin:pre-production", {});
    if (!definition) {
        ADD_FAILURE() << definition.error().message;
        std::abort();
    }
    const Session::Opened opened = Session::open(release.request());
    auto report = std::make_shared<Report>();
    report->generatedAt = systemClock().wallNow();
    report->builtAt = report->generatedAt;
    report->release = {"platform", "1.8.3", "4f2a9c1d"};
    report->environmentName = "staging";
    report->checklistTemplate = std::move(*definition);
    ChecklistInputs inputs;
    inputs.definition = &report->checklistTemplate;
    inputs.plan = &opened.session->plan();
    inputs.now = report->generatedAt;
    report->checklist = evaluateChecklist(inputs);
    std::size_t next = 0;
    for (ItemView& item : report->checklist.items) {
        const int section = std::atoi(item.definition->section.c_str());
        if (section < 1 || section > 5) {
            continue;
        }
        const Sight* known = nullptr;
        for (const Sight& sight : kSights) {
            known = item.definition->id == sight.id ? &sight : known;
        }
        item.state = known != nullptr ? known->state : kCycle[next++ % std::size(kCycle)];
        item.value = known != nullptr ? known->value : valueFor(item.state);
        item.reason.clear();
        item.source = known != nullptr ? known->source : "Prometheus";
        item.at = report->generatedAt - std::chrono::seconds{known != nullptr ? known->ageSeconds : 60};
        if (item.state == ItemState::Deferred) {
            item.deferredTo = Gate::Results;
        }
        if (item.state == ItemState::Overridden) {
            item.by = sampleTechLead();
        }
    }
    for (SectionView& section : report->checklist.sections) {
        section.counts.clear();
        std::vector<ItemState> states;
        for (const ItemView& item : report->checklist.items) {
            if (item.definition->section == section.definition->number && item.definition->isBox) {
                ++section.counts[item.state];
                states.push_back(item.state);
            }
        }
        section.rollup = rollUp(states);
    }
    GateView& gate = report->checklist.gates.front();
    gate.blockers.clear();
    gate.blockingCount = 0;
    for (const ItemView& item : report->checklist.items) {
        if (item.definition->gate == gate.gate && item.definition->isBox && !letsPass(item, gate.gate)) {
            ++gate.blockingCount;
            if (item.definition->kind != ItemKind::Rollup) {
                gate.blockers.push_back(item.definition->id);
            }
        }
    }
    return report;
}

} // namespace holdpoint::test
