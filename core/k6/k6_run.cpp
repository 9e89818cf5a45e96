// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/k6/k6_run.h"

#include "core/k6/k6_engine.h"

#include <utility>

namespace holdpoint {

K6Run::K6Run(const Plan& plan, const TestPlan& test, Shard shard)
    : m_engine(std::make_unique<K6Engine>(plan, test, std::move(shard)))
{}

K6Run::~K6Run() = default;

Connecting K6Run::connecting() const
{
    Connecting nothing;
    nothing.isDone = true;
    return nothing;
}

void K6Run::start(SteadyTime)
{
    m_engine->start();
}

void K6Run::requestStop(Nanos grace, std::string why)
{
    m_engine->requestStop(grace, why);
}

Nanos K6Run::gracefulStop() const
{
    return K6Engine::kGracefulStop;
}

bool K6Run::isFinished() const
{
    return m_engine->isFinished();
}

std::string K6Run::whyEnded() const
{
    return m_engine->whyEnded();
}

std::optional<SteadyTime> K6Run::began() const
{
    return m_engine->began();
}

Nanos K6Run::cutDelay() const
{
    return K6Engine::kCutDelay;
}

Frame K6Run::takeFrame(std::uint64_t tick, bool isLast)
{
    return m_engine->takeFrame(tick, isLast);
}

std::vector<std::string> K6Run::takeEarlyLog()
{
    return m_engine->takeEarlyLog();
}

std::optional<EngineVerdict> K6Run::verdict() const
{
    return m_engine->verdict();
}

} // namespace holdpoint
