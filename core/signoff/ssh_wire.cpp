// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/signoff/ssh_wire.h"

#include "core/base/hash.h"
#include "core/base/text.h"

namespace holdpoint {

namespace {

constexpr std::string_view kBegin = "-----BEGIN SSH SIGNATURE-----";
constexpr std::string_view kEnd = "-----END SSH SIGNATURE-----";
constexpr std::string_view kMagic = "SSHSIG";
constexpr std::size_t kMaxArmor = std::size_t{64} << 10U;

std::optional<std::uint32_t> takeNumber(std::string_view& bytes)
{
    if (bytes.size() < 4) {
        return std::nullopt;
    }
    std::uint32_t number = 0;
    for (std::size_t i = 0; i < 4; ++i) {
        number = number << 8U | static_cast<unsigned char>(bytes[i]);
    }
    bytes.remove_prefix(4);
    return number;
}

int digitOf(char c)
{
    return c >= '0' && c <= '9' ? c - '0' : c - 'a' + 10;
}

} // namespace

std::optional<std::string_view> takeSshString(std::string_view& bytes)
{
    const auto size = takeNumber(bytes);
    if (!size || *size > bytes.size()) {
        return std::nullopt;
    }
    const std::string_view text = bytes.substr(0, *size);
    bytes.remove_prefix(*size);
    return text;
}

std::string sha256Raw(std::string_view bytes)
{
    const std::string hex = sha256Hex(bytes);
    std::string raw;
    for (std::size_t i = 0; i + 1 < hex.size(); i += 2) {
        raw += static_cast<char>(digitOf(hex[i]) << 4 | digitOf(hex[i + 1]));
    }
    return raw;
}

Result<SshSigParts> readSshSig(std::string_view armor)
{
    const auto damaged = [](const char* what) {
        return fail(Error::Kind::Invalid, std::string("it is no SSH signature: ") + what);
    };
    const std::string_view text = trimmed(armor);
    if (text.size() > kMaxArmor || !text.starts_with(kBegin) || !text.ends_with(kEnd) ||
        text.size() < kBegin.size() + kEnd.size()) {
        return damaged("its first or last line is missing");
    }
    std::string joined;
    for (const char c : text.substr(kBegin.size(), text.size() - kBegin.size() - kEnd.size())) {
        if (c != '\n' && c != '\r') {
            joined += c;
        }
    }
    const auto bytes = base64Decode(joined);
    if (!bytes) {
        return damaged("it is not base64");
    }
    std::string_view rest = *bytes;
    if (!rest.starts_with(kMagic)) {
        return damaged("it does not begin with SSHSIG");
    }
    rest.remove_prefix(kMagic.size());
    const auto version = takeNumber(rest);
    const auto key = takeSshString(rest);
    const auto nameSpace = takeSshString(rest);
    if (!version || *version != 1 || !key || !nameSpace) {
        return damaged("its parts do not fit");
    }
    return SshSigParts{std::string(*key), std::string(*nameSpace)};
}

} // namespace holdpoint
