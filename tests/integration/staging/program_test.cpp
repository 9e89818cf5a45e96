// SPDX-License-Identifier: GPL-3.0-or-later
// The program around the service: options, signals, exit codes.
#include "tests/support/eventually.h"
#include "tests/support/running_staging.h"

#include <csignal>
#include <fcntl.h>
#include <gmock/gmock.h>
#include <spawn.h>
#include <sys/wait.h>

namespace holdpoint {
namespace {

using test::HttpClient;
using test::RunningStaging;
using testing::HasSubstr;

/// holdpoint-staging as a child; ended at the latest with the scope.
class Program
{
public:
    explicit Program(std::vector<std::string> args)
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
    ~Program()
    {
        ::close(m_output);
        if (m_pid > 0) {
            ::kill(m_pid, SIGKILL);
            ::waitpid(m_pid, nullptr, 0);
        }
    }
    Program(const Program&) = delete;
    Program& operator=(const Program&) = delete;

    std::string readLine()
    {
        std::string line;
        for (char c = 0; ::read(m_output, &c, 1) == 1 && c != '\n';) {
            line += c;
        }
        return line;
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

class StagingSignalTest : public testing::TestWithParam<int>
{};

TEST_P(StagingSignalTest, EndsTheServiceOrderly)
{
    Program program({"--port", "0", "--fault", "latency=1ms"});
    const std::string line = program.readLine();
    ASSERT_THAT(line, testing::StartsWith("listening on http://127.0.0.1:"));
    HttpClient client(static_cast<std::uint16_t>(std::stoi(line.substr(line.rfind(':') + 1))));
    EXPECT_EQ(client.get("/").status, 200);

    program.signal(GetParam());

    EXPECT_EQ(program.exitCode(), 0);
}

INSTANTIATE_TEST_SUITE_P(Both, StagingSignalTest, testing::Values(SIGINT, SIGTERM));

TEST(StagingProgramTest, ATakenPortIsOneSentenceAndExit1)
{
    RunningStaging other;
    const std::string port = std::to_string(other.port());
    Program program({"--port=" + port});

    EXPECT_EQ(program.readAll(), "staging: port " + port + " is taken by another program: stop it or choose one with --port\n");
    EXPECT_EQ(program.exitCode(), 1);
}

TEST(StagingProgramTest, WrongUseIsExit2WithTheRemedy)
{
    struct Case
    {
        std::vector<std::string> args;
        std::string says;
    };
    for (const Case& wrong : {Case{{"--prot", "1"}, "did you mean `--port`?"}, Case{{"--port"}, "needs a value"},
                              Case{{"--port", "99999"}, "0 to 65535"}, Case{{"--fault", "errors=lots"}, "example: errors=2%"},
                              Case{{"--fault", "cert=expired"}, "--tls"}, Case{{"--otlp", "nowhere"}, "http://127.0.0.1:4318"},
                              Case{{"extra"}, "--help"}}) {
        Program program(wrong.args);

        EXPECT_THAT(program.readAll(), HasSubstr(wrong.says));
        EXPECT_EQ(program.exitCode(), 2);
    }
}

TEST(StagingProgramTest, HelpShowsExamples)
{
    Program program({"--help"});

    EXPECT_THAT(program.readAll(), HasSubstr("examples:\n  holdpointctl staging\n"));
    EXPECT_EQ(program.exitCode(), 0);
}

TEST(StagingProgramTest, EndsWithTheProgramThatStartedIt)
{
    int input[2]; // kept open, so that the shell waits
    int output[2];
    ASSERT_EQ(::pipe2(input, O_CLOEXEC), 0);
    ASSERT_EQ(::pipe2(output, O_CLOEXEC), 0);
    const std::string command = "'" HOLDPOINT_BINARY_DIR "/bin/holdpoint-staging' --port 0 --exit-with-parent & read -r line";
    const pid_t shell = ::fork();
    if (shell == 0) {
        ::dup2(input[0], STDIN_FILENO);
        ::dup2(output[1], STDOUT_FILENO);
        ::execl("/bin/sh", "sh", "-c", command.c_str(), nullptr);
        ::_exit(127);
    }
    ::close(output[1]);
    char c = 0;
    std::string line;
    while (::read(output[0], &c, 1) == 1 && c != '\n') {
        line += c;
    }
    ASSERT_THAT(line, HasSubstr("listening on"));

    ::kill(shell, SIGKILL);
    ::waitpid(shell, nullptr, 0);

    EXPECT_EQ(::read(output[0], &c, 1), 0); // the pipe ends when its last writer, the service, has ended
    ::close(output[0]);
    ::close(input[0]);
    ::close(input[1]);
}

} // namespace
} // namespace holdpoint
