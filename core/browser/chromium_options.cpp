// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/browser/chromium_options.h"

#include "core/base/text.h"

#include <QFileInfo>
#include <QStandardPaths>
#include <unistd.h>

namespace holdpoint {

Result<QString> findChromium(const std::string& named)
{
    if (!named.empty()) {
        const QString path = QString::fromStdString(named);
        const QString found = path.contains(QLatin1Char('/')) ? path : QStandardPaths::findExecutable(path);
        const QFileInfo file(found);
        if (found.isEmpty() || !file.isFile() || !file.isExecutable()) {
            return fail(Error::Kind::NotFound,
                        "`generator: browser: " + named + "` is no program here: name the path of a Chromium, or leave it out");
        }
        return found;
    }
    for (const char* name : {"chromium", "chromium-browser", "google-chrome"}) {
        if (const QString found = QStandardPaths::findExecutable(QString::fromLatin1(name)); !found.isEmpty()) {
            return found;
        }
    }
    return fail(Error::Kind::NotFound, "no Chromium on this machine: install the package chromium, or name its path in the plan "
                                       "as `generator: {browser: /path/to/chromium}`");
}

std::string resolverRules(const HostBook& hosts)
{
    // The first MAP that fits holds, and an EXCLUDE before any of them.
    std::string pinned;
    std::string excluded;
    for (const std::string& line : hosts.resolveLines()) { // host:port:address[,address]; the host may be [v6]
        const auto hostEnd = line.find(':', line.front() == '[' ? line.find(']') : 0);
        const auto portEnd = line.find(':', hostEnd + 1);
        const std::string host = line.substr(0, hostEnd);
        const std::string port = line.substr(hostEnd + 1, portEnd - hostEnd - 1);
        const std::string address = line.substr(portEnd + 1);
        if (address.find(',') == std::string::npos) {
            pinned += "MAP " + host + ":" + port + " " + address + ":" + port + ",";
        } else {
            excluded += ",EXCLUDE " + host;
        }
    }
    for (const std::string& pattern : hosts.allowedPatterns()) {
        const bool isPlainV6 = pattern.find(':') != std::string::npos && !pattern.starts_with("[");
        excluded += ",EXCLUDE " + (isPlainV6 ? "[" + pattern + "]" : pattern);
    }
    return pinned + "MAP * ~NOTFOUND" + excluded;
}

QStringList chromiumArguments(const QString& profile, const HostBook& hosts)
{
    QStringList arguments{
        QStringLiteral("--headless=new"),
        QStringLiteral("--remote-debugging-port=0"),
        QStringLiteral("--user-data-dir=") + profile,
        QStringLiteral("--host-resolver-rules=") + QString::fromStdString(resolverRules(hosts)),
        QStringLiteral("--window-size=1280,800"),
        QStringLiteral("--lang=en-US"),
        // it talks to nobody by itself, and asks nothing
        QStringLiteral("--no-proxy-server"),
        QStringLiteral("--disable-quic"),
        QStringLiteral("--disable-background-networking"),
        QStringLiteral("--disable-component-update"),
        QStringLiteral("--disable-component-extensions-with-background-pages"),
        QStringLiteral("--disable-default-apps"),
        QStringLiteral("--disable-extensions"),
        QStringLiteral("--disable-sync"),
        QStringLiteral("--disable-domain-reliability"),
        QStringLiteral("--disable-client-side-phishing-detection"),
        QStringLiteral("--disable-breakpad"),
        QStringLiteral("--disable-crash-reporter"),
        QStringLiteral("--metrics-recording-only"),
        QStringLiteral("--no-pings"),
        QStringLiteral("--no-service-autorun"),
        QStringLiteral("--no-first-run"),
        QStringLiteral("--no-default-browser-check"),
        QStringLiteral("--disable-search-engine-choice-screen"),
        QStringLiteral("--password-store=basic"),
        QStringLiteral("--disable-features=Translate,MediaRouter,OptimizationHints,AutofillServerCommunication,"
                       "CertificateTransparencyComponentUpdater,InterestFeedContentSuggestions,HttpsUpgrades,"
                       "HttpsFirstBalancedModeAutoEnable,DialMediaRouteProvider"),
        // pages are measured as if somebody looked at each of them
        QStringLiteral("--disable-background-timer-throttling"),
        QStringLiteral("--disable-backgrounding-occluded-windows"),
        QStringLiteral("--disable-renderer-backgrounding"),
        QStringLiteral("--disable-hang-monitor"),
        QStringLiteral("--hide-scrollbars"),
        QStringLiteral("--mute-audio"),
        // /dev/shm is 64 MB in containers; machines that generate load seldom have a GPU
        QStringLiteral("--disable-dev-shm-usage"),
        QStringLiteral("--disable-gpu"),
    };
    if (::geteuid() == 0) {
        arguments << QStringLiteral("--no-sandbox"); // Chromium refuses to run as root with one
    }
    return arguments << QStringLiteral("about:blank");
}

} // namespace holdpoint
