// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/session/session.h"

#include <QObject>
#include <QString>
#include <memory>

namespace holdpoint {

/// Opens or closes the session's test window at its services, on a thread of its own: the session's thread is never held up, and
/// needs an event loop. One start() an object. What was done stands in the dossier step by step, so that the next start of the
/// program can go on: open again what is not announced, close again what is not undone.
class WindowJob : public QObject
{
    Q_OBJECT

public:
    enum class Task { Open, Close };
    struct Request
    {
        Task task = Task::Open;
        Nanos duration{};               // of a new window; 0: the plan's (announcedDuration())
        bool leavesOutFailures = false; // a person says: go on without what failed
        Person by;
    };

    explicit WindowJob(Session& session, QObject* parent = nullptr);
    /// Stops and waits for the request that is under way.
    ~WindowJob() override;

    /// Refused: a window is open and announced, none is open to be closed, or nobody says who does it. Then nothing was sent.
    Result<> start(const Request& request);
    /// After the step that is under way.
    void stop();

    bool isRunning() const;
    /// After finished(): the window is open and announced everywhere, or closed and everything is undone; what is left out counts
    /// as done. false: its steps say what is wrong, and start() may be tried again.
    bool isWhole() const;
    /// Why it could not go on at all: the dossier cannot be written, another Holdpoint does the same.
    const std::optional<Error>& error() const;

Q_SIGNALS:
    /// A step's new row, as it stands in the dossier.
    void stepChanged(const QString& step, const QString& state, const QString& reason);
    void finished();

private:
    class Private;
    std::unique_ptr<Private> d;
};

/// What opening a window would tell, in this order.
struct PlannedStep
{
    std::string step;
    std::string whyLeftOut; // not configured, or the plan does not want it; empty: it is told
};
std::vector<PlannedStep> plannedWindowSteps(const Plan& plan);

/// A person's word about a step that nobody else can tell, or about one to leave out. Commits.
Result<> settleWindowStep(Session& session, const std::string& step, StepWord word, const Person& by, const std::string& reason);

} // namespace holdpoint
