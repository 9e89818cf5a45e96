// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/session/session.h"

#include <QObject>
#include <QString>
#include <memory>

namespace holdpoint {

/// Signs for one role with a key, as console and holdpointctl do it: sensed items of the Sign-off gate are asked once more, every
/// hash is recomputed and every verdict derived again from the frames; only then the key works, and what it gave is stored.
/// Owner's thread, which needs an event loop; the work is on threads of its own.
class SignJob : public QObject
{
    Q_OBJECT

public:
    struct Request
    {
        Role role = Role::Qa;
        Person by; // with the name that is signed
        bool mayRunCommands = false;
        bool sensesAgain = true;
    };

    explicit SignJob(Session& session, QObject* parent = nullptr);
    /// Stops, and waits for what is under way.
    ~SignJob() override;

    /// prepared() or refused() follows. Refused while it is at work, and at once for what no look at the sources can mend
    /// (Session::mayAskToSign()), or where one of them needs `mayRunCommands`.
    Result<> start(const Request& request);
    /// After prepared(), and again after keyRefused(): signedOff(), keyRefused() or refused() follows.
    void sign(const SigningKey& key);
    /// Nothing follows.
    void stop();
    bool isBusy() const;
    bool isPrepared() const;

Q_SIGNALS:
    void progressed(const QString& line);
    void prepared();
    /// It is over, and why.
    void refused(const QString& why);
    /// The key did not sign; the checks stand, another try may follow.
    void keyRefused(holdpoint::SignFault fault, const QString& why);
    void signedOff();

private:
    class Private;
    void verify();
    void takeVerified(const Result<VerifyResult>& result);
    void takeAnswer(const SignAnswer& answer);
    void refuse(const std::string& why);

    std::unique_ptr<Private> d;
};

/// What of a verification stands against a signature: all but signatures that a new freeze has voided. Empty: nothing.
std::string whyNotSignable(const VerifyResult& result);

} // namespace holdpoint
