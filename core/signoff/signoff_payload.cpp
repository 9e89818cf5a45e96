// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/signoff/signoff_payload.h"

#include "core/base/json.h"
#include "core/base/text.h"
#include "core/base/time_format.h"

namespace holdpoint {

std::string signoffFileName(Role role)
{
    return "signoff-" + std::string(nameOf(role)) + ".json";
}

std::string toBytes(const SignoffPayload& payload)
{
    return dumpJsonPretty(Json{{"record_sha256", payload.recordSha256},
                               {"audit_head", payload.auditHead},
                               {"role", nameOf(payload.role)},
                               {"meaning", payload.meaning},
                               {"name", payload.name},
                               {"at", formatUtc(payload.at)}}) +
           "\n";
}

Result<SignoffPayload> readSignoffPayload(const std::string& bytes)
{
    const auto json = parseJson(bytes, "the signed file");
    if (!json) {
        return fail(json.error());
    }
    const auto role = roleFrom(stringAt(*json, "role"));
    const auto at = parseUtc(stringAt(*json, "at"));
    if (!role || !at) {
        return fail(Error::Kind::Invalid, "the signed file names no " + std::string(role ? "time" : "role"));
    }
    SignoffPayload payload{stringAt(*json, "record_sha256"), stringAt(*json, "audit_head"), *role,
                           stringAt(*json, "meaning"),       stringAt(*json, "name"),       *at};
    for (const auto& [key, value] : {std::pair{"record_sha256", &payload.recordSha256},
                                     {"audit_head", &payload.auditHead},
                                     {"meaning", &payload.meaning},
                                     {"name", &payload.name}}) {
        if (trimmed(*value).empty()) {
            return fail(Error::Kind::Invalid, "the signed file has no `" + std::string(key) + "`");
        }
        if (hasControlCharacter(*value)) {
            return fail(Error::Kind::Invalid, "the signed file holds a control character in `" + std::string(key) + "`");
        }
    }
    // One spelling only: what people read in it is what was signed.
    if (toBytes(payload) != bytes) {
        return fail(Error::Kind::Invalid, "the signed file is not written as Holdpoint writes it");
    }
    return payload;
}

} // namespace holdpoint
