// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <functional>
#include <memory>

namespace holdpoint {

/// Keeps this process's hold on an SQLite file in WAL mode. SQLite's own locks are POSIX locks, and those end as soon as anything
/// in the process closes the file: a file dialog that looks at its type is enough, and then another program that ends takes the
/// write-ahead log away from under this one (https://www.sqlite.org/howtocorrupt.html, 2.2). The guard holds the same bytes by
/// locks of an open file description, which nothing else ends. Where those are not to be had it does nothing. Any thread.
class SqliteGuard
{
public:
    explicit SqliteGuard(const std::filesystem::path& file);

    /// Runs what opens a connection, alone among those of this file.
    bool open(const std::function<bool()>& open);
    /// The connection is in WAL mode and has read: from now on the file is held.
    void hold();
    /// Runs what closes the connection. The last one that holds lets go first, so that SQLite may tidy up.
    void close(const std::function<void()>& close);

private:
    struct File;
    std::shared_ptr<File> m_file;
    bool m_isOpen = false;
    bool m_isHolding = false;
};

} // namespace holdpoint
