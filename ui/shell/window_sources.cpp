// SPDX-License-Identifier: GPL-3.0-or-later
// What the main window's source bar says of the agent and of the sources.
#include "core/agent/local_agent.h"
#include "core/base/units.h"
#include "core/checklist/evaluation.h"
#include "core/sensors/source_use.h"
#include "core/session/sweep_job.h"
#include "ui/shell/app_controller.h"
#include "ui/shell/main_window.h"
#include "ui/shell/route_view.h"
#include "ui/shell/source_bar.h"
#include "ui/style/status.h"
#include "ui/style/words.h"

#include <algorithm>

namespace holdpoint {

namespace {

constexpr Nanos kLoadLimit = std::chrono::seconds{30}; // a source that says nothing for longer raises its own alarm
constexpr Nanos kFrameLimit = std::chrono::seconds{3}; // frames come every second

/// How old a word of each source may be: as old as the item that it must be freshest for.
std::map<std::string, Nanos> lifetimes(const Session& session)
{
    std::map<std::string, Nanos> limits;
    for (const SourceUse& use : sourceUses(session.plan(), session.checklistTemplate())) {
        for (const ItemDefinition* item : use.items) {
            if (const auto life = lifeOf(*item)) {
                const auto [known, isNew] = limits.emplace(use.id, *life);
                known->second = std::min(known->second, *life);
            }
        }
    }
    return limits;
}

} // namespace

void MainWindow::showSources()
{
    Session* session = m_controller.session();
    auto sources = session != nullptr ? session->sweepJob().sources() : std::map<std::string, SourceReport>();
    auto limits = session != nullptr ? lifetimes(*session) : std::map<std::string, Nanos>();
    for (const auto& [id, heard] : m_heard) {
        SourceReport& known = sources[id];
        if (known.id.empty() || known.at < heard.at) {
            known = heard;
        }
        if (m_controller.isLoadRunning()) { // it is asked every few seconds now
            limits[id] = kLoadLimit;
        }
    }
    std::size_t answering = 0;
    std::size_t asked = 0;
    for (const auto& [id, source] : sources) {
        const bool isAsked = isService(id) && source.state != SourceReport::State::NotConfigured;
        asked += isAsked ? 1 : 0;
        answering += isAsked && source.state == SourceReport::State::Answered ? 1 : 0;
    }
    m_sources->setSources(sources, std::move(limits));
    m_route->setSources(answering, asked);
}

/// By what it last said; without load only that its program is there is known.
void MainWindow::showAgent()
{
    const PlanRunner* const runner = m_controller.runner();
    if (!m_controller.isLoadRunning() || runner == nullptr) {
        m_agentTimer.stop();
        m_frameAt.reset();
        const bool isThere = !findCtl().isEmpty();
        m_sources->setAgent(isThere ? Glyph::OpenSensed : Glyph::Fail, isThere ? tr("idle") : tr("holdpointctl not found"),
                            false);
        return;
    }
    if (!m_agentTimer.isActive()) {
        m_agentTimer.start();
    }
    if (const Nanos silence = runner->silence(); silence > Nanos{0}) {
        m_sources->setAgent(Glyph::Stale, tr("silent for %1").arg(ageText(silence)), true);
    } else if (!m_frameAt || systemClock().steadyNow() - *m_frameAt > kFrameLimit) {
        m_sources->setAgent(Glyph::OpenSensed, tr("no load now"), false); // setup, a pause, verification
    } else if (m_frameLagUs == 0) {
        m_sources->setAgent(Glyph::Running, tr("loading"), false);
    } else {
        const QString lag = fromCore(formatMillis(static_cast<double>(m_frameLagUs) / 1000));
        m_sources->setAgent(Glyph::Running, tr("loading, lag p99 %1").arg(lag), false);
    }
}

} // namespace holdpoint
