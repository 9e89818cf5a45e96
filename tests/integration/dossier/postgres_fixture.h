// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/integration/dossier/dossier_fixture.h"
#include "tests/support/eventually.h"
#include "tests/support/postgres_process.h"
#include "tests/support/silent_port.h"

namespace holdpoint {

/// One server for all tests of a program; every test has its own schemas.
class PostgresTest : public DossierTest
{
protected:
    static void SetUpTestSuite()
    {
        if (s_programs == nullptr) {
            s_programs = std::make_unique<test::PostgresPrograms>();
        }
        if (!s_programs->whyMissing().empty() || s_server != nullptr) {
            return;
        }
        s_folder = std::make_unique<QTemporaryDir>();
        const std::filesystem::path folder = s_folder->path().toStdString();
        std::filesystem::permissions(folder, std::filesystem::perms(0755));
        ASSERT_TRUE(s_programs->giveFolder(folder));
        s_port = [] {
            const std::string url = SilentPort(SilentPort::Kind::Refusing).url();
            return std::atoi(url.c_str() + url.rfind(':') + 1);
        }();
        s_server = s_programs->start(folder, "dossiers", s_port);
        ::setenv("PGPASSWORD", "hush-hush", 1);
        ASSERT_TRUE(test::eventually([] {
            return test::PostgresPrograms::execute("127.0.0.1:" + std::to_string(s_port), "SELECT 1") == 0;
        })) << "PostgreSQL does not answer";
    }
    static void TearDownTestSuite()
    {
        s_server.reset();
        s_folder.reset();
    }

    void SetUp() override
    {
        if (!s_programs->whyMissing().empty()) {
            GTEST_SKIP() << s_programs->whyMissing();
        }
    }

    /// A place for a dossier of this test.
    static std::filesystem::path place(const std::string& name = "release")
    {
        const auto* test = testing::UnitTest::GetInstance()->current_test_info();
        return "postgresql://postgres@127.0.0.1:" + std::to_string(s_port) + "/postgres#" +
               std::string(test->name()).substr(0, 40) + "-" + name;
    }
    static void sql(const std::string& statement)
    {
        EXPECT_EQ(test::PostgresPrograms::execute("127.0.0.1:" + std::to_string(s_port), statement), 0) << statement;
    }
    static std::unique_ptr<Dossier> madeThere(const std::string& name = "release")
    {
        auto dossier = Dossier::create(place(name), platform(), false);
        EXPECT_TRUE(dossier) << (dossier ? "" : dossier.error().message);
        return dossier ? std::move(*dossier) : nullptr;
    }

    static inline std::unique_ptr<test::PostgresPrograms> s_programs;
    static inline std::unique_ptr<QTemporaryDir> s_folder;
    static inline std::unique_ptr<test::ChildProcess> s_server;
    static inline int s_port = 0;
};

} // namespace holdpoint
