// SPDX-License-Identifier: GPL-3.0-or-later
// `hint`: what core/analysis found in the runs of this release.
#include "core/analysis/hint_ids.h"
#include "core/base/text.h"
#include "core/base/units.h"
#include "core/sensors/askers.h"

#include <algorithm>
#include <set>

namespace holdpoint {

namespace {

constexpr std::size_t kMostSentences = 4;

/// Runs that a hint may speak of: ended, counting, of a kind that decides a test. Newest last.
std::vector<const RunRecord*> runsFor(const SenseInputs& inputs, bool isNewestOnly)
{
    std::vector<const RunRecord*> found;
    for (const RunRecord& run : inputs.runs) {
        const bool counts = run.endedAt && run.isCounting && decidesTest(run.kind) && wasSeen(run);
        if (counts && (!isNewestOnly || decidingRun(inputs.runs, run.testId) == &run)) {
            found.push_back(&run);
        }
    }
    return found;
}

class HintAnswer
{
public:
    void add(const RunRecord& run, const Hint& hint, bool isNewest)
    {
        const std::string at = hint.rule + " (run " + std::to_string(run.id) + ")";
        Json row{{"rule", hint.rule}, {"run", run.id}, {"sentence", hint.sentence}};
        if (!hint.subject.empty()) {
            row["subject"] = hint.subject;
        }
        switch (hint.state) {
        case Hint::State::Found:
            row["boxes"] = boxesOfRule(hint.rule);
            row["numbers"] = hint.numbers;
            m_sentences.push_back(at + ": " + hint.sentence);
            m_found.push_back(std::move(row));
            break;
        case Hint::State::Nothing:
            if (isNewest) {
                m_lookedAt.push_back(at + ": " + hint.sentence);
                m_knownRules.insert(hint.rule);
            }
            m_nothing.push_back(std::move(row));
            break;
        case Hint::State::Unknown:
            row["absent"] = hint.isNotConfigured;
            if (isNewest && hint.isNotConfigured) {
                m_absent.insert(hint.sentence);
                m_absentRules.insert(hint.rule);
            } else if (isNewest) {
                m_silent.emplace_back(hint.rule, at + ": " + hint.sentence);
            }
            m_unknown.push_back(std::move(row));
            break;
        }
        for (const auto& [name, value] : hint.numbers.items()) {
            if (value.is_number() && (!m_numbers.contains(name) || m_numbers[name] < value)) {
                m_numbers[name] = value;
            }
        }
    }

    /// A rule that one run decided is known. Nothing found counts only if the first rule named is known, or its source is not in
    /// the plan: it is the one that the item is about.
    Answer<Json> take(const std::string& leadingRule) const
    {
        std::vector<std::string> silent;
        bool isLeaderSilent = false;
        for (const auto& [rule, sentence] : m_silent) {
            if (m_knownRules.count(rule) == 0) {
                silent.push_back(sentence);
                isLeaderSilent = isLeaderSilent || rule == leadingRule;
            }
        }
        if (m_found.empty() && !silent.empty() && (isLeaderSilent || m_lookedAt.empty())) {
            return unknown(Unknown::Kind::Rejected, first(silent));
        }
        if (m_found.empty() && m_lookedAt.empty()) {
            return unknown(Unknown::Kind::NotConfigured,
                           m_absent.empty() ? "no run was looked at for it"
                                            : join(std::vector<std::string>(m_absent.begin(), m_absent.end()), "; "));
        }
        std::string sentence = m_found.empty() ? "nothing found: " + first(m_lookedAt) : first(m_sentences);
        std::vector<std::string> notSeen = silent;
        if (!m_absentRules.empty()) {
            notSeen.push_back(join(std::vector<std::string>(m_absentRules.begin(), m_absentRules.end()), ", ") + " (" +
                              join(std::vector<std::string>(m_absent.begin(), m_absent.end()), "; ") + ")");
        }
        if (!notSeen.empty()) {
            sentence += "; not looked at: " + first(notSeen);
        }
        return Json{{"count", m_found.size()}, {"sentence", sentence}, {"findings", m_found},
                    {"nothing", m_nothing},    {"unknown", m_unknown}, {"numbers", m_numbers}};
    }

private:
    static std::string first(const std::vector<std::string>& parts)
    {
        std::vector<std::string> shown(parts.begin(),
                                       parts.begin() + static_cast<std::ptrdiff_t>(std::min(parts.size(), kMostSentences)));
        std::string text = join(shown, "; ");
        return parts.size() > shown.size() ? text + "; and " + formatCount(parts.size() - shown.size()) + " more" : text;
    }

    Json m_found = Json::array();
    Json m_nothing = Json::array();
    Json m_unknown = Json::array();
    Json m_numbers = Json::object(); // the highest of each
    std::vector<std::string> m_sentences;
    std::vector<std::string> m_lookedAt;
    std::vector<std::pair<std::string, std::string>> m_silent; // rule and why, of sources that should have answered
    std::set<std::string> m_knownRules;
    std::set<std::string> m_absent;
    std::set<std::string> m_absentRules;
};

} // namespace

Answer<Json> askHint(const AskContext& context, const Json& spec)
{
    const auto rules = wordsOf(memberAt(spec, "hint"));
    const auto known = hintRuleIds();
    for (const std::string& rule : rules) {
        if (std::find(known.begin(), known.end(), rule) == known.end()) {
            return malformed(noHintRule(rule));
        }
    }
    const auto runs = runsFor(context.inputs, stringAt(spec, "runs") == "newest");
    if (runs.empty()) {
        return {}; // waits for a run
    }
    HintAnswer answer;
    for (const RunRecord* run : runs) {
        const auto& all = context.inputs.hints;
        const auto hints = std::find_if(all.begin(), all.end(), [run](const RunHints& each) { return each.run == run->id; });
        const bool isNewest = decidingRun(context.inputs.runs, run->testId) == run;
        for (const std::string& rule : rules) {
            bool isSaid = false;
            for (const Hint& hint : hints == all.end() ? std::vector<Hint>{} : hints->hints) {
                if (hint.rule == rule) {
                    answer.add(*run, hint, isNewest);
                    isSaid = true;
                }
            }
            if (!isSaid) {
                answer.add(*run, Hint{rule, Hint::State::Unknown, "the run was not analysed", {}, Json::object(), false},
                           isNewest);
            }
        }
    }
    return answer.take(rules.empty() ? std::string() : rules.front());
}

} // namespace holdpoint
