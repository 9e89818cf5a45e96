// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/plan/flow_reading.h"

#include "core/base/text.h"
#include "core/base/units.h"
#include "core/plan/target_url.h"

#include <algorithm>
#include <array>

namespace holdpoint {

namespace {

const std::vector<std::string>& methodKeys()
{
    static const std::vector<std::string> kKeys{"get", "post", "put", "patch", "delete", "head", "options"};
    return kKeys;
}

const std::vector<std::string>& kindKeys()
{
    static const std::vector<std::string> kKeys = [] {
        std::vector<std::string> keys = methodKeys();
        keys.insert(keys.end(), {"think", "batch", "webhook", "websocket", "browser", "if", "repeat", "one_of", "group"});
        return keys;
    }();
    return kKeys;
}

} // namespace

std::vector<Step> FlowReader::list(PlanNode& node)
{
    std::vector<Step> steps;
    if (!node.isList()) {
        m_context.fault(node, "a flow is a list of steps, not " + node.described());
        return steps;
    }
    for (PlanNode& item : node.items) {
        if (auto read = step(item)) {
            steps.push_back(std::move(*read));
        }
    }
    return steps;
}

/// The one key that names the step's kind, or a fault.
std::optional<std::string> FlowReader::kindOf(const PlanNode& node)
{
    std::vector<std::string> found;
    for (const PlanNode& key : node.keys) {
        if (std::find(kindKeys().begin(), kindKeys().end(), key.text) != kindKeys().end()) {
            found.push_back(key.text);
        }
    }
    if (found.size() == 1) {
        return found.front();
    }
    if (found.size() > 1) {
        m_context.fault(node, "this step is both `" + found[0] + "` and `" + found[1] + "`; make it two steps");
        return std::nullopt;
    }
    for (const PlanNode& key : node.keys) {
        if (const std::string near = nearest(shortened(key.text, 60), kindKeys()); !near.empty()) {
            m_context.fault(key, "unknown step `" + shortened(key.text, 60) + "`; did you mean `" + near + "`?");
            return std::nullopt;
        }
    }
    m_context.fault(node, "this step has no kind; one key names it: " + join(kindKeys(), ", "));
    return std::nullopt;
}

std::optional<Step> FlowReader::step(PlanNode& node)
{
    if (!node.isMap()) {
        m_context.fault(node, "a step is a map like {get: /path}, not " + node.described());
        return std::nullopt;
    }
    const auto kind = kindOf(node);
    if (!kind) {
        return std::nullopt;
    }
    Step result;
    result.line = node.line;
    MapReader reader(m_context, node, "the step `" + *kind + "`");
    if (*kind == "think") {
        think(reader, result);
    } else if (*kind == "batch") {
        batch(reader, result);
    } else if (*kind == "group") {
        group(reader, result);
    } else if (*kind == "if") {
        conditional(reader, result);
    } else if (*kind == "repeat") {
        repeat(reader, result);
    } else if (*kind == "one_of") {
        oneOf(reader, result);
    } else if (*kind == "websocket") {
        websocket(reader, result);
    } else if (*kind == "browser") {
        browser(reader, result);
    } else {
        http(reader, *kind, result);
    }
    if (*kind != "think" && *kind != "group" && !isControl(result.kind)) {
        nameAndTags(reader, result);
    }
    reader.finish();
    return result;
}

void FlowReader::nameAndTags(MapReader& reader, Step& step)
{
    std::string name;
    if (reader.text("name", name, TextUse::Label)) {
        if (name.empty() || name.find_first_of(",{}") != std::string::npos) {
            m_context.fault(*reader.node().find("name"),
                            "a name is not empty and has none of , { }: it stands in {name:...} of thresholds");
        }
        step.name = name;
    }
    if (PlanNode* tags = reader.take("tags")) {
        step.tags = readTags(m_context, *tags);
    }
}

/// Path or URL; the host of a URL cannot be a template, so that it can be checked before the first byte.
void FlowReader::target(MapReader& reader, std::string_view key, std::string& out, std::string_view scheme)
{
    if (!reader.text(key, out, TextUse::Url)) {
        return;
    }
    const PlanNode& at = *reader.node().find(key);
    if (out.starts_with("/")) {
        return;
    }
    const auto url = parseTargetUrl(out);
    if (!url) {
        m_context.fault(at, url.error().message);
    } else if (!std::string_view(url->scheme).starts_with(scheme)) {
        m_context.fault(at, "`" + shortened(out, 60) + "` must begin with / or " + std::string(scheme) + "://");
    }
}

void FlowReader::think(MapReader& reader, Step& step)
{
    step.kind = StepKind::Think;
    step.name = "think";
    std::string text;
    if (!reader.text("think", text, TextUse::Setting)) {
        return;
    }
    const auto dots = text.find("..");
    const auto low = parseDuration(trimmed(text.substr(0, dots)));
    const auto high = dots == std::string::npos ? low : parseDuration(trimmed(text.substr(dots + 2)));
    const PlanNode& at = *reader.node().find("think");
    if (!low || !high) {
        m_context.fault(at, "`" + shortened(text, 60) + "` is not a think time: write 2s or 2s..6s");
    } else if (*high < *low) {
        m_context.fault(at, "`" + shortened(text, 60) + "`: the second time must not be shorter than the first");
    } else {
        step.think = {*low, *high};
    }
}

void FlowReader::batch(MapReader& reader, Step& step)
{
    step.kind = StepKind::Batch;
    step.name = "batch";
    PlanNode* members = reader.takeList("batch");
    if (members == nullptr) {
        return;
    }
    if (members->items.empty()) {
        m_context.fault(*members, "this batch is empty; it needs at least one request");
    }
    for (PlanNode& item : members->items) {
        auto member = this->step(item);
        if (member && member->kind != StepKind::Http) {
            m_context.fault(item, "a batch holds requests only (get, post, ...): they all start at once");
        } else if (member) {
            step.steps.push_back(std::move(*member));
        }
    }
}

void FlowReader::group(MapReader& reader, Step& step)
{
    step.kind = StepKind::Group;
    if (reader.text("group", step.name, TextUse::Label) &&
        (step.name.empty() || step.name.find_first_of(",{}") != std::string::npos)) {
        m_context.fault(*reader.node().find("group"), "the name of a group is not empty and has none of , { }");
    }
    if (PlanNode* tags = reader.take("tags")) {
        step.tags = readTags(m_context, *tags);
    }
    if (PlanNode* steps = reader.need("steps", "steps: [{get: /}]")) {
        step.steps = list(*steps);
    }
}

std::vector<Step> readFlow(ReadContext& context, PlanNode& node, TemplateScope& scope)
{
    std::vector<Step> steps = FlowReader(context, scope).list(node);
    context.resolveAll(node);
    checkTemplates(context, node, scope);
    return steps;
}

} // namespace holdpoint
