// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/load/answer_recorder.h"

#include "core/load/elapsed.h"
#include "core/load/exchange.h"
#include "core/load/sample_sink.h"

#include <algorithm>

namespace holdpoint {

namespace {

template <std::size_t size>
void copyText(std::string_view text, std::array<char, size>& to)
{
    to[text.copy(to.data(), size - 1)] = '\0';
}

/// Of one answer, in the order of checkOf().
struct CheckBits
{
    std::bitset<kMaxCheckBits> passed;
    std::bitset<kMaxCheckBits> failed;
    std::size_t count = 0;
    bool hasFailed = false;

    void note(bool isPassed)
    {
        hasFailed = hasFailed || !isPassed;
        if (count < kMaxCheckBits) {
            (isPassed ? passed : failed).set(count);
        }
        ++count;
    }
};

/// "Not Found" of "HTTP/1.1 404 Not Found".
std::string_view reasonOf(std::string_view head)
{
    const std::string_view line = head.substr(0, head.find('\r'));
    const auto status = line.find(' ');
    const auto reason = status == std::string_view::npos ? status : line.find(' ', status + 1);
    return reason == std::string_view::npos ? std::string_view() : line.substr(reason + 1);
}

RequestSample sampleOf(const RequestStep& step, const ExchangeAnswer& answer, const VisitorValues& values,
                       const CheckBits& checks, const Redactor& redactor)
{
    const Clock& clock = systemClock();
    RequestSample sample;
    sample.step = &step;
    sample.ended = clock.wallNow() - micros(clock.steadyNow() - answer.ended);
    sample.phases = answer.phases;
    sample.visitor = values.vu;
    sample.bytesSent = answer.bytesSent;
    sample.bytesReceived = answer.bytesReceived;
    sample.passedChecks = checks.passed;
    sample.failedChecks = checks.failed;
    sample.hasFailedCheck = checks.hasFailed;
    sample.status = answer.status;
    sample.error = answer.error;
    copyText(reasonOf(answer.head), sample.reason);
    // redacted before they are cut: a secret at the cut would stay in part
    copyText(redactor.redact(answer.message), sample.message);
    copyText(redactor.redact(answer.request->url), sample.url);
    return sample;
}

} // namespace

void AnswerRecorder::record(const RequestStep& step, const ExchangeAnswer& answer, VisitorValues& values, bool isHop)
{
    if (answer.error == ErrorClass::Generator) { // this machine failed, not the server
        m_recorder.shortage();
        for (const CompiledExtraction& each : step.extractions) {
            values.extracted[each.slot] = {};
        }
        recordFault(step, answer, ErrorClass::Generator, std::string(answer.message));
        return;
    }
    const std::string* firstFault = nullptr;
    std::string faultText;
    SampleSink* const samples = m_context.shard().samples;
    CheckBits checkBits;
    const auto onCheck = [&](const CompiledCheck& check, const std::string* fault) {
        m_recorder.rate(check.series, fault == nullptr, {answer.status});
        checkBits.note(fault == nullptr);
        if (fault != nullptr && firstFault == nullptr) {
            firstFault = &check.name;
            faultText = check.name + ": " + *fault;
        }
    };
    const bool isFailed = isHop ? isFailedAnswer(step.rules, answer) : examineAnswer(step, answer, values, onCheck);
    const int status = answer.status;
    const ErrorClass failure = answer.error != ErrorClass::None ? answer.error
                               : !isFailed                      ? ErrorClass::None
                               : status >= 500                  ? ErrorClass::Http5xx
                               : status >= 400                  ? ErrorClass::Http4xx
                                                                : ErrorClass::Protocol;
    const AnswerTags tags{status, !isFailed, failure};
    m_recorder.count(step.series.requests, 1, tags);
    m_recorder.count(step.series.routes[static_cast<std::size_t>(answer.route)], 1);
    m_recorder.rate(step.series.failed, isFailed, tags);
    m_recorder.rate(step.series.serverErrors, status >= 500, tags);
    if (answer.isRepeated) {
        m_recorder.count(step.series.repeats, 1, tags);
        if (m_context.sayOnce("repeated " + step.name)) {
            m_recorder.event("step " + step.name +
                             ": a kept connection was closed just as a request was on its way; "
                             "it was sent once more on a new one, as browsers do. http_repeats counts them");
        }
    }
    m_recorder.count(step.series.dataSent, answer.bytesSent, tags);
    m_recorder.count(step.series.dataReceived, answer.bytesReceived, tags);
    recordTimes(step, answer, tags);
    if (samples != nullptr) {
        RequestSample sample = sampleOf(step, answer, values, checkBits, m_context.redactor());
        sample.isFailed = isFailed;
        if (firstFault != nullptr && answer.message.empty()) {
            copyText(m_context.redactor().redact(faultText), sample.message);
        }
        samples->take(sample);
    }

    if (failure != ErrorClass::None) {
        const bool isOfTransport = answer.error != ErrorClass::None;
        recordFault(step, answer, failure, isOfTransport ? std::string(answer.message) : "status " + std::to_string(status));
    } else if (firstFault != nullptr) {
        recordFault(step, answer, ErrorClass::Check, m_context.redactor().redact(faultText));
    } else if (m_context.shard().kind == RunKind::DryRun) {
        m_recorder.event("exchange " + step.name + ": " + describeExchange(answer, m_context.redactor()));
    }
}

void AnswerRecorder::recordTimes(const RequestStep& step, const ExchangeAnswer& answer, const AnswerTags& tags)
{
    const RequestSeries& series = step.series;
    const ExchangePhases& phases = answer.phases;
    m_recorder.trend(series.duration, phases.duration(), tags);
    m_recorder.trend(series.responseTime, micros(answer.ended - answer.request->intended), tags);
    m_recorder.trend(series.blocked, phases.blocked, tags);
    m_recorder.trend(series.connecting, phases.connecting, tags);
    m_recorder.trend(series.tlsHandshaking, phases.tlsHandshaking, tags);
    m_recorder.trend(series.sending, phases.sending, tags);
    m_recorder.trend(series.waiting, phases.waiting, tags);
    m_recorder.trend(series.receiving, phases.receiving, tags);
}

void AnswerRecorder::recordFault(const RequestStep& step, const ExchangeAnswer& answer, ErrorClass errorClass,
                                 const std::string& message)
{
    if (m_context.mayKeepSample(errorClass, step.index)) {
        m_recorder.sample(errorClass, step.name, message, describeExchange(answer, m_context.redactor()));
    } else {
        m_recorder.error(errorClass, step.name, message);
    }
}

} // namespace holdpoint
