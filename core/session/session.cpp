// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/session.h"

#include "core/base/file.h"
#include "core/base/text.h"
#include "core/session/session_parts.h"

namespace holdpoint {

namespace {

/// A release's name and version are a file name's parts: nothing in them may lead elsewhere.
std::string fileNamePart(std::string_view text)
{
    std::string part;
    for (const char character : text) {
        const bool isUnsafe = character == '/' || character == '\\' || static_cast<unsigned char>(character) < 0x20;
        part += isUnsafe ? '_' : character;
    }
    return part;
}

std::filesystem::path defaultDossierFile(const std::filesystem::path& planFile, const Release& release)
{
    const std::string stem =
        release.name.empty() ? planFile.stem().string() : fileNamePart(release.name) + "-" + fileNamePart(release.version);
    return planFile.parent_path() / (stem + ".holdpoint");
}

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
        plan.release.version = "unversioned";
    }
    if (plan.resolved.is_object()) {
        plan.resolved["release"] =
            Json{{"name", plan.release.name}, {"version", plan.release.version}, {"commit", plan.release.commit}};
    }
}

Result<ChecklistTemplate> templateOf(const Plan& plan)
{
    return openTemplate(stringAt(plan.checklist, "template", "builtin:pre-production"), plan.path.parent_path());
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
    reading.plan.path = request.planFile;
    setRelease(reading.plan, request.release);
    auto definition = templateOf(reading.plan);
    if (!definition) {
        opened.error = definition.error();
        return opened;
    }
    const auto file = request.dossierFile.empty() ? defaultDossierFile(request.planFile, named) : request.dossierFile;
    auto dossier = Dossier::openFor(file, reading.plan.release, reading.plan.isRehearsal);
    if (!dossier) {
        opened.error = dossier.error();
        return opened;
    }
    if (auto stored = (*dossier)->storePlan(reading.plan); !stored) {
        opened.error = stored.error();
        return opened;
    }
    opened.session.reset(
        new Session(std::make_unique<Private>(std::move(reading.plan), std::move(*definition), std::move(*dossier))));
    return opened;
}

Result<std::unique_ptr<Session>> Session::openDossier(const std::filesystem::path& file)
{
    auto dossier = Dossier::open(file);
    if (!dossier) {
        return fail(dossier.error());
    }
    const auto plans = (*dossier)->plans();
    if (!plans) {
        return fail(plans.error());
    }
    if (plans->empty()) {
        return fail(Error::Kind::NotFound, file.string() +
                                               " keeps no plan yet; open it with its plan: holdpointctl run PLAN --dossier " +
                                               file.string());
    }
    const PlanRecord& record = plans->back();
    PlanReading reading = planFromResolved(record.resolved, {});
    if (!reading.isValid()) {
        return fail(Error::Kind::Invalid,
                    "the plan that " + file.string() + " keeps cannot be read by this version: " + reading.faults.front().text());
    }
    reading.plan.text = record.text;
    reading.plan.sha256 = record.sha256;
    reading.plan.path = record.path;
    reading.plan.release = (*dossier)->release();
    auto definition = templateOf(reading.plan);
    if (!definition) {
        return fail(definition.error());
    }
    return std::unique_ptr<Session>(
        new Session(std::make_unique<Private>(std::move(reading.plan), std::move(*definition), std::move(*dossier))));
}

const Plan& Session::plan() const
{
    return d->plan;
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
    return file.parent_path() / (file.stem().string() + "-report");
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
        auto built = buildReport(*d->dossier, d->plan, d->definition, systemClock().wallNow());
        d->lastError = built ? std::string() : built.error().message;
        d->report = built ? *built : nullptr;
    }
    return d->report;
}

std::string Session::lastError() const
{
    return d->lastError;
}

void Session::noteChange()
{
    d->report.reset();
    Q_EMIT changed();
}

Result<> Session::settle(Result<> done)
{
    if (done) {
        noteChange();
    }
    return done;
}

Result<std::vector<std::filesystem::path>> Session::exportReport(const std::filesystem::path& folder,
                                                                 const std::vector<std::string>& formats)
{
    const auto current = report();
    if (!current) {
        return fail(Error::Kind::Internal, d->lastError);
    }
    auto written = writeReport(*current, *d->dossier, folder, formats);
    if (!written) {
        return written;
    }
    Json names = Json::array();
    for (const auto& path : *written) {
        names.push_back(path.filename().string());
    }
    auto noted = settle(d->dossier->addAudit("report exported", Json{{"folder", folder.string()}, {"files", std::move(names)}},
                                             {}, systemClock().wallNow()));
    return noted ? std::move(written) : fail(noted.error());
}

} // namespace holdpoint
