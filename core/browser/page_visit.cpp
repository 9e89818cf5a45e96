// SPDX-License-Identifier: GPL-3.0-or-later
// The way of a visit: a page of its own, until it is settled, and its vitals.
#include "core/browser/page_visit.h"

#include "core/base/text.h"
#include "core/base/units.h"
#include "core/browser/net_errors.h"
#include "core/browser/page_url.h"

#include <algorithm>
#include <utility>

namespace holdpoint {

namespace {

constexpr Nanos kQuiet = std::chrono::milliseconds{500};
constexpr Nanos kLongestUnrest = std::chrono::seconds{5}; // after the load event: some pages are never quiet
constexpr int kLookEveryMs = 50;
constexpr int kMostReadings = 20;
constexpr int kMostNavigations = 20;
constexpr int kLeaveLimitMs = 2000;

} // namespace

PageVisit::PageVisit(DevTools& devTools, const HostBook& hosts, SessionOrder order, SessionSink& sink, std::string userAgent,
                     const std::string& baseUrl)
    : m_devTools(devTools), m_hosts(hosts), m_order(std::move(order)), m_sink(sink), m_userAgent(std::move(userAgent))
{
    for (const std::string& url : {m_order.url, baseUrl}) {
        if (const std::string origin = originOfUrl(url); !origin.empty()) {
            m_ownOrigins.push_back(origin);
        }
    }
    m_limit.setSingleShot(true);
    m_lookTimer.setInterval(kLookEveryMs);
    connect(&m_lookTimer, &QTimer::timeout, this, &PageVisit::look);
    connect(&m_limit, &QTimer::timeout, this, [this] {
        const std::string what = m_status == 0 ? "no answer" : m_isLoaded ? "not settled" : "not loaded";
        finish(VisitFault{ErrorClass::Timeout, what + " within " + formatDuration(m_order.step->timeout)});
    });
}

PageVisit::~PageVisit()
{
    if (!m_isOver) { // else the connection may be gone
        m_devTools.listen(m_session, nullptr);
    }
}

void PageVisit::begin()
{
    m_startedAt = systemClock().steadyNow();
    m_limit.start(std::chrono::ceil<Millis>(m_order.step->timeout));
    const HostBook::Origin* origin = m_hosts.find(m_order.url);
    if (origin == nullptr || origin->refusal != ErrorClass::None) {
        finish(VisitFault{origin == nullptr ? ErrorClass::Connect : origin->refusal,
                          origin == nullptr ? "refused: this host was not checked before the run" : origin->reason});
        return;
    }
    makeContext();
}

void PageVisit::giveUp(VisitFault fault)
{
    finish(std::move(fault));
}

/// A refusal of Chromium's ends the visit.
void PageVisit::ask(const std::string& session, const std::string& method, Json params,
                    void (PageVisit::*next)(const Json& result))
{
    m_devTools.call(session, method, std::move(params), this, [this, method, next](const Json& result, const std::string& error) {
        if (m_isOver) {
            return;
        }
        if (!error.empty()) {
            finish(VisitFault{ErrorClass::Generator, "Chromium refused " + method + ": " + error});
        } else if (next != nullptr) {
            (this->*next)(result);
        }
    });
}

void PageVisit::makeContext()
{
    m_devTools.call("", "Target.createBrowserContext", Json{{"disposeOnDetach", true}}, this,
                    [this](const Json& result, const std::string& error) {
                        m_browserContext = stringAt(result, "browserContextId");
                        if (m_isOver) {
                            leave();
                        } else if (!error.empty()) {
                            finish(VisitFault{ErrorClass::Generator, "Chromium made no new context: " + error});
                        } else {
                            makePage();
                        }
                    });
}

void PageVisit::makePage()
{
    m_devTools.tell("", "Browser.setDownloadBehavior", Json{{"behavior", "deny"}, {"browserContextId", m_browserContext}});
    m_devTools.call("", "Target.createTarget",
                    Json{{"url", "about:blank"}, {"browserContextId", m_browserContext}, {"newWindow", true}}, this,
                    [this](const Json& result, const std::string& error) {
                        m_target = stringAt(result, "targetId");
                        m_frame = m_target; // a page's main frame has its target's id
                        if (!m_isOver && !error.empty()) {
                            finish(VisitFault{ErrorClass::Generator, "Chromium made no new page: " + error});
                        } else if (!m_isOver) {
                            attach();
                        }
                    });
}

void PageVisit::attach()
{
    m_devTools.call("", "Target.attachToTarget", Json{{"targetId", m_target}, {"flatten", true}}, this,
                    [this](const Json& result, const std::string& error) {
                        if (m_isOver) {
                            return;
                        }
                        if (!error.empty()) {
                            finish(VisitFault{ErrorClass::Generator, "Chromium did not open its new page: " + error});
                            return;
                        }
                        m_session = stringAt(result, "sessionId");
                        m_devTools.listen(m_session,
                                          [this](const std::string& method, const Json& params) { onEvent(method, params); });
                        prepare();
                    });
}

/// Answers come in order, so only the last step is waited for.
void PageVisit::prepare()
{
    std::string userAgent = m_userAgent;
    for (const std::string& line : m_order.headers) {
        const auto colon = line.find(':');
        const std::string name = line.substr(0, colon);
        const std::string value =
            colon == std::string::npos ? "" : std::string(trimmed(std::string_view(line).substr(colon + 1)));
        if (lowered(name) == "user-agent") {
            userAgent =
                value.starts_with("holdpoint/") ? m_userAgent + " " + value : value; // ours says who comes, and in what run
        } else {
            m_headers.push_back(Json{{"name", name}, {"value", value}});
        }
    }
    m_devTools.tell(m_session, "Page.enable");
    m_devTools.tell(m_session, "Runtime.enable");
    m_devTools.tell(m_session, "Inspector.enable");
    ask(m_session, "Network.enable", Json{{"maxTotalBufferSize", 0}, {"maxResourceBufferSize", 0}}, nullptr);
    m_devTools.tell(m_session, "Network.setUserAgentOverride", Json{{"userAgent", userAgent}});
    if (m_hosts.hasInsecureHosts()) {
        m_devTools.tell(m_session, "Security.enable");
        ask(m_session, "Security.setOverrideCertificateErrors", Json{{"override", true}}, nullptr);
    }
    Json paused = Json::array(); // a production host may lie under a wildcard of allow_hosts
    for (const std::string& pattern : m_hosts.forbiddenPatterns()) {
        for (const char* rest : {"/*", ":*"}) {
            paused.push_back(Json{{"urlPattern", "*://" + pattern + rest}});
        }
    }
    if (!m_headers.empty()) {
        for (const std::string& origin : m_ownOrigins) {
            paused.push_back(Json{{"urlPattern", origin + "/*"}});
        }
    }
    if (!paused.empty()) {
        ask(m_session, "Fetch.enable", Json{{"patterns", std::move(paused)}}, nullptr);
    }
    ask(m_session, "Page.addScriptToEvaluateOnNewDocument", Json{{"source", kVitalsScript}, {"worldName", kVitalsWorld}},
        &PageVisit::navigate);
}

void PageVisit::navigate(const Json&)
{
    m_devTools.call(m_session, "Page.navigate", Json{{"url", m_order.url}}, this,
                    [this](const Json& result, const std::string& error) { onNavigated(result, error); });
}

void PageVisit::onNavigated(const Json& result, const std::string& error)
{
    if (m_isOver) {
        return;
    }
    const std::string failure = error.empty() ? stringAt(result, "errorText") : error;
    if (failure.empty()) {
        m_loader = m_loader.empty() ? stringAt(result, "loaderId") : m_loader;
        m_lookTimer.start();
        return;
    }
    if (failure.find("ERR_HTTP_RESPONSE_CODE_FAILURE") != std::string::npos && m_status >= 400) {
        judgeStatus(); // an error without a body
        return;
    }
    if (failure == "net::ERR_ABORTED" && m_documentUrl.empty() && ++m_navigations < kMostNavigations) {
        QTimer::singleShot(kLookEveryMs, this,
                           [this] { navigate({}); }); // the new page's own blank document was still on its way
        return;
    }
    const std::string& last = m_documentUrl.empty() ? m_order.url : m_documentUrl;
    if (const HostBook::Origin origin = m_hosts.judge(last); origin.refusal != ErrorClass::None) {
        finish(VisitFault{origin.refusal, "the page leads to " + hostOfUrl(last) + ": " + origin.reason});
        return;
    }
    finish(VisitFault{classOfNetError(failure), textOfNetError(failure)});
}

void PageVisit::look()
{
    const SteadyTime now = systemClock().steadyNow();
    m_busyAt = m_awaited > 0 ? now : m_busyAt;
    const bool isSettled = m_isLoaded && (now - m_busyAt >= kQuiet || now - m_loadedAt >= kLongestUnrest);
    if (isSettled && !m_isReading && !m_world.empty()) {
        readVitals();
    }
}

void PageVisit::readVitals()
{
    m_isReading = true;
    const Json question{{"expression", kVitalsReading}, {"uniqueContextId", m_world}, {"returnByValue", true}};
    m_devTools.call(m_session, "Runtime.evaluate", question, this, [this](const Json& result, const std::string& error) {
        m_isReading = false;
        onVitals(result, error);
    });
}

/// A page that went on to another document meanwhile is read there. A paint is told a moment after it happened: the values may
/// need a second look.
void PageVisit::onVitals(const Json& result, const std::string& error)
{
    if (m_isOver || !error.empty() || !m_isLoaded) {
        return;
    }
    m_vitals = vitalsFrom(memberAt(memberAt(result, "result"), "value"));
    if (hasAllVitals()) {
        finish(std::nullopt);
    } else if (++m_readings >= kMostReadings) {
        finish(VisitFault{ErrorClass::Check, "the page painted no text and no image that could be measured"});
    }
}

bool PageVisit::hasAllVitals() const
{
    const auto& asked = m_order.step->browser.measure;
    const auto wants = [&asked](const char* vital) {
        return asked.empty() || std::find(asked.begin(), asked.end(), vital) != asked.end();
    };
    return (m_vitals.lcp || !wants("lcp")) && (m_vitals.fcp || !wants("fcp")) && (m_vitals.ttfb || !wants("ttfb"));
}

void PageVisit::finish(std::optional<VisitFault> fault)
{
    if (std::exchange(m_isOver, true)) {
        return;
    }
    m_endedAt = systemClock().steadyNow();
    m_fault = std::move(fault);
    m_limit.stop();
    m_lookTimer.stop();
    m_devTools.listen(m_session, nullptr);
    leave();
}

/// The next visit begins when this one's page is gone: it must not disturb it.
void PageVisit::leave()
{
    if (m_browserContext.empty()) {
        QMetaObject::invokeMethod(this, &PageVisit::done, Qt::QueuedConnection);
        return;
    }
    m_devTools.call("", "Target.disposeBrowserContext", Json{{"browserContextId", std::exchange(m_browserContext, "")}}, this,
                    [this](const Json&, const std::string&) { Q_EMIT done(); });
    QTimer::singleShot(kLeaveLimitMs, this, &PageVisit::done);
}

} // namespace holdpoint
