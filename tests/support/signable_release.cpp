// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/signable_release.h"

#include "core/base/file.h"
#include "core/session/sweep_job.h"
#include "core/verdict/run_result.h"
#include "core/verdict/source_findings.h"
#include "core/verdict/source_spans.h"

#include <QEventLoop>
#include <array>
#include <fstream>

namespace holdpoint::test {

namespace {

constexpr std::array kRoles{Role::Qa, Role::DevOps, Role::TechLead, Role::ProductManager};
constexpr int kSeconds = 12;

constexpr const char* kTemplate = R"(holdpoint-checklist: 1
id: signable
version: "1.0"
title: A small checklist
sections:
  - number: "1"
    title: Preparation
    part: Before
    items:
      - {id: env.told, text: Everybody was told, kind: manual, gate: go-for-load, owner: qa}
      - {id: env.keys, text: Keys are in place, kind: manual, gate: go-for-load, owner: devops, killer: true}
  - number: "9"
    title: Results
    part: After
    items:
      - {id: result.read, text: Results were read, kind: manual, gate: results, owner: tech-lead}
  - number: "15"
    title: Capacity
    part: After
    items:
      - {id: capacity.cost, text: Cost at peak, kind: form, gate: sign-off, owner: devops}
@ITEMS@  - number: "18"
    title: After release
    part: Live
    items:
      - {id: live.watch, text: Watch the launch, kind: manual, gate: after-release, owner: devops}
)";

constexpr const char* kPlan = R"(holdpoint: 1
name: Signable release
release: {name: platform, version: "1.8.3", commit: 4f2a9c1d4f2a9c1d4f2a9c1d4f2a9c1d4f2a9c1d}
environment: {name: here, base_url: "http://127.0.0.1:8080", allow_hosts: [127.0.0.1]}
checklist: {template: signable.yaml}
tests:
  search:
    title: Search
    scenarios:
      searchers:
        executor: constant-vus
        vus: 10
        duration: @DURATION@
        flow:
          - get: /api/search
            name: search
    thresholds:
      - {metric: http_req_failed, target: "rate<0.001", critical: "rate<0.01", action: Investigate}
      - {metric: "http_req_duration{name:search}", target: "p(95)<300", critical: "p(95)<500", action: Optimise}
)";

void write(const std::filesystem::path& file, const std::string& text)
{
    std::ofstream(file) << text;
}

void check(const Result<>& done)
{
    EXPECT_TRUE(done) << (done ? "" : done.error().message);
}

