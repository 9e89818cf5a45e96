// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/import/openapi_schema.h"

#include "core/base/text.h"
#include "core/import/marked_text.h"
#include "core/import/request_maker.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace holdpoint {

namespace {

constexpr std::size_t kMaxSchemaDepth = 12;
constexpr std::size_t kMaxValues = 2'000; // of one example
const Json kNothing;

std::string typeWord(const Json& schema)
{
    const Json& type = memberAt(schema, "type");
    if (type.is_string()) {
        return type.get<std::string>();
    }
    for (const Json& one : type) { // 3.1: ["string", "null"]
        if (one.is_string() && one != "null") {
            return one.get<std::string>();
        }
    }
    return {};
}

} // namespace

Json cleaned(const Json& tree)
{
    if (tree.is_string()) {
        return withoutMarks(tree.get_ref<const std::string&>());
    }
    if (!tree.is_structured()) {
        return tree;
    }
    Json result = tree.is_object() ? Json::object() : Json::array();
    for (auto member = tree.begin(); member != tree.end(); ++member) {
        if (tree.is_object()) {
            result[withoutMarks(member.key())] = cleaned(*member);
        } else {
            result.push_back(cleaned(*member));
        }
    }
    return result;
}

const Json& OpenApiSchema::resolved(const Json& object)
{
    const Json* at = &object;
    for (int step = 0; step < 20; ++step) {
        const Json& reference = memberAt(*at, "$ref");
        if (!reference.is_string()) {
            return *at;
        }
        const auto& text = reference.get_ref<const std::string&>();
        const Json* next =
            text.starts_with("#/") ? atPointer(m_document, percentDecoded(std::string_view(text).substr(1))) : nullptr;
        if (next == nullptr) {
            const std::string note = "$ref " + shortened(text, 80) +
                                     (text.starts_with("#/") ? " leads nowhere" : " is another file; bundle it into this one");
            if (std::find(m_notes.begin(), m_notes.end(), note) == m_notes.end()) {
                m_notes.push_back(note);
            }
            return kNothing;
        }
        at = next;
    }
    return kNothing;
}

std::string OpenApiSchema::typeOf(const Json& schema)
{
    const Json& real = resolved(schema);
    const std::string type = typeWord(real);
    if (!type.empty()) {
        return type;
    }
    if (memberAt(real, "properties").is_object()) {
        return "object";
    }
    for (const char* list : {"allOf", "oneOf", "anyOf"}) {
        const Json& parts = memberAt(real, list);
        if (parts.is_array() && !parts.empty() && ++m_budget < kMaxValues) {
            return typeOf(parts.front());
        }
    }
    return memberAt(real, "items").is_object() ? "array" : "";
}

bool OpenApiSchema::hasMember(const Json& schema, const std::string& name)
{
    const Json& real = resolved(schema);
    if (memberAt(real, "properties").contains(name)) {
        return true;
    }
    const Json& parts = memberAt(real, "allOf");
    return std::any_of(parts.begin(), parts.end(),
                       [&](const Json& part) { return memberAt(resolved(part), "properties").contains(name); });
}

Json OpenApiSchema::example(const Json& schema)
{
    m_budget = 0;
    m_open.clear();
    return made(schema, 0);
}

