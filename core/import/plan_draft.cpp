// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/import/plan_draft.h"

#include "core/base/text.h"
#include "core/import/sensitive.h"

#include <algorithm>
#include <functional>
#include <set>

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

void forEachText(Json& json, const std::function<void(std::string&)>& visit)
{
    if (json.is_string()) {
        visit(json.get_ref<std::string&>());
    }
    if (json.is_structured()) {
        for (Json& member : json) {
            forEachText(member, visit);
        }
    }
}

void forEachText(HttpStep& http, const std::function<void(std::string&)>& visit)
{
    visit(http.target);
    visit(http.body);
    forEachText(http.json, visit);
    for (auto* pairs : {&http.headers, &http.form}) {
        for (auto& [name, value] : *pairs) {
            visit(value);
        }
    }
    for (MultipartPart& part : http.multipart) {
        visit(part.text);
    }
    if (http.transfer.auth) {
        visit(http.transfer.auth->user);
        visit(http.transfer.auth->password);
    }
}

/// What templates may name without a step that extracts it; those with arguments have a bracket.
bool isFunction(const std::string& name)
{
    static const std::set<std::string> kNames{"uuid", "id", "seq", "vu", "iter", "scenario", "run", "now", "now_ms", "now_us"};
    return kNames.contains(name) || name.find('(') != std::string::npos;
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

Step thinkStep(Nanos least, Nanos most)
{
    Step step;
    step.kind = StepKind::Think;
    step.think = {least, most};
    return step;
}

std::size_t requestCount(const std::vector<Step>& steps)
{
    std::size_t count = 0;
    for (const Step& step : steps) {
        count += (step.kind == StepKind::Http ? 1 : 0) + requestCount(step.steps);
    }
    return count;
}

void settleNames(PlanDraft& draft)
{
    std::set<std::string> extracted;
    forEachRequest(draft.flow, [&](Step& step) {
        for (const Extraction& extraction : step.http.extracts) {
            extracted.insert(extraction.name);
        }
    });
    const auto settle = [&](std::string& text) {
        for (auto open = text.find("{{"); open != std::string::npos; open = text.find("{{", open + 2)) {
            const auto close = text.find("}}", open);
            const std::string name = close == std::string::npos ? "" : text.substr(open + 2, close - open - 2);
            if (name.empty() || isFunction(name) || extracted.contains(name)) {
                continue;
            }
            const std::string key = secretVariableName(name);
            const bool isKnown = std::any_of(draft.variables.begin(), draft.variables.end(),
                                             [&](const ImportVariable& variable) { return variable.key == key; });
            if (!isKnown) {
                draft.variables.push_back({key, "the value of {{" + name + "}}, whose request was left out"});
            }
            text.replace(open, close + 2 - open, "${" + key + "}");
        }
    };
    forEachRequest(draft.flow, [&](Step& step) { forEachText(step.http, settle); });
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
    bool hasOtherOrigin = false; // its requests name it; what the environment holds goes to base_url's origin only
    forEachRequest(draft.flow, [&](Step& step) {
        hasOtherOrigin = hasOtherOrigin || step.http.target.find("://") < step.http.target.find_first_of("/?#");
    });
    for (const auto& each : seen) {
        const Header& header = each.first;
        const std::size_t count = each.second;
        const bool isOfBody = lowered(header.first) == "content-type";
        const bool isOfFlow = header.second.find("{{") != std::string::npos; // known only within an iteration
        const bool isCredential = isSensitiveName(header.first) || header.second.find("${") != std::string::npos;
        if (requests < 2 || count != requests || isOfBody || isOfFlow || (isCredential && hasOtherOrigin)) {
            continue;
        }
        draft.headers.push_back(header);
        forEachRequest(draft.flow, [&](Step& step) { std::erase(step.http.headers, header); });
    }
}

} // namespace holdpoint
