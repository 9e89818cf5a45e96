// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/plan/k6_reader.h"

#include "core/base/text.h"
#include "core/base/units.h"
#include "core/plan/plan.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <unistd.h>

namespace holdpoint {

namespace {

/// Options of `k6 run` that Holdpoint gives itself, or with which it could not tell what happened.
struct Forbidden
{
    std::string_view option;
    std::string_view shortForm;
    std::string_view why;
};
constexpr std::array<Forbidden, 10> kForbidden{{
    {"--address", "-a", "Holdpoint switches k6's REST server off"},
    {"--paused", "-p", "nobody would resume the test"},
    {"--linger", "-l", "the test would never end"},
    {"--summary-export", "",
     "Holdpoint reads it for the verdicts of the script's own thresholds; `holdpointctl report --format k6` "
     "writes a summary"},
    {"--no-summary", "", "the verdicts of the script's own thresholds stand in it"},
    {"--execution-segment", "", "Holdpoint cuts the load itself"},
    {"--execution-segment-sequence", "", "Holdpoint cuts the load itself"},
    {"--include-system-env-vars", "", "`env` reaches the script through its environment"},
    {"--help", "-h", "nothing would run"},
    {"--env", "-e", "write it under `env`, where secrets are kept out of the command line"},
}};

bool isName(std::string_view text)
{
    const auto isLetter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; };
    return !text.empty() && isLetter(text.front()) &&
           std::all_of(text.begin(), text.end(), [&](char c) { return isLetter(c) || (c >= '0' && c <= '9'); });
}

void checkArguments(ReadContext& context, const PlanNode& at, const std::vector<std::string>& args)
{
    for (std::size_t i = 0; i < args.size(); ++i) {
        const PlanNode& place = at.items.size() == args.size() ? at.items[i] : at;
        const std::string& arg = args[i];
        const std::string_view option = std::string_view(arg).substr(0, arg.find('='));
        for (const Forbidden& each : kForbidden) {
            const bool isShort = !each.shortForm.empty() && !arg.starts_with("--") && arg.starts_with(each.shortForm);
            if (option == each.option || isShort) {
                context.fault(place, "`" + std::string(option) + "` does not belong into `args`: " + std::string(each.why));
            }
        }
        if (i == 0 && !arg.starts_with("-")) {
            context.fault(place,
                          "`" + shortened(arg, 60) +
                              "` is no option: `args` holds what stands between `k6 run` and the script, such as --vus 10");
        }
    }
}

/// `--duration 9m` in the arguments says how long the script is to run, as the key `duration` does.
void takeDuration(ReadContext& context, MapReader& test, K6Plan& k6)
{
    const bool isGiven = test.duration("duration", k6.duration);
    if (isGiven && k6.duration <= Nanos{}) {
        context.fault(*test.node().find("duration"), "`duration` must be longer than 0");
    }
    for (std::size_t i = 0; i < k6.args.size() && !isGiven; ++i) {
        std::string_view arg = k6.args[i];
        if ((arg == "--duration" || arg == "-d") && i + 1 < k6.args.size()) {
            arg = k6.args[i + 1];
        } else if (arg.starts_with("--duration=")) {
            arg.remove_prefix(std::string_view("--duration=").size());
        } else {
            continue;
        }
        if (const auto duration = parseDuration(arg)) {
            k6.duration = *duration;
        }
    }
}

} // namespace

