// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/session/session.h"
#include "tests/support/ssh_keys.h"

#include <QTemporaryDir>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

namespace holdpoint::test {

/// What a source said beside a run about SignableRelease::kQuery (a plan with kWatchedPlan).
struct Watched
{
    std::vector<double> samples;                 // while the load went on, one a second
    std::optional<std::vector<double>> atTheEnd; // about the whole of it; nullopt: not kept, as earlier versions did
    double covered = 1;
    std::function<void(RunResult&)> change; // to the result before it is stored
    RunEnding ending = RunEnding::Completed;
};

/// A small release that is GO: one test with a load run of real frames, judged from them; a checklist of some items; a plan that
/// names the people of `keys` (mara qa, tomasz devops, anjali tech-lead, jonas product-manager) as allowed signers.
class SignableRelease
{
public:
    /// `planMore` goes behind the plan's text; `duration` is what its test is planned for, a run has 12 s of it; `itemsMore` are
    /// further items of the checklist, which freeze() asks with a person's yes.
    explicit SignableRelease(const std::string& planMore = "", const std::string& signoffMore = "",
                             const std::string& duration = "12s", const std::string& itemsMore = "");

    Session& session() { return *m_session; }
    std::filesystem::path path(const std::string& name) const
    {
        return std::filesystem::path(m_folder.path().toStdString()) / name;
    }
    std::filesystem::path dossier() const { return path("d.holdpoint"); }
    /// The session anew, as another start of the program would.
    void reopen();
    void close() { m_session.reset(); }
    static constexpr const char* kQuery = "max(cpu)";
    static constexpr const char* kWatchedPlan =
        "thresholds:\n  - {id: cpu, source: prometheus, query: max(cpu), target: \"value<70\", critical: \"value<90\"}\n"
        "  - {id: mean, source: prometheus, query: max(cpu), target: \"avg<60\"}\n"
        "monitoring: {prometheus: {url: \"http://127.0.0.1:9\"}}\n";
    /// One more load run of 12 s; `failedRate` of its requests fail.
    void addRun(double failedRate = 0, const Watched& watched = {});
    /// A sensed item of the Sign-off gate: the word in the file `probe` beside the plan must be up, a command reads it.
    static constexpr const char* kProbedItem =
        "      - {id: final.probe, text: The probe is up, kind: sensed, sensor: command, gate: sign-off, owner: devops, facts: "
        "{says: {command: [./probe.sh], take: /stdout}}, pass: 'says == up text'}\n";
    /// Asks every sensed item now.
    void look(bool mayRunCommands);
    /// Through all gates up to a frozen record.
    void freeze();
    /// With the role's own key; what was wrong.
    Result<> sign(Role role);
    void signAll();

    static const char* keyNameOf(Role role);
    static Person personOf(Role role);

    SshKeys keys;

private:
    SourceFindingsByQuery watch(std::int64_t run, WallTime t0, const Watched& watched, RunJudge& judge);

    QTemporaryDir m_folder;
    std::unique_ptr<Session> m_session;
    bool m_hasSensed = false;
};

} // namespace holdpoint::test
