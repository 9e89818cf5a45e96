// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dossier/sqlite_guard.h"

#include <fcntl.h>
#include <map>
#include <mutex>
#include <string>
#include <sys/stat.h>
#include <unistd.h>

namespace holdpoint {

namespace {

// os_unix.c: SHARED_FIRST and SHARED_SIZE of the database, and the byte of the -shm file that says it is in use (UNIX_SHM_DMS).
constexpr off_t kSharedFirst = 0x40000002;
constexpr off_t kSharedSize = 510;
constexpr off_t kIndexInUse = 128;

void setLock(int descriptor, short type, off_t from, off_t length)
{
    struct flock lock
    {};
    lock.l_type = type;
    lock.l_whence = SEEK_SET;
    lock.l_start = from;
    lock.l_len = length;
    (void)::fcntl(descriptor, F_OFD_SETLK, &lock); // SQLite's own locks remain
}

/// Opens it unless the descriptor is of this very file: to close that would end the locks of connections that are still open.
void openAs(int& descriptor, const std::string& path)
{
    struct stat held
    {};
    struct stat wanted
    {};
    const bool isThere = ::stat(path.c_str(), &wanted) == 0;
    if (descriptor >= 0 && isThere && ::fstat(descriptor, &held) == 0 && held.st_dev == wanted.st_dev &&
        held.st_ino == wanted.st_ino) {
        return;
    }
    if (descriptor >= 0) {
        ::close(descriptor);
    }
    descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
}

} // namespace

struct SqliteGuard::File
{
    std::filesystem::path path;
    std::mutex mutex;    // held while a connection is opened or closed: a descriptor that is closed ends the locks of all
    int connections = 0; // of any kind: while one is open, nothing that is opened here may be closed
    int holders = 0;
    int database = -1;
    int index = -1;

    void lock(short type) const
    {
        if (database >= 0) {
            setLock(database, type, kSharedFirst, kSharedSize);
        }
        if (index >= 0) {
            setLock(index, type, kIndexInUse, 1);
        }
    }

    static std::shared_ptr<File> of(const std::filesystem::path& file)
    {
        static std::mutex mutex;
        static std::map<std::string, std::weak_ptr<File>> files;
        std::error_code ignored;
        const std::string name = std::filesystem::weakly_canonical(file, ignored).string();
        const std::lock_guard guard(mutex);
        std::erase_if(files, [](const auto& each) { return each.second.expired(); });
        std::shared_ptr<File> found = files[name].lock();
        if (found == nullptr) {
            found = std::make_shared<File>();
            found->path = file;
            files[name] = found;
        }
        return found;
    }
};

SqliteGuard::SqliteGuard(const std::filesystem::path& file) : m_file(File::of(file)) {}

bool SqliteGuard::open(const std::function<bool()>& open)
{
    const std::lock_guard guard(m_file->mutex);
    m_isOpen = open();
    m_file->connections += m_isOpen ? 1 : 0;
    return m_isOpen;
}

void SqliteGuard::hold()
{
    if (m_isHolding) {
        return;
    }
    m_isHolding = true;
    const std::lock_guard guard(m_file->mutex);
    if (m_file->holders++ == 0) {
        openAs(m_file->database, m_file->path.string());
        openAs(m_file->index, m_file->path.string() + "-shm");
        m_file->lock(F_RDLCK);
    }
}

void SqliteGuard::close(const std::function<void()>& close)
{
    const std::lock_guard guard(m_file->mutex);
    if (m_isHolding && --m_file->holders == 0) {
        m_file->lock(F_UNLCK);
    }
    close();
    const bool isLast = m_isOpen && --m_file->connections == 0;
    for (int* descriptor : {&m_file->database, &m_file->index}) {
        if (isLast && *descriptor >= 0) {
            ::close(*descriptor);
            *descriptor = -1;
        }
    }
    m_isHolding = false;
    m_isOpen = false;
}

} // namespace holdpoint
