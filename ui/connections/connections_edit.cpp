// SPDX-License-Identifier: GPL-3.0-or-later
// Sources that are added, changed and removed: each is a change of the plan's file.
#include "core/base/file.h"
#include "core/plan/plan_edit.h"
#include "core/plan/plan_node.h"
#include "ui/connections/connection_form.h"
#include "ui/connections/connections_page.h"
#include "ui/style/parts.h"
#include "ui/style/words.h"

#include <QMenu>
#include <QMessageBox>
#include <QPushButton>
#include <algorithm>

namespace holdpoint {

Result<std::string> ConnectionsPage::edited(const std::string& text, const SourceRow& row) const
{
    Result<std::string> result(text);
    for (const ConnectionForm::Change& change : m_form->changes()) {
        const auto* value = std::get_if<std::string>(&change.value);
        if (change.key == ConnectionForm::kTlsExceptionKey) {
            std::vector<std::string> hosts = m_session->plan().environment.insecureTlsHosts;
            const auto place = servicePlace(row.source.url);
            const std::string host = place ? place->host : std::string();
            hosts.erase(std::remove(hosts.begin(), hosts.end(), host), hosts.end());
            if (value != nullptr && !value->empty()) {
                hosts.push_back(host);
            }
            result = hosts.empty() ? withoutPlanKey(*result, {"environment", change.key})
                                   : withPlanValue(*result, {"environment", change.key}, hosts);
        } else if (change.key == ConnectionForm::kCaFileKey) {
            result = value->empty() ? withoutPlanKey(*result, {"environment", change.key})
                                    : withPlanValue(*result, {"environment", change.key}, *value);
        } else if (value != nullptr && value->empty()) {
            PlanPath path = servicePath(row.source.id);
            path.push_back(change.key);
            result = withoutPlanKey(*result, path);
        } else {
            result = withServiceSetting(*result, row.source.id, change.key, change.value);
        }
        if (!result) {
            return result;
        }
    }
    return result;
}

bool ConnectionsPage::writePlan(const Result<std::string>& text, const QString& done)
{
    const std::filesystem::path file = m_session->plan().path;
    Result<> written = text ? Result<>() : Result<>(fail(text.error()));
    if (written && m_checkPlan) {
        written = m_checkPlan(*text, file);
    }
    if (written) {
        written = writeFileAtomically(file, *text);
    }
    Q_EMIT noticed(written ? done : fromCore(written.error().message), !written);
    return static_cast<bool>(written);
}

/// Writes what was changed into the plan's file, as a person would: everything else in it stays.
void ConnectionsPage::save()
{
    const SourceRow* row = chosen();
    if (row == nullptr || m_session == nullptr || !m_form->isEdited()) {
        return;
    }
    const std::filesystem::path file = m_session->plan().path;
    const auto text = readFile(file, kMaxPlanBytes);
    const QString id = fromCore(row->source.id);
    if (!writePlan(text ? edited(*text, *row) : text, tr("Saved in %1").arg(fromCore(file.string())))) {
        return;
    }
    m_wanted = id;
    m_isTestWanted = true; // what was changed is tried at once
    Q_EMIT planChanged();
}

void ConnectionsPage::remove()
{
    const SourceRow* row = chosen();
    if (row == nullptr || m_session == nullptr || row->source.line == 0) {
        return;
    }
    const QString title = fromCore(row->source.title);
    QMessageBox box(this);
    box.setObjectName(QStringLiteral("removeDialog"));
    box.setWindowTitle(tr("Remove source"));
    box.setText(tr("Remove %1 from the plan?").arg(title));
    const auto count = row->items.size();
    box.setInformativeText((count == 0
                                ? tr("No checklist item asks it.")
                                : tr("%n checklist item(s) ask it, and stay unknown without it.", nullptr, asCount(count))) +
                           QLatin1Char(' ') +
                           tr("Its lines go out of %1; the dossier keeps the plan as it was.")
                               .arg(fromCore(m_session->plan().path.filename().string())));
    QPushButton* gone = box.addButton(tr("Remove"), QMessageBox::DestructiveRole);
    QPushButton* keep = box.addButton(tr("Keep it"), QMessageBox::RejectRole);
    box.setDefaultButton(keep);
    box.exec();
    if (box.clickedButton() != gone || m_session == nullptr) {
        return;
    }
    const auto text = readFile(m_session->plan().path, kMaxPlanBytes);
    const SourceRow* still = chosen();
    if (still == nullptr ||
        !writePlan(text ? withoutPlanKey(*text, servicePath(still->source.id)) : text, tr("Removed %1").arg(title))) {
        return;
    }
    m_added.erase(still->source.id);
    m_wanted = fromCore(still->source.id);
    Q_EMIT planChanged();
}

void ConnectionsPage::showSourcesToAdd()
{
    if (m_session != nullptr) {
        m_addMenu->popup(m_add->mapToGlobal(QPoint(0, m_add->height())));
    }
}

/// Every service that the plan could name and does not.
void ConnectionsPage::fillSourcesToAdd()
{
    m_addMenu->clear();
    for (const std::string& id : serviceIds()) {
        const int index = m_model->indexOf(fromCore(id));
        const bool isThere = index >= 0 && m_model->rows()[static_cast<std::size_t>(index)].source.isConfigured();
        if (!isThere) {
            m_addMenu->addAction(fromCore(serviceTitle(id)), this, [this, id] { add(id); });
        }
    }
    if (m_addMenu->isEmpty()) {
        m_addMenu->addAction(tr("The plan names every kind of source"))->setEnabled(false);
    }
}

/// Nothing is written before Save: the form shows what the source wants.
void ConnectionsPage::add(const std::string& id)
{
    if (m_model->indexOf(fromCore(id)) < 0) {
        m_added.insert(id);
        takePlan();
    }
    choose(m_model->indexOf(fromCore(id)));
    showChosen();
    QMetaObject::invokeMethod(m_form, &ConnectionForm::focusFirst, Qt::QueuedConnection); // its fields are shown by then
}

} // namespace holdpoint
