// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/overview/after_page.h"

#include "core/base/time_format.h"
#include "core/base/units.h"
#include "core/monitor/plan_services.h"
#include "core/session/production_look.h"
#include "core/session/regression_timer.h"
#include "core/session/release_log.h"
#include "ui/charts/plain_chart.h"
#include "ui/overview/table_cells.h"
#include "ui/style/parts.h"
#include "ui/style/words.h"

#include <QBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QScrollArea>
#include <QShortcut>
#include <QStandardItemModel>
#include <QTableView>

namespace holdpoint {

namespace {

QLabel* makeText(const char* name, QWidget* parent)
{
    QLabel* label = makeLabel(QString(), FontRole::Small, false, parent);
    label->setObjectName(QString::fromLatin1(name));
    label->setWordWrap(true);
    label->setTextFormat(Qt::PlainText);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    label->setContentsMargins(16, 0, 16, 8);
    label->setAlignment(Qt::AlignTop | Qt::AlignLeft);
    return label;
}

} // namespace

AfterPage::AfterPage(QWidget* parent)
    : ReportTablesPage(parent), m_traffic(new PlainChart(this)), m_latency(new PlainChart(this)),
      m_model(new QStandardItemModel(this)), m_table(makeReportTable(m_model, kRow, QStringLiteral("afterItems"), this)),
      m_tasksHead(new SectionHead(tr("After release"), this)), m_lessons(makeText("lessons", this)),
      m_proposals(makeText("proposals", this)), m_next(makeText("nextRegression", this)),
      m_note(new Button(tr("Add note\u2026"), QStringLiteral("Ctrl+N"), this)),
      m_schedule(new Button(tr("Schedule regression\u2026"), QString(), this)),
      m_look(new Button(tr("Ask production"), QStringLiteral("F5"), this)),
      m_released(new Button(tr("Released at\u2026"), QString(), this)),
      m_predict(new Button(tr("Predict\u2026"), QString(), this))
{
    m_traffic->setObjectName(QStringLiteral("trafficChart"));
    m_latency->setObjectName(QStringLiteral("latencyChart"));
    m_note->setObjectName(QStringLiteral("addLesson"));
    m_schedule->setObjectName(QStringLiteral("scheduleRegression"));
    m_look->setObjectName(QStringLiteral("askProduction"));
    m_released->setObjectName(QStringLiteral("releasedAt"));
    m_predict->setObjectName(QStringLiteral("predictTraffic"));
    build();
    connect(m_note, &Button::clicked, this, &AfterPage::addLesson);
    connect(new QShortcut(QKeySequence(Qt::CTRL | Qt::Key_N), this), &QShortcut::activated, this, &AfterPage::addLesson);
    connect(m_schedule, &Button::clicked, this, &AfterPage::schedule);
    connect(m_look, &Button::clicked, this, &AfterPage::refresh);
    connect(m_released, &Button::clicked, this, &AfterPage::setReleased);
    connect(m_predict, &Button::clicked, this, &AfterPage::predict);
    connect(m_table, &QTableView::activated, this, [this](const QModelIndex& index) {
        if (const QString item = index.siblingAtColumn(0).data(Qt::UserRole).toString(); !item.isEmpty()) {
            Q_EMIT pageRequested(QStringLiteral("checklist"), item);
        }
    });
    showReport(nullptr);
}

QList<QWidget*> AfterPage::headActions()
{
    return {m_schedule, m_note};
}

void AfterPage::build()
{
    auto* column = makePageColumn(this);
    constexpr int kMostChart = 220; // px at 100 %: the tasks are what people work through
    m_traffic->setMaximumHeight(scaled(kMostChart));
    m_latency->setMaximumHeight(scaled(kMostChart));
    auto* charts = new QHBoxLayout;
    charts->setSpacing(0);
    charts->addWidget(m_traffic, 1);
    charts->addWidget(makeHairline(Qt::Vertical, this));
    charts->addWidget(m_latency, 1);
    column->addLayout(charts, 2);
    auto* actions = new QHBoxLayout;
    actions->setContentsMargins(16, 4, 16, 4);
    actions->setSpacing(8);
    actions->addWidget(m_look);
    actions->addWidget(m_released);
    actions->addWidget(m_predict);
    actions->addStretch();
    column->addLayout(actions);
    column->addWidget(makeHairline(Qt::Horizontal, this));
    auto* lower = new QHBoxLayout;
    lower->setSpacing(0);
    auto* left = new QVBoxLayout;
    left->setSpacing(0);
    left->addWidget(m_tasksHead);
    left->addWidget(m_table, 1);
    lower->addLayout(left, 2);
    lower->addWidget(makeHairline(Qt::Vertical, this));
    auto* notes = new QWidget;
    auto* right = makePageColumn(notes);
    auto* lessonsHead = new SectionHead(tr("Lessons"), notes);
    lessonsHead->setRemark(tr("collected from notes and overrides"));
    right->addWidget(lessonsHead);
    right->addWidget(m_lessons);
    right->addWidget(new SectionHead(tr("Proposals for new targets"), notes));
    right->addWidget(m_proposals);
    right->addWidget(new SectionHead(tr("Next regression tests"), notes));
    right->addWidget(m_next);
    right->addStretch();
    auto* scroll = new QScrollArea(this);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidgetResizable(true);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setBackgroundRole(QPalette::Base);
    scroll->setWidget(notes);
    lower->addWidget(scroll, 1);
    column->addLayout(lower, 3);
}

void AfterPage::showReport(std::shared_ptr<const Report> report)
{
    for (Button* button : {m_note, m_schedule, m_look, m_released, m_predict}) {
        button->setEnabled(report != nullptr && session() != nullptr);
    }
    m_isStale = report != nullptr && session() != nullptr && !isVisible();
    if (m_isStale) {
        return;
    }
    if (report == nullptr) {
        m_regressionJob.stop();
        m_regression.clear();
        m_hasRegression = false;
        showAfter({}, systemClock().wallNow());
        return;
    }
    const WallTime now = systemClock().wallNow();
    const auto log = session() != nullptr ? session()->shownLog() : std::vector<LogEntry>{};
    showAfter(afterReleaseOf(log, *report, session() != nullptr ? session()->plan() : Plan{}, now), now);
    if (m_after.schedule) {
        readRegression(*m_after.schedule);
    }
}

void AfterPage::showEvent(QShowEvent* event)
{
    ReportTablesPage::showEvent(event);
    if (m_isStale && session() != nullptr) {
        showReport(session()->shownReport());
    }
}

/// What was read before stays until the new is there.
void AfterPage::readRegression(const RegressionSchedule& schedule)
{
    m_regressionJob.follow([this, schedule]() -> std::function<void()> {
        return [this, last = lastRegression(schedule)] {
            m_hasRegression = last.runs > 0;
            m_regression =
                last.runs == 0 ? fromCore(last.why) : outcomeWord(last.worst) + QStringLiteral(", ") + dayText(last.at);
            showNext(m_after);
        };
    });
}

void AfterPage::showAfter(const AfterRelease& after, WallTime now)
{
    m_after = after;
    m_facts = after.releasedAt ? tr("released %1 \u00B7 first week ends %2")
                                     .arg(fromCore(formatUtc(*after.releasedAt).substr(0, 16)), dayText(*after.weekEnds))
                               : tr("not released yet: say when it went live");
    drawCharts(after, now);
    fillTasks(after);
    fillNotes(after);
    Q_EMIT headChanged();
}

/// What is not of the shipped sections: a team's own, or deferred from before.
QString AfterPage::sectionTitle(const DueTask& task)
{
    if (task.state == ItemState::Deferred || session() == nullptr) {
        return tr("Deferred");
    }
    const auto& sections = session()->checklistTemplate().sections;
    const auto known = std::find_if(sections.begin(), sections.end(),
                                    [&](const SectionDefinition& each) { return each.number == task.section; });
    return known == sections.end() ? QString() : fromCore(known->title);
}

namespace {

/// "Sections 18–20"; a team's own checklist numbers its sections otherwise.
QString tasksTitle(const AfterRelease& after)
{
    std::vector<std::string> numbers;
    for (const DueTask& task : after.tasks) {
        if (task.state != ItemState::Deferred && std::find(numbers.begin(), numbers.end(), task.section) == numbers.end()) {
            numbers.push_back(task.section);
        }
    }
    return numbers.empty()       ? AfterPage::tr("After release")
           : numbers.size() == 1 ? AfterPage::tr("Section %1").arg(fromCore(numbers.front()))
                                 : AfterPage::tr("Sections %1\u2013%2").arg(fromCore(numbers.front()), fromCore(numbers.back()));
}

} // namespace

void AfterPage::fillTasks(const AfterRelease& after)
{
    setHeads(*m_model, {tr("Item"), tr("State"), tr("Value seen"), tr("Due"), tr("Owner")}, {});
    std::string section;
    int done = 0;
    int overdue = 0;
    for (const DueTask& task : after.tasks) {
        if (task.section != section) {
            section = task.section;
            static const std::map<std::string, const char*> kTitles{{"18", QT_TR_NOOP("Production monitoring, first week")},
                                                                    {"19", QT_TR_NOOP("Load test updates")},
                                                                    {"20", QT_TR_NOOP("Continuous improvement")}};
            const auto known = kTitles.find(section);
            QList<QStandardItem*> head{cell(fromCore(section) + QStringLiteral("  ") +
                                            (known == kTitles.end() ? sectionTitle(task) : tr(known->second))),
                                       cell(QString()), cell(QString()), cell(QString()), cell(QString())};
            for (QStandardItem* item : head) {
                item->setData(true, SectionRole);
            }
            m_model->appendRow(head);
        }
        done += task.state == ItemState::Pass || task.state == ItemState::NotApplicable || task.state == ItemState::Overridden
                    ? 1
                    : 0;
        overdue += task.isOverdue ? 1 : 0;
        QStandardItem* name = cell(plainItemText(task.text));
        name->setData(fromCore(task.item), Qt::UserRole);
        const QString due = task.isDaily ? tr("daily") : task.due ? dayText(*task.due) : QStringLiteral("\u2013");
        m_model->appendRow({name, state(lookOf(task.state)), seen({}, task.value),
                            cell(due, task.isOverdue ? Tone::Warn : Tone::Normal), cell(ownerWord(task.owner), Tone::Secondary)});
    }
    m_tasksHead->setTitle(tasksTitle(after));
    setColumnWidths(*m_table, {112, 200, 92, 72});
    spanSections(*m_table);
    m_table->horizontalHeader()->setSectionResizeMode(2, QHeaderView::Stretch); // at a large font both give way
    m_table->setItemDelegate(new CellDelegate(kRow, m_table));
    m_table->setItemDelegateForColumn(1, new StatusDelegate(kRow, m_table));
    m_tasksHead->setRemark(tr("%1 of %2 done").arg(done).arg(after.tasks.size()) +
                           (overdue > 0 ? tr(", %1 overdue").arg(overdue) : QString()));
}

void AfterPage::fillNotes(const AfterRelease& after)
{
    QStringList lessons;
    for (const Lesson& lesson : after.lessons) {
        lessons << fromCore(formatUtc(lesson.at).substr(5, 11)).replace(QLatin1Char('T'), QLatin1Char(' ')) +
                       QStringLiteral(", ") + fromCore(lesson.by) + QLatin1Char('\n') + fromCore(lesson.text) +
                       (lesson.source == kLogLesson ? QString()
                                                    : QStringLiteral("\n(") + fromCore(lesson.source) + QLatin1Char(')'));
    }
    m_lessons->setText(lessons.isEmpty() ? tr("None yet: what surprised, what was missed, what to change.")
                                         : lessons.join(QStringLiteral("\n\n")));
    QStringList proposals;
    for (const TargetProposal& each : after.proposals) {
        proposals << fromCore(each.what) + QStringLiteral(": ") + fromCore(each.from) + QStringLiteral(" \u2192 ") +
                         fromCore(each.to) + QLatin1Char('\n') + fromCore(each.why);
    }
    m_proposals->setText(!proposals.isEmpty() ? proposals.join(QStringLiteral("\n\n"))
                         : after.look         ? tr("None: real traffic gives no reason to change a target.")
                                              : tr("Not known yet: production was not asked."));
    showNext(after);
}

void AfterPage::showNext(const AfterRelease& after)
{
    if (!after.schedule) {
        m_next->setText(tr("No monthly run is scheduled."));
        return;
    }
    const bool mayBeUnstarted = after.schedule->way != "cron" && !m_hasRegression;
    m_next->setText(tr("%1 UTC, %2\nLast result: %3")
                        .arg(fromCore(formatUtc(*after.nextRegression).substr(0, 16)).replace(QLatin1Char('T'), QLatin1Char(' ')),
                             fromCore(after.schedule->way), m_regression.isEmpty() ? tr("being read") : m_regression) +
                    (mayBeUnstarted
                         ? QLatin1Char('\n') + tr("If it was not started yet: %1").arg(fromCore(startCommand(*after.schedule)))
                         : QString()));
}

void AfterPage::refresh()
{
    if (session() == nullptr) {
        return;
    }
    if (!m_after.releasedAt) {
        Q_EMIT noticed(tr("Say first when the release went live"), true);
        return;
    }
    m_look->setEnabled(false);
    m_job.start([this, plan = session()->plan(), definition = session()->checklistTemplate(),
                 at = *m_after.releasedAt]() -> std::function<void()> {
        Fetcher fetcher(planFetcherOptions(plan));
        auto seen = lookAtProduction(fetcher, plan, definition, at);
        return [this, kept = std::make_shared<Result<ProductionLook>>(std::move(seen))] {
            m_look->setEnabled(session() != nullptr);
            if (!*kept) {
                Q_EMIT noticed(fromCore(kept->error().message), true);
            } else if (session() != nullptr) {
                const auto done = say(logProduction(*session(), **kept, person()),
                                      (*kept)->why.empty() ? tr("Production was asked") : fromCore((*kept)->why));
                if (!done) {
                    Q_EMIT noticed(fromCore(done.error().message), true);
                }
            }
        };
    });
}

void AfterPage::focusFirst()
{
    selectFirstRow(*m_table);
}

} // namespace holdpoint
