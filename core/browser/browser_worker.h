// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/browser/chromium_process.h"
#include "core/browser/devtools.h"
#include "core/browser/page_visit.h"
#include "core/http/host_book.h"
#include "core/load/recorder.h"
#include "core/load/run_context.h"
#include "core/load/session.h"

#include <QObject>
#include <QTimer>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <string>

namespace holdpoint {

/// The browser visits of one run and their Chromium, which is started again when it fails, a few times. Made by another thread
/// and moved to its own, where all else runs.
class BrowserWorker final : public QObject
{
    Q_OBJECT

public:
    BrowserWorker(RunContext& context, const HostBook& hosts, QString program, std::string baseUrl);
    ~BrowserWorker() override;

    Recorder& recorder() { return m_recorder; } // any thread

    void start();
    void open(SessionOrder order, SessionSink& sink);
    void end(SessionOwner* owner, SteadyTime hardStopAt);
    /// Ends everything at once, Chromium too; the recorder is finished afterwards.
    void shutDown();

private:
    struct Waiting
    {
        SessionOrder order;
        SessionSink* sink = nullptr;
    };
    void launch();
    void connectTo(const QUrl& devTools);
    void onVersion(const Json& version);
    void loseLater(const QString& why);
    void onLost(const QString& why);
    void dropChromium();
    void giveUp(const std::string& why);
    void ping();
    void pump();
    void begin(Waiting waiting);
    void conclude(PageVisit& visit);
    void record(const PageVisit& visit);
    void recordFault(const SessionOrder& order, const VisitFault& fault, const std::string& answer);
    void refuse(const Waiting& waiting);
    void tellBlocked(const PageVisit& visit);
    void tellExchange(const PageVisit& visit);

    RunContext& m_context;
    const HostBook m_hosts;
    const QString m_program;
    const std::string m_baseUrl;
    Recorder m_recorder;
    std::unique_ptr<ChromiumProcess> m_chromium;
    std::unique_ptr<DevTools> m_devTools;
    std::unique_ptr<QTimer> m_pingTimer;
    std::string m_userAgent; // empty: Chromium is not ready
    SteadyTime m_answeredAt{};
    std::uint64_t m_generation = 0; // of Chromium
    int m_failures = 0;             // since the last visit that Chromium carried through
    std::string m_whyNot;           // no Chromium any more in this run
    bool m_isShutDown = false;
    std::deque<Waiting> m_waiting;
    std::map<SessionOwner*, std::unique_ptr<PageVisit>> m_visits;
};

} // namespace holdpoint
