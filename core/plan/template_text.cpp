// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/plan/template_text.h"

#include "core/base/text.h"
#include "core/base/units.h"

#include <algorithm>

namespace holdpoint {

namespace {

const std::vector<std::string>& functionNames()
{
    static const std::vector<std::string> kNames{"uuid", "id",     "seq",    "vu",     "iter", "scenario", "run",
                                                 "now",  "now_ms", "now_us", "random", "env",  "room"};
    return kNames;
}

std::string shown(std::string_view inside)
{
    return "`{{" + shortened(inside, 60) + "}}`";
}

std::vector<std::string> namesOf(const TemplateScope& scope)
{
    std::vector<std::string> names = functionNames();
    names.insert(names.end(), scope.extracted.begin(), scope.extracted.end());
    if (scope.data != nullptr) {
        for (const auto& [name, set] : *scope.data) {
            names.push_back(name);
        }
    }
    return names;
}

void checkRandom(ReadContext& context, const PlanNode& at, std::string_view inside, std::string_view arguments)
{
    const std::vector<std::string> bounds = split(arguments, ',');
    if (bounds.size() == 2) {
        const auto low = parseInteger(trimmed(bounds[0]));
        const auto high = parseInteger(trimmed(bounds[1]));
        if (low && high && *low <= *high) {
            return;
        }
    }
    context.fault(at, shown(inside) + " needs two whole numbers, the smaller first: {{random(1,6)}}");
}

void checkEnv(ReadContext& context, const PlanNode& at, const std::string& key)
{
    if (context.isResolvedPlan()) {
        return;
    }
    const Variables::Value* value = context.variables().find(key);
    if (value == nullptr) {
        context.fault(at, key.empty() ? "`{{env()}}` needs the name of a variable: {{env(API_USER)}}"
                                      : context.variables().missingMessage(key));
        return;
    }
    context.secrets()[key] = Secret(value->text);
}

/// `users.email` or `terms`.
void checkDataSet(ReadContext& context, const PlanNode& at, std::string_view inside, const DataSet& set, std::string_view column)
{
    if (set.columns.empty()) {
        if (!column.empty()) {
            context.fault(at, shown(inside) + ": `" + set.name + "` is a plain list without columns; write {{" + set.name + "}}");
        }
        return;
    }
    if (column.empty()) {
        context.fault(at, shown(inside) + ": `" + set.name + "` has columns; write one of them, for example {{" + set.name + "." +
                              set.columns.front() + "}}");
        return;
    }
    if (std::find(set.columns.begin(), set.columns.end(), column) == set.columns.end()) {
        context.fault(at, shown(inside) + ": `" + set.name + "` has no column `" + std::string(column) + "`" +
                              didYouMean(column, set.columns) + " (" + join(set.columns, ", ") + ")");
    }
}

void checkOne(ReadContext& context, const PlanNode& at, const std::string& inside, const TemplateScope& scope)
{
    if (scope.extracted.contains(inside)) {
        return;
    }
    const auto open = inside.find('(');
    const std::string name(trimmed(inside.substr(0, open)));
    const bool isFunction = std::find(functionNames().begin(), functionNames().end(), name) != functionNames().end();
    if (open != std::string::npos && isFunction) {
        const bool isClosed = inside.back() == ')';
        const std::string arguments(isClosed ? trimmed(std::string_view(inside).substr(open + 1, inside.size() - open - 2)) : "");
        if (!isClosed) {
            context.fault(at, shown(inside) + " lacks a closing `)`");
        } else if (name == "random") {
            checkRandom(context, at, inside, arguments);
        } else if (name == "env") {
            checkEnv(context, at, arguments);
        } else {
            context.fault(at, shown(inside) + ": `" + name + "` takes no arguments; write {{" + name + "}}");
        }
        return;
    }
    const auto dot = inside.find('.');
    const std::string setName = inside.substr(0, dot);
    if (scope.data != nullptr) {
        if (const auto set = scope.data->find(setName); set != scope.data->end()) {
            checkDataSet(context, at, inside, set->second,
                         dot == std::string::npos ? "" : std::string_view(inside).substr(dot + 1));
            return;
        }
    }
    if (isFunction && open == std::string::npos) {
        if (name == "random" || name == "env") {
            context.fault(at, shown(inside) + " needs arguments: " + (name == "env" ? "{{env(API_USER)}}" : "{{random(1,6)}}"));
        }
        return;
    }
    const std::string suggestion = didYouMean(dot == std::string::npos ? name : setName, namesOf(scope));
    context.fault(at, shown(inside) + " is neither a data set, nor a name that a step extracts, nor a function" +
                          (suggestion.empty() ? " (" + join(functionNames(), ", ") + ")" : suggestion));
}

void checkText(ReadContext& context, const PlanNode& at, const TemplateScope& scope)
{
    const auto found = templatesIn(at.text);
    if (!found) {
        context.fault(at, found.error().message);
        return;
    }
    for (const std::string& inside : *found) {
        checkOne(context, at, inside, scope);
    }
}

} // namespace

Result<std::vector<std::string>> templatesIn(std::string_view text)
{
    std::vector<std::string> found;
    for (auto at = text.find("{{"); at != std::string_view::npos; at = text.find("{{", at)) {
        const auto close = text.find("}}", at);
        if (close == std::string_view::npos) {
            return fail(Error::Kind::Invalid, "`{{` is not closed by `}}`");
        }
        found.emplace_back(trimmed(text.substr(at + 2, close - at - 2)));
        at = close + 2;
    }
    return found;
}

void checkTemplates(ReadContext& context, const PlanNode& node, const TemplateScope& scope)
{
    if (node.isScalar()) {
        checkText(context, node, scope);
    }
    for (const PlanNode& key : node.keys) {
        checkText(context, key, scope);
    }
    for (const PlanNode& item : node.items) {
        checkTemplates(context, item, scope);
    }
}

} // namespace holdpoint
