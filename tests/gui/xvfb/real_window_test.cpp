// SPDX-License-Identifier: GPL-3.0-or-later
// The real programs on a real X server: holdpoint loads holdpoint-staging, whose faults are those of a bad release, and what its
// window shows is read from its accessible tree, as a screen reader does.
#include "core/base/text.h"
#include "tests/gui/xvfb/accessible_tree.h"
#include "tests/support/child_process.h"
#include "tests/support/eventually.h"
#include "tests/support/http_client.h"
#include "tests/support/staging_program.h"

#include <algorithm>
#include <fstream>
#include <gmock/gmock.h>
#include <sstream>

namespace holdpoint {
namespace {

using test::AccessibleNode;
using testing::HasSubstr;

constexpr std::chrono::seconds kLong{120};

std::string textOf(const std::filesystem::path& file)
{
    std::ifstream in(file);
    std::stringstream text;
    text << in.rdbuf();
    return text.str();
}

/// The first line that a program writes, once it is whole.
std::string firstLine(const std::filesystem::path& log)
{
    test::eventually([&log] { return textOf(log).find('\n') != std::string::npos; });
    const std::string text = textOf(log);
    return text.substr(0, text.find('\n'));
}

/// The shipped rehearsal with these tests alone, in this order.
std::string shortRehearsal(const std::vector<std::string>& kept)
{
    std::istringstream lines(textOf(HOLDPOINT_SOURCE_DIR "/resources/plans/rehearsal.yaml"));
    std::string text;
    bool isInTests = false;
    bool isLeftOut = false;
    for (std::string line; std::getline(lines, line);) {
        const bool isTop = !line.empty() && line[0] != ' ' && line[0] != '#';
        if (isTop) {
            isInTests = line == "tests:";
            isLeftOut = false;
        } else if (isInTests && line.starts_with("  ") && line.size() > 2 && line[2] != ' ' && line.ends_with(':')) {
            isLeftOut = std::find(kept.begin(), kept.end(), line.substr(2, line.size() - 3)) == kept.end();
        }
        const bool isOfOthers = line.find("id: p95-critical.webhooks") != std::string::npos ||
                                line.find("id: p95-critical.rsvp") != std::string::npos;
        if (line.starts_with("order:")) {
            line = "order: [" + join(kept, ", ") + "]";
        }
        if (!isLeftOut && !isOfOthers) {
            text += line + "\n";
        }
    }
    return text;
}

class RealWindowTest : public testing::Test
{
protected:
    void SetUp() override
    {
        for (const char* program : {"Xvfb", "dbus-daemon"}) {
            if (!test::isInPath(program)) {
                GTEST_SKIP() << "no " << program << " in PATH (Debian: xvfb, dbus-daemon, at-spi2-core)";
            }
        }
        if (!std::filesystem::exists("/usr/share/dbus-1/services/org.a11y.Bus.service")) {
            GTEST_SKIP() << "no accessibility bus (Debian: at-spi2-core)";
        }
        for (const char* name : {"XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "HOME"}) {
            ::setenv(name, m_folder.path().c_str(), 1);
        }
        m_bus = std::make_unique<test::ChildProcess>(
            std::vector<std::string>{"dbus-daemon", "--session", "--nofork", "--print-address=1"}, log("bus"));
        const std::string address = firstLine(log("bus"));
        ASSERT_THAT(address, HasSubstr("unix:")) << address;
        m_server = std::make_unique<test::ChildProcess>(
            std::vector<std::string>{"Xvfb", "-displayfd", "1", "-screen", "0", "1920x1080x24", "-nolisten", "tcp"}, log("xvfb"));
        ASSERT_TRUE(test::eventually([this] { return !displayNumber().empty(); })) << textOf(log("xvfb"));
        ::setenv("DISPLAY", (":" + displayNumber()).c_str(), 1);
        ::setenv("DBUS_SESSION_BUS_ADDRESS", address.c_str(), 1);
        ::setenv("QT_QPA_PLATFORM", "xcb", 1);
        ::setenv("QT_LINUX_ACCESSIBILITY_ALWAYS_ON", "1", 1);
        ::setenv("LC_ALL", "C.UTF-8", 1);
        ::unsetenv("WAYLAND_DISPLAY");
        m_tree = std::make_unique<test::AccessibleTree>(QString::fromStdString(address));
        ASSERT_TRUE(m_tree->isConnected());
    }

    std::filesystem::path log(const std::string& name) const { return m_folder.path() / (name + ".log"); }
    /// Xvfb writes it alone on a line, between its warnings.
    std::string displayNumber() const
    {
        std::istringstream lines(textOf(log("xvfb")));
        for (std::string line; std::getline(lines, line);) {
            if (!line.empty() && line.find_first_not_of("0123456789") == std::string::npos) {
                return line;
            }
        }
        return "";
    }

    /// The first showing node that `isWanted`, waited for.
    std::optional<AccessibleNode> find(const std::function<bool(const AccessibleNode&)>& isWanted,
                                       std::chrono::seconds limit = kLong) const
    {
        std::optional<AccessibleNode> found;
        test::eventually(
            [&] {
                for (const AccessibleNode& node : m_tree->nodes(QStringLiteral("holdpoint"))) {
                    if (!found && isWanted(node)) {
                        found = node;
                    }
                }
                return found.has_value();
            },
            limit);
        return found;
    }
    std::optional<AccessibleNode> button(const QString& name) const
    {
        return find([&name](const AccessibleNode& node) {
            return node.isShowing && node.name == name && node.role.contains(QStringLiteral("button"));
        });
    }
    /// Whether a node of this name says these words, now or within the limit.
    testing::AssertionResult says(const QString& name, const QString& words) const
    {
        QString last;
        const auto found = find([&](const AccessibleNode& node) {
            const bool isNamed = node.isShowing && node.name.startsWith(name);
            last = isNamed ? node.description : last;
            return isNamed && (node.description.contains(words) || node.name.contains(words));
        });
        return found ? testing::AssertionSuccess()
                     : testing::AssertionFailure()
                           << name.toStdString() << " never said " << words.toStdString() << "; last: " << last.toStdString();
    }
    std::string all() const
    {
        std::string text;
        for (const AccessibleNode& node : m_tree->nodes(QStringLiteral("holdpoint"))) {
            if (node.isShowing && !node.name.isEmpty()) {
                text += node.role.toStdString() + ": " + node.name.toStdString() + " | " + node.description.toStdString() + "\n";
            }
        }
        return text;
    }

    test::TempFolder m_folder;
    std::unique_ptr<test::ChildProcess> m_bus;
    std::unique_ptr<test::ChildProcess> m_server;
    std::unique_ptr<test::AccessibleTree> m_tree;
};

TEST_F(RealWindowTest, ARehearsalWithFaultsIsToldByTheAccessibleTree)
{
    test::StagingProgram staging({"--port", "0", "--fault", "errors=30%", "--fault", "rtc-drop=20%", "--fault", "pool=2:300ms"});
    const std::string url = staging.url();
    ASSERT_THAT(url, HasSubstr("http://127.0.0.1:"));
    test::HttpClient client(static_cast<std::uint16_t>(std::stoi(url.substr(url.rfind(':') + 1))));
    ::setenv("BASE_URL", url.c_str(), 1);
    const auto plan = m_folder.path() / "rehearsal.yaml";
    std::ofstream(plan) << shortRehearsal({"search", "api", "rtc"});
    const test::ChildProcess console({HOLDPOINT_BINARY_DIR "/bin/holdpoint", plan.string()}, log("console"));

    const auto live = find([](const AccessibleNode& node) {
        return node.role == QStringLiteral("menu item") && node.name.startsWith(QStringLiteral("Live load"));
    });
    ASSERT_TRUE(live) << textOf(log("console")) << all();
    ASSERT_TRUE(m_tree->press(*live));
    auto start = button(QStringLiteral("Start load"));
    ASSERT_TRUE(start) << all();
    ASSERT_TRUE(m_tree->press(*start));
    ASSERT_TRUE(find([](const AccessibleNode& node) { return node.isShowing && node.role == QStringLiteral("dialog"); }))
        << all();
    std::optional<AccessibleNode> agreed; // the one of the sheet, behind the page's
    for (const AccessibleNode& node : m_tree->nodes(QStringLiteral("holdpoint"))) {
        if (node.isShowing && node.name == QStringLiteral("Start load") && node.role.contains(QStringLiteral("button")) &&
            node.reference.path != start->reference.path) {
            agreed = node;
        }
    }
    ASSERT_TRUE(agreed) << all();
    ASSERT_TRUE(m_tree->press(*agreed));

    // Search: errors, and a pool that is too small
    EXPECT_TRUE(says(QStringLiteral("Error rate"), QStringLiteral("FAIL"))) << all();
    EXPECT_TRUE(says(QStringLiteral("Errors by class"), QStringLiteral("over critical"))) << all();
    EXPECT_TRUE(says(QStringLiteral("Latency p95"), QStringLiteral("FAIL"))) << all();
    EXPECT_TRUE(says(QStringLiteral("Response time"), QStringLiteral("exceeded by"))) << all();
    // API: nothing answers for a while
    EXPECT_TRUE(says(QStringLiteral("Timeline of the tests"), QStringLiteral("Search FAIL"))) << all();
    EXPECT_EQ(client.put("/_staging/faults", R"({"errors": null, "pool": null, "stall": "3s@1s"})").status, 200);
    EXPECT_TRUE(says(QStringLiteral("Timeline of the tests"), QStringLiteral("API Endpoints FAIL"))) << all();
    // RTC, the last one, whose charts stay: messages that never arrive
    EXPECT_TRUE(says(QStringLiteral("Timeline of the tests"), QStringLiteral("RTC FAIL"))) << all();
    EXPECT_TRUE(says(QStringLiteral("RTC drop"), QStringLiteral("over critical"))) << all();
    EXPECT_TRUE(says(QStringLiteral("RTC delivery"), QStringLiteral("under critical"))) << all();
    EXPECT_TRUE(find([](const AccessibleNode& node) { // latched, counted in the tab, and named in the list
        return node.isShowing && node.name.startsWith(QStringLiteral("critical, http_req_failed rate at worst"));
    })) << all();
    EXPECT_TRUE(find([](const AccessibleNode& node) {
        return node.isShowing && node.name.startsWith(QStringLiteral("Alarms "));
    })) << all();
    EXPECT_FALSE(find([](const AccessibleNode& node) { return node.name == QStringLiteral("Stop load") && node.isShowing; },
                      std::chrono::seconds{1}))
        << "the load is over";
}

} // namespace
} // namespace holdpoint
