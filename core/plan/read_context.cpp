// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/plan/read_context.h"

#include "core/base/text.h"
#include "core/base/units.h"

#include <algorithm>

namespace holdpoint {

namespace {

std::string inTicks(std::string_view text)
{
    return "`" + shortened(text, 60) + "`";
}

/// [begin, end) of the authority in the text as written; a text that begins with a variable may be all authority.
std::pair<std::size_t, std::size_t> authorityOf(std::string_view text)
{
    const auto scheme = text.find("://");
    if (scheme != std::string_view::npos) {
        const auto end = text.find_first_of("/?#", scheme + 3);
        return {scheme + 3, end == std::string_view::npos ? text.size() : end};
    }
    return {0, text.starts_with("${") ? text.find('}') + 1 : 0};
}

} // namespace

bool ReadContext::mayStand(const Variables::Value& value, TextUse use, std::string_view text,
                           const VariableReference& reference) const
{
    if (!value.isSecret || value.text.empty() || use == TextUse::Setting) {
        return true;
    }
    if (use != TextUse::Url) {
        return false;
    }
    const auto [begin, end] = authorityOf(text);
    if (reference.begin >= begin && reference.begin < end) {
        const auto userInfoEnd = text.substr(begin, end - begin).find_last_of('@');
        return userInfoEnd == std::string_view::npos || reference.begin > begin + userInfoEnd;
    }
    return !isSecretName(reference.key);
}

std::optional<std::string> ReadContext::resolve(PlanNode& node, TextUse use)
{
    if (node.isResolved || isResolvedPlan()) {
        return node.text;
    }
    node.isResolved = true;
    const auto references = variablesIn(node.text);
    if (!references) {
        fault(node, references.error().message);
        return std::nullopt;
    }
    std::string result;
    std::size_t at = 0;
    for (const VariableReference& reference : *references) {
        result += node.text.substr(at, reference.begin - at);
        at = reference.end;
        const Variables::Value* value = m_variables.find(reference.key);
        if (value == nullptr || (value->text.empty() && reference.fallback)) {
            if (!reference.fallback) {
                fault(node, m_variables.missingMessage(reference.key));
                return std::nullopt;
            }
            result += *reference.fallback;
            continue;
        }
        if (mayStand(*value, use, node.text, reference)) {
            result += value->text;
            continue;
        }
        if (use == TextUse::Label) {
            fault(node, reference.key + " counts as a secret (it comes from " + value->origin +
                            "), but this text is printed: give it another name, or with -e " + reference.key + "=...");
            return std::nullopt;
        }
        m_secrets[reference.key] = Secret(value->text);
        result += "${" + reference.key + "}";
    }
    node.text = result + node.text.substr(at);
    return node.text;
}

void ReadContext::resolveAll(PlanNode& node)
{
    if (node.isScalar()) {
        resolve(node, TextUse::Content);
    }
    for (PlanNode& item : node.items) {
        resolveAll(item);
    }
}

MapReader::MapReader(ReadContext& context, PlanNode& node, std::string what)
    : m_context(context), m_node(node), m_what(std::move(what))
{
    if (!node.isMap()) {
        m_context.fault(node, m_what + " must be a map of keys and values, not " + node.described());
    }
}

PlanNode* MapReader::take(std::string_view key)
{
    m_known.emplace(key);
    for (std::size_t i = 0; i < m_node.keys.size(); ++i) {
        if (m_node.keys[i].text != key) {
            continue;
        }
        if (m_node.items[i].kind == PlanNode::Kind::Null) {
            m_context.fault(m_node.keys[i], inTicks(key) + " has no value");
            return nullptr;
        }
        return &m_node.items[i];
    }
    return nullptr;
}

PlanNode* MapReader::need(std::string_view key, std::string_view example)
{
    if (m_node.isMap() && m_node.find(key) == nullptr) {
        m_context.fault(m_node, m_what + " needs " + inTicks(key) + ", for example `" + std::string(example) + "`");
    }
    return take(key);
}

PlanNode* MapReader::takeList(std::string_view key)
{
    PlanNode* value = take(key);
    if (value != nullptr && !value->isList()) {
        m_context.fault(*value, inTicks(key) + " must be a list, not " + value->described());
        return nullptr;
    }
    return value;
}

PlanNode* MapReader::takeMap(std::string_view key)
{
    PlanNode* value = take(key);
    if (value != nullptr && !value->isMap()) {
        m_context.fault(*value, inTicks(key) + " must be a map, not " + value->described());
        return nullptr;
    }
    return value;
}

bool MapReader::text(std::string_view key, std::string& out, TextUse use)
{
    PlanNode* value = take(key);
    if (value == nullptr) {
        return false;
    }
    if (!value->isScalar()) {
        m_context.fault(*value, inTicks(key) + " must be a text, not " + value->described());
        return false;
    }
    const auto resolved = m_context.resolve(*value, use);
    if (resolved) {
        out = *resolved;
    }
    return resolved.has_value();
}

bool MapReader::texts(std::string_view key, std::vector<std::string>& out, TextUse use)
{
    PlanNode* value = takeList(key);
    if (value == nullptr) {
        return false;
    }
    out = scalarsOf(m_context, *value, key, use);
    return true;
}

bool MapReader::textMap(std::string_view key, std::vector<std::pair<std::string, std::string>>& out, TextUse use)
{
    PlanNode* value = takeMap(key);
    if (value == nullptr) {
        return false;
    }
    for (std::size_t i = 0; i < value->keys.size(); ++i) {
        PlanNode& item = value->items[i];
        if (!item.isScalar()) {
            m_context.fault(item, inTicks(value->keys[i].text) + " must be a text, not " + item.described());
        } else if (const auto resolved = m_context.resolve(item, use)) {
            out.emplace_back(value->keys[i].text, *resolved);
        }
    }
    return true;
}

template <typename Parse, typename Out>
bool MapReader::parsed(std::string_view key, Out& out, Parse parse)
{
    std::string written;
    if (!text(key, written, TextUse::Setting)) {
        return false;
    }
    const auto value = parse(written);
    if (!value) {
        m_context.fault(*m_node.find(key), inTicks(key) + ": " + value.error().message);
        return false;
    }
    out = *value;
    return true;
}

bool MapReader::duration(std::string_view key, Nanos& out)
{
    return parsed(key, out, parseDuration);
}

bool MapReader::rate(std::string_view key, double& out)
{
    return parsed(key, out, parseRate);
}

bool MapReader::ratio(std::string_view key, double& out)
{
    return parsed(key, out, [](std::string_view written) -> Result<double> {
        const auto value = parseRatio(written);
        if (value && (*value < 0 || *value > 1)) {
            return fail(Error::Kind::Invalid, inTicks(written) + " is outside of 0% to 100%");
        }
        return value;
    });
}

bool MapReader::count(std::string_view key, std::uint64_t& out, std::uint64_t least, std::uint64_t most)
{
    return parsed(key, out, [least, most](std::string_view written) -> Result<std::uint64_t> {
        const auto value = parseInteger(written);
        if (!value) {
            return fail(value.error());
        }
        if (*value < 0 || static_cast<std::uint64_t>(*value) < least || static_cast<std::uint64_t>(*value) > most) {
            return fail(Error::Kind::Invalid,
                        inTicks(written) + " is outside of " + std::to_string(least) + " to " + std::to_string(most));
        }
        return static_cast<std::uint64_t>(*value);
    });
}

bool MapReader::flag(std::string_view key, bool& out)
{
    return parsed(key, out, [](std::string_view written) -> Result<bool> {
        if (written != "true" && written != "false") {
            return fail(Error::Kind::Invalid, inTicks(written) + " is neither true nor false");
        }
        return written == "true";
    });
}

void MapReader::refuse(std::string_view key, std::string why)
{
    m_known.emplace(key);
    for (std::size_t i = 0; i < m_node.keys.size(); ++i) {
        if (m_node.keys[i].text == key) {
            m_context.fault(m_node.keys[i], std::move(why));
            return;
        }
    }
}

void MapReader::finish()
{
    const std::vector<std::string> known(m_known.begin(), m_known.end());
    for (const PlanNode& key : m_node.keys) {
        if (m_known.find(key.text) == m_known.end()) {
            const std::string suggestion = didYouMean(shortened(key.text, 60), known);
            m_context.fault(key, "unknown key " + inTicks(key.text) + " in " + m_what +
                                     (suggestion.empty() ? "; known are " + join(known, ", ") : suggestion));
        }
    }
}

bool isOneOf(ReadContext& context, const PlanNode& at, std::string_view what, const std::string& word,
             const std::vector<std::string>& known)
{
    if (std::find(known.begin(), known.end(), word) != known.end()) {
        return true;
    }
    const std::string suggestion = didYouMean(shortened(word, 60), known);
    context.fault(at, "unknown " + std::string(what) + " " + inTicks(word) +
                          (suggestion.empty() ? "; known are " + join(known, ", ") : suggestion));
    return false;
}

std::vector<std::string> scalarsOf(ReadContext& context, PlanNode& node, std::string_view what, TextUse use)
{
    std::vector<std::string> values;
    if (node.isScalar()) {
        if (auto value = context.resolve(node, use)) {
            values.push_back(std::move(*value));
        }
        return values;
    }
    if (!node.isList()) {
        context.fault(node, inTicks(what) + " must be a list, not " + node.described());
        return values;
    }
    for (PlanNode& item : node.items) {
        if (!item.isScalar()) {
            context.fault(item, "an entry of " + inTicks(what) + " must be a text, not " + item.described());
        } else if (auto value = context.resolve(item, use)) {
            values.push_back(std::move(*value));
        }
    }
    return values;
}

} // namespace holdpoint