Json OpenApiSchema::made(const Json& schema, std::size_t depth)
{
    const Json& real = resolved(schema);
    if (++m_budget > kMaxValues || depth > kMaxSchemaDepth || std::find(m_open.begin(), m_open.end(), &real) != m_open.end()) {
        return nullptr;
    }
    for (const char* key : {"example", "const", "default"}) {
        if (real.is_object() && real.contains(key)) {
            return cleaned(real[key]);
        }
    }
    for (const char* key : {"examples", "enum"}) {
        if (const Json& values = memberAt(real, key); values.is_array() && !values.empty()) {
            return cleaned(values.front());
        }
    }
    m_open.push_back(&real);
    Json value;
    const std::string type = typeOf(real);
    const Json* choice = nullptr;
    for (const char* list : {"oneOf", "anyOf"}) {
        const Json& parts = memberAt(real, list);
        if (choice == nullptr && parts.is_array() && !parts.empty()) {
            choice = &parts.front();
        }
    }
    if (choice != nullptr && !memberAt(real, "properties").is_object()) {
        value = made(*choice, depth + 1);
    } else if (type == "object" || memberAt(real, "allOf").is_array()) {
        value = madeObject(real, depth);
    } else if (type == "array") {
        const Json item = made(memberAt(real, "items"), depth + 1);
        value = Json::array();
        const auto least = std::clamp<std::int64_t>(integerAt(real, "minItems", 1), 1, 10);
        for (std::int64_t i = 0; i < least && !item.is_null(); ++i) {
            value.push_back(item);
        }
    } else if (type == "integer" || type == "number") {
        value = madeNumber(real, type == "integer");
    } else if (type == "boolean") {
        value = true;
    } else if (type == "string" || real.is_object()) {
        value = type.empty() && real.empty() ? Json("example") : madeText(real);
    }
    m_open.pop_back();
    return value;
}

Json OpenApiSchema::madeObject(const Json& schema, std::size_t depth)
{
    Json object = Json::object();
    for (const Json& part : memberAt(schema, "allOf")) {
        const Json below = made(part, depth + 1);
        for (const auto& [name, value] : below.items()) {
            if (below.is_object()) {
                object[name] = value;
            }
        }
    }
    for (const auto& [name, property] : memberAt(schema, "properties").items()) {
        const Json& real = resolved(property);
        if (!memberAt(schema, "properties").is_object() || boolAt(real, "readOnly") || boolAt(real, "deprecated")) {
            continue;
        }
        Json value = made(property, depth + 1);
        if (!value.is_null()) {
            object[withoutMarks(name)] = std::move(value);
        }
    }
    return object;
}

Json OpenApiSchema::madeText(const Json& schema)
{
    static const std::vector<std::pair<std::string_view, std::string>> kFormats{
        {"uuid", marked("{{uuid}}")},
        {"email", "visitor-" + marked("{{vu}}") + "-" + marked("{{iter}}") + "@example.com"},
        {"date-time", "2026-01-05T10:00:00Z"},
        {"date", "2026-01-05"},
        {"time", "10:00:00Z"},
        {"uri", "https://example.com/"},
        {"url", "https://example.com/"},
        {"hostname", "example.com"},
        {"ipv4", "192.0.2.1"},
        {"ipv6", "2001:db8::1"},
        {"byte", "ZXhhbXBsZQ=="},
        {"binary", "example"},
        {"password", "example"}};
    const std::string format = stringAt(schema, "format");
    for (const auto& [name, text] : kFormats) {
        if (name == format) {
            return text;
        }
    }
    if (const std::string pattern = stringAt(schema, "pattern"); !pattern.empty()) {
        m_notes.push_back("texts of the pattern " + shortened(pattern, 60) + " have no example: write one that fits");
    }
    std::string text = "example";
    const std::int64_t least = integerAt(schema, "minLength");
    const std::int64_t most = integerAt(schema, "maxLength", 1'000);
    while (static_cast<std::int64_t>(text.size()) < std::min<std::int64_t>(least, 1'000)) {
        text += " example";
    }
    return text.substr(0, static_cast<std::size_t>(std::clamp<std::int64_t>(most, 0, 1'000)));
}

Json OpenApiSchema::madeNumber(const Json& schema, bool isInteger)
{
    // 3.0: exclusiveMinimum is a flag; 3.1: a number
    const Json& above = memberAt(schema, "exclusiveMinimum");
    double least = numberAt(schema, "minimum", 1);
    if (above.is_number()) {
        least = above.get<double>() + 1;
    } else if (above.is_boolean() && above.get<bool>()) {
        least += 1;
    }
    double value = std::min(std::max(least, 1.0), numberAt(schema, "maximum", 1e9));
    if (const double multiple = numberAt(schema, "multipleOf"); multiple > 0) {
        value = std::ceil(value / multiple) * multiple;
    }
    if (!std::isfinite(value) || std::abs(value) > 1e15) {
        value = 1;
    }
    return isInteger ? Json(static_cast<std::int64_t>(value)) : Json(value);
}

} // namespace holdpoint
