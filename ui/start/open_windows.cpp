// SPDX-License-Identifier: GPL-3.0-or-later
// Start's test windows: that of the open release, and those that a program left open.
#include "core/base/time_format.h"
#include "core/dossier/database_url.h"
#include "core/dossier/dossier.h"
#include "ui/shell/app_controller.h"
#include "ui/shell/recent_dossiers.h"
#include "ui/shell/window_words.h"
#include "ui/start/start_page.h"
#include "ui/style/delegates.h"

#include <QFileInfo>
#include <QStandardItemModel>
#include <utility>

namespace holdpoint {

namespace {

QStandardItem* textCell(const QString& text)
{
    auto* item = new QStandardItem(text);
    item->setEditable(false);
    return item;
}

} // namespace

void StartPage::addWindow(const KnownWindow& known)
{
    const WallTime now = systemClock().wallNow();
    const Look look = lookOf(known.window, now);
    const QString left = timeLeft(known.window, now);
    QString span = fromCore(formatUtcSeconds(known.window.openedAt)).left(10) + QLatin1Char(' ') + spanOf(known.window);
    auto* when = textCell(span.remove(QStringLiteral(" UTC"))); // the head says it
    when->setData(QVariant::fromValue(look), LookRole);
    const bool isPast = known.window.plannedEnd && *known.window.plannedEnd < now;
    const bool isAmiss = !isPast && !windowNote(known.window, now).empty();
    const QString word = look.word.toLower();
    when->setData(left.isEmpty() ? word : isAmiss ? word + QStringLiteral(", ") + left : left, RemarkRole);
    when->setData(known.file, Qt::UserRole);
    when->setToolTip(fromCore(windowNote(known.window, now)));
    m_windowsModel->appendRow({when, textCell(known.release), textCell(known.environment)});
}

bool StartPage::isOpen(const QString& place) const
{
    return m_session != nullptr && absolutePlace(place.toStdString()) == absolutePlace(m_controller.dossierFile().toStdString());
}

/// Windows that a program left open are found here, before their dossier is opened: what was announced still stands.
void StartPage::lookForOpenWindows()
{
    m_looking.start([this, dossiers = loadRecentDossiers()] {
        std::vector<KnownWindow> found;
        QStringList unended; // "shop 2.0.0: run 7"
        for (const RecentDossier& recent : dossiers) {
            const bool isThere = isDatabaseUrl(recent.file.toStdString()) || QFileInfo::exists(recent.file);
            const auto dossier = isThere ? Dossier::openReadOnly(recent.file.toStdString())
                                         : Result<std::unique_ptr<Dossier>>(fail(Error::Kind::NotFound, ""));
            const auto window = dossier ? (*dossier)->testWindow() : Result(std::optional<TestWindow>());
            if (window && *window && (*window)->isOpen()) {
                found.push_back({recent.file, recent.release, recent.environment, **window});
            }
            const auto runs = dossier ? (*dossier)->runs() : Result(std::vector<RunRecord>());
            if (runs && !runs->empty() && !runs->back().endedAt) {
                unended << recent.release + QStringLiteral(": ") + tr("run %1").arg(runs->back().id);
            }
        }
        return [this, found = std::move(found), unended] { takeOpenWindows(found, unended); };
    });
}

void StartPage::takeOpenWindows(const std::vector<KnownWindow>& found, const QStringList& unended)
{
    m_leftOpen = found;
    showWaiting();
    for (const KnownWindow& known : m_leftOpen) {
        const std::string note = windowNote(known.window, systemClock().wallNow());
        if (!note.empty() && !std::exchange(m_isNoted, true)) {
            Q_EMIT noticed(tr("%1: %2. Open it from Test windows to end it.").arg(known.release, fromCore(note)), true);
        }
    }
    // After a crash, or while another program loads: nobody else says so before the dossier is opened.
    if (!unended.isEmpty() && m_session == nullptr && !std::exchange(m_isNoted, true)) {
        Q_EMIT noticed(tr("%1 has not ended: its program stopped without a word, or it loads elsewhere. Open the dossier to see.")
                           .arg(unended.join(QStringLiteral(", "))),
                       true);
    }
}

void StartPage::openWindow(const QModelIndex& index)
{
    const QString file = index.siblingAtColumn(0).data(Qt::UserRole).toString();
    if (file.isEmpty()) {
        return;
    }
    if (!isOpen(file)) {
        if (const auto opened = m_controller.openDossier(file); !opened) {
            Q_EMIT noticed(fromCore(opened.error().message), true);
            return;
        }
        if (!isOpen(file)) {
            return; // a database is still asked; the checklist comes by itself
        }
    }
    Q_EMIT pageRequested(QStringLiteral("checklist"), QString::fromUtf8(kTestWindowTarget));
}

} // namespace holdpoint
