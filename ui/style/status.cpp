// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/style/status.h"

#include <QCoreApplication>
#include <QHash>

namespace holdpoint {

namespace {

/// State words are set in capitals in every language (reference/ui.md §8).
QString word(const char* text)
{
    return QCoreApplication::translate("StateWords", text);
}

} // namespace

Look lookOf(ItemState state, bool isManual)
{
    switch (state) {
    case ItemState::Open:
        return {isManual ? Glyph::OpenManual : Glyph::OpenSensed, word("OPEN"), Status::Neutral};
    case ItemState::Running:
        return {Glyph::Running, word("RUNNING"), Status::Running};
    case ItemState::Pass:
        return {Glyph::Pass, word("PASS"), Status::Pass};
    case ItemState::Fail:
        return {Glyph::Fail, word("FAIL"), Status::Fail};
    case ItemState::Unknown:
        return {Glyph::Unknown, word("UNKNOWN"), Status::Warn};
    case ItemState::Stale:
        return {Glyph::Stale, word("STALE"), Status::Warn};
    case ItemState::NotApplicable:
        return {Glyph::NotApplicable, word("N/A"), Status::Neutral};
    case ItemState::Deferred:
        return {Glyph::Deferred, word("DEFERRED"), Status::Deferred};
    case ItemState::Overridden:
        return {Glyph::Overridden, word("OVERRIDDEN"), Status::Overridden};
    }
    return {};
}

Look lookOf(const ItemView& item)
{
    const bool isPersons =
        item.canConfirm ||
        (item.definition != nullptr && (item.definition->kind == ItemKind::Manual || item.definition->kind == ItemKind::Hybrid));
    return lookOf(item.state, isPersons);
}

Look lookOf(RunOutcome outcome)
{
    switch (outcome) {
    case RunOutcome::Passed:
        return {Glyph::Pass, word("PASS"), Status::Pass};
    case RunOutcome::Warned:
        return {Glyph::Warn, word("WARN"), Status::Warn};
    case RunOutcome::Failed:
        return {Glyph::Fail, word("FAIL"), Status::Fail};
    case RunOutcome::Inconclusive:
        return {Glyph::Inconclusive, word("INCONCLUSIVE"), Status::Warn};
    case RunOutcome::Aborted:
        return {Glyph::Inconclusive, word("ABORTED"), Status::Warn};
    case RunOutcome::Interrupted:
        return {Glyph::Inconclusive, word("INTERRUPTED"), Status::Warn};
    case RunOutcome::NotRun:
        return {Glyph::OpenSensed, word("NOT RUN"), Status::Neutral};
    }
    return {};
}

Look lookOf(RuleVerdict verdict)
{
    switch (verdict) {
    case RuleVerdict::Passed:
        return {Glyph::Pass, word("PASS"), Status::Pass};
    case RuleVerdict::Warned:
        return {Glyph::Warn, word("WARN"), Status::Warn};
    case RuleVerdict::Failed:
        return {Glyph::Fail, word("FAIL"), Status::Fail};
    case RuleVerdict::NoData:
        return {Glyph::Unknown, word("NO DATA"), Status::Warn};
    case RuleVerdict::NotJudged:
        return {Glyph::NotApplicable, word("NOT JUDGED"), Status::Neutral};
    }
    return {};
}

Look lookOf(GateState state)
{
    switch (state) {
    case GateState::Hold:
        return {Glyph::GateHold, word("HOLD"), Status::Warn};
    case GateState::Go:
        return {Glyph::GateGo, word("GO"), Status::Pass};
    case GateState::NoGo:
        return {Glyph::GateNoGo, word("NO-GO"), Status::Fail};
    case GateState::Later:
        return {Glyph::GateLater, QString(), Status::Neutral};
    }
    return {};
}

Look lookOf(SignatureStatus status)
{
    switch (status) {
    case SignatureStatus::Pending:
        return {Glyph::OpenManual, word("PENDING"), Status::Neutral};
    case SignatureStatus::Valid:
        return {Glyph::Pass, word("VALID"), Status::Pass};
    case SignatureStatus::Invalid:
        return {Glyph::Fail, word("INVALID"), Status::Fail};
    case SignatureStatus::Unverified:
        return {Glyph::Unknown, word("UNVERIFIED"), Status::Warn};
    case SignatureStatus::Refused:
        return {Glyph::Fail, word("REFUSED"), Status::Fail};
    }
    return {};
}

QString plainItemText(std::string_view text)
{
    QString plain = fromCore(text);
    plain.remove(QLatin1Char('`'));
    plain.remove(QStringLiteral("**"));
    return plain;
}

QString sourceName(std::string_view title)
{
    constexpr std::string_view kHttp = "http ";
    return fromCore(title.starts_with(kHttp) ? title.substr(kHttp.size()) : title);
}

QString sourceWord(std::string_view source)
{
    static const QHash<QString, QString> kTitles{{QStringLiteral("promql"), QStringLiteral("Prometheus")},
                                                 {QStringLiteral("prometheus"), QStringLiteral("Prometheus")},
                                                 {QStringLiteral("sql"), QStringLiteral("PostgreSQL")},
                                                 {QStringLiteral("redis"), QStringLiteral("Redis")},
                                                 {QStringLiteral("http"), QStringLiteral("HTTP")},
                                                 {QStringLiteral("tls"), QStringLiteral("TLS")},
                                                 {QStringLiteral("tcp"), QStringLiteral("TCP")},
                                                 {QStringLiteral("dns"), QStringLiteral("DNS")},
                                                 {QStringLiteral("grafana"), QStringLiteral("Grafana")},
                                                 {QStringLiteral("jaeger"), QStringLiteral("Jaeger")},
                                                 {QStringLiteral("sentry"), QStringLiteral("Sentry")},
                                                 {QStringLiteral("slack"), QStringLiteral("Slack")},
                                                 {QStringLiteral("pagerduty"), QStringLiteral("PagerDuty")},
                                                 {QStringLiteral("alertmanager"), QStringLiteral("Alertmanager")},
                                                 {QStringLiteral("env_file"), QStringLiteral("file")},
                                                 {QStringLiteral("not connected"), QStringLiteral("\u2013")},
                                                 {QStringLiteral("not sensed"), QStringLiteral("\u2013")}};
    const QString text = fromCore(source);
    return kTitles.value(text, text);
}

QString ownerWord(std::string_view owner)
{
    if (owner == "qa") {
        return QCoreApplication::translate("Owner", "QA");
    }
    if (owner == "devops") {
        return QCoreApplication::translate("Owner", "DevOps");
    }
    if (owner == "dba") {
        return QCoreApplication::translate("Owner", "DBA");
    }
    if (owner == "tech-lead") {
        return QCoreApplication::translate("Owner", "Lead");
    }
    if (owner == "product-manager") {
        return QCoreApplication::translate("Owner", "PM");
    }
    return fromCore(owner);
}

} // namespace holdpoint
