// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ctl/passphrase.h"

#include "core/base/file_descriptor.h"

#include <fcntl.h>
#include <termios.h>
#include <unistd.h>

namespace holdpoint {

namespace {

void say(int terminal, const std::string& text)
{
    [[maybe_unused]] const auto written = ::write(terminal, text.data(), text.size());
}

} // namespace

std::optional<Secret> readPassphrase(const std::string& prompt)
{
    constexpr std::size_t kMost = 1024;
    const FileDescriptor terminal(::open("/dev/tty", O_RDWR | O_CLOEXEC));
    termios before{};
    if (terminal.fd() < 0 || ::tcgetattr(terminal.fd(), &before) != 0) {
        return std::nullopt;
    }
    termios quiet = before;
    quiet.c_lflag &= ~static_cast<tcflag_t>(ECHO);
    ::tcsetattr(terminal.fd(), TCSAFLUSH, &quiet);
    say(terminal.fd(), prompt);
    std::string text;
    char c = 0;
    bool isLine = false;
    while (!isLine && text.size() < kMost && ::read(terminal.fd(), &c, 1) == 1) {
        isLine = c == '\n';
        text += isLine ? std::string() : std::string(1, c);
    }
    ::tcsetattr(terminal.fd(), TCSAFLUSH, &before);
    say(terminal.fd(), "\n");
    return isLine ? std::optional(Secret(std::move(text))) : std::nullopt;
}

} // namespace holdpoint
