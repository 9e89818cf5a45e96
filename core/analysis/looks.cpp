// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/analysis/looks.h"

namespace holdpoint {

namespace {

std::string wordsOf(std::string_view moment)
{
    return moment == kLaterLook ? "2 min after the load" : std::string(moment) + " the load";
}

} // namespace

Failure absentSource(const std::string& what)
{
    return fail(Error::Kind::NotFound, "the plan names no " + what);
}

Failure notKnownBecause(std::string why)
{
    return fail(Error::Kind::Invalid, std::move(why));
}

std::string textAt(const Json& row, std::string_view key)
{
    const Json& value = memberAt(row, key);
    return value.is_string() ? value.get<std::string>() : value.is_null() ? std::string() : dumpJson(value);
}

double grown(const Json& after, const Json* before, std::string_view key)
{
    return numberAt(after, key) - (before == nullptr ? 0 : numberAt(*before, key));
}

Looks::Looks(const std::vector<Snapshot>& all, std::string_view source, std::string title, bool isNamed)
    : m_title(std::move(title)), m_isNamed(isNamed)
{
    for (const Snapshot& each : all) {
        if (each.source == source) {
            m_byMoment[each.moment] = &each;
        }
    }
}

const Snapshot* Looks::at(std::string_view moment) const
{
    const auto found = m_byMoment.find(moment);
    return found == m_byMoment.end() ? nullptr : found->second;
}

Result<Json> Looks::part(std::string_view moment, std::string_view name) const
{
    const Snapshot* snapshot = at(moment);
    if (snapshot == nullptr) {
        return m_isNamed ? notKnownBecause(m_title + " was not looked at " + wordsOf(moment)) : absentSource(m_title);
    }
    const Json& part = memberAt(snapshot->content, name);
    if (part.is_null()) {
        return notKnownBecause(m_title + " was not asked for " + std::string(name) + " " + wordsOf(moment));
    }
    if (const std::string why = stringAt(part, "unknown"); !why.empty()) {
        return boolAt(part, "absent") ? fail(Error::Kind::NotFound, why) : notKnownBecause(m_title + ": " + why);
    }
    return part;
}

} // namespace holdpoint
