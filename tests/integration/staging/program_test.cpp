// SPDX-License-Identifier: GPL-3.0-or-later
// The program around the service: options, signals, exit codes.
#include "tests/support/eventually.h"
#include "tests/support/running_staging.h"
#include "tests/support/staging_program.h"

#include <csignal>
#include <fcntl.h>
#include <gmock/gmock.h>

namespace holdpoint {
namespace {

using test::HttpClient;
using test::RunningStaging;
using test::StagingProgram;
using testing::HasSubstr;

class StagingSignalTest : public testing::TestWithParam<int>
{};

TEST_P(StagingSignalTest, EndsTheServiceOrderly)
{
    StagingProgram program({"--port", "0", "--fault", "latency=1ms"});
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
    StagingProgram program({"--port=" + port});

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
        StagingProgram program(wrong.args);

        EXPECT_THAT(program.readAll(), HasSubstr(wrong.says));
        EXPECT_EQ(program.exitCode(), 2);
    }
}

TEST(StagingProgramTest, HelpShowsExamples)
{
    StagingProgram program({"--help"});

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