Frame frameOf(std::int64_t run, int second, WallTime t0, double failedRate)
{
    constexpr std::uint64_t kRequests = 200;
    Frame frame;
    frame.run = run;
    frame.seq = static_cast<std::uint64_t>(second) + 1;
    frame.tick = static_cast<std::uint64_t>(second);
    frame.time = t0 + std::chrono::seconds{second + 1};
    const auto failed = static_cast<std::uint64_t>(failedRate * static_cast<double>(kRequests));
    frame.counters["http_reqs"] = kRequests;
    frame.counters["http_reqs{name:search}"] = kRequests;
    frame.rates["http_req_failed"] = {failed, kRequests};
    frame.gauges["vus"] = {10, 10, 10};
    frame.gauges["vus_max"] = {10.0 + second, 10.0 + second, 10.0 + second};
    frame.trends["http_req_duration{name:search}"].record(Micros{100'000 + second * 1000}, kRequests);
    if (second == 3) {
        frame.errors.push_back({"timeout", "search", "no answer in 10 s", 1, R"({"request":"GET /api/search"})"});
    }
    frame.isFinal = second + 1 == kSeconds;
    return frame;
}

} // namespace

const char* SignableRelease::keyNameOf(Role role)
{
    static constexpr std::array kNames{"mara", "tomasz", "anjali", "jonas"};
    return kNames[static_cast<std::size_t>(role)];
}

Person SignableRelease::personOf(Role role)
{
    static constexpr std::array kNames{"Mara Lindqvist", "Tomasz Wren", "Anjali Rao", "Jonas Feld"};
    return {kNames[static_cast<std::size_t>(role)], role, keyNameOf(role)};
}

SignableRelease::SignableRelease(const std::string& planMore, const std::string& signoffMore, const std::string& duration,
                                 const std::string& itemsMore)
    : m_hasSensed(!itemsMore.empty())
{
    std::string allowed;
    for (const Role role : kRoles) {
        keys.make(keyNameOf(role));
        allowed += keys.line(keyNameOf(role), std::string(keyNameOf(role)) + "@example.com");
    }
    write(path("allowed_signers"), allowed);
    const auto filled = [](std::string text, std::string_view blank, const std::string& with) {
        return text.replace(text.find(blank), blank.size(), with);
    };
    write(path("signable.yaml"), filled(kTemplate, "@ITEMS@", itemsMore));
    write(path("probe"), "up");
    write(path("probe.sh"), "#!/bin/sh\nprintf '%s' \"$(cat probe)\"\n");
    std::filesystem::permissions(path("probe.sh"), std::filesystem::perms::owner_all);
    const std::string plan = filled(kPlan, "@DURATION@", duration);
    write(path("plan.yaml"), plan + "signoff: {allowed_signers: allowed_signers" +
                                 (signoffMore.empty() ? "" : ", " + signoffMore) + "}\n" + planMore);
    reopen();
}

void SignableRelease::reopen()
{
    m_session.reset();
    Session::Request request;
    request.planFile = path("plan.yaml");
    request.dossierFile = dossier();
    auto opened = Session::open(request);
    if (opened.session == nullptr) {
        ADD_FAILURE() << (opened.error ? opened.error->message : opened.faults.front().text());
        std::abort();
    }
    m_session = std::move(opened.session);
}

void SignableRelease::addRun(double failedRate, const Watched& watched)
{
    const TestPlan& test = *session().plan().test("search");
    const WallTime t0 = systemClock().wallNow() - std::chrono::minutes{2};
    const auto run = session().dossier().beginRun("search", RunKind::Load, session().plan(), t0);
    ASSERT_TRUE(run) << run.error().message;
    RunJudge judge(rulesFor(session().plan(), test, RunKind::Load));
    std::vector<Frame> frames;
    for (int second = 0; second < kSeconds; ++second) {
        frames.push_back(frameOf(*run, second, t0, failedRate));
        judge.add(frames.back());
    }
    check(session().dossier().addFrames(*run, frames));
    const std::string why = watched.ending == RunEnding::Completed ? "duration reached" : "it was stopped";
    RunResult result = judge.judge(watched.ending, why, {}, watch(*run, t0, watched, judge));
    if (watched.change) {
        watched.change(result);
    }
    check(session().dossier().endRun(*run, t0 + std::chrono::seconds{kSeconds}, why, result));
    check(session().dossier().addRunNote(*run, {RunNote::Kind::Mark, t0 + std::chrono::seconds{2}, 2, "two pods added", ""},
                                         personOf(Role::DevOps)));
    session().noteChange();
}

SourceFindingsByQuery SignableRelease::watch(std::int64_t run, WallTime t0, const Watched& watched, RunJudge& judge)
{
    SourceFindingsByQuery findings;
    if (watched.samples.empty() && !watched.atTheEnd) {
        return findings;
    }
    std::vector<SourceSample> samples;
    for (std::size_t i = 0; i < watched.samples.size(); ++i) {
        samples.push_back({run, kQuery, t0 + std::chrono::seconds{i}, watched.samples[i]});
        judge.addSample(samples.back());
    }
    const SourceSpan span{run, querySource(kQuery), t0, t0 + std::chrono::seconds{kSeconds + 1}, true, ""};
    check(session().dossier().addSourceData(run, samples, {span}));
    SourceFindings& found = findings[kQuery];
    found.covered = watched.covered;
    for (std::size_t i = 0; watched.atTheEnd && i < watched.atTheEnd->size(); ++i) {
        found.points.push_back({t0 + std::chrono::seconds{i}, (*watched.atTheEnd)[i]});
    }
    if (watched.atTheEnd) {
        check(session().dossier().addSnapshot(
            {run, std::string(kWholeLoad), std::string(kQueriesSource), t0 + std::chrono::seconds{kSeconds}, toJson(findings)}));
    }
    return findings;
}

void SignableRelease::look(bool mayRunCommands)
{
    SweepJob::Request request;
    request.mayRunCommands = mayRunCommands;
    QEventLoop loop;
    QObject::connect(&session().sweepJob(), &SweepJob::finished, &loop, &QEventLoop::quit);
    check(session().sweepJob().start(request));
    loop.exec();
}

void SignableRelease::freeze()
{
    const Person lead = personOf(Role::TechLead);
    if (m_hasSensed) {
        look(true);
    }
    if (session().report()->tests.front().runs.empty()) {
        addRun();
    }
    for (const char* item : {"env.told", "env.keys", "result.read"}) {
        check(session().confirm(item, lead, "seen"));
    }
    check(session().setForm("capacity.cost", "1200", lead, ""));
    for (const Gate gate : {Gate::GoForLoad, Gate::Results, Gate::SignOff}) {
        check(session().decideGate(gate, true, lead, ""));
    }
}

Result<> SignableRelease::sign(Role role)
{
    const auto bytes = session().signoffBytes(role, personOf(role));
    if (!bytes) {
        return fail(bytes.error());
    }
    SigningKey key;
    key.file = keys.folder() / keyNameOf(role);
    const SignAnswer answer = signBytes(*bytes, kSignoffNamespace, key);
    return answer.given ? session().acceptSignature(*bytes, answer.given->armor, personOf(role))
                        : fail(Error::Kind::Refused, answer.sentence);
}

void SignableRelease::signAll()
{
    for (const Role role : kRoles) {
        check(sign(role));
    }
}

} // namespace holdpoint::test
