// SPDX-License-Identifier: GPL-3.0-or-later
// What `gate` shows and decides.
#include "tests/integration/ctl/ctl_fixture.h"
#include "tests/support/silent_port.h"

namespace holdpoint {
namespace {

class GateTest : public CtlTest
{
protected:
    void SetUp() override
    {
        url = QStringLiteral("http://127.0.0.1:1"); // nothing is sent
        writePlan(1, "monitoring: {prometheus: {url: '" + refusing.url() + "'}}\n");
        const ProgramResult checked =
            runCtl({QStringLiteral("check"), path(QStringLiteral("plan.yaml")), QStringLiteral("-e"),
                    QStringLiteral("BASE_URL=") + url, QStringLiteral("--dossier"), dossier(), QStringLiteral("--no-sense")});
        ASSERT_NE(checked.code, 1) << checked.err;
    }
    QString dossier() const { return path(QStringLiteral("d.holdpoint")); }
    ProgramResult gate(const QStringList& words)
    {
        return runCtl(QStringList{QStringLiteral("gate"), dossier()} + words +
                      QStringList{QStringLiteral("-e"), QStringLiteral("BASE_URL=") + url});
    }
    static std::size_t count(const std::string& text, const std::string& word)
    {
        std::size_t found = 0;
        for (auto at = text.find(word); at != std::string::npos; at = text.find(word, at + 1)) {
            ++found;
        }
        return found;
    }

    SilentPort refusing{SilentPort::Kind::Refusing};
};

TEST_F(GateTest, WithoutADecisionItShowsASourceThatIsDownOnceAndWhatWaitsForIt)
{
    const ProgramResult shown = gate({QStringLiteral("go-for-load")});

    EXPECT_TRUE(shown.code == 96 || shown.code == 99) << shown.code << shown.err;
    EXPECT_NE(shown.out.find("HOLD  Go-for-load is on hold: "), std::string::npos) << shown.out;
    EXPECT_EQ(count(shown.out, "\nblocked by Prometheus: could not connect to "), 1U) << shown.out;
    EXPECT_GE(count(shown.out, "blocked by Prometheus"), 3U) << shown.out;
}

TEST_F(GateTest, TheSameIsGivenForMachinesWithTheExitCodeThatTheTextHas)
{
    const ProgramResult text = gate({QStringLiteral("go-for-load")});
    const ProgramResult shown = gate({QStringLiteral("go-for-load"), QStringLiteral("--json")});
    EXPECT_EQ(shown.code, text.code);
    const auto json = parseJson(shown.out, "gate");
    ASSERT_TRUE(json) << shown.out << shown.err;
    EXPECT_EQ(stringAt(*json, "schema"), "holdpoint-gate/1");
    EXPECT_EQ(stringAt(*json, "gate"), "go-for-load");
    EXPECT_EQ(stringAt(*json, "state"), "HOLD");
    EXPECT_TRUE((*json)["decision"].is_null());
    std::size_t ofPrometheus = 0;
    for (const Json& cause : (*json)["causes"]) {
        ofPrometheus += stringAt(cause, "source") == "Prometheus" ? cause["items"].size() : 0;
    }
    EXPECT_GE(ofPrometheus, 2U) << shown.out;
    EXPECT_FALSE((*json)["sources"].empty());
    for (const Json& blocker : (*json)["blockers"]) {
        EXPECT_NE(text.out.find(stringAt(blocker, "id")), std::string::npos) << blocker.dump();
    }

    const ProgramResult decided = gate({QStringLiteral("go-for-load"), QStringLiteral("no-go"), QStringLiteral("--no-sense"),
                                        QStringLiteral("--reason"), QStringLiteral("staging is gone"), QStringLiteral("--json")});
    const auto after = parseJson(decided.out, "gate");
    ASSERT_TRUE(after) << decided.out << decided.err;
    EXPECT_EQ(stringAt(*after, "state"), "NO-GO");
    EXPECT_EQ(stringAt((*after)["decision"], "reason"), "staging is gone");
}

TEST_F(GateTest, OfflineItTakesTheFindingsAsTheyStand)
{
    const ProgramResult shown = gate({QStringLiteral("go-for-load"), QStringLiteral("--no-sense")});

    EXPECT_EQ(shown.out.find("blocked by"), std::string::npos) << shown.out;
    EXPECT_NE(shown.out.find("not sensed yet"), std::string::npos) << shown.out;
}

TEST_F(GateTest, GoIsRefusedWithTheCauseAndANoGoNeedsAReason)
{
    const ProgramResult go = gate({QStringLiteral("go-for-load"), QStringLiteral("go")});
    EXPECT_EQ(go.code, 1) << go.out;
    EXPECT_NE(go.err.find("is on hold"), std::string::npos) << go.err;
    EXPECT_EQ(gate({QStringLiteral("go-for-load"), QStringLiteral("no-go"), QStringLiteral("--no-sense")}).code, 2);
    const ProgramResult no = gate({QStringLiteral("go-for-load"), QStringLiteral("no-go"), QStringLiteral("--no-sense"),
                                   QStringLiteral("--reason"), QStringLiteral("staging is gone")});
    EXPECT_EQ(no.code, 0) << no.err;
    EXPECT_NE(gate({QStringLiteral("go-for-load"), QStringLiteral("--no-sense")}).out.find("NO-GO  Go-for-load: no-go by "),
              std::string::npos);
    EXPECT_EQ(gate({QStringLiteral("after-release")}).code, 2);
    EXPECT_EQ(gate({QStringLiteral("go-for-load"), QStringLiteral("perhaps")}).code, 2);
}

TEST_F(GateTest, ADeferredItemComesBackAtItsGate)
{
    ASSERT_EQ(runCtl({QStringLiteral("item"), dossier(), QStringLiteral("monitoring.grafana-dashboards"), QStringLiteral("defer"),
                      QStringLiteral("--to"), QStringLiteral("results"), QStringLiteral("--reason"),
                      QStringLiteral("boards come later"), QStringLiteral("--by"), QStringLiteral("Rao")})
                  .code,
              0);

    const ProgramResult early = gate({QStringLiteral("go-for-load"), QStringLiteral("--no-sense")});
    const ProgramResult due = gate({QStringLiteral("results"), QStringLiteral("--no-sense")});

    EXPECT_EQ(early.out.find("monitoring.grafana-dashboards"), std::string::npos) << early.out;
    EXPECT_NE(due.out.find("due now, deferred by Rao: boards come later"), std::string::npos) << due.out;
}

} // namespace
} // namespace holdpoint
