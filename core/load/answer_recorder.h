// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/load/recorder.h"
#include "core/load/run_context.h"

namespace holdpoint {

/// Turns answers into samples, checks and errors of one load thread.
class AnswerRecorder
{
public:
    AnswerRecorder(RunContext& context, Recorder& recorder) : m_context(context), m_recorder(recorder) {}

    /// Takes the step's extractions into `values`. A hop is a redirect that is followed: a request like any other, but the step's
    /// checks wait for the last answer.
    void record(const RequestStep& step, const ExchangeAnswer& answer, VisitorValues& values, bool isHop);

private:
    void recordTimes(const RequestStep& step, const ExchangeAnswer& answer, const AnswerTags& tags);
    void recordFault(const RequestStep& step, const ExchangeAnswer& answer, ErrorClass errorClass, const std::string& message);

    RunContext& m_context;
    Recorder& m_recorder;
};

} // namespace holdpoint
