// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/style/words.h"

#include "core/base/time_format.h"
#include "ui/style/status.h"

#include <QCoreApplication>
#include <QRegularExpression>

namespace holdpoint {

QString tr(const char* text, const char* comment, int count)
{
    return QCoreApplication::translate("holdpoint", text, comment, count);
}

QString gateTitle(Gate gate)
{
    switch (gate) {
    case Gate::GoForLoad:
        return tr("Go-for-load");
    case Gate::Results:
        return tr("Results");
    case Gate::SignOff:
        return tr("Sign-off");
    case Gate::AfterRelease:
        return tr("After release");
    }
    return {};
}

QString roleTitle(Role role)
{
    switch (role) {
    case Role::Qa:
        return tr("QA Engineer");
    case Role::DevOps:
        return tr("DevOps Engineer");
    case Role::TechLead:
        return tr("Technical Lead");
    case Role::ProductManager:
        return tr("Product Manager");
    }
    return {};
}

QString kindWord(RunKind kind)
{
    switch (kind) {
    case RunKind::DryRun:
        return tr("dry-run");
    case RunKind::Baseline:
        return tr("baseline");
    case RunKind::Load:
        return tr("load", "kind of run");
    case RunKind::Retest:
        return tr("retest");
    case RunKind::Breakpoint:
        return tr("breakpoint");
    }
    return {};
}

QString outcomeWord(RunOutcome outcome)
{
    switch (outcome) {
    case RunOutcome::Passed:
        return tr("passed");
    case RunOutcome::Warned:
        return tr("warned");
    case RunOutcome::Failed:
        return tr("failed", "outcome of a run");
    case RunOutcome::Inconclusive:
        return tr("inconclusive");
    case RunOutcome::Aborted:
        return tr("aborted");
    case RunOutcome::Interrupted:
        return tr("interrupted");
    case RunOutcome::NotRun:
        return tr("not run");
    }
    return {};
}

QString dayText(WallTime time)
{
    return fromCore(formatUtc(time).substr(0, 10));
}

QString ageText(Nanos age)
{
    const auto days = std::chrono::duration_cast<std::chrono::hours>(age).count() / 24;
    const QString text = fromCore(formatAge(age));
    return text.contains(QLatin1String("day")) ? tr("%n day(s)", nullptr, static_cast<int>(days)) : text;
}

QString keyText(const QString& keys)
{
    static constexpr const char* kKeys[] = {
        QT_TRANSLATE_NOOP("Keys", "Ctrl"),  QT_TRANSLATE_NOOP("Keys", "Shift"), QT_TRANSLATE_NOOP("Keys", "Alt"),
        QT_TRANSLATE_NOOP("Keys", "Space"), QT_TRANSLATE_NOOP("Keys", "Enter"), QT_TRANSLATE_NOOP("Keys", "Esc"),
        QT_TRANSLATE_NOOP("Keys", "Del"),   QT_TRANSLATE_NOOP("Keys", "Ins"),   QT_TRANSLATE_NOOP("Keys", "End"),
        QT_TRANSLATE_NOOP("Keys", "Left"),  QT_TRANSLATE_NOOP("Keys", "Right"), QT_TRANSLATE_NOOP("Keys", "Up"),
        QT_TRANSLATE_NOOP("Keys", "Down"),  QT_TRANSLATE_NOOP("Keys", "PgUp"),  QT_TRANSLATE_NOOP("Keys", "PgDn")};
    static const QRegularExpression kWord(QStringLiteral("[A-Z][A-Za-z]+"));
    QString text;
    qsizetype at = 0;
    for (auto found = kWord.globalMatch(keys); found.hasNext();) {
        const QRegularExpressionMatch word = found.next();
        text += QStringView(keys).mid(at, word.capturedStart() - at);
        const QByteArray name = word.captured().toLatin1();
        const auto known = std::find_if(std::begin(kKeys), std::end(kKeys), [&name](const char* key) { return name == key; });
        text += known == std::end(kKeys) ? word.captured() : QCoreApplication::translate("Keys", *known);
        at = word.capturedEnd();
    }
    text += QStringView(keys).mid(at);
    return text;
}

} // namespace holdpoint
