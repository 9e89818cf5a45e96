// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/import/plan_draft.h"

#include "core/base/text.h"

#include <algorithm>
#include <functional>

namespace holdpoint {

namespace {

constexpr std::size_t kMaxNotes = 200;

void forEachRequest(std::vector<Step>& steps, const std::function<void(Step&)>& visit)
{
    for (Step& step : steps) {
        if (step.kind == StepKind::Http) {
            visit(step);
        }
        forEachRequest(step.steps, visit);
    }
}

} // namespace

void PlanDraft::note(const std::string& sentence)
{
    if (std::find(notes.begin(), notes.end(), sentence) != notes.end()) {
        return;
    }
    if (notes.size() == kMaxNotes) {
        ++notesLeftOut;
        return;
    }
    notes.push_back(sentence);
}

std::size_t requestCount(const std::vector<Step>& steps)
{
    std::size_t count = 0;
    for (const Step& step : steps) {
        count += (step.kind == StepKind::Http ? 1 : 0) + requestCount(step.steps);
    }
    return count;
}

void liftCommonHeaders(PlanDraft& draft)
{
    using Header = std::pair<std::string, std::string>;
    const std::size_t requests = requestCount(draft.flow);
    std::vector<std::pair<Header, std::size_t>> seen; // in order of appearance
    forEachRequest(draft.flow, [&](Step& step) {
        for (const Header& header : step.http.headers) {
            const auto known = std::find_if(seen.begin(), seen.end(), [&](const auto& each) { return each.first == header; });
            if (known == seen.end()) {
                seen.emplace_back(header, 1);
            } else {
                ++known->second;
            }
        }
    });
    for (const auto& [header, count] : seen) {
        const bool isOfBody = lowered(header.first) == "content-type";
        const bool isOfFlow = header.second.find("{{") != std::string::npos; // known only within an iteration
        if (requests < 2 || count != requests || isOfBody || isOfFlow) {
            continue;
        }
        draft.headers.push_back(header);
        forEachRequest(draft.flow, [&](Step& step) { std::erase(step.http.headers, header); });
    }
}

} // namespace holdpoint
