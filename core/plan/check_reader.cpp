// SPDX-License-Identifier: GPL-3.0-or-later
// What a step expects of its answer and takes out of it: `checks`, `extract`, `tags`.
#include "core/base/text.h"
#include "core/base/units.h"
#include "core/plan/flow_reader.h"

#include <algorithm>
#include <array>

namespace holdpoint {

namespace {

void readStatus(ReadContext& context, PlanNode& node, std::vector<CheckRule>& rules)
{
    CheckRule rule;
    std::vector<std::string> written = scalarsOf(context, node, "status", TextUse::Setting);
    for (const std::string& text : written) {
        const auto code = parseInteger(text);
        const bool isClass = text.size() == 3 && text[0] >= '1' && text[0] <= '5' && lowered(text).ends_with("xx");
        if (isClass) {
            rule.statusClasses.push_back(text[0] - '0');
        } else if (code && *code >= 100 && *code <= 599) {
            rule.statuses.push_back(static_cast<int>(*code));
        } else {
            context.fault(node, "`" + shortened(text, 60) + "` is not a status: write 200, 2xx or [200, 404]");
        }
    }
    if (written.empty()) {
        context.fault(node, "`status` names no status: write 200, 2xx or [200, 404]");
        return;
    }
    const std::string last = written.back();
    written.pop_back();
    rule.what = "status is " + (written.empty() ? last : join(written, ", ") + " or " + last);
    rules.push_back(std::move(rule));
}

void readJsonCheck(ReadContext& context, const PlanNode& pointer, PlanNode& node, std::vector<CheckRule>& rules)
{
    if (!pointer.text.empty() && pointer.text[0] != '/') {
        context.fault(pointer,
                      "`" + shortened(pointer.text, 60) + "` is not a JSON pointer: it begins with /, for example /results/0/id");
        return;
    }
    context.resolveAll(node);
    node.markTyped();
    static const std::vector<std::pair<std::string, JsonExpectation>> kWords{{"string", JsonExpectation::String},
                                                                             {"number", JsonExpectation::Number},
                                                                             {"array", JsonExpectation::Array},
                                                                             {"object", JsonExpectation::Object},
                                                                             {"exists", JsonExpectation::Exists}};
    CheckRule rule;
    rule.kind = CheckRule::Kind::JsonValue;
    rule.pointer = pointer.text;
    rule.value = toJson(node);
    rule.json = JsonExpectation::Value;
    for (const auto& [word, expectation] : kWords) {
        if (node.isScalar() && node.text == word) {
            rule.json = expectation;
            rule.value = nullptr;
        }
    }
    const std::string place = rule.pointer.empty() ? "json" : "json " + rule.pointer;
    rule.what = rule.json == JsonExpectation::Value    ? place + " is " + shortened(dumpJson(rule.value), 60)
                : rule.json == JsonExpectation::Exists ? place + " exists"
                                                       : place + " is " + node.text;
    rules.push_back(std::move(rule));
}

/// Splits "<=64KiB" into whether the limit itself is allowed, and "64KiB".
std::optional<std::pair<bool, std::string>> upperLimit(std::string_view text)
{
    const std::string_view all = trimmed(text);
    if (all.starts_with("<=")) {
        return std::pair(true, std::string(trimmed(all.substr(2))));
    }
    if (all.starts_with("<")) {
        return std::pair(false, std::string(trimmed(all.substr(1))));
    }
    return std::nullopt;
}

void readSize(ReadContext& context, const PlanNode& node, const std::string& text, std::vector<CheckRule>& rules)
{
    const auto limit = upperLimit(text);
    const auto size = limit ? parseSize(limit->second) : Result<std::uint64_t>(0);
    if (!limit || !size || (*size == 0 && !limit->first)) {
        context.fault(node, "`" + shortened(text, 60) + "` is not a limit of size: write \"<=64KiB\"");
        return;
    }
    CheckRule rule;
    rule.kind = CheckRule::Kind::Size;
    rule.what = "size " + text;
    rule.maxBytes = limit->first ? *size : *size - 1;
    rules.push_back(std::move(rule));
}

void readDurationCheck(ReadContext& context, const PlanNode& node, const std::string& text, std::vector<CheckRule>& rules)
{
    const auto limit = upperLimit(text);
    const auto duration = limit ? parseDuration(limit->second) : Result<Nanos>(Nanos{});
    if (!limit || !duration || *duration <= Nanos{0}) {
        context.fault(node, "`" + shortened(text, 60) + "` is not a limit of time: write \"<2s\"");
        return;
    }
    CheckRule rule;
    rule.kind = CheckRule::Kind::Duration;
    rule.what = "duration " + text;
    rule.maxDuration = limit->first ? *duration + Nanos{1} : *duration;
    rules.push_back(std::move(rule));
}

void readHeaderChecks(MapReader& reader, std::vector<CheckRule>& rules)
{
    std::vector<std::pair<std::string, std::string>> headers;
    reader.textMap("header", headers, TextUse::Content);
    for (const auto& [name, text] : headers) {
        CheckRule rule;
        rule.kind = CheckRule::Kind::Header;
        rule.header = name;
        rule.text = text;
        rule.what = "header " + name + " contains " + shortened(text, 60);
        rules.push_back(std::move(rule));
    }
}

} // namespace

std::vector<CheckRule> readChecks(ReadContext& context, PlanNode& node)
{
    std::vector<CheckRule> rules;
    MapReader reader(context, node, "`checks`");
    if (!reader.isMap()) {
        return rules;
    }
    if (PlanNode* status = reader.take("status")) {
        readStatus(context, *status, rules);
    }
    if (PlanNode* body = reader.take("body")) {
        for (std::string& text : scalarsOf(context, *body, "body", TextUse::Content)) {
            CheckRule rule;
            rule.kind = CheckRule::Kind::Body;
            rule.what = "body contains " + shortened(text, 60);
            rule.text = std::move(text);
            rules.push_back(std::move(rule));
        }
    }
    if (PlanNode* json = reader.takeMap("json")) {
        for (std::size_t i = 0; i < json->keys.size(); ++i) {
            readJsonCheck(context, json->keys[i], json->items[i], rules);
        }
    }
    readHeaderChecks(reader, rules);
    if (std::string text; reader.text("size", text, TextUse::Setting)) {
        readSize(context, *node.find("size"), text, rules);
    }
    if (std::string text; reader.text("duration", text, TextUse::Setting)) {
        readDurationCheck(context, *node.find("duration"), text, rules);
    }
    reader.finish();
    return rules;
}

std::vector<Extraction> readExtractions(ReadContext& context, PlanNode& node)
{
    std::vector<Extraction> extractions;
    if (!node.isMap()) {
        context.fault(node, "`extract` must be a map of names, for example {token: json /token}, not " + node.described());
        return extractions;
    }
    for (std::size_t i = 0; i < node.keys.size(); ++i) {
        PlanNode& item = node.items[i];
        if (node.keys[i].text.empty() || node.keys[i].text.find_first_of(" .(){}") != std::string::npos) {
            context.fault(node.keys[i], "an extracted name is one word, so that {{name}} can stand for it");
        }
        const auto text = item.isScalar() ? context.resolve(item, TextUse::Setting) : std::optional(item.described());
        if (!text) {
            continue;
        }
        const std::string_view written = trimmed(*text);
        const auto blank = written.find(' ');
        const std::string_view source = written.substr(0, blank);
        const std::string expression(blank == std::string_view::npos ? "" : trimmed(written.substr(blank)));
        if (source == "json" && (expression.empty() ? blank == std::string_view::npos : expression[0] == '/')) {
            extractions.push_back({node.keys[i].text, Extraction::Source::JsonPointer, expression});
        } else if (source == "header" && !expression.empty()) {
            extractions.push_back({node.keys[i].text, Extraction::Source::Header, expression});
        } else if (source == "regex") {
            context.fault(item, "`regex` is not supported by this version (comes with a later version); use json or header");
        } else {
            context.fault(item, "`" + shortened(*text, 60) +
                                    "` is nothing that can be extracted: write `json /token` or `header X-Id`");
        }
    }
    return extractions;
}

Tags readTags(ReadContext& context, PlanNode& node)
{
    static const std::vector<std::string> kReserved{"name", "scenario", "group", "method", "status", "expected_response"};
    Tags tags;
    if (!node.isMap()) {
        context.fault(node, "`tags` must be a map, for example {kind: api}, not " + node.described());
        return tags;
    }
    for (std::size_t i = 0; i < node.keys.size(); ++i) {
        const PlanNode& key = node.keys[i];
        PlanNode& item = node.items[i];
        if (!item.isScalar()) {
            context.fault(item, "a tag has one text as its value, not " + item.described());
            continue;
        }
        const auto value = context.resolve(item, TextUse::Label);
        if (std::find(kReserved.begin(), kReserved.end(), key.text) != kReserved.end()) {
            context.fault(key, "the tag `" + key.text + "` is set by Holdpoint itself; choose another");
        } else if (key.text.empty() || key.text.find_first_of(" :,{}") != std::string::npos) {
            context.fault(key, "the key of a tag has no blanks and none of : , { }");
        } else if (value && (value->empty() || value->find_first_of(",{}") != std::string::npos)) {
            context.fault(item, "the value of a tag is not empty and has none of , { }");
        } else if (value) {
            tags[key.text] = *value;
        }
    }
    return tags;
}

} // namespace holdpoint
