// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/text.h"
#include "core/base/units.h"
#include "core/sensors/dial.h"
#include "core/sensors/sql_session.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <condition_variable>
#include <fcntl.h>
#include <libpq-fe.h>
#include <linux/tcp.h>
#include <map>
#include <memory>
#include <mutex>
#include <netinet/in.h>
#include <poll.h>
#include <stop_token>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>

namespace holdpoint {

namespace {

using Steady = std::chrono::steady_clock;

struct PostgresDeleter
{
    void operator()(PGconn* connection) const { PQfinish(connection); }
    void operator()(PGresult* result) const { PQclear(result); }
};
using Connection = std::unique_ptr<PGconn, PostgresDeleter>;
using SqlResult = std::unique_ptr<PGresult, PostgresDeleter>;

// pg_type.dat
constexpr Oid kBool = 16;
constexpr std::array<Oid, 7> kNumbers{20, 21, 23, 26, 700, 701, 1700}; // int8, int2, int4, oid, float4, float8, numeric

std::string firstLine(const char* text)
{
    const std::string_view all = trimmed(text == nullptr ? "" : text);
    return shortened(all.substr(0, all.find('\n')), 300);
}

bool waitFor(PGconn* connection, bool isWrite, Steady::time_point end)
{
    const auto left = std::chrono::ceil<Millis>(end - Steady::now());
    pollfd waiting{PQsocket(connection), static_cast<short>(isWrite ? POLLOUT : POLLIN), 0};
    return left > Millis{0} && ::poll(&waiting, 1, static_cast<int>(left.count())) > 0;
}

/// What the kernel has taken in for the connection; 0 where it cannot tell, as over a Unix socket.
std::uint64_t receivedBy(int descriptor)
{
    tcp_info info{};
    socklen_t size = sizeof info;
    return ::getsockopt(descriptor, IPPROTO_TCP, TCP_INFO, &info, &size) == 0 ? info.tcpi_bytes_received : 0;
}

/// libpq reads, without a word between, as long as something lies ready: from a fast server a row of any size, all of it. While
/// this lives, another thread looks at what has come, and ends the reading soon after the limit.
class ReadGuard
{
public:
    explicit ReadGuard(PGconn* connection) : m_descriptor(::fcntl(PQsocket(connection), F_DUPFD_CLOEXEC, 0)) {}
    ~ReadGuard()
    {
        m_watcher.request_stop();
        m_watcher.join();
        ::close(m_descriptor);
    }
    ReadGuard(const ReadGuard&) = delete;
    ReadGuard& operator=(const ReadGuard&) = delete;

    bool isOver() const { return receivedBy(m_descriptor) > m_from + kMaxSqlBytes; }

private:
    void watch(const std::stop_token& stop)
    {
        std::mutex mutex;
        std::unique_lock lock(mutex);
        std::condition_variable_any ended;
        while (!ended.wait_for(lock, stop, kLookEvery, [this] { return isOver(); }) && !stop.stop_requested()) {
        }
        if (!stop.stop_requested()) {
            ::shutdown(m_descriptor, SHUT_RDWR); // libpq's reading then ends as if the server had gone
        }
    }

    static constexpr Millis kLookEvery{2};

