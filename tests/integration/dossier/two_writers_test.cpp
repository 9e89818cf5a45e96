// SPDX-License-Identifier: GPL-3.0-or-later
// Two people on one release, while their connections are cut.
#include "tests/integration/dossier/postgres_fixture.h"

#include <atomic>
#include <random>
#include <thread>

namespace holdpoint {

using testing::IsEmpty;

namespace {

constexpr int kOperations = 5'000; // of each writer
constexpr int kItems = 20;

/// What one writer did, as it was told: by item how often its word was taken, and what it was refused.
struct Told
{
    std::map<std::string, int> stored;
    int refused = 0;
    std::vector<std::string> faults;
    std::string head;
    std::int64_t length = 0;
};

Told work(const std::filesystem::path& place, const Person& who, unsigned seed)
{
    Told told;
    auto dossier = Dossier::open(place);
    if (!dossier) {
        told.faults.push_back(dossier.error().message);
        return told;
    }
    std::mt19937 random(seed);
    for (int i = 0; i < kOperations && told.faults.size() < 5; ++i) {
        const std::string item = "item." + std::to_string(random() % kItems);
        const auto seen = (*dossier)->auditHead();
        if (!seen) {
            told.faults.push_back(seen.error().message);
            continue;
        }
        const std::string value = who.name + " " + std::to_string(i);
        Result<> done;
        std::string counted = item;
        switch (random() % 4) {
        case 0:
            done = (*dossier)->setNote(item, value, who, at(i), seen->length);
            counted = "note of " + item;
            break;
        case 1:
            done = (*dossier)->setFormValue({item, value, "", "", who, at(i)}, seen->length);
            counted = "form of " + item;
            break;
        default:
            done = (*dossier)->addItemChange({item, ItemState::Pass, value, "", {}, who, at(i)}, seen->length);
        }
        if (done) {
            ++told.stored[counted];
        } else if (done.error().kind == Error::Kind::Conflict) {
            ++told.refused;
        } else {
            told.faults.push_back(done.error().message);
        }
    }
    return told;
}

} // namespace

using TwoWritersTest = PostgresTest;

TEST_F(TwoWritersTest, LoseNothingThoughTheirConnectionsAreCut)
{
    ASSERT_TRUE(madeThere());
    std::atomic<bool> isOver = false;
    std::atomic<int> cuts = 0;
    std::thread knife([&] {
        std::mt19937 random(3);
        while (!isOver) {
            ::poll(nullptr, 0, 100 + static_cast<int>(random() % 300));
            sql("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'holdpoint' ORDER BY random() "
                "LIMIT 1");
            ++cuts;
        }
    });
    Told mara;
    std::thread other([&] { mara = work(place(), {"Mara", Role::Qa, "mara"}, 1); });
    const Told anna = work(place(), {"Anna", Role::DevOps, "anna"}, 2);
    other.join();
    isOver = true;
    knife.join();
    EXPECT_THAT(anna.faults, IsEmpty());
    EXPECT_THAT(mara.faults, IsEmpty());

    const auto dossier = Dossier::open(place());
    ASSERT_TRUE(dossier) << dossier.error().message;
    const auto rows = (*dossier)->audit();
    ASSERT_TRUE(rows) << rows.error().message;
    EXPECT_EQ(firstAuditFault(*rows), std::nullopt);
    EXPECT_THAT((*dossier)->checkTables()->faults, IsEmpty());
    int stored = 0;
    std::map<std::string, int> wanted = anna.stored;
    for (const auto& [item, count] : mara.stored) {
        wanted[item] += count;
    }
    std::map<std::string, int> found;
    for (const AuditRow& row : *rows) {
        const auto entry = parseJson(row.text, "row");
        const Json& detail = memberAt(*entry, "detail");
        const std::string action = stringAt(*entry, "action");
        if (action == "item changed") {
            ++found[stringAt(detail, "item")];
        } else if (action == "note written") {
            ++found["note of " + stringAt(detail, "item")];
        } else if (action == "form value set") {
            ++found["form of " + stringAt(detail, "field")];
        }
    }
    for (const auto& [item, count] : wanted) {
        stored += count;
    }
    EXPECT_EQ(found, wanted) << "each word that was said to be stored is there once, and no other";
    EXPECT_EQ(stored + anna.refused + mara.refused, 2 * kOperations);
    EXPECT_GT(cuts, 5);
    std::cout << stored << " stored, " << anna.refused + mara.refused << " refused, " << cuts << " cuts\n";
}

} // namespace holdpoint
