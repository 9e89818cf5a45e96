// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/browser/trust_store.h"

#include <QDir>
#include <QFile>
#include <QProcess>
#include <QStandardPaths>
#include <string_view>
#include <vector>

namespace holdpoint {

namespace {

constexpr int kLimitMs = 10'000;

std::vector<std::string> certificatesOf(const std::string& pem)
{
    constexpr std::string_view kBegin = "-----BEGIN CERTIFICATE-----";
    constexpr std::string_view kEnd = "-----END CERTIFICATE-----";
    std::vector<std::string> found;
    for (std::size_t from = pem.find(kBegin); from != std::string::npos; from = pem.find(kBegin, from + 1)) {
        const std::size_t end = pem.find(kEnd, from);
        if (end == std::string::npos) {
            break;
        }
        found.push_back(pem.substr(from, end + kEnd.size() - from) + "\n");
    }
    return found;
}

Result<> write(const QString& path, const std::string& text)
{
    QFile file(path);
    const auto size = static_cast<qint64>(text.size());
    if (!file.open(QIODevice::WriteOnly) || file.write(text.data(), size) != size || !file.flush()) {
        return fail(Error::Kind::Internal, "cannot write " + path.toStdString() + ": " + file.errorString().toStdString());
    }
    return {};
}

Result<> runCertutil(const QString& program, const QString& folder, const QStringList& arguments)
{
    QProcess process;
    process.setWorkingDirectory(folder);
    process.setProcessChannelMode(QProcess::MergedChannels);
    process.start(program, arguments);
    if (!process.waitForFinished(kLimitMs)) {
        process.kill();
        process.waitForFinished(1000);
        return fail(Error::Kind::Timeout, "certutil did not end within 10 s");
    }
    if (process.exitStatus() != QProcess::NormalExit || process.exitCode() != 0) {
        const QByteArray words = process.readAll().trimmed().left(300);
        return fail(Error::Kind::Invalid, "certutil refused the certificates of `ca_file`: " + words.toStdString());
    }
    return {};
}

} // namespace

Result<> trustInHome(const QString& home, const std::string& caPem)
{
    if (caPem.empty()) {
        return {};
    }
    const QString program = QStandardPaths::findExecutable(QStringLiteral("certutil"));
    if (program.isEmpty()) {
        return fail(Error::Kind::NotFound, "Chromium cannot be told to trust the plan's `ca_file` without certutil: install the "
                                           "package libnss3-tools");
    }
    const QString folder = home + QStringLiteral("/.pki/nssdb");
    if (!QDir().mkpath(folder)) {
        return fail(Error::Kind::Internal, "cannot make the folder " + folder.toStdString());
    }
    std::string batch; // P: a server's certificate may stand there itself; relative names: its lines are split at blanks
    std::size_t count = 0;
    for (const std::string& certificate : certificatesOf(caPem)) {
        const std::string name = "ca" + std::to_string(++count);
        if (auto written = write(folder + QStringLiteral("/") + QString::fromStdString(name), certificate); !written) {
            return written;
        }
        batch += "-A -n " + name + " -t CP,, -i " + name + "\n";
    }
    const QString database = QStringLiteral("sql:.");
    if (auto written = write(folder + QStringLiteral("/batch"), batch); !written) {
        return written;
    }
    if (auto made = runCertutil(program, folder,
                                {QStringLiteral("-N"), QStringLiteral("-d"), database, QStringLiteral("--empty-password")});
        !made) {
        return made;
    }
    return runCertutil(program, folder,
                       {QStringLiteral("-B"), QStringLiteral("-d"), database, QStringLiteral("-i"), QStringLiteral("batch")});
}

} // namespace holdpoint
