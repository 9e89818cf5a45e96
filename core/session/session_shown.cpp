// SPDX-License-Identifier: GPL-3.0-or-later
// What a window shows of a session without waiting for anybody: signatures are proven and, over a database, reports are built on
// threads beside it.
#include "core/dossier/log_entry.h"
#include "core/report/signature_proof.h"
#include "core/session/report_job.h"
#include "core/session/run_interruption.h"
#include "core/session/session_parts.h"

#include <algorithm>
#include <map>

namespace holdpoint {

void Session::proveAside()
{
    d->provesAside = true;
}

void Session::startProving()
{
    const bool isAnyOpen = d->report != nullptr && std::any_of(d->report->signatures.begin(), d->report->signatures.end(),
                                                               [](const SignatureRecord& signature) {
                                                                   return signature.status == SignatureStatus::Unproven;
                                                               });
    if (!isAnyOpen || d->isProving) {
        return;
    }
    const auto evidence = signatureEvidence(*d->dossier, d->plan);
    if (!evidence) {
        return; // the next look says what is wrong with the dossier
    }
    std::string of =
        evidence->record.sha256 + evidence->record.signers.allowed + evidence->record.signers.revoked + evidence->revokedSince;
    for (const SignatureRecord& signature : evidence->signatures) {
        of += signature.armor;
    }
    if (of == d->provenOf) {
        return;
    }
    d->provenOf = std::move(of);
    if (d->prover.joinable()) {
        d->prover.join(); // it has ended
    }
    d->isProving = true;
    d->prover = std::thread([this, evidence = *evidence] {
        (void)provenSignatures(evidence, Proof::Keep); // what it finds is remembered
        const auto done = [this] {
            d->isProving = false;
            noteChange();
        };
        QMetaObject::invokeMethod(this, done, Qt::QueuedConnection);
    });
}

void Session::readAhead()
{
    d->viewed = {report(), d->shownLength, {}, {}, {}, {}};
    if (d->viewed.report != nullptr) {
        ShownReport::complete(d->viewed, *d->dossier, d->plan);
    }
}

void Session::showAside()
{
    if (d->aside != nullptr) {
        return;
    }
    if (d->viewed.report == nullptr) {
        readAhead();
    }
    d->aside = std::make_unique<ShownReport>(reportJob(*this));
    connect(d->aside.get(), &ShownReport::built, this, [this](const ShownReport::Built& built) {
        d->lastError = built.fault;
        if (built.report != nullptr) { // else what was seen last stays in view
            d->viewed = built;
        }
        if (!d->aside->isBehind() && built.length >= d->shownLength) {
            d->report = built.report;
            d->shownLength = built.length;
        }
        Q_EMIT changed();
    });
}

bool Session::showsAside() const
{
    return d->aside != nullptr;
}

bool Session::isShownBehind() const
{
    return d->aside != nullptr && d->aside->isBehind();
}

std::shared_ptr<const Report> Session::shownReport()
{
    return d->aside != nullptr ? d->viewed.report : report();
}

std::optional<TestWindow> Session::shownWindow()
{
    if (d->aside != nullptr) {
        return d->viewed.report != nullptr ? d->viewed.report->testWindow : std::nullopt;
    }
    const auto window = d->dossier->testWindow();
    return window ? *window : std::nullopt;
}

std::vector<ItemChange> Session::shownHistory()
{
    if (d->aside != nullptr) {
        return d->viewed.report != nullptr ? d->viewed.report->changes : std::vector<ItemChange>{};
    }
    const auto shown = report();
    return shown != nullptr ? shown->changes : std::vector<ItemChange>{};
}

std::map<Role, Asked> Session::shownAsked()
{
    if (d->aside != nullptr) {
        return d->viewed.asked;
    }
    auto asked = askedRoles(*d->dossier);
    return asked ? *std::move(asked) : std::map<Role, Asked>{};
}

void Session::noteRun(const RunRecord& run)
{
    d->told[run.id] = run;
}

std::vector<RunRecord> Session::shownRuns()
{
    std::vector<RunRecord> runs;
    const auto report = shownReport();
    for (const TestReport& test : report != nullptr ? report->tests : std::vector<TestReport>()) {
        runs.insert(runs.end(), test.runs.begin(), test.runs.end());
    }
    for (auto told = d->told.begin(); told != d->told.end();) {
        const RunRecord& run = told->second;
        const auto known = std::find_if(runs.begin(), runs.end(), [&run](const RunRecord& each) { return each.id == run.id; });
        if (known != runs.end() && (known->endedAt || !run.endedAt)) {
            told = d->told.erase(told); // the dossier's is newer: a person may have declared it as not counting
            continue;
        }
        if (known == runs.end()) {
            runs.push_back(run);
        } else {
            *known = run;
        }
        ++told;
    }
    std::sort(runs.begin(), runs.end(), [](const RunRecord& a, const RunRecord& b) { return a.id < b.id; });
    return runs;
}

std::optional<RunInterruption> Session::shownInterruption()
{
    if (d->aside != nullptr) {
        const bool isPast =
            d->viewed.interruption && !d->told.empty() && d->told.rbegin()->first > d->viewed.interruption->run.id;
        return isPast ? std::nullopt : d->viewed.interruption;
    }
    const auto found = interruptionOf(*d->dossier, d->plan);
    return found ? *found : std::nullopt;
}

std::vector<LogEntry> Session::shownLog()
{
    if (d->aside != nullptr) {
        return d->viewed.log;
    }
    auto log = logEntries(*d->dossier);
    return log ? *std::move(log) : std::vector<LogEntry>{};
}

} // namespace holdpoint
