// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/checklist/command_consent.h"

#include "core/sensors/source_use.h"
#include "core/session/session.h"
#include "ui/style/status.h"
#include "ui/style/words.h"

#include <QMessageBox>
#include <QPushButton>
#include <QVariant>
#include <algorithm>

namespace holdpoint {

namespace {

constexpr const char* kAnswer = "mayRunCommands"; // lives as long as the open release
constexpr std::string_view kCommand = "command ";

} // namespace

bool askForCommands(QWidget* parent, const QStringList& commands)
{
    QMessageBox box(parent);
    box.setObjectName(QStringLiteral("commandsDialog"));
    box.setWindowTitle(tr("Commands"));
    box.setText(tr("The plan wants to run %n command(s) on this machine.", nullptr, asCount(commands.size())));
    box.setInformativeText(commands.join(QLatin1Char('\n')));
    const QPushButton* run = box.addButton(tr("Run them"), QMessageBox::AcceptRole);
    QPushButton* skip = box.addButton(tr("Skip them"), QMessageBox::RejectRole);
    box.setDefaultButton(skip);
    box.exec();
    return box.clickedButton() == run;
}

std::optional<bool> answeredConsent(const Session& session)
{
    const QVariant answer = session.property(kAnswer);
    return answer.isValid() ? std::optional(answer.toBool()) : std::nullopt;
}

bool mayRunCommands(Session& session, const std::function<bool(const ItemDefinition&)>& isAsked, QWidget* parent,
                    const CommandsQuestion& ask)
{
    if (const auto answered = answeredConsent(session)) {
        return *answered;
    }
    QStringList commands;
    bool isNeeded = false;
    for (const SourceUse& use : sourceUses(session.plan(), session.checklistTemplate())) {
        if (use.id.starts_with(kCommand)) {
            commands << fromCore(use.id.substr(kCommand.size()));
            isNeeded =
                isNeeded || std::any_of(use.items.begin(), use.items.end(), [&](const auto* item) { return isAsked(*item); });
        }
    }
    if (!isNeeded) {
        return false; // nothing of it runs
    }
    const bool answer = ask(parent, commands);
    session.setProperty(kAnswer, answer);
    return answer;
}

} // namespace holdpoint
