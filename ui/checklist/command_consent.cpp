// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/checklist/command_consent.h"

#include "core/sensors/consent.h"
#include "core/session/session.h"
#include "core/session/sweep_job.h"
#include "ui/style/status.h"
#include "ui/style/words.h"

#include <QDialog>
#include <QDialogButtonBox>
#include <QLabel>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QVBoxLayout>
#include <QVariant>
#include <algorithm>

namespace holdpoint {

namespace {

constexpr const char* kAnswer = "mayRunCommands"; // lives as long as the open release

bool isAnyAsked(const std::vector<ConsentNeed>& needs, const std::function<bool(const ItemDefinition&)>& isAsked)
{
    return std::any_of(needs.begin(), needs.end(), [&isAsked](const ConsentNeed& need) {
        return std::any_of(need.items.begin(), need.items.end(), [&isAsked](const auto* item) { return isAsked(*item); });
    });
}

} // namespace

bool askForCommands(QWidget* parent, const QStringList& commands)
{
    QDialog dialog(parent);
    dialog.setObjectName(QStringLiteral("commandsDialog"));
    dialog.setWindowTitle(tr("Commands"));
    auto* what = new QLabel(tr("The plan wants to do %n thing(s) on this machine, as you:", nullptr, asCount(commands.size())));
    auto* list = new QPlainTextEdit(commands.join(QLatin1Char('\n'))); // plain: a plan's text must not draw anything
    list->setObjectName(QStringLiteral("commands"));
    list->setAccessibleName(tr("Commands"));
    list->setReadOnly(true);
    list->setTabChangesFocus(true);
    what->setBuddy(list);
    auto* buttons = new QDialogButtonBox;
    QPushButton* run = buttons->addButton(tr("Allow them"), QDialogButtonBox::AcceptRole);
    QPushButton* skip = buttons->addButton(tr("Skip them"), QDialogButtonBox::RejectRole);
    run->setAutoDefault(false);
    skip->setDefault(true);
    QObject::connect(buttons, &QDialogButtonBox::accepted, &dialog, &QDialog::accept);
    QObject::connect(buttons, &QDialogButtonBox::rejected, &dialog, &QDialog::reject);
    auto* column = new QVBoxLayout(&dialog);
    column->addWidget(what);
    column->addWidget(list, 1);
    column->addWidget(buttons);
    dialog.resize(dialog.fontMetrics().averageCharWidth() * 90, dialog.sizeHint().height());
    skip->setFocus();
    return dialog.exec() == QDialog::Accepted;
}

std::optional<bool> answeredConsent(const Session& session)
{
    const QVariant answer = session.property(kAnswer);
    return answer.isValid() ? std::optional(answer.toBool()) : std::nullopt;
}

std::function<bool(const ItemDefinition&)> itemsOfGate(Session& session, Gate gate)
{
    SweepJob::Request request;
    request.gate = gate;
    return [asked = session.sweepJob().itemsOf(request)](const ItemDefinition& item) {
        return std::find(asked.begin(), asked.end(), &item) != asked.end();
    };
}

bool mayRunCommands(Session& session, const std::function<bool(const ItemDefinition&)>& isAsked, QWidget* parent,
                    const CommandsQuestion& ask)
{
    if (const auto answered = answeredConsent(session)) {
        return *answered;
    }
    const auto needs = consentNeeds(session.plan(), session.checklistTemplate());
    if (!isAnyAsked(needs, isAsked)) {
        return false; // nothing of it runs
    }
    QStringList commands;
    for (const ConsentNeed& need : needs) {
        commands << fromCore(need.what);
    }
    const bool answer = ask(parent, commands);
    session.setProperty(kAnswer, answer);
    return answer;
}

bool mayRunForSignature(Session& session, QWidget* parent, const CommandsQuestion& ask)
{
    const auto isAsked = itemsOfGate(session, Gate::SignOff);
    const bool isRefused = !answeredConsent(session).value_or(true);
    if (isRefused && isAnyAsked(consentNeeds(session.plan(), session.checklistTemplate()), isAsked)) {
        session.setProperty(kAnswer, QVariant());
    }
    return mayRunCommands(session, isAsked, parent, ask);
}

} // namespace holdpoint
