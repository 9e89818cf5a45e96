// SPDX-License-Identifier: GPL-3.0-or-later
// A second process for the dossier's tests:
//   dossier_child audit FILE COUNT       appends audit rows
//   dossier_child run FILE PLAN SECONDS  begins a run, stores that many frames, says "stored", and waits to be killed
#include "core/dossier/frame_writer.h"
#include "core/plan/plan_reader.h"
#include "tests/integration/dossier/dossier_fixture.h"

#include <QCoreApplication>
#include <iostream>
#include <unistd.h>

namespace holdpoint {

namespace {

int complain(const Error& error)
{
    std::cerr << error.message << std::endl;
    return 1;
}

int appendAudit(Dossier& dossier, int count)
{
    for (int number = 0; number < count; ++number) {
        if (auto done = dossier.addAudit("note", Json{{"pid", ::getpid()}, {"number", number}}, anna(), at(number)); !done) {
            return complain(done.error());
        }
    }
    return 0;
}

int writeRun(Dossier& dossier, const std::filesystem::path& planFile, std::uint64_t seconds)
{
    const PlanReading reading = readPlanFile(planFile, {});
    for (const PlanFault& fault : reading.faults) {
        std::cerr << fault.text() << std::endl;
    }
    const auto run = dossier.beginRun("search", RunKind::Load, reading.plan, at(0));
    if (!run) {
        return complain(run.error());
    }
    FrameWriter writer(dossier.file());
    for (std::uint64_t seq = 1; seq <= seconds; ++seq) {
        writer.add(*run, frameOf(seq));
    }
    if (auto done = writer.flush(); !done) {
        return complain(done.error());
    }
    std::cout << "stored" << std::endl;
    for (;;) {
        ::pause();
    }
}

int work(const QStringList& arguments)
{
    auto dossier = Dossier::open(arguments.value(2).toStdString());
    if (!dossier) {
        return complain(dossier.error());
    }
    if (arguments.value(1) == QLatin1String("audit")) {
        return appendAudit(**dossier, arguments.value(3).toInt());
    }
    return writeRun(**dossier, arguments.value(3).toStdString(), arguments.value(4).toULongLong());
}

} // namespace

} // namespace holdpoint

int main(int argc, char** argv)
{
    const QCoreApplication application(argc, argv);
    return holdpoint::work(QCoreApplication::arguments());
}
