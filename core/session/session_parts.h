// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/session/session.h"
#include "core/session/shown_report.h"
#include "core/session/store_queue.h"
#include "core/session/sweep_job.h"

#include <thread>

namespace holdpoint {

struct SensedItem;

/// The person with a name without blanks around it and the OS user; Invalid without a name.
Result<Person> statedPerson(const Person& by);
/// statedPerson(); Refused if the person acts as another role than the one that is signed for.
Result<Person> statedSigner(const Person& by, Role role);
/// Session::storeSensed(), without a session. Whatever was stored before a failure stays.
Result<> storeSensed(Dossier& dossier, const std::vector<SensedItem>& items);
/// Refused while the role's signature, or its refusal, stands: that has to be withdrawn first.
Result<> mayReplace(const std::vector<SignatureRecord>& signatures, Role role);

class Session::Private
{
public:
    ~Private()
    {
        if (prover.joinable()) {
            prover.join();
        }
    }
    Private(Plan thePlan, ChecklistTemplate theTemplate, std::unique_ptr<Dossier> theDossier)
        : plan(std::move(thePlan)), definition(std::move(theTemplate)), dossier(std::move(theDossier)), writer(dossier->file())
    {}

    Plan plan;
    std::string givenEnvironmentName; // see Session::givenEnvironmentName()
    ChecklistTemplate definition;
    std::unique_ptr<Dossier> dossier;
    FrameWriter writer;
    std::shared_ptr<const Report> report;     // null: to be built when somebody asks
    std::int64_t shownLength = 0;             // of the audit log, when `report` was built
    std::weak_ptr<std::int64_t> sight;        // see Session::keepSight()
    std::shared_ptr<const Report> seenReport; // what stood there then
    std::string lastError;
    bool provesAside = false; // see Session::proveAside()
    bool isProving = false;   // the thread is at work
    std::string provenOf;     // what it was asked about last: what it could not check then is not asked again
    std::thread prover;
    std::unique_ptr<SweepJob> sweepJob;     // uses what is above
    std::map<std::int64_t, RunRecord> told; // runs that a runner knows and `viewed` or `report` may not, by id
    ShownReport::Built viewed;              // see Session::showAside(); with a report from readAhead() on
    std::unique_ptr<ShownReport> aside;     // null: what is shown is built when somebody asks
    std::unique_ptr<StoreQueue> stores;     // see Session::workSoon(); made when first needed
};

} // namespace holdpoint
