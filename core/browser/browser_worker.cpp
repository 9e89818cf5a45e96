// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/browser/browser_worker.h"

#include "core/base/text.h"
#include "core/base/units.h"

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

namespace holdpoint {

namespace {

constexpr std::size_t kVisitsAtOnce = 8; // each is a process or two; more only slow each other down
constexpr int kMostFailures = 3;         // in a row
constexpr Nanos kEndLimit = std::chrono::seconds{1};
constexpr int kPingEveryMs = 2000;
constexpr Nanos kSilenceLimit = std::chrono::seconds{20};

bool wants(const SessionStep& step, const char* vital)
{
    const auto& asked = step.browser.measure;
    return asked.empty() || std::find(asked.begin(), asked.end(), vital) != asked.end();
}

} // namespace

BrowserWorker::BrowserWorker(RunContext& context, const HostBook& hosts, QString program, std::string baseUrl)
    : m_context(context), m_hosts(hosts), m_program(std::move(program)), m_baseUrl(std::move(baseUrl)),
      m_recorder(context.test().series)
{}

BrowserWorker::~BrowserWorker() = default;

void BrowserWorker::start()
{
    m_pingTimer = std::make_unique<QTimer>();
    m_pingTimer->setInterval(kPingEveryMs);
    connect(m_pingTimer.get(), &QTimer::timeout, this, &BrowserWorker::ping);
    launch();
}

void BrowserWorker::launch()
{
    if (m_isShutDown) {
        return;
    }
    ++m_generation;
    m_chromium = std::make_unique<ChromiumProcess>(m_program);
    connect(m_chromium.get(), &ChromiumProcess::ready, this, &BrowserWorker::connectTo);
    connect(m_chromium.get(), &ChromiumProcess::ended, this, [this](const QString& why) { loseLater(why); });
    m_chromium->start(m_hosts);
}

void BrowserWorker::connectTo(const QUrl& devTools)
{
    m_devTools = std::make_unique<DevTools>();
    connect(m_devTools.get(), &DevTools::lost, this, [this](const QString& why) { loseLater(why); });
    connect(m_devTools.get(), &DevTools::opened, this, [this] {
        m_answeredAt = systemClock().steadyNow();
        m_pingTimer->start();
        m_devTools->call("", "Browser.getVersion", Json::object(), this,
                         [this](const Json& version, const std::string&) { onVersion(version); });
    });
    m_devTools->open(devTools);
}

/// A server should answer as it answers visitors: what is said about the missing window is left out.
void BrowserWorker::onVersion(const Json& version)
{
    constexpr std::string_view kHeadless = "Headless";
    m_userAgent = stringAt(version, "userAgent", "Mozilla/5.0");
    if (const auto at = m_userAgent.find(kHeadless); at != std::string::npos) {
        m_userAgent.erase(at, kHeadless.size());
    }
    pump();
}

void BrowserWorker::ping()
{
    const SteadyTime now = systemClock().steadyNow();
    if (now - m_answeredAt > kSilenceLimit) {
        onLost(QStringLiteral("Chromium did not answer for 20 s and was ended"));
        return;
    }
    m_devTools->call("", "Browser.getVersion", Json::object(), this,
                     [this](const Json&, const std::string&) { m_answeredAt = systemClock().steadyNow(); });
}

/// The process and its connection may both tell, and both go when the first one has.
void BrowserWorker::loseLater(const QString& why)
{
    QMetaObject::invokeMethod(
        this,
        [this, why, generation = m_generation] {
            if (generation == m_generation && m_chromium) {
                onLost(why);
            }
        },
        Qt::QueuedConnection);
}

void BrowserWorker::onLost(const QString& why)
{
    m_userAgent.clear();
    const std::string reason = m_context.redactor().redact(why.toStdString());
    while (!m_visits.empty()) {
        PageVisit& visit = *m_visits.begin()->second;
        visit.giveUp({ErrorClass::Generator, reason});
        conclude(visit);
    }
    dropChromium();
    if (++m_failures > kMostFailures) {
        giveUp(reason);
        return;
    }
    m_recorder.event("Chromium is started again: " + reason);
    launch();
}

void BrowserWorker::dropChromium()
{
    m_pingTimer->stop();
    // From one of their own signals: they go with the event loop.
    if (m_devTools) {
        m_devTools->disconnect(this);
        m_devTools.release()->deleteLater();
    }
    m_chromium->disconnect(this);
    m_chromium->end(Nanos{0});
    m_chromium.release()->deleteLater();
}

void BrowserWorker::giveUp(const std::string& why)
{
    m_whyNot = why;
    m_recorder.event("browser visits not run: " + why + "; tried " + std::to_string(m_failures) + " times");
    while (!m_waiting.empty()) {
        const Waiting waiting = std::move(m_waiting.front());
        m_waiting.pop_front();
        refuse(waiting);
    }
}

void BrowserWorker::open(SessionOrder order, SessionSink& sink)
{
    const SteadyTime now = systemClock().steadyNow();
    m_recorder.trend(order.step->browserSeries.lag, std::chrono::duration_cast<Micros>(std::max(now - order.due, Nanos{0})));
    Waiting waiting{std::move(order), &sink};
    if (!m_whyNot.empty()) {
        refuse(waiting);
        return;
    }
    m_waiting.push_back(std::move(waiting));
    pump();
}

void BrowserWorker::refuse(const Waiting& waiting)
{
    recordFault(waiting.order, {ErrorClass::Generator, m_whyNot}, "");
    waiting.sink->onSessionEnd({waiting.order.owner, true, false, waiting.order.values.seq});
}

void BrowserWorker::pump()
{
    while (!m_userAgent.empty() && !m_waiting.empty() && m_visits.size() < kVisitsAtOnce) {
        Waiting next = std::move(m_waiting.front());
        m_waiting.pop_front();
        if (systemClock().steadyNow() >= next.order.stopAt) { // its scenario is over before its turn came
            next.sink->onSessionEnd({next.order.owner, false, false, next.order.values.seq});
        } else {
            begin(std::move(next));
        }
    }
}

void BrowserWorker::begin(Waiting waiting)
{
    SessionOwner* owner = waiting.order.owner;
    auto visit =
        std::make_unique<PageVisit>(*m_devTools, m_hosts, std::move(waiting.order), *waiting.sink, m_userAgent, m_baseUrl);
    PageVisit& begun = *visit;
    m_visits[owner] = std::move(visit);
    connect(&begun, &PageVisit::done, this, [this, &begun] {
        conclude(begun);
        pump();
    });
    begun.begin();
}

void BrowserWorker::end(SessionOwner* owner, SteadyTime hardStopAt)
{
    const auto waiting =
        std::find_if(m_waiting.begin(), m_waiting.end(), [owner](const Waiting& each) { return each.order.owner == owner; });
    if (waiting != m_waiting.end()) {
        waiting->sink->onSessionEnd({owner, false, false, waiting->order.values.seq});
        m_waiting.erase(waiting);
        return;
    }
    if (const auto found = m_visits.find(owner); found != m_visits.end()) {
        PageVisit* visit = found->second.get();
        const Nanos left = std::clamp(hardStopAt - systemClock().steadyNow(), Nanos{0}, Nanos{std::chrono::hours{24}});
        QTimer::singleShot(std::chrono::ceil<Millis>(left), visit, [visit] {
            visit->giveUp({ErrorClass::Interrupted, "the page was not settled before the run's graceful stop was over"});
        });
    }
}

void BrowserWorker::conclude(PageVisit& visit)
{
    const auto found = m_visits.find(visit.order().owner);
    if (found == m_visits.end() || found->second.get() != &visit) {
        return;
    }
    const std::unique_ptr<PageVisit, void (*)(PageVisit*)> ended(found->second.release(), [](PageVisit* each) {
        each->disconnect();
        each->deleteLater(); // it may be the sender
    });
    m_visits.erase(found);
    record(visit);
    const bool wasCut = visit.fault() && visit.fault()->errorClass == ErrorClass::Interrupted;
    m_failures = !visit.fault() || visit.fault()->errorClass != ErrorClass::Generator ? 0 : m_failures;
    visit.sink().onSessionEnd({visit.order().owner, !wasCut, visit.hasReachedServer(), visit.order().values.seq});
}

void BrowserWorker::record(const PageVisit& visit)
{
    const SessionStep& step = *visit.order().step;
    const BrowserSeries& series = step.browserSeries;
    m_recorder.count(series.dataReceived, visit.bytesReceived());
    for (const PageVisit::PageRequest& request : visit.requests()) {
        m_recorder.trend(series.requestDuration, request.duration);
        m_recorder.rate(series.requestFailed, request.isFailed);
    }
    tellBlocked(visit);
    tellExchange(visit);
    const ErrorClass errorClass = visit.fault() ? visit.fault()->errorClass : ErrorClass::None;
    if (errorClass != ErrorClass::Generator && errorClass != ErrorClass::Interrupted) { // those say nothing of the page
        m_recorder.rate(series.visitFailed, errorClass != ErrorClass::None);
    }
    if (visit.fault()) {
        recordFault(visit.order(), *visit.fault(), visit.status() == 0 ? "" : "HTTP status " + std::to_string(visit.status()));
        return;
    }
    const PageVitals& vitals = visit.vitals();
    const auto add = [&](const char* name, const SeriesList& list, const std::optional<Micros>& value) {
        if (value && wants(step, name)) {
            m_recorder.vital(list, *value, visit.startedAt(), visit.endedAt());
        }
    };
    constexpr double kClsScale = 10'000; // semantics.md §4
    add("lcp", series.lcp, vitals.lcp);
    add("fcp", series.fcp, vitals.fcp);
    add("ttfb", series.ttfb, vitals.ttfb);
    add("cls", series.cls, Micros{std::llround(vitals.cls * kClsScale)});
}

void BrowserWorker::recordFault(const SessionOrder& order, const VisitFault& fault, const std::string& answer)
{
    const Redactor& redactor = m_context.redactor();
    const std::string message = redactor.redact(fault.message);
    if (!m_context.mayKeepSample(fault.errorClass, order.step->index)) {
        m_recorder.error(fault.errorClass, order.step->name, message);
        return;
    }
    const Json sample{
        {"request", redactor.redact("GET " + order.url)}, {"answer", answer}, {"error", message}, {"vu", order.values.vu}};
    m_recorder.sample(fault.errorClass, order.step->name, message, dumpJson(sample));
}

void BrowserWorker::tellBlocked(const PageVisit& visit)
{
    std::vector<std::string> hosts;
    for (const std::string& host : visit.blockedHosts()) {
        if (m_context.sayOnce("blocked " + host)) {
            hosts.push_back(host);
        }
    }
    if (!hosts.empty()) {
        m_recorder.event("the page of `" + visit.order().step->name +
                         "` asks for hosts that allow_hosts does not list; blocked: " + join(hosts, ", "));
    }
}

void BrowserWorker::tellExchange(const PageVisit& visit)
{
    if (m_context.shard().kind != RunKind::DryRun) {
        return;
    }
    const Redactor& redactor = m_context.redactor();
    std::string answer = visit.status() == 0 ? "no answer" : "HTTP status " + std::to_string(visit.status());
    answer += "; " + (visit.fault() ? visit.fault()->message : textOf(visit.vitals())) + "; " +
              formatCount(visit.requests().size()) + " requests, " + formatBytes(visit.bytesReceived());
    const Json pair{{"request", redactor.redact("GET " + visit.order().url)},
                    {"answer", redactor.redact(answer)},
                    {"duration_us", std::chrono::duration_cast<Micros>(visit.duration()).count()}};
    m_recorder.event("exchange " + visit.order().step->name + ": " + dumpJson(pair));
}

void BrowserWorker::shutDown()
{
    m_isShutDown = true;
    m_waiting.clear();
    m_visits.clear();
    m_pingTimer.reset(); // on its own thread, as all below
    if (m_devTools) {
        m_devTools->disconnect(this);
        m_devTools->tell("", "Browser.close");
        m_devTools->flush();
    }
    if (m_chromium) {
        m_chromium->disconnect(this);
        m_chromium->end(m_devTools ? kEndLimit : Nanos{0});
    }
    m_devTools.reset();
    m_chromium.reset();
    m_recorder.finish();
}

} // namespace holdpoint
