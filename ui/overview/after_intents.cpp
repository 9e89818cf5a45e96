// SPDX-License-Identifier: GPL-3.0-or-later
// What a person says after the release: each in a dialog that keeps what was typed until it is taken.
#include "core/base/text.h"
#include "core/base/time_format.h"
#include "core/base/units.h"
#include "core/session/regression_timer.h"
#include "core/session/release_log.h"
#include "ui/overview/after_page.h"
#include "ui/overview/schedule_dialog.h"
#include "ui/shell/note_dialog.h"
#include "ui/style/status.h"

#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>

namespace holdpoint {

namespace {

/// A peak, or a value for each hour of the day.
Result<Prediction> predictionFrom(const std::string& text)
{
    Prediction prediction;
    for (const std::string& word : split(text, ',')) {
        const auto value = parseNumber(trimmed(word));
        if (!value) {
            return fail(
                Error::Kind::Invalid,
                AfterPage::tr("`%1` is no number of requests per second").arg(fromCore(shortened(word, 40))).toStdString());
        }
        prediction.day.push_back(*value);
    }
    if (prediction.day.size() == 1) {
        prediction.peak = prediction.day.front();
        prediction.day.clear();
    }
    return prediction;
}

} // namespace

Result<> AfterPage::say(const Result<>& done, const QString& said)
{
    if (done) {
        Q_EMIT noticed(said, false);
    }
    return done;
}

void AfterPage::addLesson()
{
    if (session() == nullptr) {
        return;
    }
    NoteDialog::Wish wish;
    wish.name = QStringLiteral("lessonDialog");
    wish.title = tr("Lesson");
    wish.label = tr("What surprised, what was missed, what to change");
    wish.action = tr("Add");
    wish.isLong = true;
    NoteDialog(
        wish,
        [this](const QString& text) { return say(logLesson(*session(), text.toStdString(), person()), tr("Lesson stored")); },
        this)
        .exec();
}

void AfterPage::setReleased()
{
    NoteDialog::Wish wish;
    wish.name = QStringLiteral("releasedDialog");
    wish.title = tr("Released at");
    wish.label = tr("When the release went live (UTC)");
    wish.action = tr("Save");
    wish.text = fromCore(formatUtcSeconds(systemClock().wallNow()));
    NoteDialog(
        wish,
        [this](const QString& text) -> Result<> {
            const auto at = parseUtc(text.toStdString());
            return at ? say(logReleased(*session(), *at, person()), tr("Released at %1").arg(text)) : fail(at.error());
        },
        this)
        .exec();
}

void AfterPage::predict()
{
    NoteDialog::Wish wish;
    wish.name = QStringLiteral("predictDialog");
    wish.title = tr("Predicted traffic");
    wish.label = tr("Peak in requests per second, or 24 values by the hour (UTC), with commas");
    wish.action = tr("Save");
    NoteDialog(
        wish,
        [this](const QString& text) -> Result<> {
            const auto prediction = predictionFrom(text.toStdString());
            return prediction ? say(logPrediction(*session(), *prediction, person()), tr("Prediction stored"))
                              : fail(prediction.error());
        },
        this)
        .exec();
}

void AfterPage::schedule()
{
    const QFileInfo beside(QDir(QCoreApplication::applicationDirPath()), QStringLiteral("holdpointctl"));
    RegressionSchedule preset =
        defaultSchedule(session()->dossier(), session()->plan(),
                        beside.exists() ? beside.absoluteFilePath().toStdString() : std::string("/usr/bin/holdpointctl"));
    if (m_after.schedule) { // its paths are those of whoever logged it, perhaps on another machine
        preset.day = m_after.schedule->day;
        preset.hour = m_after.schedule->hour;
        preset.minute = m_after.schedule->minute;
        preset.way = m_after.schedule->way;
        preset.envFile = QFileInfo::exists(fromCore(m_after.schedule->envFile)) ? m_after.schedule->envFile : std::string();
    }
    ScheduleDialog(
        preset,
        [this](const RegressionSchedule& wanted) -> Result<> {
            if (auto readable = canRunByTimer(wanted); !readable) {
                return readable;
            }
            const auto written = writeSchedule(wanted);
            if (!written) {
                return fail(written.error());
            }
            const QString next = fromCore(written->next);
            return say(logSchedule(*session(), written->schedule, person()),
                       written->schedule.way != "cron" ? tr("Timer written; start it with: %1").arg(next)
                       : next.isEmpty()                ? tr("The line stands in the crontab")
                                        : tr("The line stands in the crontab; end the timer of before with: %1").arg(next));
        },
        this)
        .exec();
}

} // namespace holdpoint
