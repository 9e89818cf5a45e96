// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/start/plan_sources.h"

#include "core/base/file.h"
#include "core/checklist/template.h"
#include "core/import/k6_import.h"
#include "ui/style/words.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>

namespace holdpoint {

namespace {

Result<> makeFolder(const QString& folder)
{
    if (!QDir().mkpath(folder)) {
        return fail(Error::Kind::Refused,
                    tr("Cannot make the folder %1. Choose one that you may write to.").arg(folder).toStdString());
    }
    return {};
}

/// True: the file is there with this content. Refused if it holds something else.
Result<bool> isThere(const QString& file, const std::string& content)
{
    if (!QFileInfo::exists(file)) {
        return false;
    }
    const auto there = readFile(file.toStdString());
    if (there && *there == content) {
        return true;
    }
    return fail(Error::Kind::Refused,
                tr("%1 exists. Choose another folder, or take it as \"Plan from a file\".").arg(file).toStdString());
}

/// The plan names its scripts by their way from the folder, which must be there.
Result<Imported> importScripts(const QString& input, const QString& folder)
{
    const auto made = makeFolder(folder);
    return made ? importK6(input.toStdString(), folder.toStdString()) : fail(made.error());
}

Result<Imported> importAny(const QString& file, const QString& folder)
{
    if (QFileInfo(file).isDir()) {
        return importScripts(file, folder);
    }
    const auto text = readFile(file.toStdString(), kMaxImportBytes);
    if (!text) {
        return fail(text.error());
    }
    const auto format = recognizeImport(*text);
    if (!format && isOfK6(*text)) {
        return importScripts(file, folder);
    }
    return format ? importPlan(*format, *text, {QFileInfo(file).fileName().toStdString(), {}}) : fail(format.error());
}

} // namespace

Result<std::filesystem::path> copyTemplate(const QString& folder)
{
    if (const auto made = makeFolder(folder + QStringLiteral("/data")); !made) {
        return fail(made.error());
    }
    const QDir source(QString::fromStdString((resourceFolder() / "plans").string()));
    const QString plan = folder + QStringLiteral("/pre-production.yaml");
    const QString shipped = source.filePath(QStringLiteral("pre-production.yaml"));
    const auto ours = readFile(shipped.toStdString());
    if (!ours) {
        return fail(ours.error());
    }
    const auto there = isThere(plan, *ours);
    if (!there) {
        return fail(there.error());
    }
    if (*there) {
        return std::filesystem::path(plan.toStdString());
    }
    if (!QFile::copy(shipped, plan)) {
        return fail(Error::Kind::Refused, tr("Cannot write %1. Choose a folder that you may write to.").arg(plan).toStdString());
    }
    QFile::setPermissions(plan, QFile::ReadOwner | QFile::WriteOwner | QFile::ReadGroup | QFile::ReadOther);
    for (const QString& name : QDir(source.filePath(QStringLiteral("data"))).entryList(QDir::Files)) {
        QFile::copy(source.filePath(QStringLiteral("data/") + name), folder + QStringLiteral("/data/") + name);
    }
    return std::filesystem::path(plan.toStdString());
}

Result<ImportedPlan> importIntoFolder(const QString& file, const QString& folder)
{
    auto imported = importAny(file, folder);
    if (!imported) {
        return fail(Error::Kind::Invalid, file.toStdString() + ": " + imported.error().message);
    }
    if (const auto made = makeFolder(folder); !made) {
        return fail(made.error());
    }
    const QString name = QFileInfo(QDir::cleanPath(file)).baseName();
    const QString plan = folder + QLatin1Char('/') + name + QStringLiteral(".plan.yaml");
    const auto there = isThere(plan, imported->plan);
    if (!there) {
        return fail(there.error());
    }
    if (!*there) {
        if (const auto written = writeFileAtomically(plan.toStdString(), imported->plan); !written) {
            return fail(written.error());
        }
    }
    return ImportedPlan{plan.toStdString(), std::move(*imported)};
}

} // namespace holdpoint
