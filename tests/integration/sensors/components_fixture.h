// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/time_format.h"
#include "tests/integration/sensors/sensors_fixture.h"
#include "tests/support/contract_server.h"
#include "tests/support/nginx_process.h"
#include "tests/support/postgres_process.h"
#include "tests/support/test_certificates.h"

#include <set>

namespace holdpoint {

using test::ChildProcess;
using test::ContractServer;

inline constexpr auto kPatience = std::chrono::seconds{90};

/// The real servers of the distribution around a small staging environment, and the contract server for the rest.
class ComponentsTest : public SensorsTest
{
protected:
    using States = std::map<std::string, ItemState>;

    void SetUp() override
    {
        std::string missing;
        for (const char* program :
             {"prometheus", "prometheus-node-exporter", "prometheus-postgres-exporter", "prometheus-redis-exporter",
              "prometheus-alertmanager", "redis-server", "redis-cli", "psql", "openssl"}) {
            missing += test::isInPath(program) ? "" : std::string(" ") + program;
        }
        missing += postgres.whyMissing().empty() ? "" : " " + postgres.whyMissing();
        if (!missing.empty()) {
            GTEST_SKIP() << "not on this machine:" << missing << " (packaging/install_build_deps.sh --ci installs them)";
        }
        ASSERT_TRUE(postgres.giveFolder(folder.path()));
        startDatabases();
        startMonitors();
        makeCertificates();
        startWeb();
        writeFiles();
        ASSERT_TRUE(serveTls("good"));
        auto read = openTemplate("builtin:pre-production", {});
        ASSERT_TRUE(read) << read.error().message;
        definition = *std::move(read);
    }

    void TearDown() override
    {
        processes.erase("pg-exporter"); // PostgreSQL waits for its connection
        processes.clear();
    }

    std::string newAddress() const { return "127.0.0.1:" + std::to_string(freePort()); }
    void run(const std::string& name, const std::vector<std::string>& words)
    {
        processes[name] = std::make_unique<ChildProcess>(words, path(name + ".log"));
    }

    void startRedis(const std::string& name, const std::string& address)
    {
        run(name, {"redis-server", "--port", address.substr(address.find(':') + 1), "--bind", "127.0.0.1", "--save", "",
                   "--appendonly", "no", "--maxmemory", "20mb", "--dir", folder.path().string()});
    }

    void startDatabases()
    {
        for (std::string* address : {&database, &otherDatabase, &redis, &otherRedis}) {
            *address = newAddress();
        }
        const auto portOf = [](const std::string& address) { return address.substr(address.find(':') + 1); };
        for (const auto& [name, address] : {std::pair("staging", database), std::pair("production", otherDatabase)}) {
            processes[name] =
                postgres.start(folder.path(), name, std::stoi(portOf(address)),
                               "log_min_duration_statement = 250\nshared_preload_libraries = 'pg_stat_statements'\n");
        }
        startRedis("redis", redis);
        startRedis("other-redis", otherRedis);
        const std::string tables =
            "CREATE TABLE users AS SELECT generate_series(1,1000) AS id; CREATE TABLE events AS SELECT generate_series(1,500) AS "
            "id; "
            "CREATE TABLE instructors AS SELECT generate_series(1,200) AS id; CREATE TABLE content_items AS SELECT "
            "generate_series(1,5000) AS id; CREATE TABLE subscriptions AS SELECT generate_series(1,100) AS id; ANALYZE";
        for (const std::string& address : {database, otherDatabase}) {
            ASSERT_TRUE(test::eventually([&] { return test::PostgresPrograms::execute(address, "SELECT 1") == 0; }, kPatience));
            ASSERT_EQ(test::PostgresPrograms::execute(address, tables), 0);
            ASSERT_EQ(test::PostgresPrograms::execute(address, "CREATE EXTENSION pg_stat_statements"), 0);
        }
    }

    void startExporter()
    {
        run("pg-exporter", {"env", "DATA_SOURCE_NAME=" + test::PostgresPrograms::url(database) + "?sslmode=disable",
                            "prometheus-postgres-exporter", "--web.listen-address=" + databaseExporter});
    }

    void startMonitors()
    {
        for (std::string* address : {&databaseExporter, &redisExporter, &nodeExporter, &prometheus, &alertmanager}) {
            *address = newAddress();
        }
        startExporter();
        run("redis-exporter",
            {"prometheus-redis-exporter", "-redis.addr", "redis://" + redis, "-web.listen-address", redisExporter});
        std::filesystem::create_directories(path("textfiles"));
        run("node-exporter", {"prometheus-node-exporter", "--web.listen-address=" + nodeExporter,
                              "--collector.textfile.directory=" + path("textfiles")});
        startPrometheus(prometheus);
        write("a.yml", "route: {receiver: none}\nreceivers: [{name: none}]\n");
        run("alertmanager", {"prometheus-alertmanager", "--config.file=" + path("a.yml"), "--storage.path=" + path("alerts"),
                             "--web.listen-address=" + alertmanager, "--cluster.listen-address="});
    }