    const int m_descriptor; // its own, since libpq closes a socket that has ended
    const std::uint64_t m_from = receivedBy(m_descriptor);
    std::jthread m_watcher{[this](const std::stop_token& stop) { watch(stop); }};
};

Unknown tooLarge()
{
    return unknown(Unknown::Kind::Limit, "the answer is larger than " + formatBytes(kMaxSqlBytes) + "; narrow the statement");
}

Unknown lateAnswer()
{
    return unknown(Unknown::Kind::Timeout, "no answer in time");
}

Unknown connectFault(PGconn* connection)
{
    const std::string message = firstLine(PQerrorMessage(connection));
    const auto has = [&](const char* words) { return message.find(words) != std::string::npos; };
    const bool isAuth = has("authentication failed") || has("no password supplied") || has("pg_hba.conf") || has("role \"");
    return unknown(isAuth ? Unknown::Kind::Auth : Unknown::Kind::Unreachable, message);
}

std::optional<Unknown> connect(PGconn* connection, Steady::time_point end)
{
    if (connection == nullptr || PQstatus(connection) == CONNECTION_BAD) {
        return connectFault(connection);
    }
    for (PostgresPollingStatusType state = PGRES_POLLING_WRITING; state != PGRES_POLLING_OK; state = PQconnectPoll(connection)) {
        if (state == PGRES_POLLING_FAILED) {
            return connectFault(connection);
        }
        if (!waitFor(connection, state == PGRES_POLLING_WRITING, end)) {
            return lateAnswer();
        }
    }
    return std::nullopt;
}

Json cellOf(const PGresult* row, int column)
{
    if (PQgetisnull(row, 0, column) == 1) {
        return nullptr;
    }
    const std::string text(PQgetvalue(row, 0, column), static_cast<std::size_t>(PQgetlength(row, 0, column)));
    const Oid type = PQftype(row, column);
    if (type == kBool) {
        return text == "t";
    }
    if (std::find(kNumbers.begin(), kNumbers.end(), type) != kNumbers.end()) {
        if (const auto number = parseNumber(text); number && std::isfinite(*number)) {
            return *number;
        }
    }
    return shortened(text, 4096);
}

Unknown statementFault(const PGresult* result)
{
    const char* code = PQresultErrorField(result, PG_DIAG_SQLSTATE);
    const std::string_view state = code == nullptr ? "" : code;
    const std::string message = firstLine(PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY));
    if (state == "25006") { // read_only_sql_transaction
        return unknown(Unknown::Kind::Refused, "the statement writes, so it is refused: " + message);
    }
    if (state == "42501") { // insufficient_privilege
        return unknown(Unknown::Kind::Rejected, message + "; grant the role pg_monitor or SELECT");
    }
    return unknown(state == "57014" ? Unknown::Kind::Limit : Unknown::Kind::Rejected, message); // query_canceled: its timeout
}

/// Addresses for the host names of a connection: libpq would look them up itself, for as long as the resolver waits.
struct Places
{
    std::string hosts;
    std::string addresses;
    std::string ports; // as many, or one for all
};

/// nullopt: nothing to look up (a socket's path, an address that is given), or libpq has its own words for the fault.
Answer<std::optional<Places>> placesOf(const std::string& url, Steady::time_point end)
{
    const std::unique_ptr<PQconninfoOption, void (*)(PQconninfoOption*)> options(PQconninfoParse(url.c_str(), nullptr),
                                                                                 PQconninfoFree);
    std::map<std::string_view, std::string> given;
    for (const PQconninfoOption* each = options.get(); each != nullptr && each->keyword != nullptr; ++each) {
        given[each->keyword] = each->val == nullptr ? "" : each->val;
    }
    if (given["host"].empty() || !given["hostaddr"].empty()) {
        return std::optional<Places>();
    }
    const auto hosts = split(given["host"], ',');
    const auto ports = split(given["port"], ',');
    std::array<std::vector<std::string>, 3> lists; // hosts, addresses, ports
    for (std::size_t i = 0; i < hosts.size(); ++i) {
        if (hosts[i].empty() || hosts[i].front() == '/' || hosts[i].front() == '@') {
            return std::optional<Places>();
        }
        const auto found = resolveHost(hosts[i], std::max<Nanos>(end - Steady::now(), Nanos{}));
        if (!found.isKnown()) {
            return found.unknown();
        }
        for (const std::string& address : found.value()) {
            lists[0].push_back(hosts[i]);
            lists[1].push_back(address);
            lists[2].push_back(ports.size() == hosts.size() ? ports[i] : given["port"]);
        }
    }
    return std::optional(
        Places{join(lists[0], ","), join(lists[1], ","), ports.size() == hosts.size() ? join(lists[2], ",") : given["port"]});
}

/// Sends one statement and gives its rows one by one to `visit`.
template <typename Visit>
std::optional<Unknown> execute(PGconn* connection, const std::string& statement, Steady::time_point end, Visit visit)
{
    // the extended protocol takes exactly one statement
    if (PQsendQueryParams(connection, statement.c_str(), 0, nullptr, nullptr, nullptr, nullptr, 0) != 1) {
        return unknown(Unknown::Kind::Unreachable, firstLine(PQerrorMessage(connection)));
    }
    PQsetSingleRowMode(connection);
    const ReadGuard guard(connection);
    std::optional<Unknown> fault;
    for (;;) {
        while (PQisBusy(connection) == 1) {
            if (guard.isOver()) {
                return tooLarge();
            }
            if (!waitFor(connection, false, end)) {
                return lateAnswer();
            }
            if (PQconsumeInput(connection) != 1) {
                return guard.isOver() ? tooLarge() : unknown(Unknown::Kind::Unreachable, firstLine(PQerrorMessage(connection)));
            }
        }
        const SqlResult result(PQgetResult(connection));
        if (result == nullptr) {
            return fault;
        }
        const ExecStatusType status = PQresultStatus(result.get());
        if (status == PGRES_SINGLE_TUPLE) {
            if (!visit(result.get())) {
                return unknown(Unknown::Kind::Limit, "more than " + std::to_string(kMaxSqlRows) + " rows; narrow the statement");
            }
        } else if (status != PGRES_TUPLES_OK && status != PGRES_COMMAND_OK && !fault) {
            fault = guard.isOver() ? tooLarge() : statementFault(result.get());
        }
    }
}

} // namespace

