// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/nginx_process.h"

#include <arpa/inet.h>
#include <array>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <netinet/in.h>
#include <poll.h>
#include <sched.h>
#include <sstream>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

namespace holdpoint {

namespace {

constexpr const char* kCounterSocket = "/counter";

sockaddr_in loopback(int port)
{
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<std::uint16_t>(port));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return address;
}

const sockaddr* generic(const sockaddr_in& address)
{
    return static_cast<const sockaddr*>(static_cast<const void*>(&address));
}

int unusedPort()
{
    const int descriptor = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address = loopback(0);
    socklen_t length = sizeof address;
    ::bind(descriptor, generic(address), length);
    ::getsockname(descriptor, static_cast<sockaddr*>(static_cast<void*>(&address)), &length);
    ::close(descriptor);
    return ntohs(address.sin_port);
}

bool answers(int port)
{
    const auto until = std::chrono::steady_clock::now() + std::chrono::seconds{5};
    while (std::chrono::steady_clock::now() < until) {
        const int descriptor = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        const sockaddr_in address = loopback(port);
        const bool isUp = ::connect(descriptor, generic(address), sizeof address) == 0;
        ::close(descriptor);
        if (isUp) {
            return true;
        }
        ::poll(nullptr, 0, 20);
    }
    return false;
}

} // namespace

void bindToCore(int core)
{
    cpu_set_t set;
    CPU_ZERO(&set);
    CPU_SET(static_cast<std::size_t>(core), &set);
    ::sched_setaffinity(0, sizeof set, &set);
}

std::optional<NginxProcess> NginxProcess::start(const Options& options)
{
    std::string pattern = (std::filesystem::temp_directory_path() / "holdpoint-nginx-XXXXXX").string();
    if (::mkdtemp(pattern.data()) == nullptr) {
        return std::nullopt;
    }
    const std::filesystem::path folder = pattern;
    const int port = unusedPort();
    const std::filesystem::path config = folder / "nginx.conf";
    std::string tls;
    if (options.speaks == Speaks::Tls && !options.identity.empty()) {
        tls = "ssl_certificate " + options.identity + ".crt; ssl_certificate_key " + options.identity + ".key;\n";
    } else if (options.speaks == Speaks::Tls) {
        const std::string stem = folder.string() + "/tls.";
        const std::string make =
            "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=127.0.0.1 "
            "-addext subjectAltName=IP:127.0.0.1 -keyout " +
            stem + "key -out " + stem + "crt 2>/dev/null";
        if (std::system(make.c_str()) != 0) {
            return std::nullopt;
        }
        tls = "ssl_certificate " + stem + "crt; ssl_certificate_key " + stem + "key; ssl_protocols TLSv1.3;\n";
    }
    std::string server = options.server;
    for (auto at = server.find("$folder"); at != std::string::npos; at = server.find("$folder", at)) {
        server.replace(at, 7, folder.string());
    }
    std::ofstream(config)
        << "daemon off; master_process off; worker_processes 1; error_log " << (folder / "error.log").string() << ";\npid "
        << (folder / "pid").string() << "; worker_rlimit_nofile 20000;\n"
        << "events { worker_connections 15000; multi_accept on; }\n"
        << "http { access_log off; keepalive_requests 1000000000; keepalive_timeout 600s; default_type application/json;\n"
        << "client_body_temp_path " << folder.string() << "/b; proxy_temp_path " << folder.string() << "/p; fastcgi_temp_path "
        << folder.string() << "/f; uwsgi_temp_path " << folder.string() << "/u; scgi_temp_path " << folder.string() << "/s;\n"
        << "server { listen 127.0.0.1:" << port << (tls.empty() ? "" : " ssl http2") << " backlog=8192 reuseport;\n"
        << tls << "http2_max_concurrent_streams 256;\n"
        << server << "\n"
        << "location = / { return 200 '{\"status\":\"ok\",\"items\":[1,2,3,4,5,6,78]}'; } }\n"
        << (options.hasCounter ? "server { listen unix:" + folder.string() + kCounterSocket + "; location / { stub_status; } }"
                               : "")
        << " }\n";
    const pid_t pid = ::fork();
    if (pid == 0) {
        if (options.core >= 0) {
            bindToCore(options.core);
        }
        ::execl("/usr/sbin/nginx", "nginx", "-c", config.c_str(), "-p", folder.c_str(), nullptr);
        ::_exit(127);
    }
    NginxProcess process(pid, port, folder, options.speaks);
    if (!answers(port)) {
        return std::nullopt;
    }
    return process;
}

NginxProcess::NginxProcess(pid_t pid, int port, std::filesystem::path folder, Speaks speaks)
    : m_pid(pid), m_port(port), m_folder(std::move(folder)), m_speaks(speaks)
{}

NginxProcess::NginxProcess(NginxProcess&& other) noexcept
    : m_pid(other.m_pid), m_port(other.m_port), m_folder(std::move(other.m_folder)), m_speaks(other.m_speaks)
{
    other.m_pid = -1;
}

std::string NginxProcess::certificate() const
{
    std::ifstream file(m_folder / "tls.crt");
    return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

std::optional<NginxProcess::Counted> NginxProcess::counted() const
{
    const int descriptor = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    (m_folder.string() + kCounterSocket).copy(address.sun_path, sizeof address.sun_path - 1);
    const timeval limit{10, 0};
    ::setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    const std::string request = "GET / HTTP/1.0\r\n\r\n";
    std::string answer;
    if (::connect(descriptor, static_cast<const sockaddr*>(static_cast<const void*>(&address)), sizeof address) == 0 &&
        ::send(descriptor, request.data(), request.size(), MSG_NOSIGNAL) > 0) {
        std::array<char, 1024> piece{};
        for (ssize_t count = 0; (count = ::recv(descriptor, piece.data(), piece.size(), 0)) > 0;) {
            answer.append(piece.data(), static_cast<std::size_t>(count));
        }
    }
    ::close(descriptor);
    // "Active connections: 3 \nserver accepts handled requests\n 7 7 42 \n"
    Counted result;
    const auto active = answer.find("Active connections: ");
    const auto totals = answer.find("requests\n");
    if (active == std::string::npos || totals == std::string::npos) {
        return std::nullopt;
    }
    std::istringstream(answer.substr(active + 20)) >> result.connections;
    std::uint64_t ignored = 0;
    std::istringstream(answer.substr(totals + 9)) >> ignored >> ignored >> result.requests;
    return result;
}

NginxProcess::~NginxProcess()
{
    if (m_pid <= 0) {
        return;
    }
    ::kill(m_pid, SIGTERM);
    ::waitpid(m_pid, nullptr, 0);
    std::error_code ignored;
    std::filesystem::remove_all(m_folder, ignored);
}

} // namespace holdpoint