    /// `application` is what the job `app` scrapes, every second. Starts it anew if it runs.
    void startPrometheus(const std::string& application)
    {
        processes.erase("prometheus");
        std::string scrapes;
        for (const auto& [job, address] : {std::pair("node", nodeExporter), std::pair("postgres", databaseExporter),
                                           std::pair("redis", redisExporter), std::pair("app", application)}) {
            scrapes += std::string("- {job_name: ") + job + (address == application ? ", scrape_interval: 1s" : "") +
                       ", static_configs: [{targets: ['" + address + "']}]}\n";
        }
        write("p.yml",
              "global: {scrape_interval: 2s, evaluation_interval: 2s}\nrule_files: [rules.yml]\nscrape_configs:\n" + scrapes);
        run("prometheus", {"prometheus", "--config.file=" + path("p.yml"), "--storage.tsdb.path=" + path("tsdb"),
                           "--web.listen-address=" + prometheus});
    }

    /// A cluster whose autoscaler goes up and down every few seconds, as kube-state-metrics shows one: the node exporter's
    /// textfile collector serves its series.
    void startAutoscaler()
    {
        const std::string of = "{namespace=\\\"shop\\\",horizontalpodautoscaler=\\\"web\\\"";
        const std::string hpa = "kube_horizontalpodautoscaler_";
        run("autoscaler", {"sh", "-c",
                           "while :; do for n in 2 3; do printf '%b' \"" + hpa + "spec_min_replicas" + of + "} 2\\n" + hpa +
                               "spec_max_replicas" + of + "} 8\\n" + hpa + "status_desired_replicas" + of + "} $n\\n" + hpa +
                               "status_current_replicas" + of + "} $n\\n" + hpa + "status_condition" + of +
                               ",condition=\\\"AbleToScale\\\",status=\\\"true\\\"} 1\\n" +
                               "kube_deployment_status_replicas{namespace=\\\"shop\\\",deployment=\\\"web\\\"} $n\\n\" > '" +
                               path("textfiles/kube.tmp") + "'; mv '" + path("textfiles/kube.tmp") + "' '" +
                               path("textfiles/kube.prom") + "'; sleep 4; done; done"});
    }

    /// ca.pem, and NAME.crt with NAME.key: good, expired, name (another one's), stranger (of an authority that nobody trusts).
    void makeCertificates() const { ASSERT_TRUE(test::TestCertificates(folder.path()).areThere()) << "openssl"; }

    void startWeb()
    {
        auto started = NginxProcess::start(
            {NginxProcess::Speaks::Plain, -1,
             "location = /health { return 200 '{\"version\":\"1.4\"}'; }\n"
             "location = /api/events/1 { return 200 '{\"capacity\":1000}'; }\nlocation = /api/events/2 { return 200 "
             "'{\"capacity\":100}'; }\n"
             "location ~ attendance$ { return 200 '{\"count\":0}'; }\n"
             "location = /api/auth/login { if ($request_method = POST) { return 200 '{\"token\":\"t\"}'; } return 405; }\n",
             false});
        ASSERT_TRUE(started) << "nginx does not start (Debian: nginx-light)";
        web.emplace(*std::move(started));
        baseUrl = web->url();
    }

    /// A host of the plan that speaks TLS with this certificate; a new plan that names it.
    bool serveTls(const std::string& certificate)
    {
        secure.reset();
        const std::string address = newAddress();
        auto started = NginxProcess::start({NginxProcess::Speaks::Plain, -1,
                                            "listen " + address + " ssl; ssl_certificate " + path(certificate + ".crt") +
                                                "; ssl_certificate_key " + path(certificate + ".key") + ";",
                                            false});
        if (!started) {
            return false;
        }
        secure.emplace(*std::move(started));
        openPlanFor("https://" + address + "/");
        return true;
    }

