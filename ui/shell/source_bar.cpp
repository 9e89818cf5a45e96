// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/source_bar.h"

#include "core/base/units.h"
#include "ui/style/chip.h"
#include "ui/style/elision.h"
#include "ui/style/parts.h"

#include <QAccessible>
#include <QBoxLayout>
#include <QLabel>

namespace holdpoint {

SourceBar::SourceBar(QWidget* parent)
    : QWidget(parent), m_agentGlyph(new GlyphLabel(Glyph::Pass, 12, this)),
      m_agent(makeLabel(tr("Agent"), FontRole::Small, false, this)),
      m_agentState(makeLabel(tr("ready"), FontRole::Small, true, this)),
      m_sources(makeLabel(tr("No sources connected"), FontRole::Small, true, this)),
      m_noticeGlyph(new GlyphLabel(Glyph::Warn, 12, this)), m_notice(new ElidedLabel(QString(), this)),
      m_audit(makeLabel(QString(), FontRole::Small, true, this))
{
    setObjectName(QStringLiteral("sourceBar"));
    setFocusPolicy(Qt::TabFocus);
    m_notice->setObjectName(QStringLiteral("notice"));
    m_notice->setFont(fontFor(FontRole::Small));
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(14, 0, 14, 0);
    row->setSpacing(6);
    row->addWidget(m_agentGlyph);
    row->addWidget(m_agent);
    row->addWidget(m_agentState);
    row->addWidget(m_sources);
    row->addWidget(m_noticeGlyph);
    row->addWidget(m_notice, 1);
    row->addWidget(m_audit);
    setReport(nullptr);
    setNotice(QString(), false);
}

void SourceBar::setReport(const Report* report)
{
    m_hasReport = report != nullptr;
    m_agentGlyph->setVisible(m_hasReport);
    m_agent->setVisible(m_hasReport);
    m_agentState->setVisible(m_hasReport);
    m_audit->setVisible(m_hasReport);
    m_sources->setContentsMargins(m_hasReport ? 12 : 0, 0, 12, 0);
    if (report != nullptr) {
        const QString head = QString::fromStdString(report->audit.hash);
        m_audit->setText(tr("audit %1 entries  %2 %3")
                             .arg(QString::fromStdString(formatCount(static_cast<std::uint64_t>(report->audit.length))),
                                  head.left(4), head.mid(4, 4)));
        m_audit->setToolTip(head);
    }
}

void SourceBar::setAgent(Glyph glyph, const QString& state)
{
    m_agentGlyph->setGlyph(glyph);
    m_agentState->setText(state);
}

void SourceBar::setNotice(const QString& sentence, bool isFault)
{
    m_noticeGlyph->setGlyph(isFault ? Glyph::Fail : Glyph::Pass);
    m_noticeGlyph->setVisible(!sentence.isEmpty());
    m_notice->setText(sentence);
    m_notice->setAccessibleName(sentence);
    if (isFault && !sentence.isEmpty()) {
        QAccessibleEvent event(m_notice, QAccessible::Alert);
        QAccessible::updateAccessibility(&event);
    }
}

} // namespace holdpoint
