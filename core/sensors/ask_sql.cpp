// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/text.h"
#include "core/plan/secret_text.h"
#include "core/sensors/askers.h"
#include "core/sensors/sql_session.h"

#include <algorithm>
#include <array>

namespace holdpoint {

namespace {

/// The words that a reading statement begins with; the read-only transaction is what really holds.
bool mayRead(std::string_view statement)
{
    static constexpr std::array<std::string_view, 5> kWords{"select", "with", "show", "values", "table"};
    const std::string text = lowered(trimmed(statement));
    return std::any_of(kWords.begin(), kWords.end(), [&](std::string_view word) {
        return text.starts_with(word) &&
               (text.size() == word.size() || std::isalnum(static_cast<unsigned char>(text[word.size()])) == 0);
    });
}

} // namespace

Answer<Json> askSql(const AskContext& context, const Json& spec)
{
    const std::string statement = stringAt(spec, "sql");
    const std::string url = withSecrets(stringAt(serviceSection(context.plan, "postgresql", spec), "url"), context.plan.secrets);
    if (url.empty()) {
        return notConfigured("postgresql", spec);
    }
    if (!mayRead(statement)) {
        return unknown(Unknown::Kind::Refused,
                       "a sensor only reads, but the statement begins with `" + shortened(trimmed(statement), 40) + "`");
    }
    const Nanos timeout = timeLimit(context, spec);
    constexpr std::string_view kSqlite = "sqlite:";
    if (url.starts_with(kSqlite)) {
        return readSqlite(besidePlan(context.plan, url.substr(kSqlite.size())).string(), statement, timeout);
    }
    return readPostgres(url, statement, timeout);
}

} // namespace holdpoint
