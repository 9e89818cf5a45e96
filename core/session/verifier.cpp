// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/verifier.h"

#include "core/base/text.h"
#include "core/base/units.h"
#include "core/plan/expected_value.h"
#include "core/verdict/expression.h"

#include <QTimer>
#include <algorithm>
#include <cmath>

namespace holdpoint {

namespace {

constexpr int kRetryMs = 500;

Result<double> valueOf(const ExpectedTerm& term, const MetricTotals& totals)
{
    if (term.number) {
        return *term.number;
    }
    const auto key = parseMetricKey(term.metric);
    const auto aggregate = parseExpression(term.aggregate + "==0");
    if (!key || !aggregate) {
        return fail(key ? aggregate.error() : key.error());
    }
    if (const auto value = totals.value(key->text(), aggregate->aggregate)) {
        return *value;
    }
    const auto known = knownMetric(key->name);
    if (aggregate->aggregate.kind == AggregateKind::Count && known && known->type == MetricType::Counter) {
        return 0.0;
    }
    return fail(Error::Kind::NotFound, "the run has no samples of " + key->text());
}

} // namespace

Result<double> expectedValue(const std::string& equals, const MetricTotals& totals)
{
    const auto terms = parseExpectedValue(equals);
    if (!terms) {
        return fail(terms.error());
    }
    std::optional<double> least;
    for (const ExpectedTerm& term : *terms) {
        const auto value = valueOf(term, totals);
        if (!value) {
            return fail(value.error());
        }
        least = least ? std::min(*least, *value) : *value;
    }
    return *least;
}

Verifier::Verifier(LocalAgent& agent, const TestPlan& test, QObject* parent)
    : QObject(parent), m_agent(agent), m_test(test), m_before(test.verifications.size())
{}

void Verifier::cancel()
{
    m_isCancelled = true;
}

void Verifier::ask(const Verification& entry, std::function<void(Reading)> done)
{
    if (m_isCancelled) {
        return;
    }
    m_agent.get(
        QString::fromStdString(entry.target), [this, &entry, done = std::move(done)](Result<std::vector<StepOutcome>> answer) {
            Reading reading;
            if (!answer || answer->empty()) {
                reading.error = answer ? "no answer" : answer.error().message;
            } else if (answer->front().isFailed) {
                const StepOutcome& outcome = answer->front();
                reading.error =
                    outcome.error.empty() ? "GET " + entry.target + " answered " + std::to_string(outcome.status) : outcome.error;
            } else if (const auto json = parseJson(answer->front().body, "the answer of " + entry.target); !json) {
                reading.error = json.error().message;
            } else if (const Json* value = atPointer(*json, entry.pointer); value != nullptr && value->is_number()) {
                reading.value = value->get<double>();
            } else {
                reading.error = "the answer of " + entry.target + " has no number at " + entry.pointer;
            }
            // The agent calls back from inside its own reading loop: leave it before asking again.
            QTimer::singleShot(0, this, [this, done, reading] {
                if (!m_isCancelled) {
                    done(reading);
                }
            });
        });
}

void Verifier::readBefore(std::function<void()> done)
{
    readNext(0, done);
}

void Verifier::readNext(std::size_t index, const std::function<void()>& done)
{
    while (index < m_test.verifications.size() && !m_test.verifications[index].isDelta) {
        ++index;
    }
    if (index == m_test.verifications.size()) {
        done();
        return;
    }
    ask(m_test.verifications[index], [this, index, done](const Reading& reading) {
        m_before[index] = reading;
        readNext(index + 1, done);
    });
}

void Verifier::verify(const MetricTotals& totals, std::function<void(std::vector<VerificationResult>)> done)
{
    m_totals = &totals;
    m_done = std::move(done);
    m_results.clear();
    m_entryStarted = systemClock().steadyNow();
    verifyNext(0);
}

void Verifier::verifyNext(std::size_t index)
{
    if (index == m_test.verifications.size()) {
        m_done(std::move(m_results));
        return;
    }
    const Verification& entry = m_test.verifications[index];
    ask(entry, [this, index, &entry](const Reading& reading) {
        VerificationResult result = judge(index, reading);
        const bool isOver = systemClock().steadyNow() - m_entryStarted >= entry.within;
        if (result.verdict != RuleVerdict::Passed && !isOver && m_agent.isAlive()) {
            QTimer::singleShot(kRetryMs, this, [this, index] { verifyNext(index); });
            return;
        }
        m_results.push_back(std::move(result));
        m_entryStarted = systemClock().steadyNow();
        verifyNext(index + 1);
    });
}

VerificationResult Verifier::judge(std::size_t index, const Reading& reading) const
{
    const Verification& entry = m_test.verifications[index];
    VerificationResult result;
    result.name = entry.name;
    const auto expected = expectedValue(entry.equals, *m_totals);
    result.expected = expected ? formatPlain(*expected) : entry.equals;
    std::string problem = reading.error;
    if (problem.empty() && entry.isDelta && !m_before[index].value) {
        problem = "no value from before the load: " + m_before[index].error;
    }
    if (problem.empty() && !expected) {
        problem = expected.error().message;
    }
    if (!problem.empty()) {
        result.verdict = RuleVerdict::NoData;
        result.sentence = entry.name + ": " + problem;
        return result;
    }
    const double measured = *reading.value - (entry.isDelta ? *m_before[index].value : 0.0);
    result.measured = formatPlain(measured);
    const bool holds = std::fabs(measured - *expected) < 1e-6;
    result.verdict = holds ? RuleVerdict::Passed : RuleVerdict::Failed;
    result.sentence = entry.name + ": " + (holds ? "" : "expected ") + formatNumber(*expected, 0) +
                      (holds ? ", as expected" : ", measured " + formatNumber(measured, 0)) + " (" + entry.target + " " +
                      entry.pointer + ")";
    return result;
}

} // namespace holdpoint
