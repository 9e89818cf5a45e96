// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/dossier/dossier.h"
#include "ui/run/alarm_response.h"

#include <QAbstractListModel>
#include <QWidget>
#include <functional>

class QLabel;
class QListView;

namespace holdpoint {

class Button;

/// Alarms of a release: critical before warning, newest first. A known alarm keeps its row, a new one is put in its place.
class AlarmModel : public QAbstractListModel
{
    Q_OBJECT

public:
    enum Role { RecordRole = Qt::UserRole + 1 };
    using QAbstractListModel::QAbstractListModel;

    void setAlarms(std::vector<AlarmRecord> alarms);
    /// A new alarm, or news of one (same id, run and start).
    void take(const AlarmRecord& alarm);
    /// Held: new alarms go to the end, so that no row moves under a pointer or a cursor; released, all are put in order.
    void holdOrder(bool isHeld);
    /// Firing criticals first: the worst of those that nobody has acknowledged.
    bool hasOpenCritical() const;
    const AlarmRecord* alarm(const QModelIndex& index) const;
    /// What is known now of an alarm that somebody kept; null if it is gone.
    const AlarmRecord* current(const AlarmRecord& kept) const;
    /// Firing or not yet acknowledged.
    int openCount() const;
    QModelIndex nextOpen(const QModelIndex& after) const;

    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;

private:
    std::vector<AlarmRecord> m_alarms;
    bool m_isHeld = false;
};

/// The Alarms tab of the dock: list, what to do about the selected one, Acknowledge and Outcome.
class AlarmPanel : public QWidget
{
    Q_OBJECT

public:
    explicit AlarmPanel(QWidget* parent = nullptr);

    AlarmModel& model() { return *m_model; }
    /// Selects and focuses the next alarm that is open.
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

private:
    void showSelected();
    void showResponse(const AlarmRecord& alarm);
    void openLink(const QString& link);
    void acknowledge();
    void askOutcome();

    AlarmModel* m_model;
    QListView* m_list;
    QLabel* m_empty;
    QLabel* m_heading;
    QLabel* m_text;
    QLabel* m_steps;
    QLabel* m_links;
    QWidget* m_card;
    std::function<AlarmResponse(const AlarmRecord&)> m_responder;
    Button* m_acknowledge;
    Button* m_outcome;
    Button* m_traces;
    Button* m_next;
    QString m_person;
};

} // namespace holdpoint

Q_DECLARE_METATYPE(const holdpoint::AlarmRecord*)
