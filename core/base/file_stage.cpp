// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/file_stage.h"

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

Result<> FileStage::add(const std::string& name, std::string_view bytes)
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
    int code = file < 0 ? errno : 0;
    const auto whole = static_cast<off_t>(bytes.size());
    while (code == 0 && !bytes.empty()) {
        const ssize_t count = ::write(file, bytes.data(), bytes.size());
        if (count > 0) {
            bytes.remove_prefix(static_cast<std::size_t>(count));
        } else if (count == 0 || errno != EINTR) {
            code = count == 0 ? ENOSPC : errno;
        }
    }
    if (code == 0 && ::ftruncate(file, whole) != 0) {
        code = errno;
    }
    if (code == 0 && ::fsync(file) != 0) {
        code = errno;
    }
    if (file >= 0) {
        ::close(file);
    }
    return code == 0 ? Result<>{} : Result<>(systemFailure(target, code));
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
