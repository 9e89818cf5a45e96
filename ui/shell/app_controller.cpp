// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/app_controller.h"

#include "core/session/embedded_staging.h"
#include "ui/shell/recent_dossiers.h"
#include "ui/style/status.h"

#include <QFileInfo>

namespace holdpoint {

namespace {

Failure loadRuns()
{
    return fail(Error::Kind::Refused, "Load is running. Stop it before you open another release (Ctrl+.).");
}

} // namespace

AppController::AppController(QObject* parent) : QObject(parent), m_preferences(loadPreferences()) {}

AppController::~AppController()
{
    if (m_session != nullptr) {
        rememberSession();
    }
    m_runner.reset();
}

QString AppController::dossierFile() const
{
    return m_session != nullptr ? QString::fromStdString(m_session->dossier().file().string()) : QString();
}

bool AppController::isLoadRunning() const
{
    return m_runner != nullptr && m_runner->state() != PlanRunner::State::Idle &&
           m_runner->state() != PlanRunner::State::Finished;
}

void AppController::setPreferences(const Preferences& preferences)
{
    m_preferences = preferences;
    savePreferences(preferences);
    Q_EMIT preferencesChanged();
}

Result<> AppController::openDossier(const QString& file)
{
    if (isLoadRunning()) {
        return loadRuns();
    }
    auto session = Session::openDossier(file.toStdString());
    if (!session) {
        return fail(session.error());
    }
    adopt(std::move(*session));
    return {};
}

Result<> AppController::openPlan(const Session::Request& request)
{
    if (isLoadRunning()) {
        return loadRuns();
    }
    Session::Opened opened = Session::open(request);
    if (!opened.faults.empty()) {
        Q_EMIT planFaultsFound(QString::fromStdString(request.planFile.string()), opened.faults);
        return fail(Error::Kind::Invalid, opened.faults.front().text());
    }
    if (opened.session == nullptr) {
        return fail(opened.error ? *opened.error : Error{Error::Kind::Internal, "The plan could not be opened."});
    }
    adopt(std::move(opened.session));
    return {};
}

Result<> AppController::closeSession()
{
    if (isLoadRunning()) {
        return loadRuns();
    }
    adopt(nullptr);
    return {};
}

void AppController::adopt(std::unique_ptr<Session> session)
{
    if (m_session != nullptr) {
        rememberSession();
        Q_EMIT sessionClosing();
    }
    m_runner.reset();
    m_session = std::move(session);
    if (m_session != nullptr) {
        m_runner = std::make_unique<PlanRunner>(*m_session);
        connect(m_runner.get(), &PlanRunner::stateChanged, this, &AppController::runnerStateChanged);
        connect(m_runner.get(), &PlanRunner::finished, this, &AppController::nextRehearsalStep, Qt::QueuedConnection);
    }
    Q_EMIT sessionChanged();
    Q_EMIT runnerStateChanged();
    if (m_session != nullptr) {
        rememberSession();
    }
}

void AppController::rememberSession()
{
    const auto report = m_session->report();
    if (report == nullptr) {
        return;
    }
    rememberDossier(summaryOf(*report, QFileInfo(dossierFile()).absoluteFilePath()));
    Q_EMIT recentDossiersChanged();
}

Result<> AppController::startRun(const PlanRunner::Request& request)
{
    if (m_runner == nullptr) {
        return fail(Error::Kind::Refused, "No release is open. Open a dossier or a plan first.");
    }
    return m_runner->start(request);
}

void AppController::stopLoad(const QString& why)
{
    if (m_runner != nullptr) {
        m_rehearsalStep = m_rehearsalStep == RehearsalStep::None ? RehearsalStep::None : RehearsalStep::Load; // no step follows
        m_runner->stop(why);
    }
}

void AppController::startRehearsal()
{
    if (isLoadRunning() || m_staging != nullptr) {
        Q_EMIT failed(tr("Rehearsal"), tr("Load is running. Stop it first (Ctrl+.)."));
        return;
    }
    m_staging = std::make_unique<EmbeddedStaging>();
    connect(m_staging.get(), &EmbeddedStaging::ready, this, &AppController::openRehearsal, Qt::QueuedConnection);
    connect(m_staging.get(), &EmbeddedStaging::failed, this, [this](const QString& why) {
        if (m_rehearsalStep != RehearsalStep::None) {
            return; // load runs: it counts what no longer answers, and ends by itself
        }
        m_staging.release()->deleteLater();
        Q_EMIT failed(tr("The rehearsal did not start"), why);
    });
    m_staging->start();
}

void AppController::openRehearsal(const QString& stagingUrl)
{
    const auto file = newRehearsalFile();
    if (!file) {
        m_staging.reset();
        Q_EMIT failed(tr("The rehearsal did not start"), fromCore(file.error().message));
        return;
    }
    Session::Request request;
    request.planFile = resourceFolder() / "plans" / "rehearsal.yaml";
    request.planOptions.processEnvironment = currentEnvironment();
    request.planOptions.overrides["BASE_URL"] = stagingUrl.toStdString();
    request.dossierFile = *file;
    if (const auto opened = openPlan(request); !opened) {
        m_staging.reset();
        Q_EMIT failed(tr("The rehearsal did not start"), fromCore(opened.error().message));
        return;
    }
    m_rehearsalStep = RehearsalStep::DryRun;
    PlanRunner::Request run;
    run.kind = RunKind::DryRun;
    if (const auto started = startRun(run); !started) {
        endRehearsal();
        Q_EMIT failed(tr("The dry run did not start"), fromCore(started.error().message));
    }
}

void AppController::nextRehearsalStep()
{
    rememberSession();
    if (m_rehearsalStep == RehearsalStep::None) {
        return;
    }
    if (m_rehearsalStep == RehearsalStep::Load || m_runner->wasStoppedByPerson()) {
        endRehearsal();
        Q_EMIT rehearsalEnded();
        return;
    }
    m_rehearsalStep = RehearsalStep::Load;
    if (const auto started = startRun({}); !started) {
        endRehearsal();
        Q_EMIT failed(tr("The tests did not start"), fromCore(started.error().message));
    }
}

void AppController::endRehearsal()
{
    m_rehearsalStep = RehearsalStep::None;
    m_staging.reset();
}

} // namespace holdpoint
