// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/session/session.h"

#include <QString>
#include <QStringList>
#include <functional>
#include <memory>

namespace holdpoint {

/// Runs of an action, without what PlanRunner's header brings along (load and monitor have an Answer each). Owner's thread only.
class ActionRuns
{
public:
    using Log = std::function<void(const QString&)>;
    using Ended = std::function<void(const std::optional<Error>&)>;

    ActionRuns(Session& session, Log log, Ended ended);
    ~ActionRuns();
    Result<> start(RunKind kind, const QStringList& tests, const QString& ctlProgram);
    void stop(const QString& why);

private:
    struct Parts;
    std::unique_ptr<Parts> d;
};

} // namespace holdpoint
