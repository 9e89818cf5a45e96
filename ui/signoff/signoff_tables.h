// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/report/report.h"

#include <QAbstractTableModel>
#include <QWidget>
#include <memory>

class QGridLayout;
class QLabel;
class QVBoxLayout;

namespace holdpoint {

class Chip;
struct Look;

Look lookOfVerdict(ReleaseVerdict verdict);
/// "I certify that": the five sentences of the source, each with its machine state, and what a signature is given over.
class CertifyPanel : public QWidget
{
    Q_OBJECT

public:
    explicit CertifyPanel(QWidget* parent = nullptr);
    void setReport(const Report& report);

private:
    void addSentence(const ItemView& item);
    void addFact(int row, const QString& name, const QString& value, bool isMono);

    Chip* m_verdict;
    QVBoxLayout* m_sentences;
    QGridLayout* m_facts;
};

/// Item, State, Reason, By: every exception, in the order of page 1 of the report.
class ExceptionModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    using QAbstractTableModel::QAbstractTableModel;
    void setReport(std::shared_ptr<const Report> report);

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    std::shared_ptr<const Report> m_report;
};

} // namespace holdpoint
