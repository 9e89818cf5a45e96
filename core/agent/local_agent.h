// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/agent/protocol.h"

#include <QObject>
#include <QString>
#include <functional>
#include <memory>

class QProcess;

namespace holdpoint {

/// A `holdpointctl agent` child on this machine. Owner's thread only, needs an event loop. A frame that comes twice is
/// dropped; a hole is asked for again and, if it stays, reported by gapFound(). The child ends when this object does.
class LocalAgent : public QObject
{
    Q_OBJECT

public:
    /// `program` is the holdpointctl to start; see findCtl().
    explicit LocalAgent(QString program, QObject* parent = nullptr);
    ~LocalAgent() override;

    /// Starts the child and hands it the shard over stdin; ready() or lost() follows.
    void start(const ShardMessage& message);
    /// Called exactly once, with the loss if the agent is or gets lost; never after letGo().
    using OnceDone = std::function<void(Result<std::vector<StepOutcome>>)>;
    /// phase: "setup" or "teardown" of the shard's test.
    void runOnce(const QString& phase, OnceDone done);
    /// One GET through the same allow-list, headers and timeout as the load; for `verify`.
    void get(const QString& target, OnceDone done);
    /// Opens the connections that visitors need from the start; connected() or lost() follows, within about 30 s. May be left
    /// out.
    void connectAhead();
    void arm(SteadyTime t0);
    /// Ends the load, or gives up the step of a runOnce() or get() that is under way.
    void stop(const QString& why, bool atOnce = false);
    /// Kills a child that does not obey any more; lost() with this reason comes before it returns, if it was not lost before.
    void kill(const QString& why);
    bool isAlive() const;
    /// No signal and no answer comes any more, and this object goes with the event loop. May be called from inside either.
    void letGo();

    /// Waits for children whose objects are gone already; for the end of a program, after its event loop.
    static void endAll(int limitMs);

Q_SIGNALS:
    void ready();
    void connected(const holdpoint::Connecting& result);
    void frameReceived(const holdpoint::Frame& frame);
    void gapFound(quint64 firstMissing, quint64 lastMissing);
    /// A line of the load's own that belongs into the run's log.
    void said(const QString& line);
    /// What a program that is not ours says of its own end; finished() follows.
    void concluded(const holdpoint::EngineVerdict& verdict);
    /// A file of single requests is not complete, and why: a clause; finished() follows.
    void samplesCut(const QString& why);
    /// The load ended; the final frame came before. The child still answers runOnce() and get().
    void finished(const QString& why);
    /// The child died or spoke nonsense; nothing follows.
    void lost(const QString& why);

private:
    class Private;
    std::unique_ptr<Private> d;
};

/// holdpointctl beside the running program, else in PATH; empty if neither.
QString findCtl();

} // namespace holdpoint
