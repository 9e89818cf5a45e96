// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/plan/read_context.h"

#include <map>
#include <set>

namespace holdpoint {

/// What `{{...}}` may name at one place, besides functions.
struct TemplateScope
{
    const std::map<std::string, DataSet>* data = nullptr;
    std::set<std::string> extracted;
};

/// What stands between `{{` and `}}`, trimmed, in order. Error::Invalid if a `{{` is not closed.
Result<std::vector<std::string>> templatesIn(std::string_view text);
/// Checks every scalar below `node`: data sets and their columns, extracted names, functions and their arguments
/// (semantics.md §8). The value behind env(KEY) goes to the secrets.
void checkTemplates(ReadContext& context, const PlanNode& node, const TemplateScope& scope);

} // namespace holdpoint
