// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/load/answer_recorder.h"

#include "core/load/exchange.h"

#include <algorithm>

namespace holdpoint {

namespace {

Micros micros(Nanos duration)
{
    return std::chrono::duration_cast<Micros>(std::max(duration, Nanos{0}));
}

} // namespace

void AnswerRecorder::record(const RequestStep& step, const Answer& answer, VisitorValues& values, bool isHop)
{
    if (answer.error == ErrorClass::Generator) { // this machine failed, not the server
        m_recorder.shortage();
        recordFault(step, answer, ErrorClass::Generator, std::string(answer.message));
        return;
    }
    const std::string* firstFault = nullptr;
    std::string faultText;
    const auto onCheck = [&](const CompiledCheck& check, const std::string* fault) {
        m_recorder.rate(check.series, fault == nullptr, answer.status);
        if (fault != nullptr && firstFault == nullptr) {
            firstFault = &check.name;
            faultText = check.name + ": " + *fault;
        }
    };
    const bool isFailed = isHop ? isFailedAnswer(step.rules, answer) : examineAnswer(step, answer, values, onCheck);
    const int status = answer.status;
    m_recorder.count(step.series.requests, 1, status, !isFailed);
    m_recorder.rate(step.series.failed, isFailed, status, !isFailed);
    m_recorder.rate(step.series.serverErrors, status >= 500, status, !isFailed);
    m_recorder.count(step.series.dataSent, answer.bytesSent, status, !isFailed);
    m_recorder.count(step.series.dataReceived, answer.bytesReceived, status, !isFailed);
    recordTimes(step, answer, !isFailed);

    if (answer.error != ErrorClass::None) {
        recordFault(step, answer, answer.error, std::string(answer.message));
    } else if (isFailed) {
        const auto errorClass = status >= 500 ? ErrorClass::Http5xx : status >= 400 ? ErrorClass::Http4xx : ErrorClass::Protocol;
        recordFault(step, answer, errorClass, "status " + std::to_string(status));
    } else if (firstFault != nullptr) {
        recordFault(step, answer, ErrorClass::Check, m_context.redactor().redact(faultText));
    } else if (m_context.shard().kind == RunKind::DryRun) {
        m_recorder.event("exchange " + step.name + ": " + describeExchange(answer, m_context.redactor()));
    }
}

void AnswerRecorder::recordTimes(const RequestStep& step, const Answer& answer, bool isExpected)
{
    const RequestSeries& series = step.series;
    const ExchangePhases& phases = answer.phases;
    const int status = answer.status;
    m_recorder.trend(series.duration, phases.duration(), status, isExpected);
    m_recorder.trend(series.responseTime, micros(answer.ended - answer.request->intended), status, isExpected);
    m_recorder.trend(series.blocked, phases.blocked, status, isExpected);
    m_recorder.trend(series.connecting, phases.connecting, status, isExpected);
    m_recorder.trend(series.tlsHandshaking, phases.tlsHandshaking, status, isExpected);
    m_recorder.trend(series.sending, phases.sending, status, isExpected);
    m_recorder.trend(series.waiting, phases.waiting, status, isExpected);
    m_recorder.trend(series.receiving, phases.receiving, status, isExpected);
}

void AnswerRecorder::recordFault(const RequestStep& step, const Answer& answer, ErrorClass errorClass, const std::string& message)
{
    if (m_context.mayKeepSample(errorClass, step.index)) {
        m_recorder.sample(errorClass, step.name, message, describeExchange(answer, m_context.redactor()));
    } else {
        m_recorder.error(errorClass, step.name, message);
    }
}

} // namespace holdpoint
