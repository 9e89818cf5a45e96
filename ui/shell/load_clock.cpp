// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/load_clock.h"

#include "core/session/session.h"
#include "ui/shell/app_controller.h"
#include "ui/shell/window_words.h"
#include "ui/style/status.h"

#include <algorithm>

namespace holdpoint {

LoadClock::LoadClock(AppController& controller, QObject* parent) : QObject(parent), m_controller(controller)
{
    connect(&controller, &AppController::runnerStateChanged, this, [this] {
        if (!m_controller.isLoadRunning()) {
            m_since.reset();
        } else if (!m_since) {
            m_since = systemClock().steadyNow();
        }
    });
}

QString LoadClock::text() const
{
    if (!m_since || !m_controller.isLoadRunning()) {
        return {};
    }
    const PlanRunner& runner = *m_controller.runner();
    const Nanos elapsed = systemClock().steadyNow() - *m_since;
    const bool isPausing = runner.pauseLeft().has_value();
    if (runner.planned() == Nanos{0} && !isPausing) { // a dry run, or nothing has begun
        return hoursText(elapsed);
    }
    Nanos left = runner.queue().plannedOfWaiting(runner.pause());
    if (isPausing) { // the one before the next test is under way
        left += *runner.pauseLeft() - runner.pause();
    } else {
        left += std::max(Nanos{0}, runner.planned() - runner.elapsed());
    }
    return tr("%1 of %2").arg(hoursText(elapsed), hoursText(elapsed + left));
}

QString LoadClock::detail() const
{
    if (!m_since || !m_controller.isLoadRunning()) {
        return {};
    }
    const PlanRunner& runner = *m_controller.runner();
    const auto [place, count] = runner.queue().place();
    const TestPlan* const test = m_controller.session()->plan().test(runner.currentTest().toStdString());
    if (test == nullptr) {
        return tr("Load is under way: test %1 of %2").arg(place).arg(count);
    }
    const QString title = fromCore(test->title.empty() ? test->id : test->title);
    return runner.planned() == Nanos{0} ? tr("Test %1 of %2, %3").arg(place).arg(count).arg(title)
                                        : tr("Test %1 of %2, %3: %4 of %5")
                                              .arg(place)
                                              .arg(count)
                                              .arg(title, hoursText(runner.elapsed()), hoursText(runner.planned()));
}

} // namespace holdpoint
