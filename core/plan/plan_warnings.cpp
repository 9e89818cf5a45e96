// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/plan/plan_warnings.h"

#include "core/base/json.h"

namespace holdpoint {

namespace {

bool isBelow(const Expression& one)
{
    return one.comparison == Comparison::Less || one.comparison == Comparison::LessEqual;
}

bool isAbove(const Expression& one)
{
    return one.comparison == Comparison::Greater || one.comparison == Comparison::GreaterEqual;
}

/// What meets the target can already be critical.
bool isCriticalFirst(const ThresholdRule& rule)
{
    return rule.critical && ((isBelow(rule.target) && isBelow(*rule.critical) && rule.critical->limit < rule.target.limit) ||
                             (isAbove(rule.target) && isAbove(*rule.critical) && rule.critical->limit > rule.target.limit));
}

} // namespace

std::vector<std::string> planWarnings(const Plan& plan)
{
    std::vector<std::string> warnings;
    const auto addRules = [&](const std::vector<ThresholdRule>& rules, const std::string& where) {
        for (const ThresholdRule& rule : rules) {
            if (isCriticalFirst(rule)) {
                warnings.push_back(where + ": the critical limit " + rule.critical->text + " is stricter than the target " +
                                   rule.target.text + "; a value can meet the target and fail the run");
            }
        }
    };
    for (const TestPlan& test : plan.tests) {
        const bool isJudged = !test.thresholds.empty() || !test.verifications.empty() || test.k6;
        if (!isJudged) {
            warnings.push_back("test `" + test.id +
                               "` has no threshold and no verification: only missed load or requests that all fail can stop it");
        }
        addRules(test.thresholds, "test `" + test.id + "`");
    }
    addRules(plan.thresholds, "thresholds");
    if (const Json& roles = memberAt(plan.signoff, "roles"); roles.is_array() && roles.size() < 4) {
        warnings.emplace_back(
            "signoff: roles leaves some out, and nothing follows from it: a release is signed by all four, qa, devops, "
            "tech-lead and product-manager");
    }
    for (const char* key : {"allowed_signers", "revoked_keys"}) {
        const std::string file = stringAt(plan.signoff, key);
        std::error_code ignored;
        if (!file.empty() && !std::filesystem::exists(plan.path.parent_path() / file, ignored)) {
            warnings.push_back("signoff: " + std::string(key) + ": there is no file " +
                               (plan.path.parent_path() / file).lexically_normal().string() +
                               " yet; nobody can sign with a key before it is there");
        }
    }
    return warnings;
}

} // namespace holdpoint
