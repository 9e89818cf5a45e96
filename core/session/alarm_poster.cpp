// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/alarm_poster.h"

#include "core/base/time_format.h"
#include "core/monitor/plan_services.h"
#include "core/sensors/fact.h"
#include "core/window/alarm_notice.h"

#include <QMetaObject>
#include <condition_variable>
#include <deque>
#include <functional>
#include <list>
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

/// Threads of posters that are gone. Each ends by itself, within kLastWait and what a locked dossier takes.
class Leaving
{
public:
    static Leaving& list()
    {
        static Leaving leaving;
        return leaving;
    }
    ~Leaving() { endAll(); }

    void add(std::function<void()> work)
    {
        const std::lock_guard lock(m_mutex);
        m_threads.emplace_back(std::move(work));
    }
    void endAll()
    {
        std::list<std::thread> threads;
        {
            const std::lock_guard lock(m_mutex);
            threads.swap(m_threads);
        }
        for (std::thread& thread : threads) {
            thread.join();
        }
    }

private:
    std::mutex m_mutex;
    std::list<std::thread> m_threads; // of a few: one for each release that was left within seconds of an alarm
};

} // namespace

class AlarmPoster::Private
{
public:
    Private(AlarmPoster& poster, Session& openSession)
        : owner(poster), session(openSession), plan(openSession.plan()), fetcher(planFetcherOptions(plan))
    {}

    ~Private() { end(Nanos{0}); }

    /// Ends the thread once nothing is open, at the latest after `limit`.
    void end(Nanos limit)
    {
        {
            std::unique_lock lock(mutex);
            wakeUp.wait_for(lock, limit, [this] { return open == 0; });
            isEnding = true;
            open -= notices.size();
            notices.clear();
        }
        fetcher.stop();
        wakeUp.notify_all();
        if (thread.joinable()) {
            thread.join();
        }
    }

    /// Nothing is said to the owner any more; whether something is still open.
    bool leave()
    {
        const std::lock_guard lock(mutex);
        hasOwner = false;
        return open > 0;
    }

    /// When the owner, and perhaps the session, are gone. On another thread.
    void endAlone(const std::filesystem::path& file)
    {
        end(kLastWait);
        const auto dossier = Dossier::open(file);
        for (const Done& one : dossier ? done : std::vector<Done>()) {
            const auto stored = (*dossier)->addAudit(kAuditSent, outcomeOf(one), {}, systemClock().wallNow());
            if (!stored) {
                return; // the intention stands in the log, what came of it is not known there
            }
        }
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
                if (hasOwner) {
                    QMetaObject::invokeMethod(
                        &owner, [this] { takeDone(); }, Qt::QueuedConnection);
                }
            }
            wakeUp.notify_all();
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
            const auto stored = session.dossier().addAudit(kAuditSent, outcomeOf(one), {}, systemClock().wallNow());
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

    static Json outcomeOf(const Done& one)
    {
        const bool isTaken = one.sent.kind == Sent::Kind::Taken;
        Json detail = detailOf(one.notice);
        detail[isTaken ? "reference" : "why"] = isTaken ? one.sent.reference : one.sent.reason;
        return detail;
    }

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
    bool hasOwner = true;
    std::thread thread; // from the first notice on
};

AlarmPoster::AlarmPoster(Session& session, QObject* parent) : QObject(parent), d(std::make_unique<Private>(*this, session)) {}

AlarmPoster::~AlarmPoster()
{
    d->takeDone();
    if (d->leave()) {
        const std::filesystem::path file = d->session.dossier().file();
        Leaving::list().add([parts = std::shared_ptr<Private>(std::move(d)), file] { parts->endAlone(file); });
        return;
    }
    d->takeDone();
}

void AlarmPoster::finish()
{
    d->end(kLastWait);
    d->takeDone();
}

void AlarmPoster::endAll()
{
    Leaving::list().endAll();
}

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
