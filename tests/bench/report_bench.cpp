// SPDX-License-Identifier: GPL-3.0-or-later
// A long run becomes HTML, PDF and JSON (issue: 12 h in under 5 s and 500 MB, the HTML under 3 MB).
//   report_bench [HOURS]    default 12; prints seconds, the peak of memory and the sizes; 1 if a bar is missed
#include "core/base/file.h"
#include "core/paper/paper.h"
#include "core/plan/plan_reader.h"
#include "core/session/session.h"

#include <QGuiApplication>
#include <QProcess>
#include <QTemporaryDir>
#include <cmath>
#include <fstream>
#include <iostream>
#include <random>
#include <sys/resource.h>

namespace holdpoint {

namespace {

constexpr int kNames = 20;
constexpr int kRequestsPerSecond = 600;
constexpr int kDay = 24 * 3600;
constexpr double kMostSeconds = 5;
constexpr double kMostMegabytes = 500;
constexpr double kMostHtmlMegabytes = 3;

std::string planText(double hours)
{
    std::string text =
        "holdpoint: 1\nname: bench\nrelease: {name: bench, version: \"1\"}\nenvironment: {name: staging, base_url: "
        "\"http://127.0.0.1:1\", allow_hosts: [127.0.0.1]}\ntests:\n  all:\n    title: All day\n    scenarios:\n      "
        "s: {executor: constant-vus, vus: 1, duration: " +
        std::to_string(static_cast<int>(hours * 60)) + "m, flow: [";
    for (int name = 0; name < kNames; ++name) {
        text += "{get: /, name: step" + std::to_string(name) + "}, ";
    }
    text += "]}\n    thresholds:\n";
    for (int name = 0; name < kNames; ++name) {
        text += "      - {metric: \"http_req_duration{name:step" + std::to_string(name) + "}\", target: \"p(95)<200\"}\n";
    }
    return text;
}

/// A second of lognormal latencies, median 40 ms.
Frame second(std::mt19937_64& random)
{
    std::lognormal_distribution<double> latency(std::log(40'000.0), 0.5);
    Frame frame;
    const auto record = [&](const std::string& key, LatencyHistogram::Digits digits, double us) {
        frame.trends.try_emplace(key, LatencyHistogram(digits)).first->second.record(Micros{static_cast<std::int64_t>(us)});
    };
    for (int request = 0; request < kRequestsPerSecond; ++request) {
        const std::string tag = "{name:step" + std::to_string(request % kNames) + "}";
        const double us = latency(random);
        record("http_req_duration", LatencyHistogram::Digits::Three, us);
        record("http_req_duration" + tag, LatencyHistogram::Digits::Three, us);
        for (const char* phase : {"http_req_blocked", "http_req_sending", "http_req_waiting", "http_req_receiving"}) {
            record(phase, LatencyHistogram::Digits::Two, us * 0.2);
            record(phase + tag, LatencyHistogram::Digits::Two, us * 0.2);
        }
        frame.counters["http_reqs"] += 1;
        frame.counters["http_reqs" + tag] += 1;
        frame.rates["http_req_failed"].total += 1;
    }
    frame.gauges["vus"] = {600, 600, 600};
    return frame;
}

int complain(const Error& error)
{
    std::cerr << error.message << '\n';
    return 1;
}

Result<> addRun(Session& session, RunKind kind, double hours)
{
    std::mt19937_64 random(1);
    std::vector<Frame> different;
    for (int i = 0; i < 60; ++i) {
        different.push_back(second(random));
    }
    const int secondsAgo = kind == RunKind::Baseline ? 2 * kDay : static_cast<int>(hours * 3600);
    const auto begin = systemClock().wallNow() - std::chrono::seconds{secondsAgo};
    const auto run = session.dossier().beginRun("all", kind, session.plan(), begin);
    if (!run) {
        return fail(run.error());
    }
    RunJudge judge(rulesFor(session.plan(), session.plan().tests.front(), kind));
    const auto planned = static_cast<std::uint64_t>(hours * 3600);
    std::vector<Frame> batch;
    for (std::uint64_t seq = 1; seq <= planned; ++seq) {
        Frame frame = different[seq % different.size()];
        frame.run = *run;
        frame.seq = seq;
        frame.tick = seq - 1;
        frame.time = begin + std::chrono::seconds{static_cast<std::int64_t>(seq)};
        frame.isFinal = seq == planned;
        if (seq <= different.size()) { // the result is not what is measured
            judge.add(frame);
        }
        batch.push_back(std::move(frame));
        if (batch.size() == 200 || seq == planned) {
            if (auto added = session.dossier().addFrames(*run, batch); !added) {
                return added;
            }
            batch.clear();
        }
    }
    return session.dossier().endRun(*run, systemClock().wallNow(), "duration reached",
                                    judge.judge(RunEnding::Completed, "done", {}));
}

/// A dossier with one run of `hours` and a baseline that it is compared with.
int make(double hours, const std::filesystem::path& folder)
{
    if (auto written = writeFileAtomically(folder / "plan.yaml", planText(hours)); !written) {
        return complain(written.error());
    }
    {
        Session::Request request;
        request.planFile = folder / "plan.yaml";
        auto opened = Session::open(request);
        if (opened.session == nullptr) {
            std::cerr << (opened.error ? opened.error->message : opened.faults.front().text()) << '\n';
            return 1;
        }
        constexpr double kBaseline = 1.0 / 30; // hours
        for (const auto& [kind, length] : {std::pair(RunKind::Baseline, kBaseline), std::pair(RunKind::Load, hours)}) {
            if (auto added = addRun(*opened.session, kind, length); !added) {
                return complain(added.error());
            }
        }
    }
    return 0;
}

/// Of this program: ru_maxrss would hold what its parent had before exec.
double peakMegabytes()
{
    std::ifstream status("/proc/self/status");
    for (std::string line; std::getline(status, line);) {
        if (line.starts_with("VmHWM:")) {
            return std::strtod(line.c_str() + 6, nullptr) / 1024;
        }
    }
    return -1;
}

/// In a process of its own, so that its peak of memory is that of the reports alone.
int measure(const std::filesystem::path& folder)
{
    const auto begin = systemClock().steadyNow();
    const auto session = Session::openDossier(folder / "bench-1.holdpoint");
    if (!session) {
        return complain(session.error());
    }
    const auto written = (*session)->exportReport(folder / "out", {"json", "html", "pdf"}, {pdfRenderer()});
    if (!written) {
        return complain(written.error());
    }
    const double took = std::chrono::duration<double>(systemClock().steadyNow() - begin).count();
    rusage usage{};
    ::getrusage(RUSAGE_SELF, &usage);
    const double cpu = static_cast<double>(usage.ru_utime.tv_sec) + static_cast<double>(usage.ru_utime.tv_usec) / 1e6;
    const double peak = peakMegabytes();
    const auto megabytes = [&](const char* name) {
        return static_cast<double>(std::filesystem::file_size(folder / "out" / name)) / 1e6;
    };
    std::cout << "HTML, PDF and JSON in " << took << " s (bar " << kMostSeconds << "), peak of memory " << peak << " MB (bar "
              << kMostMegabytes << "), user CPU " << cpu << " s; report.html " << megabytes("report.html") << " MB (bar "
              << kMostHtmlMegabytes << "), report.pdf " << megabytes("report.pdf") << " MB, report.json "
              << megabytes("report.json") << " MB\n";
    return took < kMostSeconds && peak < kMostMegabytes && megabytes("report.html") < kMostHtmlMegabytes ? 0 : 1;
}

} // namespace

} // namespace holdpoint

int main(int argc, char** argv)
{
    qputenv("QT_QPA_PLATFORM", "offscreen");
    const QGuiApplication application(argc, argv);
    if (argc > 2) {
        return holdpoint::measure(argv[2]);
    }
    const double hours = argc > 1 ? std::strtod(argv[1], nullptr) : 12;
    const QTemporaryDir folder;
    if (const int code = holdpoint::make(hours, folder.path().toStdString()); code != 0) {
        return code;
    }
    std::cout << hours << " h: " << std::flush;
    return QProcess::execute(QCoreApplication::applicationFilePath(), {QStringLiteral("measure"), folder.path()});
}
