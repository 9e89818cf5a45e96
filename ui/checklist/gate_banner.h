// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/report/report.h"

#include <QWidget>

class QAbstractButton;
class QLabel;

namespace holdpoint {

class StatusLabel;

/// Where a gate is decided: hold mark, HOLD or GO with a sentence, and what blocks it as links.
class GateBanner : public QWidget
{
    Q_OBJECT

public:
    explicit GateBanner(QWidget* parent = nullptr);

    void setGate(const Report& report, Gate gate);
    void setRightRemark(const QString& remark);
    /// "Go-for-load: 8 of 37 items block, 5 causes".
    static QString sentenceFor(const Report& report, const GateView& gate);
    /// "4 signatures are over the record of 09:02:36 UTC...": before a change that they do not cover; empty without any.
    static QString signedNote(const Report& report);
    /// Why Go cannot be given now; empty if it can: "5 causes block. First: Same Redis configuration, DevOps".
    static QString whyNotGo(const Report& report, const GateView& gate);
    bool hasHeightForWidth() const override { return true; }
    int heightForWidth(int width) const override;
    QSize sizeHint() const override;

Q_SIGNALS:
    void itemChosen(const QString& id);
    /// A source that is down, by its title.
    void sourceChosen(const QString& title);

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    void fitLinks();
    int moreCount(int shown) const { return m_blockerCount - shown; }

    GateState m_state = GateState::Later;
    StatusLabel* m_word;
    QLabel* m_sentence;
    QLabel* m_right;
    QWidget* m_links;
    QList<QAbstractButton*> m_blockers;
    QAbstractButton* m_more = nullptr;
    int m_blockerCount = 0;
};

} // namespace holdpoint
