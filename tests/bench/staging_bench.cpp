// SPDX-License-Identifier: GPL-3.0-or-later
// How fast the staging service is: it on one core, wrk on the other. Usage: staging_bench [SECONDS]
// Prints requests/s over 64 connections and its ratio to the 15,000/s that the rehearsal needs, then the same while 10,000
// idle keep-alive connections are held.
#include "tests/support/http_client.h"

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <sched.h>
#include <spawn.h>
#include <sys/resource.h>
#include <sys/wait.h>

using holdpoint::test::HttpClient;

namespace {

constexpr double kNeeded = 15'000;
constexpr int kIdle = 10'000;

/// holdpoint-staging on core 0, on a free port; ended with the scope.
class Service
{
public:
    Service()
    {
        int output[2];
        if (::pipe2(output, O_CLOEXEC) != 0) {
            std::exit(1);
        }
        const std::string program = HOLDPOINT_BINARY_DIR "/bin/holdpoint-staging";
        const char* const words[] = {program.c_str(), "--port", "0", "--exit-with-parent", nullptr};
        posix_spawn_file_actions_t actions;
        posix_spawn_file_actions_init(&actions);
        posix_spawn_file_actions_adddup2(&actions, output[1], STDOUT_FILENO);
        posix_spawn(&m_pid, program.c_str(), &actions, nullptr, const_cast<char* const*>(words), environ);
        posix_spawn_file_actions_destroy(&actions);
        ::close(output[1]);
        char line[128] = {};
        const auto size = ::read(output[0], line, sizeof line - 1);
        ::close(output[0]);
        const char* colon = size > 0 ? std::strrchr(line, ':') : nullptr;
        if (colon == nullptr) {
            std::fprintf(stderr, "staging_bench: %s did not start\n", program.c_str());
            std::exit(1);
        }
        m_port = static_cast<std::uint16_t>(std::atoi(colon + 1));
        cpu_set_t first;
        CPU_ZERO(&first);
        CPU_SET(0, &first);
        ::sched_setaffinity(m_pid, sizeof first, &first);
    }
    ~Service()
    {
        ::kill(m_pid, SIGTERM);
        ::waitpid(m_pid, nullptr, 0);
    }
    Service(const Service&) = delete;
    Service& operator=(const Service&) = delete;

    std::uint16_t port() const { return m_port; }
    double metric(const std::string& name) const
    {
        const std::string text = HttpClient(m_port).get("/metrics").body;
        const auto at = text.find("\n" + name + " ");
        return at == std::string::npos ? 0 : std::stod(text.substr(at + name.size() + 2));
    }

private:
    pid_t m_pid = -1;
    std::uint16_t m_port = 0;
};

struct Measured
{
    double perSecond = 0;
    double perCpuSecond = 0; // of the service: what a core to itself would give, also on a busy machine
};

/// wrk on core 1 against one target.
Measured measure(const Service& service, const std::string& target, int seconds)
{
    const std::string command = "taskset -c 1 wrk -t1 -c64 -d" + std::to_string(seconds) +
                                "s 'http://127.0.0.1:" + std::to_string(service.port()) + target + "' 2>&1";
    const double cpuBefore = service.metric("process_cpu_seconds_total");
    std::FILE* pipe = ::popen(command.c_str(), "r");
    if (pipe == nullptr) {
        return {};
    }
    Measured measured;
    double requests = 0;
    char line[512];
    while (std::fgets(line, sizeof line, pipe) != nullptr) {
        if (std::strncmp(line, "Requests/sec:", 13) == 0) {
            measured.perSecond = std::atof(line + 13);
        } else if (std::strstr(line, " requests in ") != nullptr) {
            requests = std::atof(line);
        } else if (std::strstr(line, "Socket errors") != nullptr || std::strstr(line, "Non-2xx") != nullptr) {
            std::printf("  wrk says: %s", line);
        }
    }
    ::pclose(pipe);
    measured.perCpuSecond = requests / (service.metric("process_cpu_seconds_total") - cpuBefore);
    return measured;
}

void print(const char* target, const Measured& measured, const char* remark)
{
    std::printf("%-22s %9.0f requests/s (%5.1f x needed), %9.0f per CPU second of the service (%5.1f x)%s\n", target,
                measured.perSecond, measured.perSecond / kNeeded, measured.perCpuSecond, measured.perCpuSecond / kNeeded, remark);
    std::fflush(stdout);
}

} // namespace

int main(int argc, char** argv)
{
    const int seconds = argc > 1 ? std::max(1, std::atoi(argv[1])) : 3;
    if (std::system("command -v wrk taskset >/dev/null 2>&1") != 0) {
        std::puts("wrk or taskset is not installed: nothing measured (packaging/install_build_deps.sh --ci installs wrk)");
        return 0;
    }
    rlimit limit{};
    ::getrlimit(RLIMIT_NOFILE, &limit);
    limit.rlim_cur = limit.rlim_max;
    ::setrlimit(RLIMIT_NOFILE, &limit);

    const Service service;
    for (const char* target : {"/health", "/api/search?q=jazz", "/api/events", "/events", "/static/photo-1.jpg"}) {
        print(target, measure(service, target, seconds), "");
    }

    std::vector<HttpClient> idle;
    const double before = service.metric("process_resident_memory_bytes");
    for (int i = 0; i < kIdle; ++i) {
        idle.emplace_back(service.port());
        if (idle.back().get("/health").status != 200) {
            std::printf("connection %d got no answer: raise `ulimit -n`\n", i);
            return 1;
        }
    }
    const double after = service.metric("process_resident_memory_bytes");
    std::printf("%d idle connections: %.1f MiB resident, %.0f bytes a connection\n", kIdle, after / 1048576,
                (after - before) / kIdle);
    print("/api/events/1", measure(service, "/api/events/1", seconds), " beside them");
    return 0;
}
