// SPDX-License-Identifier: GPL-3.0-or-later
// What a step expects of its answer and takes out of it: `checks`, `extract`, `tags`.
#include "core/base/text.h"
#include "core/base/units.h"
#include "core/plan/flow_reader.h"

#include <algorithm>
#include <optional>
#include <re2/re2.h>

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

struct Bound
{
    Comparison comparison = Comparison::Less;
    std::string value;
};

/// "<=64KiB" taken apart.
std::optional<Bound> boundOf(std::string_view text)
{
    static constexpr std::pair<std::string_view, Comparison> kSigns[] = {
        {"<=", Comparison::LessEqual}, {">=", Comparison::GreaterEqual}, {"<", Comparison::Less}, {">", Comparison::Greater}};
    const std::string_view all = trimmed(text);
    for (const auto& [sign, comparison] : kSigns) {
        if (all.starts_with(sign)) {
            return Bound{comparison, std::string(trimmed(all.substr(sign.size())))};
        }
    }
    return std::nullopt;
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
    if (const auto bound = node.isScalar() ? boundOf(node.text) : std::nullopt) {
        if (const auto limit = parseNumber(bound->value)) { // "<5" of a text that happens to begin so is a text
            rule.json = JsonExpectation::Compared;
            rule.comparison = bound->comparison;
            rule.limit = *limit;
            rule.value = nullptr;
        }
    }
    const std::string place = rule.pointer.empty() ? "json" : "json " + rule.pointer;
    rule.what = rule.json == JsonExpectation::Value      ? place + " is " + shortened(dumpJson(rule.value), 60)
                : rule.json == JsonExpectation::Compared ? place + " " + node.text
                : rule.json == JsonExpectation::Exists   ? place + " exists"
                                                         : place + " is " + node.text;
    rules.push_back(std::move(rule));
}

void readSize(ReadContext& context, const PlanNode& node, const std::string& text, std::vector<CheckRule>& rules)
{
    const auto bound = boundOf(text);
    const auto size = bound ? parseSize(bound->value) : Result<std::uint64_t>(0);
    if (!bound || !size || (*size == 0 && bound->comparison == Comparison::Less)) {
        context.fault(node, "`" + shortened(text, 60) + "` is not a limit of size: write \"<=64KiB\" or \">1KiB\"");
        return;
    }
    CheckRule rule;
    rule.kind = CheckRule::Kind::Size;
    rule.what = "size " + text;
    switch (bound->comparison) {
    case Comparison::Less:
        rule.maxBytes = *size - 1;
        break;
    case Comparison::LessEqual:
        rule.maxBytes = *size;
        break;
    case Comparison::Greater:
        rule.minBytes = *size + 1;
        break;
    default:
        rule.minBytes = *size;
        break;
    }
    rules.push_back(std::move(rule));
}

void readDurationCheck(ReadContext& context, const PlanNode& node, const std::string& text, std::vector<CheckRule>& rules)
{
    const auto bound = boundOf(text);
    const auto duration = bound ? parseDuration(bound->value) : Result<Nanos>(Nanos{});
    if (!bound || !duration || *duration <= Nanos{0}) {
        context.fault(node, "`" + shortened(text, 60) + "` is not a limit of time: write \"<2s\" or \">=100ms\"");
        return;
    }
    CheckRule rule;
    rule.kind = CheckRule::Kind::Duration;
    rule.what = "duration " + text;
    switch (bound->comparison) {
    case Comparison::Less:
        rule.maxDuration = *duration;
        break;
    case Comparison::LessEqual:
        rule.maxDuration = *duration + Nanos{1};
        break;
    case Comparison::Greater:
        rule.minDuration = *duration + Nanos{1};
        break;
    default:
        rule.minDuration = *duration;
        break;
    }
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

/// The expression without its quotes; a fault if RE2 cannot read it.
std::string regexOf(ReadContext& context, const PlanNode& at, std::string_view written)
{
    const bool isQuoted =
        written.size() >= 2 && (written.front() == '\'' || written.front() == '"') && written.back() == written.front();
    std::string expression(isQuoted ? written.substr(1, written.size() - 2) : written);
    const re2::RE2 pattern(expression, re2::RE2::Quiet);
    if (!pattern.ok()) {
        context.fault(at, "`" + shortened(expression, 60) + "` is no regular expression: " + pattern.error() +
                              " (RE2's syntax: no look-around and no back-references)");
    } else if (pattern.NumberOfCapturingGroups() > 1) {
        context.fault(at, "`" + shortened(expression, 60) + "` has " + std::to_string(pattern.NumberOfCapturingGroups()) +
                              " groups; one says what is taken, write (?:...) for the others");
    }
    return expression;
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
    if (PlanNode* size = reader.take("size")) {
        for (const std::string& text : scalarsOf(context, *size, "size", TextUse::Setting)) {
            readSize(context, *size, text, rules);
        }
    }
    if (PlanNode* duration = reader.take("duration")) {
        for (const std::string& text : scalarsOf(context, *duration, "duration", TextUse::Setting)) {
            readDurationCheck(context, *duration, text, rules);
        }
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
        } else if (source == "regex" && !expression.empty()) {
            extractions.push_back({node.keys[i].text, Extraction::Source::Regex, regexOf(context, item, expression)});
        } else {
            context.fault(item,
                          "`" + shortened(*text, 60) +
                              "` is nothing that can be extracted: write `json /token`, `header X-Id` or `regex 'id=(\\d+)'`");
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
