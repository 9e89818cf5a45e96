// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/json.h"

#include "core/base/json_depth.h"

#include <charconv>

namespace holdpoint {

Result<Json> parseJson(std::string_view text, std::string_view what)
{
    if (const auto byte = byteBelowDepth(text, kDeepestJson)) {
        return fail(Error::Kind::Refused, std::string(what) + " is nested deeper than " + std::to_string(kDeepestJson) +
                                              " levels (byte " + std::to_string(*byte) + ")");
    }
    try {
        return Json::parse(text);
    } catch (const nlohmann::json::parse_error& error) {
        return fail(Error::Kind::Invalid, std::string(what) + " is not JSON: fault at byte " + std::to_string(error.byte) +
                                              " of " + std::to_string(text.size()));
    } catch (const std::exception& error) {
        return fail(Error::Kind::Invalid, std::string(what) + " is not JSON: " + error.what());
    }
}

std::string dumpJson(const Json& json)
{
    return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::string dumpJsonPretty(const Json& json)
{
    return json.dump(2, ' ', false, Json::error_handler_t::replace);
}

const Json& memberAt(const Json& json, std::string_view key)
{
    static const Json kNull;
    if (!json.is_object()) {
        return kNull;
    }
    const auto found = json.find(key);
    return found == json.end() ? kNull : *found;
}

std::string stringAt(const Json& json, std::string_view key, std::string_view otherwise)
{
    const Json& member = memberAt(json, key);
    return member.is_string() ? member.get_ref<const std::string&>() : std::string(otherwise);
}

double numberAt(const Json& json, std::string_view key, double otherwise)
{
    const Json& member = memberAt(json, key);
    return member.is_number() ? member.get<double>() : otherwise;
}

std::int64_t integerAt(const Json& json, std::string_view key, std::int64_t otherwise)
{
    const Json& member = memberAt(json, key);
    return member.is_number_integer() ? member.get<std::int64_t>() : otherwise;
}

bool boolAt(const Json& json, std::string_view key, bool otherwise)
{
    const Json& member = memberAt(json, key);
    return member.is_boolean() ? member.get<bool>() : otherwise;
}

const Json* atPointer(const Json& json, std::string_view pointer)
{
    const Json* at = &json;
    if (!pointer.empty() && pointer.front() != '/') {
        return nullptr;
    }
    while (!pointer.empty()) {
        pointer.remove_prefix(1);
        const auto end = std::min(pointer.find('/'), pointer.size());
        std::string token;
        for (std::size_t i = 0; i < end; ++i) {
            if (pointer[i] != '~') {
                token += pointer[i];
            } else if (i + 1 < end && (pointer[i + 1] == '0' || pointer[i + 1] == '1')) {
                token += pointer[++i] == '0' ? '~' : '/';
            } else {
                return nullptr;
            }
        }
        pointer.remove_prefix(end);
        if (at->is_object()) {
            const auto found = at->find(token);
            if (found == at->end()) {
                return nullptr;
            }
            at = &*found;
        } else if (at->is_array()) {
            std::size_t index = 0;
            const auto [last, error] = std::from_chars(token.data(), token.data() + token.size(), index);
            if (error != std::errc{} || last != token.data() + token.size() || index >= at->size() ||
                (token.size() > 1 && token.front() == '0')) {
                return nullptr;
            }
            at = &(*at)[index];
        } else {
            return nullptr;
        }
    }
    return at;
}

} // namespace holdpoint
