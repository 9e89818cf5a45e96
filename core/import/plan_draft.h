// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/import/import.h"
#include "core/plan/plan.h"

namespace holdpoint {

/// A plan that an importer puts together: one test with one scenario. planYaml() writes it. Texts are the plan's own.
struct PlanDraft
{
    std::string title;  // "Shop checkout"
    std::string source; // "HAR 1.2 of Firefox 128.0 (checkout.har)"
    std::string baseUrl;
    std::vector<std::string> allowHosts;
    std::vector<std::string> insecureHosts;
    std::vector<std::pair<std::string, std::string>> headers; // of every request
    std::vector<Step> flow;
    std::vector<ImportVariable> variables;
    std::vector<std::string> notes;

    /// A sentence once; after 200 they are only counted.
    void note(const std::string& sentence);
    std::size_t notesLeftOut = 0;
};

/// Between requests; uniform if the bounds differ.
Step thinkStep(Nanos least, Nanos most);
/// The plan's text with its head of comments.
std::string planYaml(const PlanDraft& draft);
/// Requests among these steps and all below them.
std::size_t requestCount(const std::vector<Step>& steps);
/// Headers that every request has with one value move to the draft's own; needs at least two requests.
void liftCommonHeaders(PlanDraft& draft);
/// {{name}} whose step, that would extract it, is not in the flow becomes a variable to set.
void settleNames(PlanDraft& draft);

} // namespace holdpoint
