// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/dossier/dossier.h"
#include "ui/run/alarm_model.h"
#include "ui/run/alarm_response.h"

#include <QWidget>
#include <functional>
#include <set>

class QGridLayout;
class QLabel;
class QListView;

namespace holdpoint {

class Button;

/// The Alarms tab of the dock: list, what to do about the selected one, Acknowledge and Outcome.
class AlarmPanel : public QWidget
{
    Q_OBJECT

public:
    explicit AlarmPanel(QWidget* parent = nullptr);

    AlarmModel& model() { return *m_model; }
    /// Selects and focuses the next alarm that is open, the worst firing one that nobody went to first.
    void goToNext();
    void focusList();
    /// What the response card says of an alarm.
    void setResponder(std::function<AlarmResponse(const AlarmRecord&)> responder);
    /// Of the selected alarm, nullptr if there is none.
    const AlarmRecord* selected() const;
    bool hasListFocus() const;
    /// Once a second: how long it has been firing.
    void refreshResponse();

Q_SIGNALS:
    /// Screen readers are told of a new alarm, in these words.
    void announced(const QString& words);
    /// The chart that shows it, at its time.
    void chartRequested(const QString& chart, const holdpoint::AlarmRecord& alarm);
    void tracesRequested();
    /// The alarm as it is to be stored.
    void changed(const holdpoint::AlarmRecord& alarm);
    void openCountChanged();

public:
    /// Who acknowledges.
    void setPerson(const QString& name) { m_person = name; }

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void changeEvent(QEvent* event) override;
    void enterEvent(QEnterEvent* event) override;
    void leaveEvent(QEvent* event) override;

private:
    void placeButtons();
    void showSelected();
    void showResponse(const AlarmRecord& alarm);
    void openLink(const QString& link);
    void acknowledge();
    void askOutcome();
    Result<> setOutcome(const AlarmRecord& record, const QString& text);
    void holdOrder();
    void showNews();
    void visit(const QModelIndex& index);
    bool isVisited(const AlarmRecord& alarm) const { return m_visited.contains(keyOf(alarm)); }

    AlarmModel* m_model;
    QListView* m_list;
    Button* m_news; // names a new alarm out of sight, while no row may move
    QLabel* m_empty;
    QLabel* m_heading;
    QLabel* m_text;
    QLabel* m_steps;
    QLabel* m_links;
    QWidget* m_card;
    QGridLayout* m_buttons;
    std::function<AlarmResponse(const AlarmRecord&)> m_responder;
    Button* m_acknowledge;
    Button* m_outcome;
    Button* m_traces;
    Button* m_next;
    QString m_person;
    std::set<AlarmKey> m_visited; // by a person
};

} // namespace holdpoint
