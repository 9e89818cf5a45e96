// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/alarm_poster.h"

#include "core/base/time_format.h"
#include "core/monitor/plan_services.h"
#include "core/sensors/fact.h"
#include "core/window/alarm_notice.h"

#include <QMetaObject>
#include <condition_variable>
#include <deque>
#include <map>
#include <mutex>
#include <set>
#include <thread>

namespace holdpoint {

namespace {

constexpr const char* kAuditIntended = "alarm notice intended";
constexpr const char* kAuditSent = "alarm notice sent";
constexpr std::chrono::seconds kLastWait{5};

/// Names a notice: an alarm that fires again later in the run has another beginning.
std::string keyOf(const AlarmNotice& notice)
{
    return std::to_string(notice.run) + " " + notice.id + " " + formatUtc(notice.from) + " " + notice.service;
}

Json detailOf(const AlarmNotice& notice)
{
    return Json{{"run", notice.run},
                {"alarm", notice.id},
                {"from", formatUtc(notice.from)},
                {"service", notice.service},
                {"cleared", notice.isCleared}};
}

} // namespace

class AlarmPoster::Private
{
public:
    Private(AlarmPoster& poster, Session& openSession)
        : owner(poster), session(openSession), plan(openSession.plan()), fetcher(planFetcherOptions(plan))
    {}

    ~Private()
    {
        {
            std::unique_lock lock(mutex);
            wakeUp.wait_for(lock, kLastWait, [this] { return open == 0; });
            isEnding = true;
            notices.clear();
        }
        fetcher.stop();
        wakeUp.notify_all();
        if (thread.joinable()) {
            thread.join();
        }
        takeDone();
    }

    // On the thread.
    void work()
    {
        std::map<std::string, std::string> begun; // references by key
        for (;;) {
            AlarmNotice notice;
            {
                std::unique_lock lock(mutex);
                wakeUp.wait(lock, [this] { return isEnding || !notices.empty(); });
                if (isEnding) {
                    return;
                }
                notice = std::move(notices.front());
                notices.pop_front();
            }
            const std::string key = keyOf(notice);
            notice.begun = notice.isCleared ? begun[key] : "";
            const Sent sent = sendAlarmNotice(fetcher, plan, notice);
            if (!notice.isCleared && sent.kind == Sent::Kind::Taken) {
                begun[key] = sent.reference;
            }
            {
                const std::lock_guard lock(mutex);
                done.push_back({std::move(notice), sent});
                --open;
            }
            wakeUp.notify_all();
            QMetaObject::invokeMethod(
                &owner, [this] { takeDone(); }, Qt::QueuedConnection);
        }
    }

    // On the owner's thread.
    void takeDone()
    {
        std::vector<Done> taken;
        {
            const std::lock_guard lock(mutex);
            taken.swap(done);
        }
        for (const Done& one : taken) {
            const bool isTaken = one.sent.kind == Sent::Kind::Taken;
            Json detail = detailOf(one.notice);
            detail[isTaken ? "reference" : "why"] = isTaken ? one.sent.reference : one.sent.reason;
            const auto stored = session.dossier().addAudit(kAuditSent, detail, {}, systemClock().wallNow());
            const std::string what = (one.notice.isCleared ? "the end of the alarm " : "the alarm ") + one.notice.id;
            const std::string title = sourceTitle(one.notice.service);
            tell((isTaken ? title + " was told of " + what : title + " was not told of " + what + ": " + one.sent.reason) +
                 (stored ? "" : "; " + stored.error().message));
        }
    }

    void send(AlarmNotice notice)
    {
        if (const std::string why = whyNotTold(plan, notice.service); !why.empty()) {
            tell("alarm " + notice.id + ": " + sourceTitle(notice.service) + " was not told: " + why);
            return;
        }
        const auto intended = session.dossier().addAudit(kAuditIntended, detailOf(notice), {}, systemClock().wallNow());
        if (!intended) {
            tell("alarm " + notice.id + ": " + sourceTitle(notice.service) + " was not told: " + intended.error().message);
            return;
        }
        const std::lock_guard lock(mutex);
        notices.push_back(std::move(notice));
        ++open;
        if (!thread.joinable()) {
            thread = std::thread([this] { work(); });
        }
        wakeUp.notify_all();
    }

    void tell(const std::string& line) { Q_EMIT owner.told(QString::fromStdString(line)); }

    struct Done
    {
        AlarmNotice notice;
        Sent sent;
    };

    AlarmPoster& owner;
    Session& session;
    const Plan plan; // a copy: the thread reads it
    Fetcher fetcher;
    std::set<std::string> begunNotices; // keys; the owner's thread
    std::set<std::string> endedNotices;

    std::mutex mutex; // guards what is below
    std::condition_variable wakeUp;
    std::deque<AlarmNotice> notices;
    std::vector<Done> done;
    std::size_t open = 0; // not done
    bool isEnding = false;
    std::thread thread; // from the first notice on
};

AlarmPoster::AlarmPoster(Session& session, QObject* parent) : QObject(parent), d(std::make_unique<Private>(*this, session)) {}

AlarmPoster::~AlarmPoster() = default;

void AlarmPoster::take(const AlarmRecord& alarm)
{
    for (const std::string& service : notifiedOf(d->plan, alarm.id)) {
        AlarmNotice notice;
        notice.service = service;
        notice.id = alarm.id;
        notice.run = alarm.run;
        notice.from = alarm.from;
        notice.isCleared = alarm.to.has_value();
        notice.isCritical = alarm.severity == "critical";
        notice.sentence = alarm.sentence;
        notice.action = alarm.action;
        const bool isNew = notice.isCleared
                               ? d->begunNotices.contains(keyOf(notice)) && d->endedNotices.insert(keyOf(notice)).second
                               : d->begunNotices.insert(keyOf(notice)).second;
        if (isNew) {
            d->send(std::move(notice));
        }
    }
}

} // namespace holdpoint
