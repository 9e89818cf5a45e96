// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/dossier/dossier.h"
#include "core/monitor/jaeger.h"
#include "core/monitor/sentry.h"
#include "core/plan/plan.h"
#include "ui/shell/background_job.h"

#include <QWidget>
#include <filesystem>
#include <memory>

class QLabel;
class QModelIndex;
class QStandardItemModel;
class QTreeView;

namespace holdpoint {

class Button;

/// What traces and issues say about a span of time.
struct EvidenceFindings
{
    Answer<std::vector<Trace>> slow;
    Answer<std::vector<Trace>> failed;
    Answer<std::vector<SentryIssue>> fresh;
    Answer<std::vector<SentryIssue>> regressed;
    std::size_t services = 0; // that could be asked for traces
    std::size_t leftOut = 0;  // of them
};

/// The Evidence tab of the dock: slow and failed traces of a span from Jaeger with the self time of their operations, new and
/// regressed issues from Sentry, and the kept request/answer pairs of the run. Asks on a thread of its own.
class EvidencePanel : public QWidget
{
    Q_OBJECT

public:
    explicit EvidencePanel(QWidget* parent = nullptr);
    ~EvidencePanel() override;

    /// nullptr: none. What is asked of the one before is dropped.
    void setPlan(const Plan* plan);
    /// Nothing of any run; what is asked is dropped.
    void clear();
    /// Asks for that span; traces that took at least `slowerThan` are slow. `words` names it: "Run 7, 6:28 to 6:38".
    void look(WallSpan span, Nanos slowerThan, const QString& words);
    /// The pairs that this run kept for the first errors of each class and step.
    void showPairs(const std::vector<ErrorSample>& samples, std::int64_t run);
    /// The same, read on a thread of its own; pairsUnreadable() if they cannot be.
    void readPairs(const std::filesystem::path& dossier, std::int64_t run);
    void show(const EvidenceFindings& findings);
    bool isAsking() const { return m_job.isRunning(); }
    QTreeView& tree() { return *m_tree; }

Q_SIGNALS:
    /// A person wants it asked again, for the selected range or the last minute.
    void refreshRequested();
    void pairsUnreadable(const QString& why);

private:
    void rebuild();
    void spanRows(const QModelIndex& parent);
    void activate(const QModelIndex& index);
    void stopAsking();

    const Plan* m_plan = nullptr;
    QLabel* m_head;
    Button* m_refresh;
    QTreeView* m_tree;
    QStandardItemModel* m_model;
    EvidenceFindings m_findings;
    std::vector<ErrorSample> m_pairs;
    bool m_hasLooked = false;
    std::string m_jaegerUrl;
    std::shared_ptr<Fetcher> m_fetcher;
    BackgroundJob m_job;
    BackgroundJob m_reading; // of the pairs
};

} // namespace holdpoint
