// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/dossier_watch.h"

#include "core/base/clock.h"
#include "core/dossier/database_url.h"
#include "core/dossier/dossier.h"
#include "core/dossier/reading_stop.h"

#include <optional>
#include <sys/stat.h>

namespace holdpoint {

namespace {

constexpr Millis kBetweenLooks{500};

/// What changes of a file whenever somebody writes into its database.
struct FileMark
{
    timespec file{};
    timespec log{};
    off_t logBytes = 0;

    bool operator==(const FileMark& other) const
    {
        const auto same = [](const timespec& a, const timespec& b) { return a.tv_sec == b.tv_sec && a.tv_nsec == b.tv_nsec; };
        return same(file, other.file) && same(log, other.log) && logBytes == other.logBytes;
    }
};

FileMark markOf(const std::filesystem::path& file)
{
    FileMark mark;
    struct stat status
    {};
    if (::stat(file.c_str(), &status) == 0) {
        mark.file = status.st_mtim;
    }
    if (::stat((file.string() + "-wal").c_str(), &status) == 0) {
        mark.log = status.st_mtim;
        mark.logBytes = status.st_size;
    }
    return mark;
}

} // namespace

DossierWatch::DossierWatch(std::filesystem::path place, QObject* parent)
    : QObject(parent), m_place(std::move(place)), m_stop(std::make_shared<std::atomic<bool>>(false)),
      m_thread([this, stop = m_stop] { look(stop); })
{}

DossierWatch::~DossierWatch()
{
    {
        const std::lock_guard lock(m_mutex);
        *m_stop = true;
    }
    m_ended.notify_all();
    m_thread.join();
}

void DossierWatch::look(const std::shared_ptr<std::atomic<bool>>& stop)
{
    const ReadingStop reading(stop);
    const bool isDatabase = isDatabaseUrl(m_place);
    std::unique_ptr<Dossier> kept; // a database's: its connection stays
    std::optional<FileMark> seen;
    std::int64_t length = -1;
    bool isAway = false;
    while (!*stop) {
        const FileMark mark = isDatabase ? FileMark{} : markOf(m_place);
        if (isDatabase || seen != mark) {
            seen = mark;
            Result<> done;
            if (kept == nullptr) {
                auto opened = Dossier::openReadOnly(m_place);
                done = opened ? Result<>{} : fail(opened.error());
                kept = opened ? std::move(*opened) : nullptr;
            }
            const auto head = kept != nullptr ? kept->auditHead() : Result<Dossier::AuditHead>(fail(done.error()));
            if (!isDatabase || !head) {
                kept.reset();
            }
            // The calls are dropped if the object dies before they come.
            if (head && head->length != length) {
                length = head->length;
                QMetaObject::invokeMethod(this, [this, length] { takeLength(length); });
            }
            if (isDatabase && !*stop && isAway != !head) {
                isAway = !head;
                QMetaObject::invokeMethod(
                    this, [this, why = head ? QString() : QString::fromStdString(head.error().message)] { takeAway(why); });
            }
        }
        std::unique_lock lock(m_mutex);
        m_ended.wait_for(lock, kBetweenLooks, [&stop] { return stop->load(); });
    }
}

void DossierWatch::takeLength(qint64 length)
{
    Q_EMIT lengthSeen(length);
}

void DossierWatch::takeAway(const QString& why)
{
    m_whyAway = why;
    Q_EMIT awayChanged();
}

} // namespace holdpoint
