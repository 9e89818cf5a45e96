// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <csignal>
#include <fcntl.h>
#include <spawn.h>
#include <string>
#include <sys/wait.h>
#include <unistd.h>
#include <utility>
#include <vector>

namespace holdpoint::test {

/// holdpoint-staging as a child; ended at the latest with the scope.
class StagingProgram
{
public:
    explicit StagingProgram(std::vector<std::string> args)
    {
        args.insert(args.begin(), HOLDPOINT_BINARY_DIR "/bin/holdpoint-staging");
        std::vector<char*> words;
        for (std::string& word : args) {
            words.push_back(word.data());
        }
        words.push_back(nullptr);
        int output[2];
        if (::pipe2(output, O_CLOEXEC) != 0) {
            return;
        }
        posix_spawn_file_actions_t actions;
        posix_spawn_file_actions_init(&actions);
        posix_spawn_file_actions_adddup2(&actions, output[1], STDOUT_FILENO);
        posix_spawn_file_actions_adddup2(&actions, output[1], STDERR_FILENO);
        posix_spawn(&m_pid, words[0], &actions, nullptr, words.data(), environ);
        posix_spawn_file_actions_destroy(&actions);
        ::close(output[1]);
        m_output = output[0];
    }
    ~StagingProgram()
    {
        ::close(m_output);
        if (m_pid > 0) {
            ::kill(m_pid, SIGKILL);
            ::waitpid(m_pid, nullptr, 0);
        }
    }
    StagingProgram(const StagingProgram&) = delete;
    StagingProgram& operator=(const StagingProgram&) = delete;

    std::string readLine()
    {
        std::string line;
        for (char c = 0; ::read(m_output, &c, 1) == 1 && c != '\n';) {
            line += c;
        }
        return line;
    }
    /// Its address, from its first line; empty if it did not start.
    std::string url()
    {
        const std::string line = readLine();
        const auto at = line.find("http");
        return at == std::string::npos ? "" : line.substr(at);
    }
    std::string readAll()
    {
        std::string all;
        char buffer[4096];
        for (ssize_t size = 0; (size = ::read(m_output, buffer, sizeof buffer)) > 0;) {
            all.append(buffer, static_cast<std::size_t>(size));
        }
        return all;
    }
    void signal(int number) const { ::kill(m_pid, number); }
    int exitCode()
    {
        int status = 0;
        ::waitpid(std::exchange(m_pid, -1), &status, 0);
        return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    }

private:
    pid_t m_pid = -1;
    int m_output = -1;
};

} // namespace holdpoint::test
