// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/hash.h"
#include "core/dossier/dossier.h"

#include <QTemporaryDir>
#include <gmock/gmock.h>

namespace holdpoint {

inline WallTime at(std::int64_t second)
{
    constexpr std::int64_t kMonday = 1'767'607'200; // 2026-01-05T10:00:00Z
    return WallTime{} + std::chrono::seconds{kMonday + second};
}

inline Release platform()
{
    return {"platform", "1.8.3", "abc123"};
}

inline Plan planNamed(const std::string& name)
{
    Plan plan;
    plan.name = name;
    plan.text = "holdpoint: 1\nname: " + name + "\n";
    plan.sha256 = sha256Hex(plan.text);
    plan.path = "/plans/" + name + ".yaml";
    plan.release = platform();
    plan.resolved = Json{{"holdpoint", 1}, {"name", name}};
    return plan;
}

/// Second number `seq` of a run: `requests` requests of 10 ms each.
inline Frame frameOf(std::uint64_t seq, std::uint64_t requests = 10, const std::string& shard = "1/1")
{
    Frame frame;
    frame.shard = shard;
    frame.seq = seq;
    frame.tick = seq - 1;
    frame.time = at(static_cast<std::int64_t>(seq));
    frame.counters["http_reqs"] = static_cast<double>(requests);
    frame.rates["http_req_failed"] = {0, requests};
    frame.gauges["vus"] = {3, 1, 5};
    frame.trends["http_req_duration"].record(std::chrono::milliseconds{10}, requests);
    frame.health.rssBytes = 1234;
    frame.events.push_back("second " + std::to_string(seq));
    return frame;
}

inline Person anna()
{
    return {"Anna Berg", Role::Qa, "anna"};
}

class DossierTest : public testing::Test
{
protected:
    std::filesystem::path path(const std::string& name) const
    {
        return std::filesystem::path(m_folder.path().toStdString()) / name;
    }

    /// A new dossier, or the reason why there is none as a test failure.
    std::unique_ptr<Dossier> made(const std::string& name = "release.holdpoint")
    {
        auto dossier = Dossier::create(path(name), platform(), false);
        EXPECT_TRUE(dossier) << (dossier ? "" : dossier.error().message);
        return dossier ? std::move(*dossier) : nullptr;
    }

    std::unique_ptr<Dossier> opened(const std::string& name = "release.holdpoint")
    {
        auto dossier = Dossier::open(path(name));
        EXPECT_TRUE(dossier) << (dossier ? "" : dossier.error().message);
        return dossier ? std::move(*dossier) : nullptr;
    }

    std::vector<std::string> filesInFolder() const
    {
        std::vector<std::string> names;
        for (const auto& entry : std::filesystem::directory_iterator(m_folder.path().toStdString())) {
            names.push_back(entry.path().filename().string());
        }
        return names;
    }

    QTemporaryDir m_folder;
};

template <typename T>
std::string messageOf(const Result<T>& result)
{
    return result ? std::string() : result.error().message;
}

/// For a Result that must hold: its failure becomes the test's.
#define ASSERT_OK(expression) ASSERT_EQ(holdpoint::messageOf(expression), "")

} // namespace holdpoint
