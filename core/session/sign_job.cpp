// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/sign_job.h"

#include "core/dossier/reading_stop.h"
#include "core/sensors/consent.h"
#include "core/session/sweep_job.h"

#include <algorithm>
#include <atomic>
#include <memory>
#include <thread>

namespace holdpoint {

class SignJob::Private
{
public:
    explicit Private(Session& of) : session(of) {}

    enum class Step { Idle, Sensing, Verifying, Prepared, Signing };

    /// Waits for the thread of the step before.
    void join()
    {
        if (thread.joinable()) {
            thread.join();
        }
    }

    Session& session;
    Request request;
    SignerLists signers; // by which the signature will be taken
    Step step = Step::Idle;
    std::string bytes;
    std::shared_ptr<std::atomic<bool>> isStopped; // of the thread under way
    std::thread thread;
};

namespace {

SweepJob::Request wholeGate(bool mayRunCommands)
{
    SweepJob::Request wanted;
    wanted.gate = Gate::SignOff;
    wanted.mayRunCommands = mayRunCommands;
    return wanted;
}

/// A question that may not be asked would find UNKNOWN where the record says what was seen: nothing is asked then.
Result<> mayAskAll(Session& session)
{
    const auto asked = session.sweepJob().itemsOf(wholeGate(false));
    for (const ConsentNeed& need : consentNeeds(session.plan(), session.checklistTemplate())) {
        for (const ItemDefinition* item : need.items) {
            if (std::find(asked.begin(), asked.end(), item) != asked.end()) {
                return fail(Error::Kind::Refused, "item " + item->id + " is looked at again for a signature by " + need.what +
                                                      ", which needs a person's yes (holdpointctl: --yes); nothing is signed "
                                                      "that was not looked at");
            }
        }
    }
    return {};
}

} // namespace

std::string whyNotSignable(const VerifyResult& result)
{
    for (const VerifyLine& line : result.lines) {
        if (!line.isValid && line.what != "Signatures") {
            return line.what + ": " + line.detail;
        }
    }
    for (const RoleCheck& check : result.signatures) {
        if (check.isFault) {
            return check.sentence;
        }
    }
    return {};
}

SignJob::SignJob(Session& session, QObject* parent) : QObject(parent), d(std::make_unique<Private>(session)) {}

SignJob::~SignJob()
{
    stop();
}

bool SignJob::isBusy() const
{
    return d->step != Private::Step::Idle && d->step != Private::Step::Prepared;
}

bool SignJob::isPrepared() const
{
    return d->step == Private::Step::Prepared;
}

Result<> SignJob::start(const Request& request)
{
    if (isBusy()) {
        return fail(Error::Kind::Refused, "a signature is being given already; wait for its end");
    }
    d->join();
    d->request = request;
    d->isStopped = std::make_shared<std::atomic<bool>>(false);
    d->session.noteChange(); // everything is evaluated again
    // What changed since the freeze may be a source that did not answer a moment ago: it is judged after the look.
    if (auto allowed = request.sensesAgain ? d->session.mayAskToSign(request.role, request.by)
                                           : d->session.maySign(request.role, request.by);
        !allowed) {
        return allowed;
    }
    if (auto allowed = request.sensesAgain && !request.mayRunCommands ? mayAskAll(d->session) : Result<>{}; !allowed) {
        return allowed;
    }
    std::string note;
    const auto signers = d->session.signers(&note);
    if (!signers) {
        return fail(signers.error());
    }
    d->signers = *signers;
    if (!note.empty()) {
        Q_EMIT progressed(QString::fromStdString(note));
    }
    if (!request.sensesAgain) {
        verify();
        return {};
    }
    SweepJob& sweep = d->session.sweepJob();
    if (auto started = sweep.start(wholeGate(request.mayRunCommands)); !started) {
        return started;
    }
    d->step = Private::Step::Sensing;
    Q_EMIT progressed(QStringLiteral("Asking every source of the Sign-off gate once more"));
    connect(
        &sweep, &SweepJob::finished, this,
        [this] {
            if (d->step != Private::Step::Sensing) {
                return;
            }
            const SweepJob& ended = d->session.sweepJob();
            if (ended.wasStopped() || !ended.lastError().empty()) {
                refuse(ended.wasStopped() ? "the re-check was stopped: nothing is signed that was not looked at"
                                          : ended.lastError());
                return;
            }
            if (const auto allowed = d->session.maySign(d->request.role, d->request.by); !allowed) {
                refuse(allowed.error().message); // a source sees something else now: known before every hash is recomputed
                return;
            }
            verify();
        },
        Qt::SingleShotConnection);
    return {};
}

void SignJob::verify()
{
    d->step = Private::Step::Verifying;
    Q_EMIT progressed(QStringLiteral("Recomputing every hash, deriving every verdict from the frames"));
    d->thread = std::thread([this, file = d->session.dossier().file(), signers = d->signers, isStopped = d->isStopped] {
        const ReadingStop stop(isStopped);
        auto result = verifyDossier(file, {.signers = std::nullopt, .alsoBy = signers});
        const auto take = [this, isStopped, result = std::move(result)] {
            if (!*isStopped) {
                takeVerified(result);
            }
        };
        QMetaObject::invokeMethod(this, take, Qt::QueuedConnection);
    });
}

void SignJob::takeVerified(const Result<VerifyResult>& result)
{
    d->join();
    if (d->step != Private::Step::Verifying) {
        return;
    }
    const std::string fault = result ? whyNotSignable(*result) : result.error().message;
    if (!fault.empty()) {
        refuse("not signed, the record does not hold: " + fault);
        return;
    }
    if (const auto allowed = d->session.maySign(d->request.role, d->request.by); !allowed) {
        refuse(allowed.error().message);
        return;
    }
    d->step = Private::Step::Prepared;
    Q_EMIT prepared();
}

void SignJob::sign(const SigningKey& key)
{
    if (d->step != Private::Step::Prepared) {
        return;
    }
    const auto bytes = d->session.signoffBytes(d->request.role, d->request.by);
    if (!bytes) {
        refuse(bytes.error().message);
        return;
    }
    d->bytes = *bytes;
    d->step = Private::Step::Signing;
    const std::string touch = presencePrompt(key.agentKey ? key.agentKey : publicKeyOf(key.file));
    Q_EMIT progressed(touch.empty() ? QStringLiteral("Signing") : QString::fromStdString(touch));
    d->thread = std::thread([this, key, signedBytes = d->bytes, isStopped = d->isStopped] {
        const auto take = [this, isStopped, answer = signBytes(signedBytes, kSignoffNamespace, key, isStopped.get())] {
            if (!*isStopped) {
                takeAnswer(answer);
            }
        };
        QMetaObject::invokeMethod(this, take, Qt::QueuedConnection);
    });
}

void SignJob::takeAnswer(const SignAnswer& answer)
{
    d->join();
    if (d->step != Private::Step::Signing) {
        return;
    }
    d->step = Private::Step::Prepared;
    if (!answer.given) {
        Q_EMIT keyRefused(answer.fault, QString::fromStdString(answer.sentence));
        return;
    }
    if (const auto taken = d->session.acceptSignature(d->bytes, answer.given->armor, d->request.by); !taken) {
        Q_EMIT keyRefused(SignFault::Other, QString::fromStdString(taken.error().message));
        return;
    }
    d->step = Private::Step::Idle;
    Q_EMIT signedOff();
}

void SignJob::refuse(const std::string& why)
{
    d->step = Private::Step::Idle;
    Q_EMIT refused(QString::fromStdString(why));
}

void SignJob::stop()
{
    if (d->step == Private::Step::Sensing) {
        d->session.sweepJob().stop();
    }
    d->step = Private::Step::Idle;
    if (d->isStopped != nullptr) {
        *d->isStopped = true;
    }
    d->join();
}

} // namespace holdpoint
