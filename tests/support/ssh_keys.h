// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/child_command.h"
#include "core/base/file.h"
#include "core/signoff/ssh_signature.h"

#include <cstdlib>
#include <filesystem>
#include <gtest/gtest.h>
#include <string>

namespace holdpoint::test {

/// Real keys of ssh-keygen in a folder of their own, that ends with this object.
class SshKeys
{
public:
    SshKeys()
    {
        std::string name = (std::filesystem::temp_directory_path() / "holdpoint-keys-XXXXXX").string();
        if (::mkdtemp(name.data()) == nullptr) {
            std::abort();
        }
        m_folder = name;
    }
    ~SshKeys()
    {
        std::error_code ignored;
        std::filesystem::remove_all(m_folder, ignored);
    }
    SshKeys(const SshKeys&) = delete;
    SshKeys& operator=(const SshKeys&) = delete;

    std::filesystem::path folder() const { return m_folder; }
    /// The private key's file.
    std::filesystem::path make(const std::string& name, const std::string& passphrase = "",
                               const std::string& type = "ed25519") const
    {
        const auto file = m_folder / name;
        const auto made =
            runCommand({"ssh-keygen", "-q", "-t", type, "-N", passphrase, "-C", name + "@example.com", "-f", file.string()}, {},
                       std::chrono::seconds{30});
        EXPECT_TRUE(made && made->exitCode == 0) << (made ? made->err : made.error().message);
        return file;
    }
    SshKey publicKey(const std::string& name) const
    {
        const auto key = publicKeyOf(m_folder / name);
        EXPECT_TRUE(key) << name;
        return key.value_or(SshKey{});
    }
    /// A line of allowed_signers with its line end; `options` as `valid-before="20210101Z"`.
    std::string line(const std::string& name, const std::string& principals, const std::string& options = "") const
    {
        const SshKey key = publicKey(name);
        return principals + " namespaces=\"holdpoint-signoff\"" + (options.empty() ? "" : "," + options) + " " + key.type + " " +
               key.blob + "\n";
    }

private:
    std::filesystem::path m_folder;
};

} // namespace holdpoint::test
