// SPDX-License-Identifier: GPL-3.0-or-later
// How long one verification of a signed release takes: `bench_verify [ROUNDS]` prints the median of a dossier and a report
// folder.
#include "tests/support/signable_release.h"

#include <QCoreApplication>
#include <algorithm>
#include <iostream>
#include <sys/resource.h>

namespace {

using namespace holdpoint;

/// Of this process and its children that have ended.
double cpuMs()
{
    double sum = 0;
    for (const int who : {RUSAGE_SELF, RUSAGE_CHILDREN}) {
        rusage usage{};
        ::getrusage(who, &usage);
        for (const timeval& part : {usage.ru_utime, usage.ru_stime}) {
            sum += static_cast<double>(part.tv_sec) * 1e3 + static_cast<double>(part.tv_usec) / 1e3;
        }
    }
    return sum;
}

template <typename Verify>
void measure(const char* what, int rounds, const Verify& verify)
{
    std::vector<double> milliseconds;
    const double cpuBefore = cpuMs();
    for (int i = 0; i < rounds; ++i) {
        const auto begin = systemClock().steadyNow();
        const auto result = verify();
        const Nanos took = systemClock().steadyNow() - begin;
        if (!result || !result->isValid()) {
            std::cerr << what << ": " << (result ? result->firstFault() : result.error().message) << '\n';
            std::exit(1);
        }
        milliseconds.push_back(std::chrono::duration<double, std::milli>(took).count());
    }
    std::sort(milliseconds.begin(), milliseconds.end());
    std::cout << what << ": median " << milliseconds[milliseconds.size() / 2] << " ms, worst " << milliseconds.back() << " ms of "
              << rounds << " (bar: 100 ms); " << (cpuMs() - cpuBefore) / rounds << " ms of CPU each, ssh-keygen included\n";
}

} // namespace

int main(int argc, char** argv)
{
    const QCoreApplication application(argc, argv);
    const int rounds = argc > 1 ? std::max(1, std::atoi(argv[1])) : 50;
    test::SignableRelease release;
    release.freeze();
    release.signAll();
    const auto out = release.path("out");
    if (const auto written = release.session().exportReport(out, {"json", "html", "md"}); !written) {
        std::cerr << written.error().message << '\n';
        return 1;
    }
    measure("dossier, four signatures", rounds, [&] { return verifyDossier(release.dossier()); });
    measure("report folder, four signatures", rounds, [&] { return verifyReportFolder(out); });
    return 0;
}
