// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/run/test_detail.h"

#include "core/base/time_format.h"
#include "core/verdict/run_note.h"
#include "ui/style/parts.h"
#include "ui/style/status.h"
#include "ui/style/words.h"

#include <QBoxLayout>
#include <QComboBox>
#include <QLabel>

namespace holdpoint {

TestDetail::TestDetail(QWidget* parent)
    : QWidget(parent), m_text(makeLabel(QString(), FontRole::Small, false, this)), m_ghost(new QComboBox(this)),
      m_counting(new Button(tr("Not counting\u2026"), QString(), this)),
      m_edit(new Button(tr("Load and thresholds\u2026"), QString(), this))
{
    setObjectName(QStringLiteral("testDetail"));
    m_text->setObjectName(QStringLiteral("testFacts"));
    m_text->setWordWrap(true);
    m_ghost->setObjectName(QStringLiteral("ghostRun"));
    m_ghost->setAccessibleName(tr("Run drawn behind this test as dotted lines"));
    m_ghost->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    m_counting->setObjectName(QStringLiteral("counting"));
    m_edit->setObjectName(QStringLiteral("editLoad"));
    auto* tools = new QWidget(this);
    auto* flow = new FlowLayout(8, 8, tools);
    flow->setContentsMargins(0, 0, 0, 0);
    auto* label = makeLabel(tr("Draw behind it"), FontRole::Small, true, tools);
    label->setFixedHeight(scaled(28));
    for (QWidget* widget : {static_cast<QWidget*>(m_edit), static_cast<QWidget*>(m_counting), static_cast<QWidget*>(label),
                            static_cast<QWidget*>(m_ghost)}) {
        flow->addWidget(widget);
    }
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(16, 8, 16, 10);
    column->setSpacing(8);
    column->addWidget(m_text);
    column->addWidget(tools);
    connect(m_edit, &Button::clicked, this, [this] { Q_EMIT editRequested(m_test); });
    connect(m_counting, &Button::clicked, this, [this] {
        if (const RunRecord* run = newestRun()) {
            Q_EMIT countingRequested(run->id);
        }
    });
    connect(m_ghost, &QComboBox::currentIndexChanged, this, [this](int index) {
        if (!m_isFilling && m_ghosts && index >= 0) {
            m_ghosts->choose(m_test, m_ghost->itemData(index).toLongLong());
            Q_EMIT ghostChosen(m_test);
        }
    });
    showDetail();
}

void TestDetail::setRuns(const Plan* plan, const std::vector<RunRecord>* runs)
{
    m_plan = plan;
    m_runs = runs;
    showDetail();
}

void TestDetail::setDossier(const std::optional<std::filesystem::path>& file)
{
    m_ghosts.reset();
    if (file) {
        m_ghosts.emplace(*file);
    }
    m_shown.clear();
    showDetail();
}

void TestDetail::setTest(const QString& test)
{
    m_test = test;
    showDetail();
}

/// Of any kind that proves something.
const RunRecord* TestDetail::newestRun() const
{
    const std::string id = m_test.toStdString();
    for (std::size_t i = m_runs != nullptr ? m_runs->size() : 0; i-- > 0;) {
        const RunRecord& run = (*m_runs)[i];
        if (run.testId == id && run.kind != RunKind::DryRun && run.endedAt) {
            return &run;
        }
    }
    return nullptr;
}

void TestDetail::showDetail()
{
    const TestPlan* test = m_plan != nullptr ? m_plan->test(m_test.toStdString()) : nullptr;
    const RunRecord* run = newestRun();
    QString text = test == nullptr ? tr("No test is chosen.")
                                   : fromCore(test->title.empty() ? test->id : test->title) + QStringLiteral(": ");
    if (test != nullptr && run == nullptr) {
        text += tr("not run yet");
    } else if (test != nullptr) {
        text += tr("run %1, %2, %3, ended %4 UTC")
                    .arg(run->id)
                    .arg(kindWord(run->kind), lookOf(run->result.outcome).word, fromCore(formatUtcClock(*run->endedAt)));
        text += run->isCounting ? QString() : tr(". Does not count: %1").arg(fromCore(run->notCountingReason));
        if (const std::string other = otherPlanSentence(*run, m_plan->sha256); !other.empty()) {
            text += QStringLiteral(". ") + fromCore(other);
        }
    }
    if (m_text->text() != text) {
        m_text->setText(text);
    }
    m_counting->setEnabled(run != nullptr);
    m_counting->setText(run == nullptr || run->isCounting ? tr("Not counting\u2026") : tr("Count again\u2026"));
    m_edit->setEnabled(test != nullptr);
    fillGhosts();
}

void TestDetail::fillGhosts()
{
    const auto runs = m_runs != nullptr ? GhostChoice::candidates(*m_runs, m_test) : std::vector<const RunRecord*>();
    QString wanted = m_test;
    for (const RunRecord* run : runs) {
        wanted += QLatin1Char('/') + QString::number(run->id);
    }
    m_ghost->setEnabled(m_ghosts.has_value() && !runs.empty());
    if (wanted == m_shown) {
        return;
    }
    m_shown = wanted;
    m_isFilling = true;
    m_ghost->clear();
    const bool hasBaseline =
        std::any_of(runs.begin(), runs.end(), [](const RunRecord* run) { return run->kind == RunKind::Baseline; });
    m_ghost->addItem(runs.empty()  ? tr("no run yet")
                     : hasBaseline ? tr("the newest baseline")
                                   : tr("the run before"),
                     GhostChoice::kUsual);
    m_ghost->addItem(tr("nothing"), GhostChoice::kNone);
    for (const RunRecord* run : runs) {
        m_ghost->addItem(ghostName(*run), static_cast<qint64>(run->id));
    }
    const qint64 chosen = m_ghosts ? m_ghosts->chosen(m_test) : GhostChoice::kUsual;
    m_ghost->setCurrentIndex(std::max(0, m_ghost->findData(chosen)));
    m_isFilling = false;
}

} // namespace holdpoint
