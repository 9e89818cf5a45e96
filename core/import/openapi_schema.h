// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/json.h"

#include <set>
#include <string>
#include <vector>

namespace holdpoint {

/// Follows `$ref` within one OpenAPI document and makes examples of its schemas (3.0 and 3.1).
class OpenApiSchema
{
public:
    explicit OpenApiSchema(const Json& document) : m_document(document) {}

    /// The object itself, or what its `$ref` chain ends at; null if that is elsewhere or goes in circles.
    const Json& resolved(const Json& object);
    /// A value that fits the schema: its own example, default or first enum value, else one made up from type and format. Strings
    /// are marked text: a uuid is `{{uuid}}`. Members that only answers have are left out.
    Json example(const Json& schema);
    /// The first type of the schema; allOf counts.
    std::string typeOf(const Json& schema);
    /// The schema has a member of this name, allOf counts.
    bool hasMember(const Json& schema, const std::string& name);

    /// References that could not be followed and patterns that could not be met, as sentences.
    const std::vector<std::string>& notes() const { return m_notes; }

private:
    Json made(const Json& schema, std::size_t depth);
    Json madeObject(const Json& schema, std::size_t depth);
    Json madeText(const Json& schema);
    static Json madeNumber(const Json& schema, bool isInteger);

    const Json& m_document;
    std::vector<const Json*> m_open; // schemas on the way down: one that contains itself ends there
    std::size_t m_budget = 0;
    std::vector<std::string> m_notes;
};

/// Foreign JSON with nothing in its texts that could be taken for a mark.
Json cleaned(const Json& tree);

} // namespace holdpoint
