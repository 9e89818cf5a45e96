// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/overview/schedule_dialog.h"

#include "core/base/clock.h"
#include "core/base/time_format.h"
#include "ui/style/dialog_parts.h"
#include "ui/style/fit_dialog.h"
#include "ui/style/parts.h"
#include "ui/style/status.h"
#include "ui/style/words.h"

#include <QBoxLayout>
#include <QComboBox>
#include <QGridLayout>
#include <QLabel>
#include <QSpinBox>
#include <QTimeEdit>

namespace holdpoint {

namespace {

constexpr int kLastDay = 28; // every month has it

} // namespace

ScheduleDialog::ScheduleDialog(RegressionSchedule preset, Submit submit, QWidget* parent)
    : QDialog(parent), m_preset(std::move(preset)), m_day(new QSpinBox(this)), m_time(new QTimeEdit(this)),
      m_way(new QComboBox(this)), m_next(makeLabel(QString(), FontRole::Small, true, this))
{
    setObjectName(QStringLiteral("scheduleDialog"));
    setWindowTitle(tr("Monthly regression run"));
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(16, 14, 16, 16);
    column->setSpacing(8);
    QLabel* what =
        makeLabel(tr("Runs the plan once a month, into a dossier of its own beside this one."), FontRole::Body, true, this);
    what->setWordWrap(true);
    column->addWidget(what);
    m_day->setObjectName(QStringLiteral("day"));
    m_day->setRange(1, kLastDay);
    m_day->setValue(m_preset.day);
    m_time->setObjectName(QStringLiteral("time"));
    m_time->setDisplayFormat(QStringLiteral("HH:mm"));
    m_time->setTime(QTime(m_preset.hour, m_preset.minute));
    m_way->setObjectName(QStringLiteral("way"));
    m_way->addItem(tr("systemd timer"), QStringLiteral("systemd"));
    m_way->addItem(tr("line in the crontab"), QStringLiteral("cron"));
    m_way->setCurrentIndex(m_preset.way == "cron" ? 1 : 0);
    auto* grid = new QGridLayout;
    grid->setHorizontalSpacing(12);
    grid->setVerticalSpacing(8);
    int line = 0;
    for (const auto& [title, editor] : {std::pair<QString, QWidget*>{tr("Day of the month"), m_day},
                                        {tr("Time of this machine"), m_time},
                                        {tr("Started by"), m_way}}) {
        editor->setAccessibleName(title);
        grid->addWidget(makeLabel(title, FontRole::Body, false, this), line, 0);
        grid->addWidget(editor, line++, 1);
    }
    grid->setColumnStretch(1, 1);
    column->addLayout(grid);
    m_next->setObjectName(QStringLiteral("next"));
    m_next->setWordWrap(true);
    column->addWidget(m_next);
    m_fault = addDialogFault(column, this);
    auto* action = new Button(tr("Schedule"), QStringLiteral("Enter"), this);
    action->setObjectName(QStringLiteral("action"));
    action->setKind(Button::Kind::Primary);
    action->setDefault(true);
    addDialogButtons(column, QString(), new Button(tr("Cancel"), QStringLiteral("Esc"), this), this)->addWidget(action);
    setMinimumWidth(scaled(420));
    keepTextsWhole(*this);
    connect(action, &Button::clicked, this, [this, send = std::move(submit)] { endDialog(*this, *m_fault, send(asked())); });
    connect(m_day, &QSpinBox::valueChanged, this, &ScheduleDialog::showNext);
    connect(m_time, &QTimeEdit::timeChanged, this, &ScheduleDialog::showNext);
    showNext();
    m_day->setFocus();
}

RegressionSchedule ScheduleDialog::asked() const
{
    RegressionSchedule schedule = m_preset;
    schedule.day = m_day->value();
    schedule.hour = m_time->time().hour();
    schedule.minute = m_time->time().minute();
    schedule.way = m_way->currentData().toString().toStdString();
    return schedule;
}

void ScheduleDialog::showNext()
{
    m_fault->hide();
    m_next->setText(tr("Next run %1 UTC")
                        .arg(fromCore(formatUtc(nextRun(asked(), systemClock().wallNow())).substr(0, 16))
                                 .replace(QLatin1Char('T'), QLatin1Char(' '))));
}

} // namespace holdpoint
