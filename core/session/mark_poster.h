// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/session/session.h"

#include <QObject>
#include <QString>
#include <memory>

namespace holdpoint {

/// Shows marks of runs in the plan's Grafana too, as annotations at exactly that moment, from a thread of its own. What came of
/// it stands in the audit log ("mark annotated" {run, at, reference} or {run, at, why}). Owner's thread only, needs an event
/// loop; the session must outlive it.
class MarkPoster : public QObject
{
    Q_OBJECT

public:
    explicit MarkPoster(Session& session, QObject* parent = nullptr);
    /// Gives up what is under way.
    ~MarkPoster() override;

    /// Whether the plan names a Grafana.
    bool hasGrafana() const;
    /// Nothing without a Grafana; else posted() follows.
    void post(std::int64_t run, const RunNote& note);
    bool isPosting() const;

Q_SIGNALS:
    /// "Grafana shows the mark", or why not.
    void posted(const QString& sentence, bool isShown);

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace holdpoint
