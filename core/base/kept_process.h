// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/file_descriptor.h"
#include "core/base/secret.h"

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <sys/types.h>
#include <vector>

namespace holdpoint {

struct ProcessStart
{
    std::vector<std::string> argv;      // no shell; a name without `/` is looked for in PATH
    std::filesystem::path folder;       // empty: ours
    std::map<std::string, Secret> more; // goes into its environment and wins
    int out = -1;
    int err = -1;
    int third = -1; // becomes its descriptor 3; -1: none
    int in = -1;    // -1: nothing comes in
};

/// A process in a group of its own, with a keeper beside it that ends it and all that it started: when end() says so, when this
/// object goes or when this process ends, however that happens, and after its own end also what left its group or session.
class KeptProcess
{
public:
    /// Error::NotFound if there is no such program.
    static Result<KeptProcess> start(const ProcessStart& how);
    KeptProcess(KeptProcess&&) = default;
    KeptProcess& operator=(KeptProcess&&) = delete;
    ~KeptProcess(); // ends it and waits for that

    pid_t pid() const { return m_pid; }
    /// Readable once it has ended.
    int endDescriptor() const { return m_report.fd(); }
    /// Its wait status once it has ended and nothing of it is left. Does not wait.
    std::optional<int> status();
    /// To the process alone.
    void signal(int number);
    void end();

private:
    KeptProcess(pid_t keeper, pid_t pid, FileDescriptor control, FileDescriptor report);

    struct Keeper // waited for once
    {
        explicit Keeper(pid_t id) : pid(id) {}
        Keeper(Keeper&& other) noexcept : pid(std::exchange(other.pid, -1)) {}
        pid_t pid;
    };
    Keeper m_keeper;
    pid_t m_pid;
    FileDescriptor m_control; // a byte is a signal for it; closed: it has to end
    FileDescriptor m_report;
    std::optional<int> m_status;
};

} // namespace holdpoint
