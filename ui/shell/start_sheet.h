// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/plan/plan_reader.h"

#include <QDialog>
#include <QStringList>

class QLabel;

namespace holdpoint {

/// What a run will do to the world and need from this machine, before its first byte: hosts, requests, peak VUs, descriptors and
/// ports, duration, size. Accepted: start. What forbids a start is listed and the button disabled.
class StartSheet : public QDialog
{
    Q_OBJECT

public:
    /// `tests` empty: all of the plan.
    StartSheet(const Plan& plan, const QStringList& tests, RunKind kind, QWidget* parent = nullptr);
    /// A sentence about when it starts; empty: at once.
    void setRemark(const QString& remark);

private:
    QLabel* m_remark = nullptr;
};

} // namespace holdpoint
