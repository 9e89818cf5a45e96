// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/session.h"

#include "core/base/file.h"
#include "core/base/hash.h"
#include "core/base/text.h"
#include "core/checklist/plan_checklist.h"
#include "core/checklist/plan_sensors.h"
#include "core/dossier/database_url.h"
#include "core/sensors/sweep.h"
#include "core/session/dossier_file.h"
#include "core/session/session_parts.h"

#include <algorithm>
#include <map>

namespace holdpoint {

namespace {

/// The plan's own release, as --release or the file's name overrides it; the resolved tree says the same, so that a dossier
/// opened without the plan file agrees.
void setRelease(Plan& plan, const std::optional<Release>& wanted)
{
    if (wanted) {
        plan.release = *wanted;
    }
    if (plan.release.name.empty()) {
        plan.release.name = plan.path.stem().string();
    }
    if (plan.release.version.empty()) {
        plan.release.version = kUnversioned;
    }
    if (plan.resolved.is_object()) {
        plan.resolved["release"] =
            Json{{"name", plan.release.name}, {"version", plan.release.version}, {"commit", plan.release.commit}};
    }
}

/// A plan that leaves its release to others goes on with the dossier's.
std::optional<Release> wantedRelease(const Session::Request& request, const Plan& plan)
{
    const bool isLeftOpen = plan.release.version.empty() || plan.release.version == kUnversioned;
    if (request.release || !isLeftOpen || request.dossierFile.empty()) {
        return request.release;
    }
    const auto held = Dossier::openReadOnly(request.dossierFile);
    return held ? std::optional((*held)->release()) : std::nullopt;
}

/// Where the dossier is a rehearsal's: its plan with the scales that it was rehearsed with, as a rehearsal.
Result<> readAsRehearsed(const Session::Request& request, const std::filesystem::path& file, PlanReading& reading)
{
    std::error_code ignored;
    if (reading.plan.isRehearsal || !std::filesystem::exists(file, ignored)) {
        return {};
    }
    const auto dossier = Dossier::openReadOnly(file);
    if (!dossier || !(*dossier)->isRehearsal()) {
        return {}; // opening it says what is wrong
    }
    const auto plans = (*dossier)->plans();
    if (!plans) {
        return fail(plans.error());
    }
    PlanOptions options = request.planOptions;
    for (const PlanRecord& record : *plans) {
        if (record.sha256 == reading.plan.sha256) {
            options.timeScale = numberAt(record.resolved, "time_scale", 1);
            options.loadScale = numberAt(record.resolved, "load_scale", 1);
        }
    }
    reading = readPlanFile(request.planFile, options);
    reading.plan.isRehearsal = true;
    return {};
}

/// The resolved tree says the same, for the agent, and for a dossier opened without the plan file.
void setEnvironmentName(Plan& plan, const std::string& name)
{
    if (name.empty()) {
        return;
    }
    plan.environment.name = name;
    if (plan.resolved.is_object() && plan.resolved.contains("environment")) {
        plan.resolved["environment"]["name"] = name;
    }
}

constexpr std::string_view kBuiltin = "builtin:";
constexpr std::string_view kAuditChecked = "checklist checked";

/// With the plan's own sensors; the faults of those are the plan's.
Result<ChecklistTemplate> withPlanSensors(Result<ChecklistTemplate> definition, const Plan& plan)
{
    const auto faults = definition ? addPlanSensors(*definition, plan) : std::vector<PlanFault>();
    return faults.empty() ? std::move(definition) : Result<ChecklistTemplate>(fail(Error::Kind::Invalid, faults.front().text()));
}

/// A checklist of the team's own, kept so that the dossier can be opened without the folder of its plan.
Result<> storeTemplate(Dossier& dossier, const Plan& plan, const ChecklistTemplate& definition)
{
    const std::string name = checklistName(plan);
    return name.starts_with(kBuiltin) ? Result<>{} : dossier.storeChecklist(name, {definition.text, definition.document});
}

Result<ChecklistTemplate> storedTemplate(const Dossier& dossier, const Plan& plan)
{
    const std::string name = checklistName(plan);
    const auto kept = dossier.checklist(name);
    if (!kept) {
        return fail(kept.error());
    }
    return *kept ? readTemplateText((*kept)->content, plan.path.parent_path() / name, (*kept)->document)
                 : openTemplate(name, plan.path.parent_path());
}

/// What a dossier keeps of its newest plan.
struct Kept
{
    Plan plan;
    ChecklistTemplate definition;
    std::string writtenEnvironmentName; // as the file of the plan has it
};

Result<Kept> keptPlan(const Dossier& dossier, const PlanOptions& options)
{
    const std::string file = dossier.file().string();
    const auto plans = dossier.plans();
    if (!plans) {
        return fail(plans.error());
    }
    if (plans->empty()) {
        return fail(Error::Kind::NotFound,
                    file + " keeps no plan yet; open it with its plan: holdpointctl run PLAN --dossier " + file);
    }
    const PlanRecord& record = plans->back();
    Plan written = readPlanText(record.text, record.path, options).plan;
    PlanReading reading = planFromResolved(record.resolved, std::move(written.secrets));
    if (!reading.isValid()) {
        return fail(Error::Kind::Invalid,
                    "the plan that " + file + " keeps cannot be read by this version: " + reading.faults.front().text());
    }
    reading.plan.text = record.text;
    reading.plan.sha256 = record.sha256;
    reading.plan.path = record.path;
    reading.plan.release = dossier.release();
    auto definition = withPlanSensors(storedTemplate(dossier, reading.plan), reading.plan);
    return definition ? Result(Kept{std::move(reading.plan), *std::move(definition), written.environment.name})
                      : fail(definition.error());
}

} // namespace

Session::Session(std::unique_ptr<Private> parts) : d(std::move(parts)) {}

Session::~Session() = default;

Session::Opened Session::open(const Request& request)
{
    Opened opened;
    PlanReading reading = readPlanFile(request.planFile, request.planOptions);
    if (!reading.isValid()) {
        opened.faults = std::move(reading.faults);
        return opened;
    }
    const Release named = request.release.value_or(reading.plan.release);
    const auto file = request.dossierFile.empty() ? defaultDossierFile(request.planFile, named) : request.dossierFile;
    if (request.mayBeRehearsal) {
        if (const auto read = readAsRehearsed(request, file, reading); !read || !reading.isValid()) {
            opened.faults = std::move(reading.faults);
            opened.error = read ? std::optional<Error>() : std::optional(read.error());
            return opened;
        }
    }
    std::error_code ignored;
    reading.plan.path = std::filesystem::absolute(request.planFile, ignored).lexically_normal();
    setRelease(reading.plan, wantedRelease(request, reading.plan));
    setEnvironmentName(reading.plan, request.environmentName);
    PlanChecklist checklist = checklistOf(reading.plan);
    if (!checklist.faults.empty()) {
        opened.faults = std::move(checklist.faults);
        return opened;
    }
    auto dossier = Dossier::openFor(file, reading.plan.release, reading.plan.isRehearsal);
    if (!dossier) {
        opened.error = dossier.error();
        return opened;
    }
    auto stored = (*dossier)->storePlan(reading.plan);
    if (stored) {
        stored = storeTemplate(**dossier, reading.plan, checklist.definition);
    }
    if (!stored) {
        opened.error = stored.error();
        return opened;
    }
    opened.session.reset(
        new Session(std::make_unique<Private>(std::move(reading.plan), std::move(checklist.definition), std::move(*dossier))));
    opened.session->d->givenEnvironmentName = request.environmentName;
    return opened;
}

Result<std::unique_ptr<Session>> Session::openDossier(const std::filesystem::path& file, const PlanOptions& options)
{
    auto dossier = Dossier::open(file);
    if (!dossier) {
        return fail(dossier.error());
    }
    auto kept = keptPlan(**dossier, options);
    if (!kept) {
        return fail(kept.error());
    }
    const std::string name = kept->plan.environment.name;
    std::unique_ptr<Session> session(
        new Session(std::make_unique<Private>(std::move(kept->plan), std::move(kept->definition), *std::move(dossier))));
    session->d->givenEnvironmentName = name == kept->writtenEnvironmentName ? std::string() : name;
    return session;
}

Result<std::shared_ptr<const Report>> reportOfKept(const std::filesystem::path& file)
{
    const auto dossier = Dossier::openReadOnly(file);
    if (!dossier) {
        return fail(dossier.error());
    }
    const auto kept = keptPlan(**dossier, {});
    return kept ? buildReport(**dossier, kept->plan, kept->definition, systemClock().wallNow())
                : Result<std::shared_ptr<const Report>>(fail(kept.error()));
}

const Plan& Session::plan() const
{
    return d->plan;
}

const std::string& Session::givenEnvironmentName() const
{
    return d->givenEnvironmentName;
}

const ChecklistTemplate& Session::checklistTemplate() const
{
    return d->definition;
}

Dossier& Session::dossier()
{
    return *d->dossier;
}

const Dossier& Session::dossier() const
{
    return *d->dossier;
}

FrameWriter& Session::frameWriter()
{
    return d->writer;
}

std::filesystem::path Session::defaultReportFolder() const
{
    const auto file = d->dossier->file();
    return placeFolder(file) / (placeStem(file) + "-report");
}

const ChecklistView& Session::checklist()
{
    static const ChecklistView kNothing;
    const auto current = report();
    return current ? current->checklist : kNothing;
}

std::shared_ptr<const Report> Session::report()
{
    if (d->report == nullptr) {
        const auto head = d->dossier->auditHead(); // before: what comes in between is noticed, never missed
        d->shownLength = head ? head->length : d->shownLength;
        auto built = buildReport(*d->dossier, d->plan, d->definition, systemClock().wallNow(),
                                 d->provesAside ? ReportUse::Glance : ReportUse::Look);
        d->lastError = built ? std::string() : built.error().message;
        d->report = built ? *built : nullptr;
        if (d->provesAside) {
            startProving();
        }
    }
    return d->report;
}

SweepJob& Session::sweepJob()
{
    if (d->sweepJob == nullptr) {
        d->sweepJob = std::make_unique<SweepJob>(*this);
    }
    return *d->sweepJob;
}

std::string Session::lastError() const
{
    return d->lastError;
}

void Session::noteChange()
{
    d->report.reset();
    if (d->aside != nullptr) {
        d->aside->build();
        return;
    }
    Q_EMIT changed();
}

void Session::noteLength(std::int64_t length)
{
    if (length > (d->aside != nullptr ? d->viewed.length : d->shownLength)) {
        noteChange();
    }
}

Session::Sight Session::keepSight()
{
    auto sight = d->sight.lock();
    if (sight == nullptr) {
        d->seenReport = shownReport();
        sight = std::make_shared<std::int64_t>(d->aside != nullptr ? d->viewed.length : d->shownLength);
        d->sight = sight;
    }
    return sight;
}

Dossier::Seen Session::seen()
{
    if (const auto sight = d->sight.lock()) {
        return *sight;
    }
    if (d->aside != nullptr) {
        return d->viewed.length; // what the person looks at, even if newer was read since
    }
    return report() != nullptr ? Dossier::Seen(d->shownLength) : std::nullopt;
}

Result<> Session::settle(Result<> done)
{
    const bool isConflict = !done && done.error().kind == Error::Kind::Conflict;
    const auto current = d->report; // by which it was decided
    if (done || isConflict) {
        noteChange();
    }
    // What was there is told, or was this person's.
    if (const auto sight = d->sight.lock(); sight != nullptr && (done || isConflict)) {
        if (d->aside == nullptr) {
            d->seenReport = report();
            *sight = d->shownLength;
        } else if (const auto head = d->dossier->auditHead()) { // a whole report is not waited for
            d->seenReport = current != nullptr ? current : d->seenReport;
            *sight = head->length;
        }
    }
    return done;
}

Result<std::vector<std::filesystem::path>> Session::exportReport(const std::filesystem::path& folder,
                                                                 const std::vector<std::string>& formats,
                                                                 const std::vector<ReportRenderer>& more)
{
    const auto current = buildReport(*d->dossier, d->plan, d->definition, systemClock().wallNow(), ReportUse::Write);
    if (!current) {
        return fail(current.error());
    }
    auto written = writeReport(*current, *d->dossier, folder, formats, more);
    if (written) {
        noteChange();
    }
    return written;
}

void Session::workSoon(std::function<Result<>(Dossier&)> work, std::function<void(const Result<>&)> told, bool isChange)
{
    auto end = [this, told = std::move(told), isChange](const Result<>& done) {
        if (done && isChange) {
            noteChange();
        }
        told(done);
    };
    if (d->aside == nullptr) {
        end(work(*d->dossier));
        return;
    }
    if (d->stores == nullptr) {
        d->stores = std::make_unique<StoreQueue>(d->dossier->file());
    }
    d->stores->add(std::move(work), std::move(end));
}

Result<> Session::storeSensed(const ItemSweep& sweep)
{
    auto stored = holdpoint::storeSensed(*d->dossier, sweep.items);
    if (stored && !sweep.items.empty()) {
        noteChange();
    }
    return stored;
}

Result<> storeSensed(Dossier& dossier, const std::vector<SensedItem>& items)
{
    const auto changes = dossier.itemChanges();
    if (!changes) {
        return fail(changes.error());
    }
    std::map<std::string, const ItemChange*> before; // newest word of a machine
    for (const ItemChange& change : *changes) {
        if (change.by.name.empty()) {
            before[change.item] = &change;
        }
    }
    for (const SensedItem& sensed : items) {
        const SenseResult& seen = sensed.result;
        const ItemChange change{sensed.item->id, seen.state, seen.value, seen.reason, {}, {}, sensed.at};
        const auto known = before.find(change.item);
        const bool isNews = known == before.end() || known->second->state != change.state ||
                            known->second->value != change.value || known->second->reason != change.reason;
        if (isNews) {
            Evidence evidence;
            evidence.item = change.item;
            evidence.at = change.at;
            evidence.source = sensed.source;
            evidence.value = seen.value.empty() ? seen.reason : seen.value;
            evidence.detail = dumpJson(sensed.evidence);
            evidence.sha256 = sha256Hex(evidence.detail);
            if (const auto added = dossier.addEvidence(evidence, {}); !added) {
                return fail(added.error());
            }
        }
        if (const auto stored = dossier.addItemChange(change); !stored) {
            return stored;
        }
    }
    return {};
}

Result<> Session::storeFindings(const std::vector<const ItemView*>& items)
{
    const auto rows = d->dossier->audit();
    if (!rows) {
        return fail(rows.error());
    }
    std::map<std::string, Json> known; // newest finding by item
    for (const AuditRow& row : *rows) {
        if (row.text.find(kAuditChecked) == std::string::npos) {
            continue;
        }
        const auto json = parseJson(row.text, "audit row");
        const bool isCheck = json && stringAt(*json, "action") == kAuditChecked;
        for (const Json& finding : isCheck ? memberAt(memberAt(*json, "detail"), "changed") : Json::array()) {
            known[stringAt(finding, "item")] = finding;
        }
    }
    Json changed = Json::array();
    std::map<std::string, std::size_t> counts;
    for (const ItemView* item : items) {
        ++counts[std::string(nameOf(item->state))];
        Json finding{{"item", item->definition->id},
                     {"state", nameOf(item->state)},
                     {"value", item->value},
                     {"reason", item->reason},
                     {"source", item->source}};
        if (const auto before = known.find(item->definition->id); before == known.end() || before->second != finding) {
            changed.push_back(std::move(finding));
        }
    }
    return d->dossier->addAudit(std::string(kAuditChecked),
                                Json{{"items", items.size()}, {"counts", counts}, {"changed", std::move(changed)}}, {},
                                systemClock().wallNow());
}

} // namespace holdpoint
