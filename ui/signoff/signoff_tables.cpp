// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/signoff/signoff_tables.h"

#include "ui/shell/recent_dossiers.h"
#include "ui/style/chip.h"
#include "ui/style/delegates.h"
#include "ui/style/elision.h"
#include "ui/style/parts.h"
#include "ui/style/status.h"

#include <QBoxLayout>
#include <QGridLayout>
#include <QLabel>

namespace holdpoint {

namespace {

constexpr std::string_view kCertify = "certify.";

Look lookOfWord(const std::string& word)
{
    if (const auto state = itemStateFrom(word)) {
        return lookOf(*state);
    }
    return {Glyph::Warn, fromCore(word), Status::Warn};
}

/// "e3b0 c442 98fc 1c14 …".
QString grouped(const std::string& hash, int groups)
{
    QStringList parts;
    const QString all = fromCore(hash);
    for (qsizetype at = 0; at < all.size() && parts.size() < groups; at += 4) {
        parts << all.mid(at, 4);
    }
    return parts.join(QLatin1Char(' ')) + (all.size() > 4 * parts.size() ? QStringLiteral(" \u2026") : QString());
}

void clear(QLayout* layout)
{
    while (QLayoutItem* old = layout->takeAt(0)) {
        delete old->widget();
        delete old;
    }
}

} // namespace

Look lookOfVerdict(ReleaseVerdict verdict)
{
    const QString word = lookOf(verdict).word;
    switch (verdict) {
    case ReleaseVerdict::Go:
        return {Glyph::Pass, word, Status::Pass};
    case ReleaseVerdict::GoWithExceptions:
        return {Glyph::Warn, word, Status::Warn};
    case ReleaseVerdict::NoGo:
        return {Glyph::Fail, word, Status::Fail};
    case ReleaseVerdict::Incomplete:
        return {Glyph::Unknown, word, Status::Warn};
    }
    return {};
}

CertifyPanel::CertifyPanel(QWidget* parent)
    : QWidget(parent), m_verdict(new Chip(this)), m_sentences(new QVBoxLayout), m_facts(new QGridLayout)
{
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 2, 0, 10);
    column->setSpacing(0);
    auto* head = new QHBoxLayout;
    head->setContentsMargins(0, 0, 16, 0);
    head->addWidget(new SectionHead(tr("I certify that"), this), 1);
    head->addWidget(m_verdict);
    column->addLayout(head);
    m_sentences->setContentsMargins(16, 0, 16, 0);
    m_sentences->setSpacing(0);
    column->addLayout(m_sentences);
    auto* line = new QVBoxLayout;
    line->setContentsMargins(16, 7, 16, 4);
    line->addWidget(makeHairline(Qt::Horizontal, this));
    column->addLayout(line);
    m_facts->setContentsMargins(16, 0, 16, 0);
    m_facts->setHorizontalSpacing(12);
    m_facts->setVerticalSpacing(0);
    m_facts->setColumnMinimumWidth(0, scaled(84));
    m_facts->setColumnStretch(1, 1);
    column->addLayout(m_facts);
    column->addStretch();
}

void CertifyPanel::addSentence(const ItemView& item)
{
    auto* row = new QWidget(this);
    row->setObjectName(fromCore(item.definition->id));
    row->setFixedHeight(scaled(22));
    auto* line = new QHBoxLayout(row);
    line->setContentsMargins(0, 0, 0, 0);
    line->setSpacing(8);
    const Look look = lookOf(item);
    line->addWidget(new GlyphLabel(look.glyph, 14, row));
    QString text = plainItemText(item.definition->text);
    text.replace(0, 1, text.left(1).toLower());
    line->addWidget(makeLabel(text, FontRole::Body, false, row));
    const QString seen = item.reason.empty() ? fromCore(item.value) : fromCore(item.reason);
    auto* detail = new ElidedLabel(seen.isEmpty() ? look.word : seen, row);
    detail->setFont(fontFor(FontRole::Small));
    detail->setSecondary(true);
    detail->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    line->addWidget(detail, 1);
    row->setAccessibleName(text + QStringLiteral(": ") + look.word);
    m_sentences->addWidget(row);
}

void CertifyPanel::addFact(int row, const QString& name, const QString& value, bool isMono)
{
    m_facts->setRowMinimumHeight(row, scaled(21));
    m_facts->addWidget(makeLabel(name, FontRole::Small, true, this), row, 0);
    auto* label = new ElidedLabel(value, this);
    label->setFont(fontFor(isMono ? FontRole::MonoSmall : row == 0 ? FontRole::BodyStrong : FontRole::Body));
    m_facts->addWidget(label, row, 1);
}

void CertifyPanel::setReport(const Report& report)
{
    m_verdict->setLook(lookOfVerdict(report.verdict));
    clear(m_sentences);
    for (const ItemView& item : report.checklist.items) {
        if (std::string_view(item.definition->id).substr(0, kCertify.size()) == kCertify) {
            addSentence(item);
        }
    }
    clear(m_facts);
    const QString commit = report.release.commit.empty() ? QString() : QStringLiteral(", ") + fromCore(report.release.commit);
    addFact(0, tr("Release"), fromCore(report.release.name) + QLatin1Char(' ') + fromCore(report.release.version) + commit,
            false);
    QStringList hosts;
    for (const std::string& host : report.hosts) {
        hosts << fromCore(host);
    }
    addFact(1, tr("Environment"), (QStringList{fromCore(report.environmentName)} + hosts).join(QStringLiteral(", ")), false);
    const bool isFrozen = !report.recordSha256.empty();
    addFact(2, tr("Record"), isFrozen ? grouped(report.recordSha256, 8) : tr("not frozen: the Sign-off decision freezes it"),
            isFrozen);
    addFact(3, tr("Audit head"),
            report.audit.hash.empty() ? QStringLiteral("\u2013")
                                      : tr("%1, entry %2").arg(grouped(report.audit.hash, 2)).arg(report.audit.length),
            true);
}

void ExceptionModel::setReport(std::shared_ptr<const Report> report)
{
    beginResetModel();
    m_report = std::move(report);
    endResetModel();
}

int ExceptionModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() || m_report == nullptr ? 0 : static_cast<int>(m_report->exceptions.size());
}

int ExceptionModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : 4;
}

QVariant ExceptionModel::data(const QModelIndex& index, int role) const
{
    if (!index.isValid() || m_report == nullptr) {
        return {};
    }
    const ExceptionEntry& entry = m_report->exceptions[static_cast<std::size_t>(index.row())];
    if (index.column() == 1 && role == LookRole) {
        return QVariant::fromValue(lookOfWord(entry.state));
    }
    if (role != Qt::DisplayRole && role != Qt::ToolTipRole) {
        return {};
    }
    const QString none = QStringLiteral("\u2013");
    switch (index.column()) {
    case 0:
        return plainItemText(entry.text);
    case 1:
        return fromCore(entry.state);
    case 2:
        return entry.reason.empty() ? none : fromCore(entry.reason);
    case 3:
        return entry.by.empty() ? none : fromCore(entry.by);
    default:
        return {};
    }
}

QVariant ExceptionModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation == Qt::Horizontal && role == Qt::TextAlignmentRole) {
        return static_cast<int>(Qt::AlignLeft | Qt::AlignVCenter);
    }
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole) {
        return {};
    }
    const QStringList names{tr("Item"), tr("State"), tr("Reason"), tr("By")};
    return names.value(section);
}

} // namespace holdpoint
