// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/metrics/frame.h"
#include "core/verdict/rule_results.h"

#include <optional>
#include <string>
#include <vector>

namespace holdpoint {

/// How far LoadEngine::connect() has come.
struct Connecting
{
    std::uint64_t opened = 0;
    std::uint64_t failed = 0; // or not tried any more; their first requests open them
    std::string fault;        // why the first of them failed; no secrets
    bool isDone = false;      // nothing more to wait for
};

/// What a program that is not ours says of its own end.
struct EngineVerdict
{
    enum class Ending {
        Completed,
        NotLoaded,  // it ended before its load or in the middle of it, for a reason of its own: nothing can be judged
        Aborted,    // somebody else, or the script itself, stopped it
        Interrupted // it crashed or was killed
    };
    Ending ending = Ending::Completed;
    std::string sentence;                          // why, unless completed; no secrets
    std::vector<VerificationResult> verifications; // its own rules
};

/// What applies the load of one test on this machine and tells a frame a second. Create, connect(), start(), then takeFrame()
/// once a second until isFinished(), one last takeFrame(), destroy. All methods are for one owner thread and return at once.
class LoadEngine
{
public:
    virtual ~LoadEngine() = default;

    /// Opens before start() what can be opened; may be left out.
    virtual void connect() = 0;
    virtual Connecting connecting() const = 0;
    /// Begins to load so that the run's second 0 is t0 (may lie ahead), or as soon after it as can be: see began().
    virtual void start(SteadyTime t0) = 0;
    /// After connect() or start(): why nothing could be loaded, a sentence; the run is finished then. Empty: all is well.
    virtual std::string startFault() const = 0;
    /// Stops beginning anything at once; what is under way may take `grace` longer. May be called again with less.
    virtual void requestStop(Nanos grace, std::string why) = 0;
    /// The longest grace that a stop without hurry gives.
    virtual Nanos gracefulStop() const = 0;
    virtual bool isFinished() const = 0;
    /// Why it ended, in words: "duration reached", "stopped by a person". Empty while it runs, and if the shard has no share.
    virtual std::string whyEnded() const = 0;
    /// When second 0 began; nullopt before the first load. Frames are numbered from it.
    virtual std::optional<SteadyTime> began() const = 0;
    /// How much later than its end a second is complete.
    virtual Nanos cutDelay() const { return {}; }
    /// What was recorded since the last call, as second `tick`. Cheap. `isLast`: it will not be waited for longer.
    virtual Frame takeFrame(std::uint64_t tick, bool isLast) = 0;
    /// Lines for the run's log that no frame will bring, because none is cut yet.
    virtual std::vector<std::string> takeEarlyLog() { return {}; }
    /// Once it is finished; nullopt: the load itself has no opinion.
    virtual std::optional<EngineVerdict> verdict() const { return std::nullopt; }
};

} // namespace holdpoint
