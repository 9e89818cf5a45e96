// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/staging/staging_command.h"

#include "app/staging/staging_server.h"
#include "core/base/text.h"
#include "core/base/units.h"

#include <atomic>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

namespace holdpoint {

namespace {

constexpr int kDone = 0;
constexpr int kBroken = 1;
constexpr int kWrongUse = 2;

constexpr const char* kHelp =
    R"(usage: holdpointctl staging [--port N] [--fault NAME=VALUE]... [--tls] [--otlp URL] [--exit-with-parent]

Serves the embedded staging service on 127.0.0.1 (and ::1) until SIGINT or SIGTERM: the platform that the shipped
plans load. Prints "listening on URL" when it is ready.

  --port N              the port to listen on, 0 for any free one (8080)
  --fault NAME=VALUE    something to go wrong; may be given again, or changed later with PUT /_staging/faults
  --tls                 HTTPS with a self-signed certificate, made in memory
  --otlp URL            sends a span of each request to URL/v1/traces (OTLP/HTTP, JSON)
  --exit-with-parent    ends when the program that started it ends

faults:
  latency=40ms  latency=lognormal:MEDIAN:DEVIATION   answers take longer (geometric standard deviation, 1 to 5)
  stall=5s@30s             nothing is answered for 5 s, 30 s after the start
  errors=2%                answers 503
  reset=1%                 resets the connection instead of answering
  slow-body=1%             sends the body in pieces over 2 s
  overbook=1               takes RSVPs beyond the capacity
  duplicate-webhooks=3%    processes an event twice
  lose-webhooks=1%         answers 200 and does not process
  rtc-drop=2%  rtc-reorder=1%                    loses or swaps messages of a room
  leak=1MB/s               leaks memory, up to 2 GB
  pool=10  pool=10:20ms    so few connections to database and cache, each held at least 20 ms
  cert=expired             with --tls

environment: WEBHOOK_SECRET (whsec_rehearsal), RELEASE_VERSION (what /health reports)

examples:
  holdpointctl staging
  holdpointctl staging --port 9000 --fault latency=lognormal:40ms:1.5 --fault errors=2%
  curl -X PUT http://127.0.0.1:8080/_staging/faults -d '{"errors": "5%", "latency": null}'
)";

struct Command
{
    StagingOptions options;
    bool endsWithParent = false;
    bool wantsHelp = false;
};

std::string environmentOr(const char* key, std::string otherwise)
{
    const char* value = std::getenv(key);
    return value != nullptr && *value != '\0' ? std::string(value) : std::move(otherwise);
}

Result<> setOption(Command& command, const std::string& name, const std::string& value)
{
    if (name == "--port") {
        const auto port = parseInteger(value);
        if (!port || *port < 0 || *port > 65'535) {
            return fail(Error::Kind::Invalid, "--port `" + value + "` is not a number from 0 to 65535");
        }
        command.options.port = static_cast<std::uint16_t>(*port);
    } else if (name == "--fault") {
        if (const auto fault = parseFault(value); !fault) {
            return fail(fault.error());
        }
        command.options.faults.push_back(value);
    } else {
        command.options.otlpUrl = value;
    }
    return {};
}

Result<Command> parseArguments(const std::vector<std::string>& args)
{
    static const std::vector<std::string> kNames{"--port", "--fault", "--otlp", "--tls", "--exit-with-parent", "--help"};
    Command command;
    command.options.webhookSecret = environmentOr("WEBHOOK_SECRET", command.options.webhookSecret);
    command.options.version = environmentOr("RELEASE_VERSION", command.options.version);
    for (std::size_t i = 0; i < args.size(); ++i) {
        const auto equals = args[i].find('=');
        const std::string name = args[i].substr(0, equals);
        if (name == "--port" || name == "--fault" || name == "--otlp") {
            if (equals == std::string::npos && i + 1 == args.size()) {
                return fail(Error::Kind::Invalid, name + " needs a value");
            }
            const std::string value = equals == std::string::npos ? args[++i] : args[i].substr(equals + 1);
            if (const auto done = setOption(command, name, value); !done) {
                return fail(done.error());
            }
        } else if (args[i] == "--tls") {
            command.options.tls = true;
        } else if (args[i] == "--exit-with-parent") {
            command.endsWithParent = true;
        } else if (args[i] == "--help" || args[i] == "-h") {
            command.wantsHelp = true;
        } else {
            return fail(Error::Kind::Invalid, "`" + args[i] + "` is no option of staging" + didYouMean(args[i], kNames) +
                                                  "; see holdpointctl staging --help");
        }
    }
    return command;
}

void raiseDescriptorLimit()
{
    rlimit limit{};
    if (getrlimit(RLIMIT_NOFILE, &limit) == 0 && limit.rlim_cur < limit.rlim_max) {
        limit.rlim_cur = limit.rlim_max;
        setrlimit(RLIMIT_NOFILE, &limit);
    }
}

std::atomic<StagingServer*> servedNow{nullptr};

void stopServing(int)
{
    if (StagingServer* server = servedNow.load()) {
        server->stop();
    }
}

} // namespace

int stagingMain(const std::vector<std::string>& args)
{
    const pid_t parent = getppid();
    const auto command = parseArguments(args);
    if (!command) {
        std::fprintf(stderr, "staging: %s\n", command.error().message.c_str());
        return kWrongUse;
    }
    if (command->wantsHelp) {
        std::fputs(kHelp, stdout);
        return kDone;
    }
    raiseDescriptorLimit();
    auto server = StagingServer::start(command->options);
    if (!server) {
        std::fprintf(stderr, "staging: %s\n", server.error().message.c_str());
        return server.error().kind == Error::Kind::Invalid ? kWrongUse : kBroken;
    }
    servedNow = server->get();
    for (const int number : {SIGINT, SIGTERM}) {
        struct sigaction action
        {};
        action.sa_handler = stopServing;
        sigaction(number, &action, nullptr);
    }
    std::signal(SIGPIPE, SIG_IGN);
    if (command->endsWithParent) {
        prctl(PR_SET_PDEATHSIG, SIGTERM);
        if (getppid() != parent) { // it ended before the line above
            return kDone;
        }
    }
    std::printf("listening on %s\n", (*server)->url().c_str());
    std::fflush(stdout);
    (*server)->run();
    servedNow = nullptr;
    return kDone;
}

} // namespace holdpoint