Json sqlAnswer(Json rows)
{
    Json answer{{"value", nullptr}, {"count", rows.size()}};
    if (!rows.empty() && !rows[0].empty()) {
        answer["value"] = rows[0].begin().value();
    }
    answer["rows"] = std::move(rows);
    return answer;
}

Answer<Json> readPostgres(const std::string& url, const std::string& statement, Nanos timeout)
{
    const auto end = Steady::now() + timeout;
    const auto places = placesOf(url, end);
    if (!places.isKnown()) {
        return places.unknown();
    }
    const Places place = places.value().value_or(Places{});
    const auto millis = std::max<std::int64_t>(1, std::chrono::duration_cast<Millis>(timeout).count()); // 0 would be no limit
    const std::string limit = "-c statement_timeout=" + std::to_string(millis) + " -c default_transaction_read_only=on";
    // what is empty counts as not given
    const std::array<const char*, 8> keys{"dbname", "options", "application_name", "connect_timeout", "host", "hostaddr",
                                          "port",   nullptr};
    const std::array<const char*, 8> values{url.c_str(),         limit.c_str(),           "holdpoint-sensor",  "5",
                                            place.hosts.c_str(), place.addresses.c_str(), place.ports.c_str(), nullptr};
    const Connection connection(PQconnectStartParams(keys.data(), values.data(), 1));
    if (auto fault = connect(connection.get(), end)) {
        return *std::move(fault);
    }
    const auto nothing = [](const PGresult*) { return true; };
    if (auto fault = execute(connection.get(), "BEGIN TRANSACTION READ ONLY", end, nothing)) {
        return *std::move(fault);
    }
    Json rows = Json::array();
    auto fault = execute(connection.get(), statement, end, [&rows](const PGresult* row) {
        Json cells = Json::object();
        for (int column = 0; column < PQnfields(row); ++column) {
            cells[PQfname(row, column)] = cellOf(row, column);
        }
        rows.push_back(std::move(cells));
        return rows.size() <= kMaxSqlRows;
    });
    return fault ? Answer<Json>(*std::move(fault)) : Answer<Json>(sqlAnswer(std::move(rows)));
}

} // namespace holdpoint
