// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/dossier/short_waits.h"
#include "core/session/armed_start.h"
#include "core/session/mark_poster.h"
#include "core/session/plan_runner.h"
#include "core/session/session.h"
#include "ui/shell/background_job.h"
#include "ui/shell/preferences.h"

#include <QObject>
#include <functional>
#include <map>
#include <memory>
#include <optional>

namespace holdpoint {

class DossierWatch;
class EmbeddedStaging;

/// Owns what the console works on: the open release, its runner, the person, and the staging service of a rehearsal. The
/// window asks it for everything; it never shows anything itself. GUI thread.
class AppController : public QObject
{
    Q_OBJECT

public:
    explicit AppController(QObject* parent = nullptr);
    ~AppController() override;

    Session* session() const { return m_session.get(); }
    PlanRunner* runner() const { return m_runner.get(); }
    QString dossierFile() const;
    bool isLoadRunning() const;

    const Preferences& preferences() const { return m_preferences; }
    void setPreferences(const Preferences& preferences);

    /// A dossier with the newest plan that it keeps: a file, or the address of one in a database. Refused while load runs. A
    /// database is asked on a thread of its own: then success means that it was begun, and what stops it comes by failed().
    Result<> openDossier(const QString& place);
    /// The address that is being opened; empty: none.
    QString openingPlace() const { return m_openingPlace; }
    /// Gives that up; nothing follows.
    void cancelOpening();
    /// A plan, with its dossier opened or made. Faults of the plan come by planFaultsFound() too. In a database it is done on a
    /// thread of its own: then success means that it was begun, and what stops it comes by notCreated().
    Result<> openPlan(const Session::Request& request);
    /// The open release with its plan file as it is now; dossier, release and variables stay. Refused while load runs.
    Result<> reloadPlan();
    /// What the open plan was read with.
    PlanOptions planOptions() const;
    /// Closes the release; refused while load runs.
    Result<> closeSession();

    /// Staging service, dry run, all tests; ends the service afterwards. Errors come by failed().
    void startRehearsal();
    bool isRehearsing() const { return m_staging != nullptr; }
    /// A rehearsal's dossier gets a staging service of its own first: what stops it then comes by failed().
    Result<> startRun(const PlanRunner::Request& request);
    void stopLoad(const QString& why, bool atOnce = false);
    /// Starts it when the test window opens; armedChanged() tells when that is no longer so.
    Result<> armRun(const PlanRunner::Request& request);
    void cancelArmedRun();
    bool isArmed() const { return m_armed != nullptr && m_armed->isArmed(); }
    /// What an armed run waits for; empty without one.
    QString armedSentence() const { return m_armed != nullptr ? m_armed->sentence() : QString(); }
    /// Asked before another release takes the place of one whose load waits for its window: false keeps it, and what was asked
    /// for ends as Cancelled. Without a function it is kept.
    std::function<bool()> mayDisarm;
    struct Moment
    {
        std::int64_t run = 0;
        double second = 0; // of its load
        WallTime at;
    };
    /// Now, of the run under way; nullopt: none is.
    std::optional<Moment> moment() const;
    /// Also when that run has ended meanwhile.
    Result<> markMoment(const Moment& moment, const QString& note);
    /// Keeps the open dossier's row on Start in step with its report.
    void rememberSession();

Q_SIGNALS:
    /// Another release, or none. Before the old session goes, pages were given nullptr (sessionClosing()).
    void sessionClosing();
    void sessionChanged();
    void runnerStateChanged();
    void armedChanged();
    /// One sentence about something that was asked for a while ago.
    void told(const QString& sentence, bool isFault);
    void preferencesChanged();
    void recentDossiersChanged();
    void planFaultsFound(const QString& planFile, const std::vector<holdpoint::PlanFault>& faults,
                         const holdpoint::PlanOptions& options);
    void failed(const QString& what, const QString& why);
    /// A release in a database, that openPlan() began to make.
    void notCreated(const QString& why);
    /// The rehearsal's tests have ended and its staging service is gone.
    void rehearsalEnded();

private:
    void adopt(std::unique_ptr<Session> session);
    void adoptDossier(std::unique_ptr<Session> session);
    void openDatabase(const QString& address, const PlanOptions& options);
    Result<> openPlanInDatabase(const Session::Request& request);
    void watchDossier();
    /// A database that is known not to answer is not waited for.
    Result<> requireReach(const std::filesystem::path& place) const;
    Result<> requireFree();
    Result<> openRequest(const Session::Request& request);
    void armAgain(const PlanRunner::Request& request);
    void startStaging();
    bool needsStaging() const;
    void stagingReady(const QString& url);
    void openRehearsal(const QString& stagingUrl);
    void runAgain(const QString& stagingUrl);
    Session::Request sameRelease() const;
    void nextRehearsalStep();
    void endRehearsal();

    enum class RehearsalStep { None, DryRun, Load };

    ShortWaits m_waits; // the window never stands still for a database
    Preferences m_preferences;
    std::unique_ptr<Session> m_session;
    std::unique_ptr<PlanRunner> m_runner; // uses m_session
    std::unique_ptr<ArmedStart> m_armed;  // the same
    std::unique_ptr<MarkPoster> m_marks;  // the same
    std::unique_ptr<EmbeddedStaging> m_staging;
    RehearsalStep m_rehearsalStep = RehearsalStep::None;
    std::optional<PlanRunner::Request> m_pendingRun; // until its staging service is ready
    std::map<std::string, std::string> m_overrides;  // that the open plan was read with
    std::unique_ptr<DossierWatch> m_watch;           // of the open dossier
    QString m_openingPlace;
    BackgroundJob m_opening; // last: it ends before what it calls
};

} // namespace holdpoint
