// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/mark_poster.h"

#include "core/base/time_format.h"
#include "core/monitor/grafana.h"
#include "core/monitor/plan_services.h"

#include <QMetaObject>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>

namespace holdpoint {

namespace {

constexpr const char* kAuditAnnotated = "mark annotated";

} // namespace

class MarkPoster::Private
{
public:
    Private(MarkPoster& poster, Session& openSession)
        : owner(poster), session(openSession), service(planService(openSession.plan(), "grafana")),
          fetcher(planFetcherOptions(openSession.plan()))
    {}

    ~Private()
    {
        {
            const std::lock_guard lock(mutex);
            isEnding = true;
            marks.clear();
        }
        fetcher.stop();
        wakeUp.notify_all();
        if (thread.joinable()) {
            thread.join();
        }
    }

    struct Mark
    {
        std::int64_t run = 0;
        RunNote note;
        Annotation annotation;
    };

    // On the thread.
    void work()
    {
        const GrafanaClient client(fetcher, service);
        for (;;) {
            Mark mark;
            {
                std::unique_lock lock(mutex);
                wakeUp.wait(lock, [this] { return isEnding || !marks.empty(); });
                if (isEnding) {
                    return;
                }
                mark = std::move(marks.front());
                marks.pop_front();
            }
            const auto made = client.createAnnotation(mark.annotation);
            const std::string reference = made.isKnown() ? std::to_string(made.value()) : "";
            const std::string why = made.isKnown() ? "" : made.unknown().reason;
            QMetaObject::invokeMethod(
                &owner, [this, mark, reference, why] { note(mark, reference, why); }, Qt::QueuedConnection);
        }
    }

    // On the owner's thread.
    void note(const Mark& mark, const std::string& reference, const std::string& why)
    {
        --open;
        Json detail{{"run", mark.run}, {"at", formatUtc(mark.note.at)}};
        detail[why.empty() ? "reference" : "why"] = why.empty() ? reference : why;
        const auto stored = session.dossier().addAudit(kAuditAnnotated, detail, {}, systemClock().wallNow());
        const std::string said =
            why.empty() ? "Grafana shows the mark (annotation " + reference + ")" : "Grafana does not show the mark: " + why;
        Q_EMIT owner.posted(QString::fromStdString(stored ? said : said + "; " + stored.error().message), why.empty());
    }

    MarkPoster& owner;
    Session& session;
    const Service service;
    Fetcher fetcher;
    std::size_t open = 0; // the owner's thread

    std::mutex mutex; // guards what is below
    std::condition_variable wakeUp;
    std::deque<Mark> marks;
    bool isEnding = false;
    std::thread thread; // from the first mark on
};

MarkPoster::MarkPoster(Session& session, QObject* parent) : QObject(parent), d(std::make_unique<Private>(*this, session)) {}

MarkPoster::~MarkPoster() = default;

bool MarkPoster::hasGrafana() const
{
    return d->service.isConfigured();
}

void MarkPoster::post(std::int64_t run, const RunNote& note)
{
    if (!hasGrafana()) {
        return;
    }
    const Plan& plan = d->session.plan();
    Annotation annotation;
    annotation.dashboardUid = plan.window.dashboard;
    annotation.span = {note.at, note.at};
    annotation.tags = {"holdpoint", "load-test", "mark"};
    annotation.text = plan.release.name + " " + plan.release.version + ", run " + std::to_string(run) + ": " + note.text;
    ++d->open;
    const std::lock_guard lock(d->mutex);
    d->marks.push_back({run, note, std::move(annotation)});
    if (!d->thread.joinable()) {
        d->thread = std::thread([this] { d->work(); });
    }
    d->wakeUp.notify_all();
}

bool MarkPoster::isPosting() const
{
    return d->open > 0;
}

} // namespace holdpoint
