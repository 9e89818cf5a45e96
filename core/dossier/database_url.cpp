// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dossier/database_url.h"

#include "core/base/text.h"

#include <QUrl>
#include <QUrlQuery>
#include <algorithm>
#include <array>

namespace holdpoint {

namespace {

constexpr std::array<std::string_view, 2> kSchemes{"postgresql:", "postgres:"};
constexpr std::string_view kForm = "postgresql://USER@HOST/DATABASE#NAME";
constexpr std::size_t kMostNameBytes = 63; // of an identifier of PostgreSQL
/// Options of libpq that change where and how one connects, and nothing else.
constexpr std::array<std::string_view, 9> kOptions{"host",   "sslmode",         "sslrootcert",     "sslcert", "sslkey",
                                                   "sslcrl", "connect_timeout", "channel_binding", "passfile"};

bool isNameByte(char c)
{
    const bool isLetter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    return isLetter || c == '.' || c == '_' || c == '-' || c == '+';
}

std::string decoded(const QString& text)
{
    return text.toStdString();
}

Failure invalid(const std::string& shown, const std::string& what)
{
    return fail(Error::Kind::Invalid, shown + ": " + what);
}

} // namespace

bool isDatabaseUrl(const std::filesystem::path& place)
{
    const std::string text = place.string();
    return std::any_of(kSchemes.begin(), kSchemes.end(), [&](std::string_view scheme) { return text.starts_with(scheme); });
}

std::string DatabaseUrl::server() const
{
    return (host.empty() ? "the local socket" : host) + (port == 0 ? "" : ":" + std::to_string(port));
}

Result<DatabaseUrl> parseDatabaseUrl(const std::filesystem::path& place)
{
    const QUrl url(QString::fromStdString(place.string()), QUrl::StrictMode);
    if (!url.isValid()) {
        return invalid("this address of a dossier", "it is no URL; a dossier in a database is named " + std::string(kForm));
    }
    const std::string shown = url.toString(QUrl::RemovePassword).toStdString();
    if (!url.password().isEmpty()) {
        return invalid(shown,
                       "a password does not belong into it, everybody on this machine could read it; put it into ~/.pgpass, "
                       "or into the environment as PGPASSWORD");
    }
    DatabaseUrl found;
    found.user = decoded(url.userName(QUrl::FullyDecoded));
    found.host = decoded(url.host(QUrl::FullyDecoded));
    found.port = std::max(0, url.port(0));
    found.database = decoded(url.path(QUrl::FullyDecoded).mid(1));
    found.name = decoded(url.fragment(QUrl::FullyDecoded));
    if (found.database.empty() || found.database.find('/') != std::string::npos) {
        return invalid(shown, "it names no database; write " + std::string(kForm));
    }
    if (found.name.empty()) {
        return invalid(shown, "it names no dossier: one database holds many, each has a name behind #; write " + shown +
                                  "#platform-1.8.3");
    }
    const bool isOurs = std::all_of(found.name.begin(), found.name.end(), isNameByte);
    if (!isOurs || found.name.size() > kMostNameBytes || found.name.starts_with("pg_") || found.name == "public" ||
        found.name == "information_schema") {
        return invalid(shown, "`" + shortened(found.name, 80) + "` cannot be the name of a dossier: up to " +
                                  std::to_string(kMostNameBytes) +
                                  " letters, digits and . _ - +, and none of PostgreSQL's own (pg_, public)");
    }
    for (const auto& [key, value] : QUrlQuery(url).queryItems(QUrl::FullyDecoded)) {
        const std::string name = decoded(key);
        if (std::find(kOptions.begin(), kOptions.end(), name) == kOptions.end()) {
            return invalid(shown, "the option `" + shortened(name, 40) + "` is not known; there are " +
                                      join(std::vector<std::string>(kOptions.begin(), kOptions.end()), ", "));
        }
        if (name == "host") {
            found.host = decoded(value);
        } else {
            found.options.emplace_back(name, decoded(value));
        }
    }
    return found;
}

std::filesystem::path absolutePlace(const std::filesystem::path& place)
{
    std::error_code ignored;
    return isDatabaseUrl(place) ? place : std::filesystem::absolute(place, ignored).lexically_normal();
}

std::string placeStem(const std::filesystem::path& place)
{
    const std::string text = place.string();
    const auto hash = text.find('#');
    return isDatabaseUrl(place) && hash != std::string::npos ? text.substr(hash + 1) : place.stem().string();
}

std::filesystem::path placeFolder(const std::filesystem::path& place)
{
    return isDatabaseUrl(place) ? std::filesystem::path() : place.parent_path();
}

} // namespace holdpoint
