// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/plan/flow_cost.h"

#include "core/base/units.h"

#include <algorithm>

namespace holdpoint {

namespace {

constexpr double kAssumedAnswerSeconds = 0.010; // of a healthy service near by; only think time and pace matter much
constexpr double kDryRunSession = 5;            // the longest session of a dry run

double seconds(Nanos duration)
{
    return std::chrono::duration<double>(duration).count();
}

/// Adds what `inner` does `times` times, between `least` and `most`.
void add(FlowCost& cost, const FlowCost& inner, double times, double least, double most)
{
    cost.requests += inner.requests * times;
    cost.leastRequests += inner.leastRequests * least;
    cost.mostRequests += inner.mostRequests * most;
    cost.seconds += inner.seconds * times;
    cost.widestBatch = std::max(cost.widestBatch, inner.widestBatch);
    cost.namedSteps += inner.namedSteps;
}

void addBranches(FlowCost& cost, const Step& step, int batchPerHost, std::optional<double> longestThink)
{
    double weights = 0;
    for (const Step& branch : step.steps) {
        weights += branch.weight;
    }
    const bool isIf = step.kind == StepKind::If;
    double least = isIf && step.steps.size() < 2 ? 0 : -1;
    double most = 0;
    for (const Step& branch : step.steps) {
        FlowCost inner = costOf(branch.steps, batchPerHost, longestThink);
        least = least < 0 ? inner.leastRequests : std::min(least, inner.leastRequests);
        most = std::max(most, inner.mostRequests);
        const double share = isIf ? 0.5 : branch.weight / weights;
        add(cost, inner, share, 0, 0);
    }
    cost.leastRequests += std::max(0.0, least);
    cost.mostRequests += most;
}

void addRepeat(FlowCost& cost, const Step& step, const FlowCost& inner)
{
    const RepeatRule& rule = step.repeat;
    const double most = static_cast<double>(rule.most);
    if (rule.conditions.empty()) {
        const double least = static_cast<double>(rule.least);
        add(cost, inner, (least + most) / 2, least, most);
    } else {
        add(cost, inner, std::max(1.0, most / 2), rule.isUntil ? 1 : 0, most);
    }
}

} // namespace

FlowCost costOf(const std::vector<Step>& steps, int batchPerHost, std::optional<double> longestThink)
{
    FlowCost cost;
    for (const Step& step : steps) {
        switch (step.kind) {
        case StepKind::Http:
        case StepKind::Webhook:
            cost.requests += 1 + step.http.redeliver;
            cost.leastRequests += 1;
            cost.mostRequests += step.http.redeliver > 0 ? 2 : 1;
            cost.seconds += kAssumedAnswerSeconds;
            ++cost.namedSteps;
            break;
        case StepKind::Think: {
            const double mean = (seconds(step.think.min) + seconds(step.think.max)) / 2;
            cost.seconds += longestThink ? std::min(mean, *longestThink) : mean;
            break;
        }
        case StepKind::Batch: {
            FlowCost inner = costOf(step.steps, batchPerHost, longestThink);
            inner.seconds /= std::max(1, batchPerHost);
            add(cost, inner, 1, 1, 1);
            cost.widestBatch = std::max<std::uint64_t>(cost.widestBatch, step.steps.size());
            ++cost.namedSteps;
            break;
        }
        case StepKind::Group:
        case StepKind::Branch:
            add(cost, costOf(step.steps, batchPerHost, longestThink), 1, 1, 1);
            break;
        case StepKind::If:
        case StepKind::OneOf:
            addBranches(cost, step, batchPerHost, longestThink);
            break;
        case StepKind::Repeat:
            addRepeat(cost, step, costOf(step.steps, batchPerHost, longestThink));
            break;
        case StepKind::WebSocket: {
            const double session = seconds(step.websocket.session);
            cost.seconds += longestThink == 0.0 ? std::min(session, kDryRunSession) : session;
            ++cost.namedSteps;
            break;
        }
        case StepKind::Browser: // a guess: half a second until it is loaded, half a second of quiet
            cost.seconds += 1;
            ++cost.namedSteps;
            break;
        }
    }
    return cost;
}

std::string requestsText(const FlowCost& cost)
{
    const std::string least = formatNumber(cost.leastRequests, 0);
    const std::string most = formatNumber(cost.mostRequests, 0);
    return least == most ? least : least + " to " + most + ", about " + formatNumber(cost.requests, 1);
}

} // namespace holdpoint
