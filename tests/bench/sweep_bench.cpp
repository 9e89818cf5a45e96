// SPDX-License-Identifier: GPL-3.0-or-later
// How long one sweep of the shipped checklist takes without its probes, with every source answering and with one that hangs.
//   sweep_bench [ROUNDS]     default 5
#include "core/base/units.h"
#include "core/plan/plan_reader.h"
#include "core/sensors/sweep.h"
#include "tests/support/child_process.h"
#include "tests/support/contract_server.h"
#include "tests/support/silent_port.h"

#include <algorithm>
#include <fstream>
#include <iostream>

namespace {

using namespace holdpoint;

class Bench
{
public:
    Bench()
    {
        m_server.set("/prometheus/api/v1/query",
                     Json{{"status", "success"},
                          {"data", {{"resultType", "vector"}, {"result", {{{"metric", Json::object()}, {"value", {1, "1"}}}}}}}});
        auto read = openTemplate("builtin:pre-production", {});
        if (read) {
            m_definition = *std::move(read);
        }
    }

    /// Seconds until all but the probes had answered; negative: the plan is wrong.
    double sweep(const std::string& prometheus)
    {
        const auto api = [this](const char* name, const char* more = "") {
            return std::string(name) + ": {url: '" + m_server.url(std::string("/") + name) + "', token: '" +
                   test::ContractServer::kToken + "'" + more + "}, ";
        };
        const auto file = m_folder.path() / "plan.yaml";
        std::ofstream(file) << "holdpoint: 1\nname: Bench\nrelease: {name: shop, version: '1.4'}\nenvironment: {base_url: '"
                            << m_refusing.url()
                            << "', allow_hosts: [127.0.0.1]}\ntests: {one: {scenarios: {s: {executor: constant-vus, vus: 1, "
                               "duration: 1s, flow: [{get: /}]}}}}\nmonitoring: {"
                            << api("grafana") << api("sentry", ", org: acme") << api("github", ", repository: acme/platform")
                            << "jaeger: {url: '" << m_server.url("/jaeger") << "', services: [api]}, alertmanager: {url: '"
                            << m_server.url("/alertmanager") << "'}, prometheus: {url: '" << prometheus << "'}}\n";
        auto reading = readPlanFile(file, PlanOptions{});
        if (!reading.isValid()) {
            std::cerr << reading.faults.front().text() << '\n';
            return -1;
        }
        std::vector<const ItemDefinition*> items;
        for (const ItemDefinition& item : m_definition.items) {
            items.push_back(&item);
        }
        Sensors sensors(reading.plan, m_definition, {});
        const auto begin = std::chrono::steady_clock::now();
        double ended = 0;
        const ItemSweep swept = sensors.sweep(items, {}, [&](const SweepProgress& step) {
            if (step.source != nullptr && !step.source->id.ends_with(".probe")) {
                ended = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
            }
        });
        m_items = swept.items.size();
        m_sources = swept.sources.size();
        return ended;
    }

    void measure(const std::string& name, const std::string& prometheus, int rounds)
    {
        std::vector<double> times;
        for (int i = 0; i < rounds; ++i) {
            times.push_back(sweep(prometheus));
        }
        std::sort(times.begin(), times.end());
        std::cout << name << ": median " << formatNumber(times[times.size() / 2], 2) << " s, slowest "
                  << formatNumber(times.back(), 2) << " s (" << m_items << " items, " << m_sources << " sources)\n";
    }

    std::string answering() const { return m_server.url("/prometheus"); }

private:
    test::TempFolder m_folder;
    test::ContractServer m_server;
    SilentPort m_refusing{SilentPort::Kind::Refusing};
    ChecklistTemplate m_definition;
    std::size_t m_items = 0;
    std::size_t m_sources = 0;
};

} // namespace

int main(int argc, char** argv)
{
    const auto given = argc > 1 ? parseInteger(argv[1]) : Result<std::int64_t>(5);
    const int rounds = given ? static_cast<int>(std::clamp<std::int64_t>(*given, 1, 100)) : 5;
    const SilentPort hanging(SilentPort::Kind::Hanging);
    Bench bench;
    bench.measure("all sources answer", bench.answering(), rounds);
    bench.measure("Prometheus hangs", hanging.url(), rounds);
    return 0;
}
