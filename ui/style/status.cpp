// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/style/status.h"

#include "ui/style/words.h"

#include <QHash>

namespace holdpoint {

Look lookOf(ItemState state, bool isManual)
{
    switch (state) {
    case ItemState::Open:
        return {isManual ? Glyph::OpenManual : Glyph::OpenSensed, tr("OPEN"), Status::Neutral};
    case ItemState::Running:
        return {Glyph::Running, tr("RUNNING"), Status::Running};
    case ItemState::Pass:
        return {Glyph::Pass, tr("PASS"), Status::Pass};
    case ItemState::Fail:
        return {Glyph::Fail, tr("FAIL"), Status::Fail};
    case ItemState::Unknown:
        return {Glyph::Unknown, tr("UNKNOWN"), Status::Warn};
    case ItemState::Stale:
        return {Glyph::Stale, tr("STALE"), Status::Warn};
    case ItemState::NotApplicable:
        return {Glyph::NotApplicable, tr("N/A"), Status::Neutral};
    case ItemState::Deferred:
        return {Glyph::Deferred, tr("DEFERRED"), Status::Deferred};
    case ItemState::Overridden:
        return {Glyph::Overridden, tr("OVERRIDDEN"), Status::Overridden};
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
        return {Glyph::Pass, tr("PASS"), Status::Pass};
    case RunOutcome::Warned:
        return {Glyph::Warn, tr("WARN"), Status::Warn};
    case RunOutcome::Failed:
        return {Glyph::Fail, tr("FAIL"), Status::Fail};
    case RunOutcome::Inconclusive:
        return {Glyph::Inconclusive, tr("INCONCLUSIVE"), Status::Warn};
    case RunOutcome::Aborted:
        return {Glyph::Inconclusive, tr("ABORTED"), Status::Warn};
    case RunOutcome::Interrupted:
        return {Glyph::Inconclusive, tr("INTERRUPTED"), Status::Warn};
    case RunOutcome::NotRun:
        return {Glyph::OpenSensed, tr("NOT RUN"), Status::Neutral};
    }
    return {};
}

Look lookOf(RuleVerdict verdict)
{
    switch (verdict) {
    case RuleVerdict::Passed:
        return {Glyph::Pass, tr("PASS"), Status::Pass};
    case RuleVerdict::Warned:
        return {Glyph::Warn, tr("WARN"), Status::Warn};
    case RuleVerdict::Failed:
        return {Glyph::Fail, tr("FAIL"), Status::Fail};
    case RuleVerdict::NoData:
        return {Glyph::Unknown, tr("NO DATA"), Status::Warn};
    case RuleVerdict::NotJudged:
        return {Glyph::NotApplicable, tr("NOT JUDGED"), Status::Neutral};
    }
    return {};
}

Look lookOf(GateState state)
{
    switch (state) {
    case GateState::Hold:
        return {Glyph::GateHold, tr("HOLD"), Status::Warn};
    case GateState::Go:
        return {Glyph::GateGo, tr("GO"), Status::Pass};
    case GateState::NoGo:
        return {Glyph::GateNoGo, tr("NO-GO"), Status::Fail};
    case GateState::Later:
        return {Glyph::GateLater, QString(), Status::Neutral};
    }
    return {};
}

Look lookOf(SignatureStatus status)
{
    switch (status) {
    case SignatureStatus::Pending:
        return {Glyph::OpenManual, tr("PENDING"), Status::Neutral};
    case SignatureStatus::Valid:
        return {Glyph::Pass, tr("VALID"), Status::Pass};
    case SignatureStatus::Unproven:
        return {Glyph::Unknown, tr("UNPROVEN"), Status::Neutral};
    case SignatureStatus::Invalid:
        return {Glyph::Fail, tr("INVALID"), Status::Fail};
    case SignatureStatus::Unverified:
        return {Glyph::Unknown, tr("UNVERIFIED"), Status::Warn};
    case SignatureStatus::Refused:
        return {Glyph::Fail, tr("REFUSED"), Status::Fail};
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
        return tr("QA");
    }
    if (owner == "devops") {
        return tr("DevOps");
    }
    if (owner == "dba") {
        return tr("DBA");
    }
    if (owner == "tech-lead") {
        return tr("Lead");
    }
    if (owner == "product-manager") {
        return tr("PM");
    }
    return fromCore(owner);
}

} // namespace holdpoint
