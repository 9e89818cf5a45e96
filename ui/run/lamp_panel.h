// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/verdict/run_result.h"

#include <QAbstractListModel>
#include <QWidget>

class QLabel;

namespace holdpoint {

/// Thresholds of the current run: glyph and word, rule, value and margin as core computed them.
class LampModel : public QAbstractListModel
{
    Q_OBJECT

public:
    using QAbstractListModel::QAbstractListModel;
    enum Role { ResultRole = Qt::UserRole + 1 };

    /// Keeps rows where the rules are the same, so that nothing moves under the cursor.
    void setResults(std::vector<ThresholdResult> results);
    const std::vector<ThresholdResult>& results() const { return m_results; }
    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;

private:
    std::vector<ThresholdResult> m_results;
};

/// The Thresholds tab of the dock.
class LampPanel : public QWidget
{
    Q_OBJECT

public:
    explicit LampPanel(QWidget* parent = nullptr);
    LampModel& model() { return *m_model; }
    void setResults(const std::vector<ThresholdResult>& all, bool isWholeTest);

private:
    LampModel* m_model;
    QLabel* m_head;
};

/// "http_req_duration{name:search} p(95)", without blanks in braces.
QString ruleName(const ThresholdRule& rule);
/// A value of a rule in its unit: "341 ms", "0.06 %", "12".
QString ruleValue(const ThresholdRule& rule, double value);

} // namespace holdpoint

Q_DECLARE_METATYPE(const holdpoint::ThresholdResult*)
