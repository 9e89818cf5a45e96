// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <fstream>
#include <string>
#include <sys/mount.h>

namespace holdpoint::test {

/// A small file system under `folder` while it lives; invalid without the right to mount.
class SmallDisk
{
public:
    explicit SmallDisk(std::filesystem::path folder, const std::string& size = "600k") : m_folder(std::move(folder))
    {
        std::filesystem::create_directory(m_folder);
        m_isMounted = ::mount("tmpfs", m_folder.c_str(), "tmpfs", 0, ("size=" + size).c_str()) == 0;
    }
    ~SmallDisk()
    {
        if (m_isMounted) {
            ::umount2(m_folder.c_str(), MNT_DETACH);
        }
    }
    SmallDisk(const SmallDisk&) = delete;
    SmallDisk& operator=(const SmallDisk&) = delete;

    bool isMounted() const { return m_isMounted; }
    /// Fills the disk to the last byte but so many, or makes room again.
    void fill(std::uintmax_t leave = 0) const
    {
        std::ofstream filler(m_folder / "filler", std::ios::binary | std::ios::app);
        const std::string block(1024, 'x');
        while (filler.write(block.data(), static_cast<std::streamsize>(block.size())).flush()) {
        }
        filler.close();
        const auto size = std::filesystem::file_size(m_folder / "filler");
        std::filesystem::resize_file(m_folder / "filler", size > leave ? size - leave : 0);
    }
    void makeRoom() const { std::filesystem::remove(m_folder / "filler"); }

private:
    std::filesystem::path m_folder;
    bool m_isMounted = false;
};

} // namespace holdpoint::test
