// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/file_stage.h"

#include "core/base/file_blocks.h"
#include "core/base/hash.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <unistd.h>

namespace holdpoint {

namespace {

Failure systemFailure(const std::filesystem::path& path, int code)
{
    const auto kind = code == EACCES ? Error::Kind::Refused : Error::Kind::Internal;
    const std::string more =
        code == ENOSPC || code == EDQUOT ? "; free some space and try again (what was there before is kept)" : "";
    return fail(kind, "cannot write " + path.string() + ": " + std::strerror(code) + more);
}

} // namespace

FileStage::~FileStage()
{
    std::error_code ignored;
    for (const std::string& name : m_staged) {
        std::filesystem::remove(beside(name), ignored);
    }
    if (m_isFolderNew) {
        std::filesystem::remove(m_folder, ignored); // only an empty one goes
    }
}

std::filesystem::path FileStage::beside(const std::string& name) const
{
    return m_folder / ("." + name + ".part" + std::to_string(::getpid()));
}

Result<> FileStage::open()
{
    std::error_code error;
    m_isFolderNew = std::filesystem::create_directories(m_folder, error);
    if (error) {
        return fail(Error::Kind::Internal, "cannot make the folder " + m_folder.string() + ": " + error.message());
    }
    return {};
}

Result<> FileStage::stage(const std::string& name,
                          const std::function<Result<>(const std::function<Result<>(std::string_view)>& write)>& fill)
{
    const std::filesystem::path target = m_folder / name;
    std::error_code ignored;
    if (std::filesystem::is_directory(target, ignored)) {
        return systemFailure(target, EISDIR);
    }
    if (std::find(m_staged.begin(), m_staged.end(), name) == m_staged.end()) {
        m_staged.push_back(name);
    }
    const int file = ::open(beside(name).c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0644);
    if (file < 0) {
        return systemFailure(target, errno);
    }
    off_t whole = 0;
    auto done = fill([&](std::string_view bytes) -> Result<> {
        whole += static_cast<off_t>(bytes.size());
        while (!bytes.empty()) {
            const ssize_t count = ::write(file, bytes.data(), bytes.size());
            if (count > 0) {
                bytes.remove_prefix(static_cast<std::size_t>(count));
            } else if (count == 0 || errno != EINTR) {
                return systemFailure(target, count == 0 ? ENOSPC : errno);
            }
        }
        return {};
    });
    if (done && (::ftruncate(file, whole) != 0 || ::fsync(file) != 0)) {
        done = systemFailure(target, errno);
    }
    ::close(file);
    return done;
}

Result<> FileStage::add(const std::string& name, std::string_view bytes)
{
    return stage(name, [bytes](const std::function<Result<>(std::string_view)>& write) { return write(bytes); });
}

Result<std::string> FileStage::addCopy(const std::string& name, const std::filesystem::path& source)
{
    Sha256 sum;
    const auto done = stage(name, [&](const std::function<Result<>(std::string_view)>& write) {
        return readInBlocks(source, [&](std::string_view block) {
            sum.add(block);
            return write(block);
        });
    });
    return done ? Result(sum.hex()) : fail(done.error());
}

Result<> FileStage::reserve(const std::string& name, std::size_t bytes)
{
    return add(name, std::string(bytes, ' ')); // written, not only claimed: some file systems keep no promises
}

Result<> FileStage::publish()
{
    for (const std::string& name : m_staged) {
        if (::rename(beside(name).c_str(), (m_folder / name).c_str()) != 0) {
            return systemFailure(m_folder / name, errno);
        }
    }
    m_staged.clear();
    m_isFolderNew = false;
    std::error_code ignored;
    for (const std::string& name : m_dropped) {
        std::filesystem::remove(m_folder / name, ignored);
    }
    return {};
}

} // namespace holdpoint
