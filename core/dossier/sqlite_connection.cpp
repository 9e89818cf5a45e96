// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dossier/sqlite_connection.h"

#include "core/dossier/reading_stop.h"
#include "core/dossier/sqlite_guard.h"

#include <QSqlDatabase>
#include <QSqlError>
#include <QSqlQuery>
#include <QSqlRecord>
#include <QUrl>
#include <atomic>
#include <sys/statvfs.h>

namespace holdpoint {

namespace {

constexpr int kBusyTimeoutMs = 10'000;

// Primary result codes of SQLite (https://www.sqlite.org/rescode.html); the driver reports extended ones, low byte first.
enum SqliteCode { kBusy = 5, kLocked = 6, kReadOnly = 8, kIoError = 10, kCorrupt = 11, kFull = 13, kCantOpen = 14, kNotADb = 26 };

QString nextConnectionName()
{
    static std::atomic<unsigned> counter{0};
    return QStringLiteral("holdpoint-dossier-%1").arg(++counter);
}

std::filesystem::path folderOf(const std::filesystem::path& file)
{
    return file.has_parent_path() ? file.parent_path() : std::filesystem::path(".");
}

bool isDiskFull(const std::filesystem::path& folder)
{
    struct statvfs status
    {};
    constexpr std::uint64_t kNeeded = 64U * 1024U;
    return ::statvfs(folder.c_str(), &status) == 0 && std::uint64_t{status.f_bavail} * status.f_frsize < kNeeded;
}

/// Nobody has a database open whose log is not there: it can be taken as it is, without a log of our own. Else its writer's is
/// read along.
QString readOnlyUrl(const std::filesystem::path& file)
{
    std::error_code ignored;
    const bool isInUse = std::filesystem::exists(file.string() + "-wal", ignored);
    const QUrl url = QUrl::fromLocalFile(QString::fromStdString(std::filesystem::absolute(file, ignored).string()));
    return QString::fromLatin1(url.toEncoded()) + (isInUse ? QLatin1String("?mode=ro") : QLatin1String("?immutable=1"));
}

class SqliteRow final : public SqlRow
{
public:
    explicit SqliteRow(const QSqlQuery& query) : m_query(query) {}

    std::string text(int column) const override { return m_query.value(column).toString().toStdString(); }
    std::string bytes(int column) const override { return m_query.value(column).toByteArray().toStdString(); }
    std::int64_t integer(int column) const override { return m_query.value(column).toLongLong(); }
    double real(int column) const override { return m_query.value(column).toDouble(); }
    int columns() const override { return m_query.record().count(); }
    QVariant value(int column) const override
    {
        const QVariant value = m_query.value(column);
        const bool isEmpty =
            value.typeId() == QMetaType::QByteArray && value.toByteArray().isNull(); // no bytes; NULL is a QString
        return isEmpty ? QVariant(QByteArray("")) : value;
    }

private:
    const QSqlQuery& m_query;
};

class SqliteConnection final : public SqlConnection
{
public:
    SqliteConnection(const std::filesystem::path& file, QString name)
        : SqlConnection(file), m_name(std::move(name)), m_guard(file)
    {}
    ~SqliteConnection() override
    {
        m_guard.close([this] {
            QSqlDatabase::database(m_name, false).close();
            QSqlDatabase::removeDatabase(m_name);
        });
    }

    Result<> connect(Access access);
    Result<> settle() override;
    Result<> query(const QString& sql, const QVariantList& values, const std::function<Result<>(const SqlRow&)>& visit) override;
    Result<> inTransaction(Durability durability, const std::function<Result<>()>& body) override;
    Result<> inSnapshot(const std::function<Result<>()>& body) override;
    Result<bool> hasTable(const QString& table) override
    {
        const auto count =
            integer(QStringLiteral("SELECT COUNT(*) FROM sqlite_master WHERE type = 'table' AND name = ?"), {table});
        return count ? Result(*count > 0) : fail(count.error());
    }

private:
    Failure failure(const QSqlError& error) const;
    Result<> setDurability(Durability durability);