    void writeFiles() const
    {
        write("plan.env", std::string("API_TOKEN=") + ContractServer::kToken + "\nDSN=http://publickey1@" +
                              contract.url().substr(7) + "/sentry/42\nPG=" + test::PostgresPrograms::url(database) +
                              "\nPG_PRODUCTION=" + test::PostgresPrograms::url(otherDatabase) + "\n");
        write(".env.load-tests", "BASE_URL=" + baseUrl + "\nTEST_USER_EMAIL=a@b.c\nTEST_USER_PASSWORD=hunter22\n");
        log("INFO started");
        std::filesystem::create_directories(path("docs/performance"));
    }
    void log(const std::string& words) const
    {
        std::ofstream(path("app.log"), std::ios::app) << formatUtc(systemClock().wallNow()) << ' ' << words << '\n';
    }

    void openPlanFor(const std::string& secureUrl)
    {
        const auto api = [this](const char* name, const std::string& more = "") {
            return std::string(name) + ": {url: '" + contract.url(std::string("/") + name) + "', token: '${API_TOKEN}'" + more +
                   "}";
        };
        write("plan.yaml",
              "holdpoint: 1\nname: Small\nrelease: {name: shop, version: '1.4'}\nenvironment: {name: staging, base_url: " +
                  baseUrl +
                  ", env_file: plan.env, ca_file: ca.pem, allow_hosts: [127.0.0.1], production_hosts: [127.0.0.98, 127.0.0.99]}\n"
                  "tests: {rsvp: {scenarios: {s: {executor: constant-vus, vus: 1, duration: 1s, flow: [{get: /}, {get: '" +
                  secureUrl + "'}]}}}}\nmonitoring:\n  prometheus: {url: 'http://" + prometheus +
                  "'}\n  alertmanager: {url: 'http://" + alertmanager +
                  "'}\n  postgresql: {url: '${PG}'}\n  redis: {url: 'redis://" + redis + "'}\n  " + api("grafana") + "\n  " +
                  api("sentry", ", org: acme, dsn: '${DSN}'") + "\n  " + api("github", ", repository: acme/platform") +
                  "\n  production: {prometheus: {url: 'http://" + prometheus +
                  "'}, postgresql: {url: '${PG_PRODUCTION}'}, redis: {url: "
                  "'redis://" +
                  otherRedis +
                  "'}}\nchecklist:\n  parameters: {log_file: app.log, http_requests_total: "
                  "prometheus_http_requests_total, app: 'job=\"app\"', idle_rps: 1000, idle_peak_rps: 1000, production_cidrs: "
                  "'192.0.2.0/24', max_rtt_ms: 5000, login_fields: email password}\n");
        auto reading = readPlanFile(path("plan.yaml"), PlanOptions{});
        ASSERT_TRUE(reading.isValid()) << reading.faults.front().text();
        plan = std::move(reading.plan);
    }

    /// All sensed and hybrid items of the shipped checklist that have no runs to wait for.
    States statesNow()
    {
        Sensors sensors(plan, definition, {});
        std::vector<const ItemDefinition*> items;
        for (const ItemDefinition& item : definition.items) {
            items.push_back(&item);
        }
        States states;
        reasons.clear();
        for (const SensedItem& item : sensors.sweep(items).items) {
            states[item.item->id] = item.result.state;
            reasons += item.item->id + ": " + std::string(nameOf(item.result.state)) + " " + item.result.value + " | " +
                       item.result.reason + "\n";
            const std::string kept = item.evidence.dump() + item.result.reason + item.result.value;
            for (const char* secret : {ContractServer::kToken, "publickey1", "hush-hush", "hunter22"}) {
                EXPECT_EQ(kept.find(secret), std::string::npos) << item.item->id << " keeps " << secret;
            }
        }
        return states;
    }
    /// The items whose state is another one than in `before`, once that is `wanted`; else what it is at last.
    std::set<std::string> flippedFrom(const States& before, const std::set<std::string>& wanted)
    {
        std::set<std::string> flipped;
        test::eventually(
            [&] {
                flipped.clear();
                for (const auto& [id, state] : statesNow()) {
                    if (before.at(id) != state) {
                        flipped.insert(id);
                    }
                }
                return flipped == wanted;
            },
            kPatience);
        return flipped;
    }
    void expectFlips(const States& before, const std::set<std::string>& wanted)
    {
        EXPECT_EQ(flippedFrom(before, wanted), wanted) << reasons;
    }
    void expectBack(const States& before) { expectFlips(before, {}); }

    test::PostgresPrograms postgres;
    ContractServer contract;
    std::map<std::string, std::unique_ptr<ChildProcess>> processes;
    std::string database, otherDatabase, redis, otherRedis;
    std::string databaseExporter, redisExporter, nodeExporter, prometheus, alertmanager;
    std::optional<NginxProcess> web;
    std::optional<NginxProcess> secure;
    std::string reasons;
};

} // namespace holdpoint
