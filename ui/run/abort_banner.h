// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QPointer>
#include <QTimer>
#include <QWidget>

namespace holdpoint {

class AbortRow;

/// "Error rate 1.4 % for 30 s. Load stops in 15 s." with Keep running (Esc) and Stop now. Hidden while no rule is about to stop
/// the load; until then Esc is its key, whatever page or dialog has the focus. While a modal dialog keeps the pointer from its
/// window the same row stands above that dialog, which keeps the keyboard. It only counts: the runner stops.
class AbortBanner : public QWidget
{
    Q_OBJECT

public:
    explicit AbortBanner(QWidget* parent = nullptr);
    ~AbortBanner() override;

    /// An empty sentence hides it.
    void announce(const QString& sentence, int milliseconds);
    QString text() const;
    /// The row above a modal dialog; nullptr: none is needed.
    QWidget* sheet() const { return m_sheet; }

Q_SIGNALS:
    void keepRunning();
    void stopNow();

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    AbortRow* makeRow(QWidget* parent);
    void count();
    void placeSheet();

    AbortRow* m_row;
    QPointer<QWidget> m_sheet;   // a child of the dialog, which would block it else
    bool m_isEscapeDown = false; // the rest of that key press is ours too
    QTimer m_second;
    QString m_sentence;
    int m_left = 0; // seconds
};

} // namespace holdpoint
