// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/result.h"

#include <QObject>
#include <QString>
#include <QStringList>
#include <filesystem>
#include <memory>

class QProcess;

namespace holdpoint {

/// The staging service of a rehearsal: a `holdpointctl staging` child on a free loopback port that ends with this object, and
/// with this process whatever ends it. Owner's thread, needs an event loop.
class EmbeddedStaging : public QObject
{
    Q_OBJECT

public:
    explicit EmbeddedStaging(QObject* parent = nullptr);
    ~EmbeddedStaging() override;

    /// ready() or failed() follows. `faults` as `holdpointctl staging --fault` takes them.
    void start(const QStringList& faults = {});
    /// "http://127.0.0.1:41234"; empty until ready().
    QString url() const { return m_url; }
    qint64 processId() const;

Q_SIGNALS:
    void ready(const QString& url);
    /// It could not start, or ended by itself later.
    void failed(const QString& why);

private:
    void readLine();

    std::unique_ptr<QProcess> m_process;
    QString m_url;
};

/// `rehearsal-<date>-<time>.holdpoint` in the application's data folder, which is made if it is missing.
Result<std::filesystem::path> newRehearsalFile();

} // namespace holdpoint
