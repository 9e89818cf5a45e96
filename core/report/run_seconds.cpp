// SPDX-License-Identifier: GPL-3.0-or-later
// What a run's frames say second by second, for spreadsheets and for HdrHistogram's tools.
#include "core/base/hash.h"
#include "core/base/text.h"
#include "core/base/time_format.h"
#include "core/base/units.h"
#include "core/metrics/totals.h"
#include "core/report/run_formats.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <map>
#include <tuple>

namespace holdpoint {

namespace {

/// Calls with the frames of one tick, all agents; ticks ascend.
Result<> forEachTick(const RunRecord& run, const Dossier& dossier, const std::function<void(const std::vector<Frame>&)>& visit)
{
    std::vector<Frame> frames;
    const auto read = dossier.readFrames(run.id, 0, [&](const Frame& frame) {
        if (!frames.empty() && frames.front().tick != frame.tick) {
            visit(frames);
            frames.clear();
        }
        frames.push_back(frame);
    });
    if (read && !frames.empty()) {
        visit(frames);
    }
    return read;
}

std::string number(const Json& value)
{
    return value.is_number() && std::isfinite(value.get<double>()) ? dumpJson(value) : "";
}

std::string fixed(double value, int decimals)
{
    std::array<char, 64> text{};
    const auto [end, error] = std::to_chars(text.data(), text.data() + text.size(), value, std::chars_format::fixed, decimals);
    return error == std::errc{} ? std::string(text.data(), end) : std::string();
}

/// A tag of the log has no comma, blank or line end.
std::string tagOf(std::string text)
{
    for (char& letter : text) {
        letter = letter == ',' ? ';' : static_cast<unsigned char>(letter) <= 0x20 ? '_' : letter;
    }
    return text;
}

} // namespace

std::string runFileStem(const RunRecord& run)
{
    return "run-" + std::to_string(run.id) + "-" + run.testId;
}

Nanos loadDuration(const RunRecord& run)
{
    if (const auto& load = run.result.loadSpan) {
        return load->to - load->from;
    }
    return run.endedAt ? *run.endedAt - run.startedAt : Nanos{};
}

Result<std::string> secondsCsv(const RunRecord& run, const Dossier& dossier)
{
    static constexpr std::array<const char*, 10> kColumns{"count", "rate",  "value", "min",   "avg",
                                                          "med",   "p(90)", "p(95)", "p(99)", "max"};
    std::string csv = "time,tick,metric,type";
    for (const char* column : kColumns) {
        csv += std::string(",") + column;
    }
    csv += "\r\n";
    auto samples = dossier.sourceSamples(run.id);
    if (!samples) {
        return fail(samples.error());
    }
    std::sort(samples->begin(), samples->end(),
              [](const SourceSample& a, const SourceSample& b) { return std::tie(a.at, a.series) < std::tie(b.at, b.series); });
    auto sample = samples->begin();
    std::optional<WallTime> t0;
    const auto addSamplesUntil = [&](WallTime end) {
        for (; sample != samples->end() && sample->at < end; ++sample) {
            const auto tick = t0 && sample->at > *t0 ? std::chrono::duration_cast<Seconds>(sample->at - *t0).count() : 0;
            csv += formatUtc(sample->at) + "," + std::to_string(tick) + "," + csvCell(sample->series) + ",query,,," +
                   (sample->value ? number(Json(*sample->value)) : "") + ",,,,,,,\r\n";
        }
    };
    const auto read = forEachTick(run, dossier, [&](const std::vector<Frame>& frames) {
        t0 = t0.value_or(frames.front().time - Seconds{static_cast<std::int64_t>(frames.front().tick)});
        addSamplesUntil(frames.front().time);
        MetricTotals totals;
        for (const Frame& frame : frames) {
            totals.add(frame);
        }
        const std::string head = formatUtc(frames.front().time) + "," + std::to_string(frames.front().tick) + ",";
        const Json metrics = totals.toJson();
        for (const auto& [key, metric] : metrics.items()) {
            csv += head + csvCell(key) + "," + stringAt(metric, "type");
            for (const std::string column : kColumns) {
                const bool isRate = stringAt(metric, "type") == "rate";
                const bool isCounter = stringAt(metric, "type") == "counter";
                // a rate's count is that of true, as everywhere; what a counter's rate would be, its count of one second is
                const bool isLeftOut = isCounter && column == "rate";
                csv += "," + (isLeftOut ? "" : number(memberAt(metric, isRate && column == "count" ? "passes" : column)));
            }
            csv += "\r\n";
        }
        double busy = 0;
        double cpu = 0;
        std::map<std::string, std::uint64_t> errors;
        for (const Frame& frame : frames) {
            busy = std::max(busy, frame.health.busy);
            cpu += frame.health.cpu;
            for (const ErrorCount& error : frame.errors) {
                errors[error.errorClass] += error.count;
            }
        }
        for (const auto& [errorClass, count] : errors) {
            csv += head + csvCell("errors{class:" + errorClass + "}") + ",counter," + std::to_string(count) + ",,,,,,,,,\r\n";
        }
        csv += head + "generator_busy,gauge,,," + number(Json(busy)) + ",,,,,,,\r\n";
        csv += head + "generator_cpu,gauge,,," + number(Json(cpu)) + ",,,,,,,\r\n";
    });
    addSamplesUntil(WallTime::max());
    return read ? Result<std::string>(std::move(csv)) : fail(read.error());
}

Result<std::string> hdrLog(const RunRecord& run, const Dossier& dossier)
{
    std::optional<WallTime> start; // of tick 0, from which intervals count: later than the run's, which begins with its setup
    std::string log;
    const auto read = forEachTick(run, dossier, [&](const std::vector<Frame>& frames) {
        if (!start) {
            start = frames.front().time - Seconds{static_cast<std::int64_t>(frames.front().tick)};
        }
        std::map<std::string, LatencyHistogram> merged;
        for (const Frame& frame : frames) {
            for (const auto& [key, histogram] : frame.trends) {
                const auto [found, isNew] = merged.try_emplace(key, histogram.digits());
                found->second.merge(histogram);
            }
        }
        for (const auto& [key, histogram] : merged) {
            if (!histogram.isEmpty()) {
                log += "Tag=" + tagOf(key) + "," + fixed(static_cast<double>(frames.front().tick), 3) + ",1.000," +
                       fixed(static_cast<double>(histogram.maxUs()) / 1000, 3) + "," + base64Encode(histogram.encodeV2()) + "\n";
            }
        }
    });
    if (!read) {
        return fail(read.error());
    }
    const WallTime zero = start.value_or(run.startedAt);
    return "#[Histogram log format version 1.2]\n#[Run " + std::to_string(run.id) + ", test " + run.testId +
           "; values in microseconds]\n#[StartTime: " + fixed(static_cast<double>(zero.time_since_epoch().count()) / 1e6, 3) +
           " (seconds since epoch), " + formatUtc(zero) + "]\n" +
           "\"StartTimestamp\",\"Interval_Length\",\"Interval_Max\",\"Interval_Compressed_Histogram\"\n" + log;
}

} // namespace holdpoint
