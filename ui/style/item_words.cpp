// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/style/item_words.h"

#include "ui/style/status.h"

#include <QCoreApplication>
#include <QHash>

namespace holdpoint {

namespace {

/// Sources that are no names.
QString term(const char* text)
{
    return QCoreApplication::translate("SourceWords", text);
}

/// What sourceWord() leaves as the template's code.
QString wordOf(std::string_view source)
{
    static const QHash<QString, QString> kWords{{QStringLiteral("postgresql"), QStringLiteral("PostgreSQL")},
                                                {QStringLiteral("websocket"), QStringLiteral("WebSocket")},
                                                {QStringLiteral("otlp"), QStringLiteral("OTLP")},
                                                {QStringLiteral("env_file"), term("env file")},
                                                {QStringLiteral("log"), term("log file")},
                                                {QStringLiteral("compare"), term("comparison")},
                                                {QStringLiteral("source_connected"), term("sources")},
                                                {QStringLiteral("deployments"), term("deploys")},
                                                {QStringLiteral("look_at"), term("before and after")},
                                                {QStringLiteral("action"), term("action")},
                                                {QStringLiteral("run"), term("load run")},
                                                {QStringLiteral("engine"), term("load engine")},
                                                {QStringLiteral("none"), term("person")}};
    const auto known = kWords.constFind(fromCore(source));
    return known != kWords.constEnd() ? *known : sourceWord(source);
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
        return term("person");
    }
    if (definition.kind == ItemKind::Rollup && item.source.empty()) {
        return term("roll-up");
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
    return isPersons && definition.kind == ItemKind::Form ? term("form") : isPersons ? term("person") : wordOf(source);
}

} // namespace holdpoint
