// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/style/item_words.h"

#include "ui/style/status.h"
#include "ui/style/words.h"

#include <QCoreApplication>
#include <QHash>

namespace holdpoint {

namespace {

/// What sourceWord() leaves as the template's code.
QString wordOf(std::string_view source)
{
    static const QHash<QString, const char*> kWords{
        {QStringLiteral("postgresql"), QT_TRANSLATE_NOOP("holdpoint", "PostgreSQL")},
        {QStringLiteral("websocket"), QT_TRANSLATE_NOOP("holdpoint", "WebSocket")},
        {QStringLiteral("otlp"), QT_TRANSLATE_NOOP("holdpoint", "OTLP")},
        {QStringLiteral("env_file"), QT_TRANSLATE_NOOP("holdpoint", "env file")},
        {QStringLiteral("log"), QT_TRANSLATE_NOOP("holdpoint", "log file")},
        {QStringLiteral("compare"), QT_TRANSLATE_NOOP("holdpoint", "comparison")},
        {QStringLiteral("source_connected"), QT_TRANSLATE_NOOP("holdpoint", "sources")},
        {QStringLiteral("deployments"), QT_TRANSLATE_NOOP("holdpoint", "deploys")},
        {QStringLiteral("look_at"), QT_TRANSLATE_NOOP("holdpoint", "before and after")},
        {QStringLiteral("action"), QT_TRANSLATE_NOOP("holdpoint", "action")},
        {QStringLiteral("run"), QT_TRANSLATE_NOOP("holdpoint", "load run")},
        {QStringLiteral("engine"), QT_TRANSLATE_NOOP("holdpoint", "load engine")},
        {QStringLiteral("none"), QT_TRANSLATE_NOOP("holdpoint", "person")}};
    const char* known = kWords.value(fromCore(source));
    return known != nullptr ? tr(known) : sourceWord(source);
}

/// Who is asked on both sides: "redis" of `{compare: {redis: CONFIG GET *}}`; empty if the item compares nothing.
QString comparedWith(const ItemDefinition& item)
{
    for (const FactPlan& fact : item.sense ? item.sense->facts : std::vector<FactPlan>{}) {
        const Json& what = memberAt(fact.spec, "compare");
        if (what.is_object() && !what.empty()) {
            return wordOf(what.begin().key());
        }
    }
    return {};
}

/// The services whose coverage of a load an item asks: "Grafana" of `{source_connected: grafana prometheus}`.
QString watchedBy(const ItemDefinition& item)
{
    for (const FactPlan& fact : item.sense ? item.sense->facts : std::vector<FactPlan>{}) {
        if (fact.kind == "source_connected") {
            return wordOf(fromCore(stringAt(fact.spec, "source_connected")).section(QLatin1Char(' '), 0, 0).toStdString());
        }
    }
    return {};
}

} // namespace

QString itemSource(const ItemView& item)
{
    const ItemDefinition& definition = *item.definition;
    if (definition.kind == ItemKind::Text) {
        return {};
    }
    if (item.source == "person") {
        return tr("person");
    }
    if (definition.kind == ItemKind::Rollup && item.source.empty()) {
        return tr("roll-up");
    }
    const bool isSaid = !item.source.empty() && item.source != "not sensed" && item.source != "not connected";
    const std::string_view source = isSaid ? std::string_view(item.source) : std::string_view(definition.sensor);
    if (source.starts_with("file:")) {
        return fromCore(source.substr(5)); // "report.json"
    }
    QString own = source == "compare"            ? comparedWith(definition)
                  : source == "source_connected" ? watchedBy(definition)
                                                 : QString();
    if (!own.isEmpty()) {
        return own;
    }
    const bool isPersons = source.empty() || source == "none";
    return isPersons && definition.kind == ItemKind::Form ? tr("form") : isPersons ? tr("person") : wordOf(source);
}

} // namespace holdpoint
