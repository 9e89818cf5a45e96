// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/checklist/template.h"

#include <QStringList>
#include <functional>
#include <optional>
#include <vector>

class QWidget;

namespace holdpoint {

class Session;

/// Shows what the plan's facts would do, whole, and asks whether they may.
using CommandsQuestion = std::function<bool(QWidget* parent, const QStringList& commands)>;
bool askForCommands(QWidget* parent, const QStringList& commands);

/// Those that a sweep of this gate asks about now.
std::function<bool(const ItemDefinition&)> itemsOfGate(Session& session, Gate gate);

/// Whether what the plan names may run as this user while these items are asked. Asked once for an open release, by sweeps and
/// gates alike, and only when one of the items needs it.
bool mayRunCommands(Session& session, const std::function<bool(const ItemDefinition&)>& isAsked, QWidget* parent,
                    const CommandsQuestion& ask);
/// The same for a signature, which rests on every item of the Sign-off gate: who has said no is asked once more.
bool mayRunForSignature(Session& session, QWidget* parent, const CommandsQuestion& ask);
/// What was answered; nullopt: nobody was asked.
std::optional<bool> answeredConsent(const Session& session);

} // namespace holdpoint
