// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dossier/postgres_connection.h"

#include "core/base/text.h"
#include "core/dossier/postgres_values.h"
#include "core/dossier/reading_stop.h"
#include "core/dossier/short_waits.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstring>
#include <libpq-fe.h>
#include <optional>
#include <poll.h>
#include <sys/socket.h>
#include <thread>

namespace holdpoint {

namespace {

constexpr Millis kLock{10'000};
constexpr Millis kConnect{5000};
constexpr Millis kSlice{50}; // between two looks whether reading was stopped
/// How often a lost connection is made again, and after what pause.
constexpr std::array<Millis, 5> kRetries{Millis{0}, Millis{100}, Millis{400}, Millis{1000}, Millis{2000}};
constexpr int kMostAttempts = 5; // of one transaction whose connection is lost again and again
constexpr Millis kCommitLook{50};
constexpr int kMostCommitLooks = 200;
constexpr int kFewCommitLooks = 20; // of a thread that must not stand still

std::string firstLine(const char* text)
{
    const std::string_view whole = trimmed(text == nullptr ? "" : text);
    return shortened(whole.substr(0, whole.find('\n')), 240);
}

std::string inSeconds(Millis limit)
{
    return std::to_string(std::chrono::ceil<Seconds>(limit).count()) + " s";
}

std::string quotedName(const std::string& name)
{
    return "\"" + name + "\""; // parseDatabaseUrl() lets no quote through
}

class PostgresConnection final : public SqlConnection
{
public:
    PostgresConnection(const std::filesystem::path& place, DatabaseUrl url, Access access)
        : SqlConnection(place), m_url(std::move(url)), m_access(access)
    {}
    ~PostgresConnection() override { PQfinish(m_connection); }

    Result<> connect();
    Result<> query(const QString& sql, const QVariantList& values, const std::function<Result<>(const SqlRow&)>& visit) override;
    Result<> inTransaction(Durability durability, const std::function<Result<>()>& body) override;
    Result<> inSnapshot(const std::function<Result<>()>& body) override;
    Result<bool> hasTable(const QString& table) override
    {
        const auto count = integer(QStringLiteral("SELECT COUNT(*) FROM pg_tables WHERE schemaname = ? AND tablename = ?"),
                                   {sqlText(m_url.name), table});
        return count ? Result(*count > 0) : fail(count.error());
    }
    QString definition(const QString& sql) const override
    {
        // SQLite orders and compares texts by their bytes; another order would be another hash over the frames.
        return QString(sql).replace(QLatin1String(" TEXT"), QLatin1String(" TEXT COLLATE \"C\""));
    }
    std::string databaseUser() const override
    {
        const char* user = PQuser(m_connection);
        return user == nullptr ? "" : user;
    }
    bool isShared() const override { return true; }

private:
    enum class Ended { Stored, Failed, LostBefore, LostInCommit };
    struct Attempt
    {
        Ended how = Ended::Failed;
        Result<> done;
    };

    bool isLost() const { return PQstatus(m_connection) != CONNECTION_OK; }
    Result<> reconnect();
    /// Until it stands, is refused, or the time is over.
    Result<> finishConnecting();
    /// As PQgetResult(), but a thread that must not stand still, or whose reading was stopped, waits no longer: its connection is
    /// cut.
    ResultPtr nextAnswer();
    void cut();
    Result<> ask(const QString& sql, const QVariantList& values, const std::function<Result<>(const SqlRow&)>& visit);
    /// Several statements without values; the first field of the last answer.
    Result<std::string> command(const std::string& sql);
    Attempt attempt(Durability durability, const std::function<Result<>()>& body);
    /// What became of a COMMIT whose answer never came.
    Result<bool> wasCommitted();
    void drain();
    Failure failure(const PGresult* result) const;
    Failure unreachable() const;

    DatabaseUrl m_url;
    Access m_access;
    PGconn* m_connection = nullptr;
    std::string m_transaction; // its number in the database
    bool m_isInTransaction = false;
    bool m_isReading = false;
    SteadyTime m_notBefore{}; // a quick connection is tried again
    Millis m_lock = kLock;
    std::string m_cutWhy; // this side has cut the connection
};

Result<> PostgresConnection::connect()
{
    const std::string port = m_url.port == 0 ? "" : std::to_string(m_url.port);
    std::vector<std::pair<std::string, std::string>> all{{"host", m_url.host},
                                                         {"port", port},
                                                         {"dbname", m_url.database},
                                                         {"user", m_url.user},
                                                         {"client_encoding", "UTF8"},
                                                         {"application_name", "holdpoint"},
                                                         {"keepalives_idle", "10"},
                                                         {"keepalives_interval", "5"},
                                                         {"keepalives_count", "3"},
                                                         {"tcp_user_timeout", "15000"},
                                                         {"fallback_application_name", "holdpoint"}};
    all.insert(all.end(), m_url.options.begin(), m_url.options.end());
    std::vector<const char*> keys;
    std::vector<const char*> values;
    for (const auto& [key, value] : all) {
        if (!value.empty()) {
            keys.push_back(key.c_str());
            values.push_back(value.c_str());
        }
    }
    keys.push_back(nullptr);
    values.push_back(nullptr);
    PQfinish(m_connection);
    m_cutWhy.clear();
    ShortWaits::countQuestion();
    m_connection = PQconnectStartParams(keys.data(), values.data(), 0);
    if (auto connected = finishConnecting(); !connected) {
        return connected;
    }
    PQsetNoticeProcessor(
        m_connection, [](void*, const char*) {}, nullptr); // not on the user's terminal
    const auto set = command("SET search_path TO " + quotedName(m_url.name) + "; SET bytea_output TO hex; SET timezone TO 'UTC'" +
                             (m_access == Access::ReadOnly ? "; SET default_transaction_read_only TO on" : ""));
    return set ? Result<>{} : fail(set.error());
}

Result<> PostgresConnection::finishConnecting()
{
    Millis limit = ShortWaits::areWished() ? ShortWaits::kConnect : kConnect;
    for (const auto& [key, value] : m_url.options) {
        std::int64_t seconds = 0;
        if (key == "connect_timeout" && !ShortWaits::areWished() &&
            std::from_chars(value.data(), value.data() + value.size(), seconds).ec == std::errc{} && seconds > 0) {
            limit = Seconds{std::min<std::int64_t>(seconds, 600)};
        }
    }
    const SteadyTime end = systemClock().steadyNow() + limit;
    auto next = isLost() && PQsocket(m_connection) < 0 ? PGRES_POLLING_FAILED : PGRES_POLLING_WRITING;
    while (next != PGRES_POLLING_OK && next != PGRES_POLLING_FAILED) {
        if (ReadingStop::isAsked()) {
            return fail(Error::Kind::Cancelled, m_place.string() + ": connecting was stopped");
        }
        if (systemClock().steadyNow() >= end) {
            m_cutWhy = "no answer within " + inSeconds(limit);
            return unreachable();
        }
        pollfd wanted{PQsocket(m_connection), static_cast<short>(next == PGRES_POLLING_READING ? POLLIN : POLLOUT), 0};
        if (::poll(&wanted, 1, static_cast<int>(kSlice.count())) > 0) {
            next = PQconnectPoll(m_connection);
        }
    }
    return isLost() ? Result<>(unreachable()) : Result<>{};
}

Result<> PostgresConnection::reconnect()
{
    if (ShortWaits::areWished()) {
        const SteadyTime now = systemClock().steadyNow();
        if (now < m_notBefore) {
            return unreachable();
        }
        auto done = connect();
        m_notBefore = done ? SteadyTime{} : now + ShortWaits::kBetween;
        return done;
    }
    Result<> done;
    for (const Millis pause : kRetries) {
        for (Millis waited{}; waited < pause && !ReadingStop::isAsked(); waited += kSlice) {
            std::this_thread::sleep_for(kSlice);
        }
        if (done = connect(); done || ReadingStop::isAsked()) {
            return done;
        }
    }
    return done;
}

void PostgresConnection::cut()
{
    if (const int socket = PQsocket(m_connection); socket >= 0) {
        ::shutdown(socket, SHUT_RDWR); // libpq finds it when it reads, and says so as of any lost connection
    }
}

ResultPtr PostgresConnection::nextAnswer()
{
    const SteadyTime end = systemClock().steadyNow() + ShortWaits::kAnswer;
    while (PQisBusy(m_connection) != 0) {
        const bool isTooLong = ShortWaits::areWished() && systemClock().steadyNow() >= end;
        if (isTooLong || ReadingStop::isAsked()) {
            m_cutWhy = isTooLong ? "no answer within " + inSeconds(ShortWaits::kAnswer) : "reading was stopped";
            cut();
        }
        pollfd wanted{PQsocket(m_connection), POLLIN, 0};
        const int ready = ::poll(&wanted, 1, static_cast<int>(kSlice.count()));
        if ((ready > 0 || isTooLong) && PQconsumeInput(m_connection) == 0) {
            break;
        }
    }
    return owned(PQgetResult(m_connection));
}

Result<> PostgresConnection::query(const QString& sql, const QVariantList& values,
                                   const std::function<Result<>(const SqlRow&)>& visit)
{
    if (isLost() && !m_isInTransaction) { // since the query before
        if (auto again = reconnect(); !again) {
            return again;
        }
    }
    bool isBegun = false;
    const auto visitOnce = [&](const SqlRow& row) {
        isBegun = true;
        return visit(row);
    };
    auto done = ask(sql, values, visitOnce);
    const bool isCut = !m_cutWhy.empty(); // by this side, which does not wait as long once more
    if (!done && isLost() && !isBegun && !isCut && !m_isInTransaction) {
        auto again = reconnect();
        return again ? ask(sql, values, visit) : again;
    }
    return done;
}

Result<> PostgresConnection::ask(const QString& sql, const QVariantList& values,
                                 const std::function<Result<>(const SqlRow&)>& visit)
{
    const PostgresParameters parameters(values);
    if (parameters.hasNul()) {
        return fail(Error::Kind::Invalid, m_place.string() + ": a text with a NUL character cannot be stored in PostgreSQL");
    }
    if (m_isReading) {
        return fail(Error::Kind::Internal, m_place.string() + ": asked while an answer was being read");
    }
    ShortWaits::countQuestion();
    if (!parameters.send(m_connection, numbered(sql))) {
        return failure(nullptr);
    }
    PQsetSingleRowMode(m_connection);
    m_isReading = true;
    Result<> done;
    while (done) {
        const auto result = nextAnswer();
        if (result == nullptr) {
            break;
        }
        const auto status = PQresultStatus(result.get());
        if (status == PGRES_SINGLE_TUPLE) {
            done = ReadingStop::isAsked() ? Result<>(fail(Error::Kind::Cancelled, m_place.string() + ": reading was stopped"))
                                          : visit(PostgresRow(result.get(), 0));
        } else if (status != PGRES_TUPLES_OK && status != PGRES_COMMAND_OK) {
            done = failure(result.get());
        }
    }
    m_isReading = false;
    if (!done) {
        drain();
    }
    return done;
}

/// What is still to come of an answer that nobody wants.
void PostgresConnection::drain()
{
    if (ReadingStop::isAsked()) {
        cut(); // who stopped it waits for this thread
    } else if (PQtransactionStatus(m_connection) == PQTRANS_ACTIVE && !ShortWaits::areWished()) {
        std::array<char, 256> ignored{};
        const std::unique_ptr<PGcancel, decltype(&PQfreeCancel)> cancel(PQgetCancel(m_connection), &PQfreeCancel);
        if (cancel) {
            PQcancel(cancel.get(), ignored.data(), static_cast<int>(ignored.size()));
        }
    }
    while (nextAnswer() != nullptr) {
    }
}

Result<std::string> PostgresConnection::command(const std::string& sql)
{
    ShortWaits::countQuestion();
    if (PQsendQuery(m_connection, sql.c_str()) != 1) {
        return failure(nullptr);
    }
    ResultPtr result = owned(nullptr);
    while (ResultPtr answer = nextAnswer()) {
        result = std::move(answer); // the server does nothing behind the first that failed
    }
    const auto status = PQresultStatus(result.get());
    if (status != PGRES_TUPLES_OK && status != PGRES_COMMAND_OK) {
        return failure(result.get());
    }
    return PQntuples(result.get()) > 0 ? std::string(PQgetvalue(result.get(), 0, 0)) : std::string();
}

PostgresConnection::Attempt PostgresConnection::attempt(Durability durability, const std::function<Result<>()>& body)
{
    // One writer at a time, as SQLite has it: the audit log is one chain. The lock ends with the transaction, or its connection.
    const std::string key = "hashtextextended('holdpoint dossier " + m_url.name + "', 0)";
    m_lock = ShortWaits::areWished() ? ShortWaits::kLock : kLock;
    const auto begun =
        command(std::string("BEGIN; SET LOCAL synchronous_commit TO ") + (durability == Durability::Durable ? "on" : "off") +
                "; SET LOCAL lock_timeout TO " + std::to_string(m_lock.count()) + "; SELECT pg_advisory_xact_lock(" + key +
                "); SELECT txid_current()");
    if (!begun) {
        const Ended how = isLost() ? Ended::LostBefore : Ended::Failed;
        if (how == Ended::Failed) {
            (void)command("ROLLBACK");
        }
        return {how, fail(begun.error())};
    }
    m_transaction = *begun;
    m_isInTransaction = true;
    auto done = body();
    m_isInTransaction = false;
    if (!done) {
        if (isLost()) {
            return {Ended::LostBefore, std::move(done)};
        }
        (void)command("ROLLBACK");
        return {Ended::Failed, std::move(done)};
    }
    const auto committed = command("COMMIT");
    if (committed) {
        return {Ended::Stored, {}};
    }
    return {isLost() ? Ended::LostInCommit : Ended::Failed, fail(committed.error())};
}

Result<bool> PostgresConnection::wasCommitted()
{
    const std::string transaction = m_transaction;
    for (int i = 0; i < (ShortWaits::areWished() ? kFewCommitLooks : kMostCommitLooks); ++i) {
        if (isLost()) {
            if (auto again = reconnect(); !again) {
                return fail(again.error());
            }
        }
        const auto status = command("SELECT txid_status(" + transaction + ")");
        if (status && *status != "in progress") {
            return *status == "committed";
        }
        std::this_thread::sleep_for(kCommitLook);
    }
    return fail(Error::Kind::Timeout, "the database does not say what became of it");
}

Result<> PostgresConnection::inTransaction(Durability durability, const std::function<Result<>()>& body)
{
    if (m_isInTransaction) { // what makes a whole dossier is one transaction of many
        return body();
    }
    constexpr const char* kNothing = "; nothing of this was stored, everything before is kept";
    if (isLost()) { // since the query before
        if (auto again = reconnect(); !again) {
            return fail(again.error().kind, again.error().message + kNothing);
        }
    }
    Attempt last;
    for (int i = 0; i < kMostAttempts; ++i) {
        last = attempt(durability, body);
        if (last.how == Ended::Stored || last.how == Ended::Failed) {
            return last.done;
        }
        if (last.how == Ended::LostInCommit) {
            const auto stored = wasCommitted();
            if (!stored) {
                return fail(Error::Kind::Timeout, m_place.string() +
                                                      ": the connection was lost while this was being stored, and whether it is "
                                                      "stored is not known (" +
                                                      stored.error().message + "); look again once the database answers");
            }
            if (*stored) {
                return {};
            }
        } else if (!m_cutWhy.empty()) { // by this side
            return fail(last.done.error().kind, last.done.error().message + kNothing);
        } else if (auto again = reconnect(); !again) {
            return fail(again.error().kind, again.error().message + kNothing);
        }
    }
    return last.done;
}

Result<> PostgresConnection::inSnapshot(const std::function<Result<>()>& body)
{
    if (auto begun = command("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"); !begun) {
        return fail(begun.error());
    }
    m_isInTransaction = true;
    auto done = body();
    m_isInTransaction = false;
    (void)command("ROLLBACK");
    return done;
}

Failure PostgresConnection::unreachable() const
{
    const std::string said = m_cutWhy.empty() ? firstLine(PQerrorMessage(m_connection)) : m_cutWhy;
    const std::string place = m_place.string();
    const auto says = [&](std::string_view text) { return said.find(text) != std::string::npos; };
    const std::string who = m_url.user.empty() ? std::string("this user") : m_url.user;
    if (PQconnectionNeedsPassword(m_connection) != 0) {
        return fail(Error::Kind::Refused, place + ": " + m_url.server() + " wants a password for " + who +
                                              "; put it into ~/.pgpass (mode 0600), or into the environment as PGPASSWORD");
    }
    if (says("password authentication failed")) {
        return fail(Error::Kind::Refused,
                    place + ": " + m_url.server() + " refuses the password of " + who + "; mend it in ~/.pgpass or PGPASSWORD");
    }
    if (says("does not exist") && says("database")) {
        return fail(Error::Kind::NotFound, place + ": there is no database " + m_url.database + " on " + m_url.server() +
                                               "; make one with: createdb -h " + (m_url.host.empty() ? "HOST" : m_url.host) +
                                               " " + m_url.database);
    }
    return fail(Error::Kind::Timeout, place + ": the database on " + m_url.server() + " cannot be reached: " + said);
}

Failure PostgresConnection::failure(const PGresult* result) const
{
    const std::string place = m_place.string();
    const char* code = result == nullptr ? nullptr : PQresultErrorField(result, PG_DIAG_SQLSTATE);
    const std::string state = code == nullptr ? "" : code;
    const std::string said =
        firstLine(result == nullptr ? PQerrorMessage(m_connection) : PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY));
    if (isLost() || state.starts_with("57P")) { // the server ends, or ended this connection
        const std::string& why = m_cutWhy.empty() ? said : m_cutWhy;
        return fail(ReadingStop::isAsked() ? Error::Kind::Cancelled : Error::Kind::Timeout,
                    place + ": the connection to " + m_url.server() + " was lost" + (why.empty() ? "" : " (" + why + ")"));
    }
    if (state == "55P03") {
        return fail(Error::Kind::Timeout, "cannot write " + place + ": another program held it for over " + inSeconds(m_lock) +
                                              "; close that program and try again");
    }
    if (state == "25006") {
        return fail(Error::Kind::Refused,
                    "cannot write " + place + ": it was opened to be read, or the server is a read-only copy");
    }
    if (state == "42501") {
        return fail(Error::Kind::Refused, "the user " + databaseUser() + " may not do this in " + place + " (" + said +
                                              "); ask the database's owner for the rights on its schema");
    }
    if (state == "53100") {
        return fail(Error::Kind::Internal, "cannot write " + place +
                                               ": the disk of the database server is full; free some space " +
                                               "and try again (everything stored before is kept)");
    }
    if (state == "42P01" || state == "42703" || state.starts_with("XX")) {
        return fail(Error::Kind::Invalid, place + " is damaged (" + said + "); restore it from a backup");
    }
    return fail(Error::Kind::Internal,
                "the database " + place + " reports: " + said + (state.empty() ? "" : " (code " + state + ")"));
}

} // namespace

Result<std::unique_ptr<SqlConnection>> openPostgres(const std::filesystem::path& place, SqlConnection::Access access)
{
    auto url = parseDatabaseUrl(place);
    if (!url) {
        return fail(url.error());
    }
    auto connection = std::make_unique<PostgresConnection>(place, *std::move(url), access);
    if (auto done = connection->connect(); !done) {
        return fail(done.error());
    }
    return Result<std::unique_ptr<SqlConnection>>(std::move(connection));
}

Result<SchemaState> schemaState(SqlConnection& connection, const DatabaseUrl& url)
{
    const auto schema =
        connection.integer(QStringLiteral("SELECT COUNT(*) FROM pg_namespace WHERE nspname = ?"), {sqlText(url.name)});
    const auto versions = connection.hasTable(QStringLiteral("schema_versions"));
    const auto audit = connection.hasTable(QStringLiteral("audit"));
    if (!schema || !versions || !audit) {
        return fail(!schema ? schema.error() : !versions ? versions.error() : audit.error());
    }
    return *schema == 0 ? SchemaState::Missing : *versions && *audit ? SchemaState::Dossier : SchemaState::Foreign;
}

} // namespace holdpoint
