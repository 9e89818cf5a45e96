// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/browser/devtools.h"
#include "core/browser/page_vitals.h"
#include "core/http/host_book.h"
#include "core/load/error_class.h"
#include "core/load/session.h"

#include <QObject>
#include <QTimer>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

namespace holdpoint {

struct VisitFault
{
    ErrorClass errorClass = ErrorClass::None;
    std::string message;
};

/// One visit of one page with a cold cache: a browser context of its own, until the page is settled (loaded, and quiet for half a
/// second, or loaded for five) or the step's timeout is over. Its worker's thread only.
class PageVisit final : public QObject
{
    Q_OBJECT

public:
    struct PageRequest
    {
        Micros duration{};
        bool isFailed = false; // no answer, or a status from 400 on
    };

    /// The step's headers go to the origins of the page and of `baseUrl` only: other hosts that the page asks must not learn its
    /// credentials.
    PageVisit(DevTools& devTools, const HostBook& hosts, SessionOrder order, SessionSink& sink, std::string userAgent,
              const std::string& baseUrl);
    ~PageVisit() override;

    void begin();
    /// It ends now, with this fault; done() follows from the event loop.
    void giveUp(VisitFault fault);

    const SessionOrder& order() const { return m_order; }
    SessionSink& sink() const { return m_sink; }
    // When done
    const std::optional<VisitFault>& fault() const { return m_fault; }
    const PageVitals& vitals() const { return m_vitals; } // nothing of a visit with a fault
    int status() const { return m_status; }
    std::uint64_t bytesReceived() const { return m_bytesReceived; }
    const std::vector<PageRequest>& requests() const { return m_requests; } // the first 5,000
    const std::set<std::string>& blockedHosts() const { return m_blockedHosts; }
    SteadyTime startedAt() const { return m_startedAt; }
    SteadyTime endedAt() const { return m_endedAt; }
    Nanos duration() const { return m_endedAt - m_startedAt; }
    bool hasReachedServer() const { return m_status != 0; }

Q_SIGNALS:
    void done();

private:
    void makeContext();
    void makePage();
    void attach();
    void prepare();
    void navigate(const Json&);
    void onNavigated(const Json& result, const std::string& error);
    void onEvent(const std::string& method, const Json& params);
    void onRequest(const Json& params);
    void onResponse(const Json& params);
    void onLoadingEnded(const Json& params, bool isFailed);
    void onPaused(const Json& params);
    void onContext(const Json& params);
    void onCertificateError(const Json& params);
    bool isOwn(const std::string& url) const;
    Json withOwnHeaders(const Json& headers) const;
    void judgeStatus();
    void look();
    void readVitals();
    void onVitals(const Json& result, const std::string& error);
    bool hasAllVitals() const;
    void finish(std::optional<VisitFault> fault);
    void leave();
    void ask(const std::string& session, const std::string& method, Json params, void (PageVisit::*next)(const Json& result));

    DevTools& m_devTools;
    const HostBook& m_hosts;
    SessionOrder m_order;
    SessionSink& m_sink;
    const std::string m_userAgent;
    std::vector<std::string> m_ownOrigins; // that get the step's headers
    Json m_headers = Json::array();        // as Fetch.continueRequest takes them
    QTimer m_limit;
    QTimer m_lookTimer;
    std::string m_browserContext;
    std::string m_target;
    std::string m_session;
    std::string m_frame;  // the page's main one
    std::string m_loader; // of its newest document
    std::string m_world;  // where its vitals are
    std::string m_documentUrl;
    bool m_isLoaded = false;
    bool m_isReading = false;
    int m_navigations = 0; // that came to nothing
    int m_readings = 0;    // that lacked a vital
    SteadyTime m_startedAt{};
    SteadyTime m_endedAt{};
    SteadyTime m_loadedAt{};
    SteadyTime m_busyAt{}; // when something was under way last
    struct UnderWay
    {
        std::string url;
        double startedAt = 0; // seconds, Chromium's clock
        int status = 0;
        bool isAwaited = true; // a page that holds it open counts as quiet otherwise
    };
    std::unordered_map<std::string, UnderWay> m_underWay; // by request id
    std::size_t m_awaited = 0;
    std::size_t m_requestCount = 0;
    int m_status = 0; // of the newest document
    std::uint64_t m_bytesReceived = 0;
    std::vector<PageRequest> m_requests;
    std::set<std::string> m_blockedHosts;
    PageVitals m_vitals;
    std::optional<VisitFault> m_fault;
    bool m_isOver = false;
};

} // namespace holdpoint