    QString m_name;
    SqliteGuard m_guard;
    std::optional<Durability> m_durability;
    bool m_isInTransaction = false;
};

Result<> SqliteConnection::connect(Access access)
{
    {
        QSqlDatabase database = QSqlDatabase::addDatabase(QStringLiteral("QSQLITE"), m_name);
        if (!database.isValid()) {
            return fail(Error::Kind::Internal, "cannot open " + m_place.string() +
                                                   ": Qt's SQLite driver is missing; install the package libqt6sql6-sqlite");
        }
        QString options = QStringLiteral("QSQLITE_BUSY_TIMEOUT=%1").arg(kBusyTimeoutMs);
        if (access == Access::ReadOnly) {
            options += QStringLiteral(";QSQLITE_OPEN_READONLY;QSQLITE_OPEN_URI");
            database.setDatabaseName(readOnlyUrl(m_place));
        } else {
            database.setDatabaseName(QString::fromStdString(m_place.string()));
        }
        database.setConnectOptions(options);
        if (!m_guard.open([&database] { return database.open(); })) {
            return failure(database.lastError());
        }
    }
    // A dossier may come from elsewhere: functions with side effects are not for its views and triggers.
    for (const char* pragma : {"PRAGMA trusted_schema=OFF", "PRAGMA cell_size_check=ON", "PRAGMA foreign_keys=ON"}) {
        if (auto done = execute(QString::fromLatin1(pragma)); !done) {
            return done;
        }
    }
    return {};
}

Result<> SqliteConnection::settle()
{
    auto done = execute(QStringLiteral("PRAGMA journal_mode=WAL"));
    done = done ? execute(QStringLiteral("SELECT COUNT(*) FROM sqlite_master")) : done; // the log's index is there from now on
    if (done) {
        m_guard.hold();
    }
    return done;
}

Result<> SqliteConnection::query(const QString& sql, const QVariantList& values,
                                 const std::function<Result<>(const SqlRow&)>& visit)
{
    QSqlQuery query(QSqlDatabase::database(m_name, false));
    query.setForwardOnly(true); // else the driver keeps every row
    if (!query.prepare(sql)) {
        return failure(query.lastError());
    }
    for (const QVariant& value : values) {
        query.addBindValue(value, value.typeId() == QMetaType::QByteArray ? QSql::In | QSql::Binary : QSql::In);
    }
    if (!query.exec()) {
        return failure(query.lastError());
    }
    const SqliteRow row(query);
    while (query.next()) {
        if (ReadingStop::isAsked()) {
            return fail(Error::Kind::Cancelled, m_place.string() + ": reading was stopped");
        }
        if (auto visited = visit(row); !visited) {
            return visited;
        }
    }
    return query.lastError().isValid() ? Result<>(failure(query.lastError())) : Result<>{};
}

Result<> SqliteConnection::inTransaction(Durability durability, const std::function<Result<>()>& body)
{
    if (m_isInTransaction) {
        return body();
    }
    if (auto set = setDurability(durability); !set) {
        return set;
    }
    if (auto begun = execute(QStringLiteral("BEGIN IMMEDIATE")); !begun) {
        return begun;
    }
    m_isInTransaction = true;
    auto done = body();
    m_isInTransaction = false;
    if (done) {
        done = execute(QStringLiteral("COMMIT"));
    }
    if (!done) {
        // SQLite may have rolled back by itself (disk full); then this says "no transaction is active".
        (void)execute(QStringLiteral("ROLLBACK"));
    }
    return done;
}

Result<> SqliteConnection::inSnapshot(const std::function<Result<>()>& body)
{
    if (auto begun = execute(QStringLiteral("BEGIN")); !begun) {
        return begun;
    }
    auto done = body();
    (void)execute(QStringLiteral("ROLLBACK"));
    return done;
}

Result<> SqliteConnection::setDurability(Durability durability)
{
    if (m_durability == durability) {
        return {};
    }
    auto set = execute(durability == Durability::Durable ? QStringLiteral("PRAGMA synchronous=FULL")
                                                         : QStringLiteral("PRAGMA synchronous=NORMAL"));
    if (set) {
        m_durability = durability;
    }
    return set;
}

Failure SqliteConnection::failure(const QSqlError& error) const
{
    const int code = error.nativeErrorCode().toInt() & 0xff;
    const std::string place = m_place.string();
    const auto folder = folderOf(m_place);
    const bool mayBeFull = code == kFull || code == kIoError || code == kCantOpen;
    if (code == kFull || (mayBeFull && isDiskFull(folder))) {
        return fail(Error::Kind::Internal, "cannot write " + place + ": the disk of " + folder.string() +
                                               " is full; free some space and try again (everything stored before is kept)");
    }
    switch (code) {
    case kBusy:
    case kLocked:
        return fail(Error::Kind::Timeout, "cannot write " + place + ": another program held it for over " +
                                              std::to_string(kBusyTimeoutMs / 1000) + " s; close that program and try again");
    case kReadOnly:
        return fail(Error::Kind::Refused,
                    "cannot write " + place + ": the file or its folder is read-only; copy it to a folder that you may write to");
    case kCantOpen:
        return fail(Error::Kind::Refused, "cannot open " + place + ": the database needs to write beside it, and " +
                                              folder.string() + " does not let it; use a folder that you may write to");
    case kCorrupt:
        return fail(Error::Kind::Invalid, place + " is damaged (" + error.databaseText().toStdString() +
                                              "); restore it from a backup, or save what is left with: sqlite3 FILE .recover");
    case kNotADb:
        return fail(Error::Kind::Invalid, place + " is not a Holdpoint dossier: it is not an SQLite database");
    default:
        return fail(Error::Kind::Internal, "the database " + place + " reports: " + error.databaseText().toStdString() + " (" +
                                               error.driverText().toStdString() + ", code " +
                                               error.nativeErrorCode().toStdString() + ")");
    }
}

} // namespace

Result<std::unique_ptr<SqlConnection>> openSqlite(const std::filesystem::path& file, SqlConnection::Access access)
{
    auto connection = std::make_unique<SqliteConnection>(file, nextConnectionName());
    if (auto done = connection->connect(access); !done) {
        return fail(done.error());
    }
    return Result<std::unique_ptr<SqlConnection>>(std::move(connection));
}

} // namespace holdpoint
