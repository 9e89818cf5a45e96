// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/app_controller.h"

#include "core/dossier/database_url.h"
#include "core/session/alarm_poster.h"
#include "core/session/dossier_watch.h"
#include "core/session/embedded_staging.h"
#include "ui/shell/recent_dossiers.h"
#include "ui/style/status.h"

#include <QThread>

namespace holdpoint {

namespace {

Failure loadRuns()
{
    return fail(Error::Kind::Refused,
                AppController::tr("Load is running. Stop it before you open another release (Ctrl+.).").toStdString());
}

std::filesystem::path rehearsalPlan()
{
    return resourceFolder() / "plans" / "rehearsal.yaml";
}

} // namespace

AppController::AppController(QObject* parent) : QObject(parent), m_preferences(loadPreferences()) {}

AppController::~AppController()
{
    if (m_session != nullptr) {
        rememberSession();
    }
    m_watch.reset();
    m_marks.reset();
    m_armed.reset();
    if (m_runner != nullptr) {
        m_runner->finishNotices();
    }
    m_runner.reset();
    AlarmPoster::endAll();
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

/// Neither load that runs nor load that waits goes without a word.
Result<> AppController::requireFree()
{
    if (!isLoadRunning() && isArmed() && !(mayDisarm && mayDisarm())) {
        return fail(Error::Kind::Cancelled, tr("The open release stays: its load waits for the test window.").toStdString());
    }
    return isLoadRunning() ? Result<>(loadRuns()) : Result<>{};
}

Result<> AppController::openDossier(const QString& place)
{
    if (auto free = requireFree(); !free) {
        return free;
    }
    cancelOpening();
    PlanOptions options;
    options.processEnvironment = currentEnvironment();
    if (isDatabaseUrl(place.toStdString())) {
        if (const auto url = parseDatabaseUrl(place.toStdString()); !url) {
            return fail(url.error());
        }
        openDatabase(place, options);
        return {};
    }
    auto session = Session::openDossier(place.toStdString(), options);
    if (!session) {
        return fail(session.error());
    }
    adoptDossier(std::move(*session));
    return {};
}

void AppController::openDatabase(const QString& address, const PlanOptions& options)
{
    m_openingPlace = address;
    const auto url = parseDatabaseUrl(address.toStdString());
    Q_EMIT told(tr("Connecting to %1\u2026").arg(fromCore(url->server())), false);
    m_opening.start([this, address, options, window = thread()]() -> std::function<void()> {
        auto opened = Session::openDossier(address.toStdString(), options);
        const std::string fault = opened ? std::string() : opened.error().message;
        const auto session = std::make_shared<std::unique_ptr<Session>>(opened ? std::move(*opened) : nullptr);
        if (*session != nullptr) {
            (*session)->readAhead(); // here, where nobody waits for it
            (*session)->moveToThread(window);
        }
        return [this, session, fault] {
            m_openingPlace.clear();
            if (*session == nullptr) {
                Q_EMIT told(QString(), false);
                Q_EMIT failed(tr("The dossier was not opened"), fromCore(fault));
            } else if (const auto free = requireFree(); !free) {
                Q_EMIT failed(tr("The dossier was not opened"), fromCore(free.error().message));
            } else {
                adoptDossier(std::move(*session));
            }
        };
    });
}

void AppController::cancelOpening()
{
    if (!m_openingPlace.isEmpty()) {
        m_opening.stop();
        m_openingPlace.clear();
        Q_EMIT told(QString(), false);
    }
}

void AppController::adoptDossier(std::unique_ptr<Session> session)
{
    m_overrides.clear();
    const Plan& plan = session->plan();
    if (plan.text.find("${BASE_URL") != std::string::npos) {
        m_overrides["BASE_URL"] = plan.environment.baseUrl; // as it was given when the plan was recorded
    }
    adopt(std::move(session));
}

Result<> AppController::requireReach(const std::filesystem::path& place) const
{
    const bool isAway = m_watch != nullptr && !m_watch->whyAway().isEmpty() && m_session->dossier().file() == place;
    return isAway ? Result<>(fail(Error::Kind::Timeout, m_watch->whyAway().toStdString())) : Result<>{};
}

Result<> AppController::openPlan(const Session::Request& request)
{
    auto free = requireFree();
    if (free && isDatabaseUrl(request.dossierFile.string())) {
        return openPlanInDatabase(request);
    }
    return free ? openRequest(request) : free;
}

Result<> AppController::openPlanInDatabase(const Session::Request& request)
{
    cancelOpening();
    const auto url = parseDatabaseUrl(request.dossierFile.string());
    if (!url) {
        return fail(url.error());
    }
    m_openingPlace = QString::fromStdString(request.dossierFile.string());
    Q_EMIT told(tr("Connecting to %1\u2026").arg(fromCore(url->server())), false);
    m_opening.start([this, request, window = thread()]() -> std::function<void()> {
        const auto opened = std::make_shared<Session::Opened>(Session::open(request));
        if (opened->session != nullptr) {
            opened->session->readAhead(); // here, where nobody waits for it
            opened->session->moveToThread(window);
        }
        return [this, opened, request] {
            m_openingPlace.clear();
            auto free = requireFree();
            if (opened->session != nullptr && free) {
                m_overrides = request.planOptions.overrides;
                adopt(std::move(opened->session));
                return;
            }
            if (!opened->faults.empty()) {
                Q_EMIT planFaultsFound(QString::fromStdString(request.planFile.string()), opened->faults, request.planOptions);
            }
            const std::string why = !opened->faults.empty() ? opened->faults.front().text()
                                    : opened->error         ? opened->error->message
                                                            : free.error().message;
            Q_EMIT told(QString(), false);
            Q_EMIT notCreated(fromCore(why));
        };
    });
    return {};
}

Result<> AppController::openRequest(const Session::Request& request)
{
    if (isLoadRunning()) {
        return loadRuns();
    }
    cancelOpening();
    if (auto reach = requireReach(request.dossierFile); !reach) {
        return reach;
    }
    Session::Opened opened = Session::open(request);
    if (!opened.faults.empty()) {
        Q_EMIT planFaultsFound(QString::fromStdString(request.planFile.string()), opened.faults, request.planOptions);
        return fail(Error::Kind::Invalid, opened.faults.front().text());
    }
    if (opened.session == nullptr) {
        return fail(opened.error ? *opened.error : Error{Error::Kind::Internal, "The plan could not be opened."});
    }
    m_overrides = request.planOptions.overrides;
    adopt(std::move(opened.session));
    return {};
}

Result<> AppController::reloadPlan()
{
    if (m_session == nullptr) {
        return fail(Error::Kind::Refused, tr("No release is open.").toStdString());
    }
    const std::optional<PlanRunner::Request> waiting = m_armed->request();
    auto opened = openRequest(sameRelease());
    if (opened && waiting) {
        armAgain(*waiting);
    }
    return opened;
}

void AppController::armAgain(const PlanRunner::Request& request)
{
    QStringList gone;
    for (const QString& test : request.tests) {
        if (m_session->plan().test(test.toStdString()) == nullptr) {
            gone << test;
        }
    }
    if (!gone.isEmpty()) {
        Q_EMIT failed(tr("Load does not start by itself any more"),
                      tr("The plan has no %1 any more. Choose the tests again, then start with the test window.")
                          .arg(gone.join(QStringLiteral(", "))));
        return;
    }
    m_armed->arm(request);
    Q_EMIT told(tr("The plan was read again. Load still starts by itself when the test window opens, as the plan says now."),
                false);
}

PlanOptions AppController::planOptions() const
{
    PlanOptions options;
    options.processEnvironment = currentEnvironment();
    options.overrides = m_overrides;
    return options;
}

Session::Request AppController::sameRelease() const
{
    Session::Request request;
    request.planFile = m_session->plan().path;
    request.planOptions = planOptions();
    request.dossierFile = m_session->dossier().file();
    request.release = m_session->dossier().release();
    request.environmentName = m_session->givenEnvironmentName();
    return request;
}

Result<> AppController::closeSession()
{
    if (auto free = requireFree(); !free) {
        return free;
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
    m_watch.reset();
    m_marks.reset();
    m_armed.reset();
    m_runner.reset();
    m_session = std::move(session);
    if (m_session != nullptr) {
        m_session->proveAside(); // ssh-keygen is not waited for here
        if (isDatabaseUrl(m_session->dossier().file().string())) {
            m_session->showAside();
        }
        m_runner = std::make_unique<PlanRunner>(*m_session);
        m_armed = std::make_unique<ArmedStart>(*m_session);
        connect(m_armed.get(), &ArmedStart::changed, this, &AppController::armedChanged);
        connect(m_armed.get(), &ArmedStart::told, m_runner.get(), &PlanRunner::logged);
        connect(m_armed.get(), &ArmedStart::due, this, [this](const PlanRunner::Request& request) {
            if (const auto started = startRun(request); !started) {
                Q_EMIT failed(tr("The load did not start"), fromCore(started.error().message));
            }
        });
        m_marks = std::make_unique<MarkPoster>(*m_session);
        connect(m_marks.get(), &MarkPoster::posted, this,
                [this](const QString& sentence, bool isShown) { Q_EMIT told(sentence, !isShown); });
        connect(m_runner.get(), &PlanRunner::stateChanged, this, &AppController::runnerStateChanged);
        connect(m_runner.get(), &PlanRunner::finished, this, &AppController::nextRehearsalStep, Qt::QueuedConnection);
    }
    Q_EMIT sessionChanged();
    Q_EMIT runnerStateChanged();
    Q_EMIT armedChanged();
    if (m_session != nullptr) {
        rememberSession();
        watchDossier();
    }
}

/// What others write shows within a second, and a database that went away is said.
void AppController::watchDossier()
{
    m_watch = std::make_unique<DossierWatch>(m_session->dossier().file());
    connect(m_watch.get(), &DossierWatch::lengthSeen, m_session.get(), &Session::noteLength);
    connect(m_watch.get(), &DossierWatch::awayChanged, this, [this] {
        const QString why = m_watch->whyAway();
        if (!why.isEmpty()) {
            Q_EMIT told(tr("%1. Nothing can be stored until it answers; trying again.").arg(why), true);
            return;
        }
        m_session->noteChange();
        Q_EMIT told(tr("The database answers again."), false);
    });
}

void AppController::rememberSession()
{
    const auto report = m_session->shownReport();
    if (report == nullptr) {
        return;
    }
    rememberDossier(summaryOf(*report, fromCore(absolutePlace(m_session->dossier().file()).string())));
    Q_EMIT recentDossiersChanged();
}

Result<> AppController::startRun(const PlanRunner::Request& request)
{
    if (m_runner == nullptr) {
        return fail(Error::Kind::Refused, tr("No release is open. Open a dossier or a plan first.").toStdString());
    }
    if (needsStaging()) {
        m_pendingRun = request;
        startStaging();
        return {};
    }
    m_armed->cancel();
    PlanRunner::Request attended = request;
    attended.abortDelay = std::chrono::seconds{15}; // somebody may be at the window (semantics.md §7)
    return m_runner->start(attended);
}

Result<> AppController::armRun(const PlanRunner::Request& request)
{
    if (m_armed == nullptr || isLoadRunning()) {
        return fail(Error::Kind::Refused, (m_armed == nullptr ? tr("No release is open. Open a dossier or a plan first.")
                                                              : tr("Load is running. Arm the next start when it has ended."))
                                              .toStdString());
    }
    m_armed->arm(request);
    return {};
}

void AppController::cancelArmedRun()
{
    if (m_armed != nullptr) {
        m_armed->cancel();
    }
}

std::optional<AppController::Moment> AppController::moment() const
{
    if (m_runner == nullptr || m_runner->currentRun() == 0) {
        return std::nullopt;
    }
    return Moment{m_runner->currentRun(), std::chrono::duration<double>(m_runner->elapsed()).count(), systemClock().wallNow()};
}

Result<> AppController::markMoment(const Moment& moment, const QString& note)
{
    if (m_session == nullptr) {
        return fail(Error::Kind::Refused, tr("No release is open.").toStdString());
    }
    const auto marked = m_session->markRun(moment.run, moment.second, moment.at, note.toStdString(), m_preferences.person());
    if (!marked) {
        return fail(marked.error());
    }
    Q_EMIT told(tr("Marked run %1 at %2").arg(moment.run).arg(fromCore(noteMoment(*marked))), false);
    m_marks->post(moment.run, *marked);
    return {};
}

/// The rehearsal's plan loads nothing but the service that this program starts.
bool AppController::needsStaging() const
{
    std::error_code ignored;
    return m_staging == nullptr && std::filesystem::equivalent(m_session->plan().path, rehearsalPlan(), ignored);
}

void AppController::stopLoad(const QString& why, bool atOnce)
{
    if (m_runner != nullptr) {
        m_rehearsalStep = m_rehearsalStep == RehearsalStep::None ? RehearsalStep::None : RehearsalStep::Load; // no step follows
        m_runner->stop(why, atOnce);
    }
}

void AppController::startRehearsal()
{
    if (isLoadRunning() || m_staging != nullptr) {
        Q_EMIT failed(tr("Rehearsal"), tr("Load is running. Stop it first (Ctrl+.)."));
        return;
    }
    if (!requireFree()) {
        return;
    }
    m_pendingRun.reset();
    startStaging();
}

void AppController::startStaging()
{
    m_staging = std::make_unique<EmbeddedStaging>();
    connect(m_staging.get(), &EmbeddedStaging::ready, this, &AppController::stagingReady, Qt::QueuedConnection);
    connect(m_staging.get(), &EmbeddedStaging::failed, this, [this](const QString& why) {
        if (m_rehearsalStep != RehearsalStep::None) {
            return; // load runs: it counts what no longer answers, and ends by itself
        }
        m_pendingRun.reset();
        m_staging.release()->deleteLater();
        Q_EMIT runnerStateChanged();
        Q_EMIT failed(tr("The rehearsal did not start"), why);
    });
    Q_EMIT runnerStateChanged();
    m_staging->start();
}

void AppController::stagingReady(const QString& url)
{
    m_pendingRun ? runAgain(url) : openRehearsal(url);
}

/// Some of the tests once more, in the open rehearsal.
void AppController::runAgain(const QString& stagingUrl)
{
    const PlanRunner::Request run = *std::exchange(m_pendingRun, std::nullopt);
    Session::Request request = sameRelease();
    request.planOptions.overrides["BASE_URL"] = stagingUrl.toStdString();
    auto started = openRequest(request);
    if (started) {
        m_rehearsalStep = RehearsalStep::Load;
        started = startRun(run);
    }
    if (!started) {
        endRehearsal();
        Q_EMIT failed(tr("The load did not start"), fromCore(started.error().message));
    }
}

void AppController::openRehearsal(const QString& stagingUrl)
{
    const auto file = newRehearsalFile();
    if (!file) {
        endRehearsal();
        Q_EMIT failed(tr("The rehearsal did not start"), fromCore(file.error().message));
        return;
    }
    Session::Request request;
    request.planFile = rehearsalPlan();
    request.planOptions.processEnvironment = currentEnvironment();
    request.planOptions.overrides["BASE_URL"] = stagingUrl.toStdString();
    request.dossierFile = *file;
    if (const auto opened = openRequest(request); !opened) {
        endRehearsal();
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
    Q_EMIT runnerStateChanged();
}

} // namespace holdpoint
