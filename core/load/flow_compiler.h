// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/load/flow.h"

#include <set>

namespace holdpoint {

/// Compiles one scenario's steps into a CompiledScenario.
class FlowCompiler
{
public:
    /// `names` are those that the test's samples carry so far.
    FlowCompiler(const Plan& plan, const Shard& shard, CompiledTest& test, std::set<std::string>& names, Scenario scenario);

    std::unique_ptr<CompiledScenario> compile();

private:
    void readHabits();
    void declareExtractions(const std::vector<Step>& steps);
    void addSteps(const std::vector<Step>& steps, const Tags& tags);
    void addSession(const Step& step, Tags tags);
    void addHeaders(const Step& step, SessionStep& session);
    void addGroup(const Step& step, const Tags& tags);
    void addBatch(const Step& step, const Tags& tags);
    void addIf(const Step& step, const Tags& tags);
    void addRepeat(const Step& step, const Tags& tags);
    void addOneOf(const Step& step, const Tags& tags);
    std::uint32_t addOp(FlowOp::Kind kind, std::uint32_t control = 0);
    std::uint32_t nextOp() const { return static_cast<std::uint32_t>(m_result->ops.size()); }
    ConditionList compiled(const std::vector<Condition>& conditions);
    std::string nameFor(const Step& step);

    // Requests
    void addRequest(const Step& step, Tags tags);
    void addOpening(const RequestStep& request, const std::string& url);
    void compileTransfer(const Step& step, RequestStep& request);
    const ClientCertificate* certificateOf(const CertificateFiles& files);
    void compileBody(const Step& step, RequestStep& request);
    void compileMultipart(const std::vector<MultipartPart>& parts, RequestStep& request);
    bool isAtHome(const Step& step) const;
    void sayStaysHome(const Step& step, const std::string& header);
    void compileHeaders(const Step& step, RequestStep& request);
    void addTraceHeaders(const Step& step, const std::vector<std::pair<std::string, std::string>>& headers,
                         RequestStep& request) const;
    void compileAuth(const Step& step, std::vector<std::pair<std::string, std::string>>& headers, RequestStep& request);
    void compileChecks(const Step& step, const Tags& tags, RequestStep& request);
    void compileWebhook(const Step& step, const Tags& tags, RequestStep& request);
    RequestSeries seriesFor(const Tags& tags);

    const Plan& m_plan;
    CompiledTest& m_test;
    std::set<std::string>& m_names;
    VariableScope m_scope;
    std::int64_t m_run;
    int m_perhapsDepth = 0; // within steps that an iteration may leave out
    std::string m_boundary; // of multipart bodies
    VisitorHabits m_habits; // of the scenario, completed from the environment's
    std::unique_ptr<CompiledScenario> m_result;
};

} // namespace holdpoint
