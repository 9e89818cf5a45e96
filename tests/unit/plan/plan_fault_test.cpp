// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/plan/plan_node.h"
#include "core/plan/plan_warnings.h"
#include "core/plan/unused_overrides.h"
#include "tests/unit/plan/plan_fixture.h"

namespace holdpoint {

namespace {

using testing::ElementsAre;
using testing::HasSubstr;

/// A plan text and the only fault that it has.
struct Slip
{
    std::string name;
    std::string plan;
    std::string fault; // what follows "plan.yaml:"
};

void PrintTo(const Slip& slip, std::ostream* out)
{
    *out << slip.name;
}

std::string withTest(const std::string& rest)
{
    return planWith(rest);
}

std::string withExecutor(const std::string& keys)
{
    return "holdpoint: 1\nname: x\nenvironment: {base_url: http://localhost, allow_hosts: [localhost]}\ntests:\n  t:\n    "
           "scenarios:\n      a:\n        " +
           keys + "\n";
}

std::string withStep(const std::string& step)
{
    return planWith("", "[" + step + "]");
}

std::string replaced(std::string text, const std::string& what, const std::string& with)
{
    return text.replace(text.find(what), what.size(), with);
}

class PlanFaultTest : public PlanFolder, public testing::WithParamInterface<Slip>
{};

TEST_P(PlanFaultTest, IsNamedWithPlaceAndRemedy)
{
    const PlanReading reading = read(GetParam().plan);

    ASSERT_EQ(reading.faults.size(), 1U) << joinedFaults(reading);
    EXPECT_THAT(textsOf(reading).front(), HasSubstr("plan.yaml:" + GetParam().fault));
    EXPECT_FALSE(reading.isValid());
}

const std::vector<Slip> kGeneral{
    {"NotYaml", "holdpoint: 1\nname: [1, 2\n", "3:1: not YAML"},
    {"Tab", "holdpoint: 1\nenvironment:\n\tbase_url: http://localhost\n",
     "3:10: not YAML: illegal map value; the line begins with a tab, and YAML indents with spaces only"},
    {"Empty", "", "0:0: the plan is empty"},
    {"NoMap", "just a text", "1:1: the plan must be a map"},
    {"SecondDocument", planWith() + "---\na: 1\n", "13:1: a second YAML document begins here"},
    {"Tag", planWith("pause: !!python/object 5\n"), "12:8: the tag "},
    {"DuplicateKey", planWith("pause: 2m\npause: 3m\n"), "13:1: `pause` is here a second time; the first is in line 12"},
    {"UnknownKey", planWith("puase: 2m\n"), "12:1: unknown key `puase` in the plan; did you mean `pause`?"},
    {"UnknownKeyWithoutRelative", planWith("zzzzzzzzzzzz: 2m\n"),
     "12:1: unknown key `zzzzzzzzzzzz` in the plan; known are alarms"},
    {"WrongUnit", planWith("pause: 2 minutes\n"),
     "12:8: `pause`: `2 minutes` is not a duration: write it like 250ms, 6s, 9m or 1h30m"},
    {"WrongType", planWith("pause: [2m]\n"), "12:8: `pause` must be a text, not a list"},
    {"NoValue", planWith("pause:\n"), "12:1: `pause` has no value"},
    {"Version", replaced(planWith(), "holdpoint: 1", "holdpoint: 2"), "1:12: this program reads plans of version 1, not 2"},
    {"NoName", replaced(planWith(), "name: Small\n", ""), "1:1: the plan needs `name`"},
    {"Flag", planWith("rehearsal: yes\n"), "12:12: `rehearsal`: `yes` is neither true nor false"},
    {"OrderOfUnknownTest", planWith("order: [serach]\n"), "12:9: unknown test `serach`; did you mean `search`?"},
    {"OrderTwice", planWith("order: [search, search]\n"), "12:17: `search` is twice in `order`"},
    {"MissingVariable", planWith("pause: ${PAUSE}\n"),
     "12:8: variable PAUSE is not set: give it with -e PAUSE=..., in the environment or in an env file, or write a default: "
     "${PAUSE:-...}"},
    {"OpenVariable", planWith("release: {name: \"${PAUSE\"}\n"), "12:17: `${` is not closed by `}`"},
    {"VariableWithoutName", planWith("release: {name: \"${a b}\"}\n"), "12:17: `${a b}` is not a variable"},
    {"NoAllowHosts", replaced(planWith(), ", allow_hosts: [127.0.0.1]", ""),
     "3:14: this plan may load nothing, because it has no `allow_hosts`; add the line `allow_hosts: [127.0.0.1]` to "
     "`environment`"},
    {"HostWithPort", replaced(planWith(), "[127.0.0.1]", "[\"127.0.0.1:8080\"]"), "3:61: `127.0.0.1:8080` is not a host"},
    {"EveryHost", replaced(planWith(), "[127.0.0.1]", "[\"*\"]"), "3:61: `*` would allow every host"},
    {"BaseUrl", replaced(planWith(), "http://127.0.0.1:8080", "127.0.0.1:8080"), "3:25: `127.0.0.1:8080` is neither a path"},
    {"PasswordInUrl", replaced(planWith(), "http://127", "http://ann:pw@127"), "3:25: `base_url` holds a password"},
    {"MonitoringService", planWith("monitoring: {promethius: {url: http://x}}\n"),
     "12:14: unknown monitoring service `promethius`; did you mean `prometheus`?"},
    {"Role", planWith("signoff: {roles: [qa, boss]}\n"), "12:18: unknown role `boss`"},
    {"OffWithoutReason", planWith("checklist: {off: {some.item: \"\"}}\n"),
     "12:30: `some.item` is switched off without a reason"},
    {"CapacityLine", planWith("capacity: {targets: {user: 5}}\n"),
     "12:22: unknown key `user` in `targets`; did you mean `users`?"},
    {"CapacityNumber", planWith("capacity: {targets: {users: many}}\n"), "12:29: `users` must be a number above 0, not `many`"},
    {"GeneratorShare", planWith("generator: {max_busy: 950%}\n"), "12:23: `max_busy`: `950%` is outside of 0% to 100%"},
};
INSTANTIATE_TEST_SUITE_P(General, PlanFaultTest, testing::ValuesIn(kGeneral), [](const auto& each) { return each.param.name; });

const std::vector<Slip> kScenarios{
    {"NoTests", "holdpoint: 1\nname: x\nenvironment: {allow_hosts: [localhost]}\n", "1:1: the plan needs `tests`"},
    {"EmptyTests", "holdpoint: 1\nname: x\nenvironment: {allow_hosts: [localhost]}\ntests: {}\n",
     "4:8: `tests` must be a map with at least one test"},
    {"UnknownExecutor", withExecutor("{executor: constant-vu, vus: 1, duration: 1s, flow: [{get: /}]}"),
     "8:20: unknown executor `constant-vu`; did you mean `constant-vus`?"},
    {"NoFlow", withExecutor("{executor: constant-vus, vus: 1, duration: 1s}"), "8:9: scenario `a` needs `flow`"},
    {"EmptyFlow", withExecutor("{executor: constant-vus, vus: 1, duration: 1s, flow: []}"),
     "8:62: scenario `a` has an empty flow"},
    {"NoVus", withExecutor("{executor: constant-vus, duration: 1s, flow: [{get: /}]}"), "8:9: scenario `a` needs `vus`"},
    {"NegativeVus", withExecutor("{executor: constant-vus, vus: -1, duration: 1s, flow: [{get: /}]}"),
     "8:39: `vus`: `-1` is outside of 1 to"},
    {"ForeignKey", withExecutor("{executor: constant-vus, vus: 1, rate: 5/s, duration: 1s, flow: [{get: /}]}"),
     "8:42: `rate` has no meaning for constant-vus; it belongs to constant-arrival-rate"},
    {"NoPool", withExecutor("{executor: constant-arrival-rate, rate: 5/s, duration: 1s, flow: [{get: /}]}"),
     "8:9: scenario `a` needs `pre_allocated_vus`"},
    {"PoolAboveMost",
     withExecutor(
         "{executor: constant-arrival-rate, rate: 5/s, duration: 1s, pre_allocated_vus: 9, max_vus: 5, flow: [{get: /}]}"),
     "8:99: `max_vus` (5) is less than `pre_allocated_vus` (9)"},
    {"RateWithoutTime",
     withExecutor("{executor: constant-arrival-rate, rate: 5, duration: 1s, pre_allocated_vus: 9, flow: [{get: /}]}"),
     "8:49: `rate`: `5` is not a rate: write it like 100/s"},
    {"StagesWithoutLoad", withExecutor("{executor: ramping-vus, stages: [{to: 0, over: 3m}], flow: [{get: /}]}"),
     "8:41: the stages make no load"},
    {"PaceOfArrivals",
     withExecutor("{executor: constant-arrival-rate, rate: 5/s, duration: 1s, pace: 1s, pre_allocated_vus: 9, flow: [{get: /}]}"),
     "8:74: `pace` has no meaning for constant-arrival-rate"},
    {"TestId", replaced(planWith(), "  search:", "  sea rch:"), "5:3: the id of a test has letters"},
};
INSTANTIATE_TEST_SUITE_P(Scenarios, PlanFaultTest, testing::ValuesIn(kScenarios),
                         [](const auto& each) { return each.param.name; });

const std::vector<Slip> kSteps{
    {"NoStep", withStep("5"), "11:16: a step is a map like {get: /path}, not `5`"},
    {"NoKind", withStep("{name: x}"), "11:16: this step has no kind"},
    {"NearlyAKind", withStep("{thinck: 2s}"), "11:17: unknown step `thinck`; did you mean `think`?"},
    {"TwoKinds", withStep("{get: /, post: /}"), "11:16: this step is both `get` and `post`"},
    {"UnknownKeyOfStep", withStep("{get: /, nmae: x}"), "11:25: unknown key `nmae` in the step `get`; did you mean `name`?"},
    {"EmptyRepeat", withStep("{repeat: 3, steps: []}"), "11:35: this repeat has no steps"},
    {"RepeatNothing", withStep("{repeat: often, steps: [{get: /}]}"), "11:25: `often` is no number of times: write 3, 2..5, or"},
    {"RepeatBackwards", withStep("{repeat: 5..2, steps: [{get: /}]}"), "11:25: `5..2`: a repeat goes round 1 to 10,000 times"},
    {"RepeatWithoutBound", withStep("{repeat: {while: \"status == 202\"}, steps: [{get: /}]}"),
     "11:25: a repeat that waits for something needs a bound: add `max: 10`"},
    {"RepeatsWithinRepeats", withStep("{repeat: 10000, steps: [{repeat: 1000, steps: [{get: /}]}]}"),
     "11:40: these repeats within each other may go round"},
    {"IfThen", withStep("{if: \"status == 200\", then: [], steps: [{get: /}]}"),
     "11:38: the steps of an `if` stand under `steps`"},
    {"IfConstant", withStep("{if: stauts == 200, steps: [{get: /}]}"),
     "11:21: `stauts == 200` always says the same: its left side is `status` or holds {{a name}}; did you mean `status`?"},
    {"IfSingleEquals", withStep("{if: \"status = 200\", steps: [{get: /}]}"), "11:21: `status = 200`: equality is written `==`"},
    {"IfNoStatus", withStep("{if: status == ok, steps: [{get: /}]}"), "11:21: `status == ok`: `ok` is not a status"},
    {"IfNoNumber", withStep("{if: \"{{vu}} < many\", steps: [{get: /}]}"), "11:21: `{{vu}} < many`: `many` is no number"},
    {"IfUnknownName", withStep("{if: \"{{tokn}}\", steps: [{get: /}]}"), "11:21: `{{tokn}}` is neither a data set"},
    {"OneOfNone", withStep("{one_of: []}"), "11:25: `one_of` needs at least two choices"},
    {"OneOfWeight", withStep("{one_of: [{weight: 0, steps: [{get: /}]}, {steps: [{get: /}]}]}"),
     "11:35: `0` is no weight: write a number above 0"},
    {"EmptyMultipart", withStep("{post: /, multipart: {}}"), "11:37: `multipart` has no part"},
    {"MultipartFile", withStep("{post: /, multipart: {a: {file: none.png}}}"), "11:48: the file cannot be read: "},
    {"MultipartType", withStep("{post: /, multipart: {a: {text: x, type: png}}}"), "11:57: `png` is no content type"},
    {"MultipartKey", withStep("{post: /, multipart: {a: {flie: x.png, text: y}}}"),
     "11:42: unknown key `flie` in the part `a`; did you mean `file`?"},
    {"BadRegex", withStep("{get: /, extract: {x: \"regex '(id'\"}}"), "11:38: `(id` is no regular expression: missing ): (id"},
    {"TwoGroups", withStep("{get: /, extract: {x: \"regex (a)(b)\"}}"), "11:38: `(a)(b)` has 2 groups; one says what is taken"},
    {"AuthKind", withStep("{get: /, auth: basic}"), "11:31: `auth` is {basic: {user: ..., password: ...}}"},
    {"AuthTwice", withStep("{get: /, auth: {basic: {user: a, password: b}, bearer: c}}"),
     "11:71: `auth` is either `basic` or `bearer`"},
    {"AuthUnknown", withStep("{get: /, auth: {baerer: c}}"), "11:32: unknown key `baerer` in `auth`; did you mean `bearer`?"},
    {"Follow", withStep("{get: /, follow: often}"), "11:33: `follow` is true, false, or how many redirects at most (0 to 50)"},
    {"FollowedWebhook", withStep("{webhook: /, follow: true}"), "11:37: a webhook is not redirected"},
    {"SizeBound", withStep("{get: /, checks: {size: 64}}"), "11:40: `64` is not a limit of size: write \"<=64KiB\" or \">1KiB\""},
    {"TwoBodies", withStep("{post: /, json: {a: 1}, body: x}"), "11:16: the step `post` has more than one body"},
    {"ThinkInBatch", withStep("{batch: [{get: /}, {think: 2s}]}"), "11:35: a batch holds requests only"},
    {"EmptyBatch", withStep("{batch: []}"), "11:24: this batch is empty"},
    {"ThinkBackwards", withStep("{think: 6s..2s}"), "11:24: `6s..2s`: the second time must not be shorter"},
    {"ThinkUnit", withStep("{think: 6}"), "11:24: `6` is not a think time: write 2s or 2s..6s"},
    {"NameWithBraces", withStep("{get: /, name: \"a{b}\"}"), "11:31: a name is not empty and has none of , { }"},
    {"RelativeTarget", withStep("{get: api/search}"), "11:22: `api/search` is neither a path that begins with / nor a URL"},
    {"TemplateInHost", withStep("{get: \"http://{{uuid}}.example.com/\"}"),
     "11:22: `http://{{uuid}}.example.com/` has a host that is not known before the run"},
    {"Status", withStep("{get: /, checks: {status: 2x}}"), "11:42: `2x` is not a status"},
    {"UnknownCheck", withStep("{get: /, checks: {statsu: 200}}"),
     "11:34: unknown key `statsu` in `checks`; did you mean `status`?"},
    {"JsonPointer", withStep("{get: /, checks: {json: {results: array}}}"), "11:41: `results` is not a JSON pointer"},
    {"Size", withStep("{get: /, checks: {size: 64KiB}}"), "11:40: `64KiB` is not a limit of size: write \"<=64KiB\""},
    {"DurationCheck", withStep("{get: /, checks: {duration: \"<2\"}}"), "11:44: `<2` is not a limit of time: write \"<2s\""},
    {"ReservedTag", withStep("{get: /, tags: {name: x}}"), "11:32: the tag `name` is set by Holdpoint itself"},
    {"TagValue", withStep("{get: /, tags: {kind: [a]}}"), "11:38: a tag has one text as its value"},
    {"UnknownDataSet", withStep("{get: \"/?q={{trems}}\"}"),
     "11:22: `{{trems}}` is neither a data set, nor a name that a step extracts, nor a function"},
    {"NearlyAFunction", withStep("{get: \"/?q={{uuidd}}\"}"),
     "11:22: `{{uuidd}}` is neither a data set, nor a name that a step extracts, nor a function; did you mean `uuid`?"},
    {"RandomWithoutBounds", withStep("{get: \"/?q={{random(5)}}\"}"), "11:22: `{{random(5)}}` needs two whole numbers"},
    {"FunctionWithArguments", withStep("{get: \"/?q={{uuid(5)}}\"}"), "11:22: `{{uuid(5)}}`: `uuid` takes no arguments"},
    {"EnvWithoutValue", withStep("{get: \"/?q={{env(NOT_THERE)}}\"}"), "11:22: variable NOT_THERE is not set"},
    {"OpenTemplate", withStep("{get: \"/?q={{uuid\"}"), "11:22: `{{` is not closed by `}}`"},
    {"TemplateInBody", withStep("{post: /, json: {a: [\"{{nope}}\"]}}"), "11:37: `{{nope}}` is neither"},
    {"SigningScheme", withStep("{webhook: /, sign: {scheme: strip, secret: x}}"),
     "11:44: unknown signing scheme `strip`; did you mean `stripe`?"},
    {"SessionOfWebSocket", withStep("{websocket: /rtc}"), "11:16: the step `websocket` needs `session`"},
    {"WebVital", withStep("{browser: /, measure: [lpc]}"), "11:38: unknown web vital `lpc`; did you mean `lcp`?"},
    {"UnknownHttpVersion", withStep("{get: /, version: 3}"), "11:34: unknown version of HTTP `3`"},
    {"HttpTwoWithoutTls", withStep("{get: /, version: 2}"), "11:34: HTTP/2 is spoken over TLS only, and this goes to http://"},
};
INSTANTIATE_TEST_SUITE_P(Steps, PlanFaultTest, testing::ValuesIn(kSteps), [](const auto& each) { return each.param.name; });

std::string withThreshold(const std::string& rule)
{
    return withTest("    thresholds:\n      - " + rule + "\n");
}

const std::vector<Slip> kRules{
    {"UnknownMetric", withThreshold("{metric: http_req_durations, target: \"p(95)<500\"}"),
     "13:18: unknown metric `http_req_durations`; did you mean `http_req_duration`?"},
    {"MalformedTags", withThreshold("{metric: \"http_reqs{name:home\", target: \"count>5\"}"),
     "13:18: `http_reqs{name:home` is not a metric"},
    {"NoStepOfThisName", withThreshold("{metric: \"http_reqs{name:hme}\", target: \"count>5\"}"),
     "13:18: nothing that writes `http_reqs` has name `hme`; did you mean `home`?"},
    {"NoSuchTag", withThreshold("{metric: \"http_reqs{nmae:home}\", target: \"count>5\"}"),
     "13:18: nothing that writes `http_reqs` has a tag `nmae`; did you mean `name`?"},
    {"NoGroupOfThisName",
     planWith("    thresholds:\n      - {metric: \"http_reqs{group:signup}\", target: \"count>5\"}\n",
              "[{group: login, steps: [{post: /}]}]"),
     "13:18: nothing that writes `http_reqs` has group `signup`; there is ::login"},
    {"NoRunMeasuresIt", withThreshold("{metric: webhook_processed, target: \"count>5\"}"),
     "13:18: no run measures `webhook_processed`: what the service made of its events is asked after the load"},
    {"AVitalThatNeedsClicks", withThreshold("{metric: browser_web_vital_inp, target: \"p(75)<200\"}"),
     "13:18: no run measures `browser_web_vital_inp`: it needs somebody who clicks"},
    {"AVitalThatNoVisitMeasures",
     planWith("    thresholds:\n      - {metric: browser_web_vital_cls, target: \"p(75)<0.1\"}\n",
              "[{browser: /, measure: [lcp]}]"),
     "13:18: no step here writes `browser_web_vital_cls`"},
    {"AStatusOfWhatHasNone", withThreshold("{metric: \"iterations{status:200}\", target: \"count>5\"}"),
     "13:18: nothing that writes `iterations` has a tag `status`"},
    {"ATagOfWhatCountsForTheRun", withThreshold("{metric: \"samples_dropped{name:home}\", target: \"count==0\"}"),
     "13:18: `samples_dropped` counts for the run as a whole and has no tags"},
    {"ChecksOfStepsThatCheckNothing",
     planWith("    thresholds:\n      - {metric: checks, target: \"rate>0.99\"}\n", "[{post: /}]"),
     "13:18: no step here writes `checks`"},
    {"DurationOfGroupsWithoutOne", withThreshold("{metric: group_duration, target: \"p(95)<500\"}"),
     "13:18: no step here writes `group_duration`"},
    {"NothingWritesIt", withThreshold("{metric: rtc_drop, target: \"rate<0.01\"}"), "13:18: no step here writes `rtc_drop`"},
    {"AggregateOfAnotherType", withThreshold("{metric: http_reqs, target: \"p(95)<500\"}"),
     "13:37: `http_reqs` is a counter and has no `p(95)`"},
    {"NoExpression", withThreshold("{metric: http_reqs, target: \"many\"}"), "13:37: `target`: "},
    {"NoTarget", withThreshold("{metric: http_reqs, critical: \"count>5\"}"), "13:9: a threshold needs `target`"},
    {"OtherAggregateInCritical", withThreshold("{metric: http_req_failed, target: \"rate<0.1\", critical: \"count<5\"}"),
     "13:65: `critical` asks for count, but `target` for rate"},
    {"OtherAggregateInAccept", withThreshold("{metric: http_req_duration, target: \"p(95)<500\", accept: \"p(99)<900\"}"),
     "13:66: `accept` asks for p(99), but `target` for p(95)"},
    {"SameRuleTwice", withThreshold("{metric: http_reqs, target: \"count>5\"}\n      - {metric: http_reqs, target: \"count>6\"}"),
     "14:9: `http_reqs count` is here a second time; the first is in line 13"},
    {"AbortWithoutCritical",
     withThreshold("{metric: http_reqs, target: \"count>5\", critical: none, abort_on_fail: {after: 5s}}"),
     "13:79: `abort_on_fail` needs a critical limit"},
    {"Needs", withThreshold("{metric: http_reqs, target: \"count>5\", needs: browsr}"),
     "13:55: unknown need `browsr`; did you mean `browser`?"},
    {"LoadTargetBelow", withTest("    load_targets:\n      - {metric: http_reqs, expect: \"rate<5\"}\n"),
     "13:37: a load target is a lower bound"},
    {"Tolerance", withTest("    load_targets:\n      - {metric: http_reqs, expect: \"rate>=5\", tolerance: 2 percent}\n"),
     "13:59: `tolerance`: `2 percent` is not a share"},
    {"SourceOfTest", withThreshold("{source: prometheus, query: x, target: \"value<5\"}"),
     "13:10: only rules of the whole release ask a monitor"},
    {"ReleaseRuleWithoutId", planWith("thresholds:\n  - {metric: http_req_failed, target: \"rate<0.1\"}\n"),
     "13:5: a threshold needs `id`"},
    {"ReleaseRulesWithSameId",
     planWith("thresholds:\n  - {id: a, metric: http_reqs, target: \"count>1\"}\n  - {id: a, metric: http_req_failed, target: "
              "\"rate<0.1\"}\n"),
     "14:5: `a` is here a second time"},
    {"UnknownSource", planWith("thresholds:\n  - {id: a, source: promtheus, query: x, target: \"value<1\"}\n"),
     "13:21: unknown source `promtheus`; did you mean `prometheus`?"},
    {"SourceAndMetric", planWith("thresholds:\n  - {id: a, metric: http_reqs, source: prometheus, target: \"count>1\"}\n"),
     "13:32: a rule has either `metric` or `source` and `query`"},
    {"AggregateOfQuery", planWith("thresholds:\n  - {id: a, source: prometheus, query: x, target: \"p(95)<1\"}\n"),
     "13:51: a query is a gauge and has no `p(95)`"},
    {"AlarmSeverity", planWith("alarms:\n  - {id: a, metric: http_req_failed, when: \"rate>0.1\", severity: bad}\n"),
     "13:66: unknown severity `bad`"},
    {"AlarmWindow", planWith("alarms:\n  - {id: a, metric: http_req_failed, when: \"rate>0.1\", window: 10ms}\n"),
     "13:64: `window` must be between 1s and 1h"},
    {"AlarmsWithSameId",
     planWith("alarms:\n  - {id: a, metric: http_req_failed, when: \"rate>0.1\"}\n  - {id: a, metric: http_reqs, when: "
              "\"count>5\"}\n"),
     "14:5: `a` is here a second time"},
    {"VerifyEquals", withTest("    verify:\n      - {name: a, get: /s, json: /n, equals: some}\n"),
     "13:46: `some` is neither a number nor like `metric"},
    {"VerifyMetric", withTest("    verify:\n      - {name: a, get: /s, json: /n, equals: \"metric http_reqs p(95)\"}\n"),
     "13:46: `http_reqs` is a counter and has no `p(95)`"},
    {"VerifyPointer", withTest("    verify:\n      - {name: a, get: /s, json: n, equals: 0}\n"),
     "13:34: `n` is not a JSON pointer"},
    {"SetupWithSocket", withTest("    setup: [{websocket: /rtc, session: 5s}]\n"), "12:12: `setup` runs once"},
};
INSTANTIATE_TEST_SUITE_P(Rules, PlanFaultTest, testing::ValuesIn(kRules), [](const auto& each) { return each.param.name; });

class PlanFileFaultTest : public PlanFolder
{};

TEST_F(PlanFileFaultTest, AllFaultsComeInOneGoInTheOrderOfTheFile)
{
    const PlanReading reading =
        read(replaced(planWith("puase: 2m\npause: 5\n", "[{get: /, nmae: x}, {thinck: 1s}]"), "vus: 10", "vus: ten"));

    std::vector<int> lines;
    for (const PlanFault& fault : reading.faults) {
        lines.push_back(fault.line);
    }
    EXPECT_THAT(lines, ElementsAre(9, 11, 11, 12, 13)) << joinedFaults(reading);
}

TEST_F(PlanFileFaultTest, WhatTheEnvironmentSendsWithEveryRequestMayNameOnlyWhatThereIs)
{
    const auto faultsOf = [](const std::string& environment) {
        const PlanReading reading = readPlanText(
            "holdpoint: 1\nname: x\nenvironment:\n  base_url: http://localhost\n  allow_hosts: [localhost]\n" + environment +
                "data: {users: {list: [a, b]}}\ntests:\n  t:\n    scenarios:\n      a:\n        executor: constant-vus\n"
                "        vus: 1\n        duration: 1s\n        flow:\n"
                "          - {post: /login, name: login, extract: {token: json /token}}\n          - get: /\n",
            "plan.yaml", {});
        std::vector<std::string> texts;
        for (const PlanFault& fault : reading.faults) {
            texts.push_back(fault.text());
        }
        return texts;
    };
    EXPECT_THAT(faultsOf("  auth: {bearer: \"{{token}}\"}\n  headers: {X-User: \"{{users}}\", X-Id: \"{{uuid}}\"}\n"),
                testing::IsEmpty());
    EXPECT_THAT(faultsOf("  auth: {bearer: \"{{tokn}}\"}\n"),
                ElementsAre(testing::AllOf(testing::StartsWith("plan.yaml:6:18: "), HasSubstr("did you mean `token`"))));
    EXPECT_THAT(faultsOf("  headers: {X-User: \"{{usrs}}\"}\n"),
                ElementsAre(testing::AllOf(testing::StartsWith("plan.yaml:6:21: "), HasSubstr("did you mean `users`"))));
    EXPECT_THAT(faultsOf("  headers: {X-User: \"${USR}\"}\n"), ElementsAre(HasSubstr("variable USR is not set")));
}

TEST_F(PlanFileFaultTest, AnOverrideThatThePlanNamesNowhereIsSaidWithTheNearestName)
{
    Plan plan;
    plan.path = "/somewhere/plan.yaml";
    plan.text = "a: ${API_TOKEN:-x}\nb: \"{{env( API_USER )}}\"\n";
    PlanOptions options;
    options.overrides = {{"API_TOKEN", "s3cret"}, {"API_USER", "u"}};
    EXPECT_THAT(unusedOverrides(plan, options), testing::IsEmpty());
    options.overrides = {{"API_TOKN", "s3cret"}, {"ZZZ", "1"}};
    EXPECT_THAT(unusedOverrides(plan, options),
                ElementsAre("-e API_TOKN is used nowhere in plan.yaml; did you mean `API_TOKEN`?",
                            "-e ZZZ is used nowhere in plan.yaml; its variables are API_TOKEN, API_USER"));
    plan.text.clear();
    options.overrides = {{"ZZZ", "1"}};
    EXPECT_THAT(unusedOverrides(plan, options), ElementsAre("-e ZZZ is used nowhere in plan.yaml; it names no variable"));
}

TEST_F(PlanFileFaultTest, TheQuotesThatYamlWantsAreNamedAndADossierIsNotCalledBadYaml)
{
    const auto faultOf = [&](const std::string& text) {
        const PlanReading reading = read(text);
        return reading.faults.empty() ? std::string() : reading.faults[0].text();
    };
    EXPECT_THAT(faultOf("holdpoint: 1\nname: a: b\n"), HasSubstr("in quotes"));
    EXPECT_THAT(faultOf("holdpoint: 1\nflow: [{get: /search?q=jazz, name: x}]\n"), HasSubstr("in quotes"));
    EXPECT_THAT(faultOf(std::string("SQLite format 3\0\x10\x00", 18)), HasSubstr("this is a dossier"));
}

TEST_F(PlanFileFaultTest, WhatIsValidAndHardlyMeantIsAWarning)
{
    const auto warningsOf = [&](const std::string& rules, const std::string& more = "") {
        const PlanReading reading = read(planWith(rules) + more);
        EXPECT_TRUE(reading.isValid()) << (reading.isValid() ? "" : reading.faults[0].text());
        return planWarnings(reading.plan);
    };
    EXPECT_THAT(warningsOf(""), ElementsAre(HasSubstr("test `search` has no threshold")));
    EXPECT_THAT(
        warningsOf("    thresholds:\n      - {metric: http_req_duration, target: \"p(95)<1200\", critical: \"p(95)<1000\"}\n"),
        ElementsAre(HasSubstr("the critical limit p(95)<1000 is stricter than the target p(95)<1200")));
    const std::string good =
        "    thresholds:\n      - {metric: http_req_duration, target: \"p(95)<800\", critical: \"p(95)<1000\"}\n";
    EXPECT_THAT(warningsOf(good), testing::IsEmpty());
    EXPECT_THAT(warningsOf(good, "signoff: {allowed_signers: signers}\n"), ElementsAre(HasSubstr("there is no file")));
    EXPECT_THAT(warningsOf(good, "signoff: {roles: [qa, devops]}\n"), ElementsAre(HasSubstr("signed by all four")));
    write("signers", "x");
    EXPECT_THAT(warningsOf(good, "signoff: {allowed_signers: signers}\n"), testing::IsEmpty());
}

TEST_F(PlanFileFaultTest, NamesAPlanThatIsNotThere)
{
    const PlanReading reading = readPlanFile(folder / "none.yaml", {});

    ASSERT_EQ(reading.faults.size(), 1U);
    EXPECT_THAT(reading.faults[0].text(), HasSubstr("none.yaml"));
}

TEST_F(PlanFileFaultTest, NamesColumnsOfAnUnknownColumn)
{
    write("users.csv", "email,password\na,b\n");
    const std::string data = "data: {users: {csv: users.csv}, terms: {list: [a]}}\n";

    EXPECT_THAT(joinedFaults(read(planWith(data, "[{get: \"/{{users.emial}}\"}]"))),
                HasSubstr("has no column `emial`; did you mean `email`?"));
    EXPECT_THAT(joinedFaults(read(planWith(data, "[{get: \"/{{users}}\"}]"))),
                HasSubstr("write one of them, for example {{users.email}}"));
    EXPECT_THAT(joinedFaults(read(planWith(data, "[{get: \"/{{terms.x}}\"}]"))), HasSubstr("is a plain list without columns"));
    EXPECT_EQ(joinedFaults(read(planWith(data, "[{get: \"/{{users.email}}/{{ terms }}\"}]"))), "");
}

TEST_F(PlanFileFaultTest, NamesTheLineOfARaggedRow)
{
    write("users.csv", "email,password\na,b\n\"c\nd\",e\nonly-one\n");
    const PlanReading reading = read(planWith("data: {users: {csv: users.csv}}\n"));

    EXPECT_THAT(textsOf(reading), ElementsAre("users.csv:5:1: this row has 1 cells, but the first line names 2 columns"));
}

TEST_F(PlanFileFaultTest, NamesEmptyMissingAndOddDataFiles)
{
    write("empty.csv", "");
    write("head.csv", "email\n");
    write("twice.csv", "a,a\n1,2\n");
    write("odd.csv", "first name\n1\n");
    write("open.csv", "a\n\"never closed\n");
    const auto faultOf = [this](const std::string& file) {
        return joinedFaults(read(planWith("data: {users: {csv: " + file + "}}\n")));
    };

    EXPECT_THAT(faultOf("empty.csv"), HasSubstr("empty.csv:0:0: the data file is empty"));
    EXPECT_THAT(faultOf("head.csv"), HasSubstr("no row below its first line"));
    EXPECT_THAT(faultOf("twice.csv"), HasSubstr("the column `a` is here twice"));
    EXPECT_THAT(faultOf("odd.csv"), HasSubstr("`first name` is no such name"));
    EXPECT_THAT(faultOf("open.csv"), HasSubstr("is not closed"));
    EXPECT_THAT(faultOf("none.csv"), HasSubstr("plan.yaml:12:21: the data file cannot be read"));
    EXPECT_THAT(joinedFaults(read(planWith("data: {users: {pick: random}}\n"))),
                HasSubstr("needs one of `list: [...]`, `csv: FILE` and `jsonl: FILE`"));
    EXPECT_THAT(joinedFaults(read(planWith("data: {users: {list: []}}\n"))), HasSubstr("is empty"));
    EXPECT_THAT(joinedFaults(read(planWith("data: {users: {list: [a], pick: uniqe}}\n"))), HasSubstr("did you mean `unique`?"));
}

TEST_F(PlanFileFaultTest, StopsAtAnAliasBomb)
{
    std::string bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n";
    for (int i = 1; i < 12; ++i) {
        const std::string before = "*a" + std::to_string(i - 1);
        bomb += "a" + std::to_string(i) + ": &a" + std::to_string(i) + " [" + before;
        for (int k = 0; k < 9; ++k) {
            bomb += ", " + before;
        }
        bomb += "]\n";
    }
    const PlanReading reading = read(bomb);

    ASSERT_EQ(reading.faults.size(), 1U);
    EXPECT_THAT(reading.faults[0].message, HasSubstr("more than 200,000 values, aliases included"));
}

TEST_F(PlanFileFaultTest, StopsAtDepthSizeAndSelfReference)
{
    EXPECT_THAT(joinedFaults(read(std::string(80, '[') + std::string(80, ']'))), HasSubstr("nested deeper than 64 levels"));
    EXPECT_THAT(joinedFaults(read(std::string(100'000, '['))), HasSubstr("not YAML"));
    EXPECT_THAT(joinedFaults(read(std::string(kMaxPlanBytes + 1, ' '))), HasSubstr("larger than 4.0"));
    EXPECT_THAT(joinedFaults(read("a: &a [*a]\n")), HasSubstr("refers to something that contains it"));
}

TEST_F(PlanFileFaultTest, KeepsTwoHundredFaultsAndCountsTheRest)
{
    std::string many;
    for (int i = 0; i < 300; ++i) {
        many += "unknown" + std::to_string(i) + ": 1\n";
    }
    const PlanReading reading = read(planWith(many));

    EXPECT_EQ(reading.faults.size(), 201U);
    EXPECT_EQ(reading.faults.back().message, "and 100 more faults");
}

} // namespace

} // namespace holdpoint
