// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/checklist/checklist.h"
#include "core/sensors/source_report.h"

#include <QObject>
#include <map>
#include <memory>
#include <optional>
#include <vector>

namespace holdpoint {

class Session;
struct SweepProgress;

/// Asks everything that a machine can ask about items of a session's checklist, on a thread of its own, and stores what it saw in
/// the dossier as it comes. Facts are kept from one sweep to the next. Console, check and gates sense by this. Owner's thread,
/// which needs an event loop.
class SweepJob : public QObject
{
    Q_OBJECT

public:
    struct Request
    {
        std::optional<std::vector<std::string>> items; // ids; nullopt: all
        std::optional<Gate> gate;                      // only those of this gate and those that were deferred to it
        Nanos maxAge{};                                // facts that are younger are not asked again
        bool mayRunCommands = false;                   // what the plan names
    };
    struct Progress
    {
        std::size_t done = 0; // sources, a source's probes as one more
        std::size_t of = 0;
        std::vector<std::string> waiting; // titles of the sources that are still asked
        std::size_t items = 0;            // that are asked about in all
        SteadyTime startedAt{};
    };

    explicit SweepJob(Session& session, QObject* parent = nullptr);
    /// Stops, and waits for the question under way: at most its time limit.
    ~SweepJob() override;

    /// Error::Refused while a sweep is under way. finished() always follows, also when there is nothing to ask, or when the
    /// dossier could not be read: lastError().
    Result<> start(const Request& request);
    /// What start() would ask about by what is shown now; points into the session's template.
    std::vector<const ItemDefinition*> itemsOf(const Request& request) const;
    /// What is known by now stays; the rest is as if it had not been asked. finished() follows.
    void stop();
    bool isRunning() const;
    bool wasStopped() const;
    /// The item is asked about right now: it shows as RUNNING.
    bool isAsking(std::string_view item) const;
    const Progress& progress() const;
    /// A source that has kept the sweep waiting for two seconds; empty if none has.
    std::string slowSource() const;
    /// The newest word of every source that was asked through this object, by id.
    const std::map<std::string, SourceReport>& sources() const;
    /// What somebody else heard of a source, a connection test for example.
    void noteSource(const SourceReport& source);
    /// Of the last sweep: sources, and why its findings could not be stored (empty: they were).
    const std::vector<SourceReport>& lastSources() const;
    const std::string& lastError() const;

Q_SIGNALS:
    /// The sweep began, a source ended, or a second passed.
    void progressed();
    /// A source of the sweep under way has ended.
    void sourceEnded(const holdpoint::SourceReport& source);
    void finished();
    /// sources() says something new.
    void sourcesChanged();

private:
    class Private; // with the sensors: their Answer is not the load's, which PlanRunner's header knows
    void take(const SweepProgress& step);
    void ask(const std::vector<const ItemDefinition*>& items, Nanos maxAge);
    void store();
    void finishOnceStored();
    void end(std::vector<SourceReport> sources);

    std::unique_ptr<Private> d;
};

} // namespace holdpoint
