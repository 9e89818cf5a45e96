// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/session/session.h"

#include <QObject>
#include <QString>
#include <memory>

namespace holdpoint {

/// What starting an action would do, for the person who is asked.
struct ActionProposal
{
    std::string sentence;             // "runs `python3 seed-load-test-data.py` in /home/..."
    std::vector<std::string> command; // its argv list; empty: it runs none
    bool needsConsent = false;        // this plan's command was never allowed: show it and ask first
    bool isTold = false;              // others will see it: a window, a post
    std::string sentBefore;           // "posted at ...": only Request::sendsAgain sends it a second time; empty: it was not
    std::optional<RunKind> run;       // it starts runs of these tests, empty: of all; who has a PlanRunner starts them there
    std::vector<std::string> tests;
};
/// Error: the item is no action, or lacks what it needs; the message says what to do.
Result<ActionProposal> proposeAction(const Session& session, const std::string& item, std::optional<bool> isAllowed = {});

/// Starts an action of the checklist: the team's script, runs, the test window, the report, a post to Slack. While it runs its
/// item is RUNNING; then its sensor looks and decides. Nothing blocks the session's thread, which needs an event loop. What is
/// sent or run stands in the dossier before it happens, so a program that dies leaves UNKNOWN behind and not RUNNING. One start()
/// an object.
class ActionJob : public QObject
{
    Q_OBJECT

public:
    struct Request
    {
        std::string item;
        Person by;
        bool mayRunCommands = false;    // the person has read the argv list and said yes
        bool leavesOutFailures = false; // of the test window
        bool sendsAgain = false;        // what was posted before, or may have been
        QString ctlProgram;             // of runs; empty: findCtl()
    };

    explicit ActionJob(Session& session, QObject* parent = nullptr);
    /// Ends what it has started.
    ~ActionJob() override;

    /// Refused: no consent yet, it runs already, it needs something first. Then nothing happened.
    Result<> start(const Request& request);
    void stop();
    bool isRunning() const;
    /// Why it could not go on; what it found out stands in the item.
    const std::optional<Error>& error() const;

Q_SIGNALS:
    /// A line for the log: a step of the window, a line about a run.
    void progressed(const QString& line);
    void finished();

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace holdpoint
