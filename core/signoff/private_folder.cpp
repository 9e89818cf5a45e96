// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/signoff/private_folder.h"

#include "core/base/file_descriptor.h"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <system_error>
#include <unistd.h>

namespace holdpoint {

Result<PrivateFolder> PrivateFolder::make()
{
    std::error_code error;
    const auto parent = std::filesystem::temp_directory_path(error);
    std::string name = ((error ? std::filesystem::path("/tmp") : parent) / "holdpoint-XXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr) {
        return fail(Error::Kind::Internal, "no folder could be made in " + parent.string() + ": " + std::strerror(errno));
    }
    return PrivateFolder(name);
}

PrivateFolder::~PrivateFolder()
{
    if (!m_path.empty()) {
        std::error_code ignored;
        std::filesystem::remove_all(m_path, ignored);
    }
}

Result<std::filesystem::path> PrivateFolder::write(const char* name, std::string_view bytes, Mode mode) const
{
    const auto file = m_path / name;
    const FileDescriptor open(
        ::open(file.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode == Mode::Program ? 0700 : 0600));
    while (open.fd() >= 0 && !bytes.empty()) {
        const auto written = ::write(open.fd(), bytes.data(), bytes.size());
        if (written <= 0) {
            break;
        }
        bytes.remove_prefix(static_cast<std::size_t>(written));
    }
    if (open.fd() < 0 || !bytes.empty()) {
        return fail(Error::Kind::Internal, "cannot write " + file.string() + ": " + std::strerror(errno));
    }
    return file;
}

} // namespace holdpoint
