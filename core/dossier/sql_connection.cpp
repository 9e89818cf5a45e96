// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dossier/sql_connection.h"

#include "core/base/time_format.h"
#include "core/dossier/reading_stop.h"

#include <QSqlDatabase>
#include <QSqlError>
#include <QSqlQuery>
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

} // namespace

QVariant sqlText(std::string_view text)
{
    // A null QString would be bound as NULL.
    return text.empty() ? QStringLiteral("") : QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size()));
}

QVariant sqlBytes(std::string_view bytes)
{
    return bytes.empty() ? QByteArray("") : QByteArray(bytes.data(), static_cast<qsizetype>(bytes.size()));
}

QVariant sqlTime(WallTime time)
{
    return sqlText(formatUtc(time));
}

QVariant sqlTime(const std::optional<WallTime>& time)
{
    return time ? sqlTime(*time) : QVariant(QMetaType::fromType<QString>());
}

QVariant sqlInteger(std::int64_t value)
{
    return QVariant::fromValue(static_cast<qlonglong>(value));
}

QVariant sqlBool(bool value)
{
    return value ? 1 : 0;
}

std::string SqlRow::text(int column) const
{
    return m_query.value(column).toString().toStdString();
}

std::string SqlRow::bytes(int column) const
{
    return m_query.value(column).toByteArray().toStdString();
}

std::int64_t SqlRow::integer(int column) const
{
    return m_query.value(column).toLongLong();
}

double SqlRow::real(int column) const
{
    return m_query.value(column).toDouble();
}

WallTime SqlRow::time(int column) const
{
    return optionalTime(column).value_or(WallTime{});
}

std::optional<WallTime> SqlRow::optionalTime(int column) const
{
    const auto time = parseUtc(text(column));
    return time ? std::optional(*time) : std::nullopt;
}

Result<std::unique_ptr<SqlConnection>> SqlConnection::open(const std::filesystem::path& file, Access access)
{
    std::unique_ptr<SqlConnection> connection(new SqlConnection(file, nextConnectionName()));
    {
        QSqlDatabase database = QSqlDatabase::addDatabase(QStringLiteral("QSQLITE"), connection->m_name);
        if (!database.isValid()) {
            return fail(Error::Kind::Internal, "cannot open " + file.string() +
                                                   ": Qt's SQLite driver is missing; install the package libqt6sql6-sqlite");
        }
        QString options = QStringLiteral("QSQLITE_BUSY_TIMEOUT=%1").arg(kBusyTimeoutMs);
        if (access == Access::ReadOnly) {
            options += QStringLiteral(";QSQLITE_OPEN_READONLY;QSQLITE_OPEN_URI");
            database.setDatabaseName(readOnlyUrl(file));
        } else {
            database.setDatabaseName(QString::fromStdString(file.string()));
        }
        database.setConnectOptions(options);
        if (!database.open()) {
            return connection->failure(database.lastError());
        }
    }
    // A dossier may come from elsewhere: functions with side effects are not for its views and triggers.
    for (const char* pragma : {"PRAGMA trusted_schema=OFF", "PRAGMA cell_size_check=ON", "PRAGMA foreign_keys=ON"}) {
        if (auto done = connection->execute(QString::fromLatin1(pragma)); !done) {
            return fail(done.error());
        }
    }
    return connection;
}

SqlConnection::~SqlConnection()
{
    QSqlDatabase::database(m_name, false).close();
    QSqlDatabase::removeDatabase(m_name);
}

Result<> SqlConnection::execute(const QString& sql, const QVariantList& values)
{
    return query(sql, values, [](const SqlRow&) { return Result<>{}; });
}

Result<> SqlConnection::query(const QString& sql, const QVariantList& values,
                              const std::function<Result<>(const SqlRow&)>& visit) const
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
    const SqlRow row(query);
    while (query.next()) {
        if (ReadingStop::isAsked()) {
            return fail(Error::Kind::Cancelled, m_file.string() + ": reading was stopped");
        }
        if (auto visited = visit(row); !visited) {
            return visited;
        }
    }
    return query.lastError().isValid() ? Result<>(failure(query.lastError())) : Result<>{};
}

Result<std::int64_t> SqlConnection::integer(const QString& sql, const QVariantList& values) const
{
    std::int64_t number = 0;
    auto done = query(sql, values, [&](const SqlRow& row) {
        number = row.integer(0);
        return Result<>{};
    });
    if (!done) {
        return fail(done.error());
    }
    return number;
}

Result<> SqlConnection::inTransaction(Durability durability, const std::function<Result<>()>& body)
{
    if (auto set = setDurability(durability); !set) {
        return set;
    }
    if (auto begun = execute(QStringLiteral("BEGIN IMMEDIATE")); !begun) {
        return begun;
    }
    auto done = body();
    if (done) {
        done = execute(QStringLiteral("COMMIT"));
    }
    if (!done) {
        // SQLite may have rolled back by itself (disk full); then this says "no transaction is active".
        (void)execute(QStringLiteral("ROLLBACK"));
    }
    return done;
}

Result<> SqlConnection::setDurability(Durability durability)
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

Failure SqlConnection::failure(const QSqlError& error) const
{
    const int code = error.nativeErrorCode().toInt() & 0xff;
    const std::string place = m_file.string();
    const auto folder = folderOf(m_file);
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

} // namespace holdpoint
