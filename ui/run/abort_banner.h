// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTimer>
#include <QWidget>

class QLabel;

namespace holdpoint {

class Button;

/// "Error rate 1.4 % for 30 s. Load stops in 15 s." with Keep running (Esc) and Stop now. Hidden while no rule is about to stop
/// the load; until then Esc is its key, whatever page or dialog has the focus. It only counts: the runner stops.
class AbortBanner : public QWidget
{
    Q_OBJECT

public:
    explicit AbortBanner(QWidget* parent = nullptr);

    /// An empty sentence hides it.
    void announce(const QString& sentence, int milliseconds);
    QString text() const;

Q_SIGNALS:
    void keepRunning();
    void stopNow();

protected:
    void paintEvent(QPaintEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void count();

    QLabel* m_label;
    Button* m_keep;
    Button* m_stop;
    bool m_isEscapeDown = false; // the rest of that key press is ours too
    QTimer m_second;
    QString m_sentence;
    int m_left = 0; // seconds
};

} // namespace holdpoint