std::optional<K6Plan> readK6(ReadContext& context, MapReader& test)
{
    std::string engine;
    const bool isNamed = test.text("engine", engine, TextUse::Setting);
    if (isNamed) {
        isOneOf(context, *test.node().find("engine"), "engine", engine, {"holdpoint", "k6"});
    }
    if (engine != "k6") {
        for (const char* key : {"script", "env", "args", "k6"}) {
            test.refuse(key, "only a test with `engine: k6` has it");
        }
        test.refuse("duration", "the test's scenarios say how long it takes");
        return std::nullopt;
    }
    K6Plan k6;
    k6.line = test.node().find("engine")->line;
    test.need("script", "script: load/search.js");
    if (test.text("script", k6.script, TextUse::Setting)) {
        const PlanNode& at = *test.node().find("script");
        if (k6.script.starts_with("-")) {
            context.fault(at,
                          "`" + shortened(k6.script, 60) + "` is no script: write the path of a file, such as ./load/search.js");
        } else if (!context.isResolvedPlan()) { // an agent gets the path: k6 reads the script with all that it imports
            context.takeFile(at, k6.script);
        }
    }
    if (test.textMap("env", k6.env, TextUse::Content)) {
        const PlanNode& env = *test.node().find("env");
        for (const PlanNode& key : env.keys) {
            if (!isName(key.text)) {
                context.fault(key, "`" + shortened(key.text, 60) + "` cannot be a variable: letters, digits and _ only");
            }
        }
    }
    if (test.texts("args", k6.args, TextUse::Setting)) {
        checkArguments(context, *test.node().find("args"), k6.args);
    }
    test.text("k6", k6.program, TextUse::Setting);
    takeDuration(context, test, k6);
    test.refuse("scenarios", "a test has scenarios or a k6 script, and the script has its own");
    return k6;
}

std::string whyK6CannotRun(const Plan& plan, const K6Plan& k6, RunKind kind)
{
    if (kind == RunKind::Breakpoint) {
        return "a breakpoint run raises the load of the plan's own scenarios, and a k6 script decides its load itself";
    }
    const auto folder = plan.path.parent_path();
    std::error_code ignored;
    if (!std::filesystem::is_regular_file(folder / k6.script, ignored)) {
        return "the k6 script " + (folder / k6.script).string() + " is not there";
    }
    const std::string name = k6.program.empty() ? "k6" : k6.program;
    const auto isProgram = [](const std::filesystem::path& path) {
        std::error_code error;
        return std::filesystem::is_regular_file(path, error) && ::access(path.c_str(), X_OK) == 0;
    };
    if (name.find('/') != std::string::npos) {
        return isProgram(folder / name) ? "" : "`k6` names " + (folder / name).string() + ", which is no program";
    }
    const char* path = std::getenv("PATH");
    for (const std::string& each : split(path == nullptr ? "" : path, ':')) {
        if (!each.empty() && isProgram(std::filesystem::path(each) / name)) {
            return "";
        }
    }
    return "`" + shortened(name, 60) + "` is not in PATH: install k6 0.49 or later, or write its path under `k6` of the test";
}

bool k6CanHave(std::string_view metric)
{
    return whyK6HasNot(metric).empty();
}

std::string whyK6HasNot(std::string_view metric)
{
    if (metric == "http_req_response_time" || metric == "generator_lag") {
        return "k6 does not tell when a request should have begun, so that a k6 test has no `" + std::string(metric) +
               "`; it has http_req_duration, the service time";
    }
    constexpr std::array<std::string_view, 5> kOwn{"http_routes", "page_load", "browser_vitals_dropped", "browser_visit_failed",
                                                   "samples_dropped"};
    const bool isOwn =
        metric.starts_with("webhook") || metric.starts_with("rtc_") || std::find(kOwn.begin(), kOwn.end(), metric) != kOwn.end();
    return isOwn ? "only Holdpoint's own engine measures `" + std::string(metric) + "`" : std::string();
}

bool everyK6RunHas(const MetricKey& metric)
{
    const std::string& name = metric.name;
    return metric.tags.empty() && k6CanHave(name) &&
           (name.starts_with("http_") || name.starts_with("iteration") || name == "vus");
}

void placeK6Tests(Json& resolved, const Plan& plan)
{
    const auto place = [folder = plan.path.parent_path()](Json& test, const char* key) {
        const std::string written = stringAt(test, key);
        const bool isPath = key != std::string_view("k6") || written.find('/') != std::string::npos;
        if (!written.empty() && isPath) {
            std::error_code ignored;
            test[key] = std::filesystem::absolute(folder / written, ignored).lexically_normal().string();
        }
    };
    for (const TestPlan& test : plan.tests) {
        if (test.k6) {
            place(resolved["tests"][test.id], "script");
            place(resolved["tests"][test.id], "k6");
        }
    }
}

} // namespace holdpoint
