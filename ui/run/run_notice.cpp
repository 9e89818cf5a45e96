// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/run/run_notice.h"

#include "core/base/time_format.h"
#include "core/base/units.h"
#include "ui/style/chip.h"
#include "ui/style/parts.h"

#include <QAccessible>
#include <QBoxLayout>
#include <QLabel>
#include <algorithm>

namespace holdpoint {

RunNotice::RunNotice(QWidget* parent)
    : QWidget(parent), m_glyph(new GlyphLabel(Glyph::Warn, 14, this)),
      m_text(makeLabel(QString(), FontRole::Body, false, this)), m_buttons{new Button(QString(), QString(), this),
                                                                           new Button(QString(), QString(), this)}
{
    setObjectName(QStringLiteral("runNotice"));
    setAutoFillBackground(true);
    setBackgroundRole(QPalette::AlternateBase);
    m_text->setObjectName(QStringLiteral("runNoticeText"));
    m_text->setWordWrap(true);
    auto* row = new QHBoxLayout;
    row->setContentsMargins(16, 6, 16, 6);
    row->setSpacing(8);
    row->addWidget(m_glyph);
    row->addWidget(m_text, 1);
    for (std::size_t i = 0; i < m_buttons.size(); ++i) {
        m_buttons[i]->setObjectName(QStringLiteral("runNoticeAction%1").arg(i));
        row->addWidget(m_buttons[i]);
        connect(m_buttons[i], &Button::clicked, this, [this, i] { Q_EMIT acted(m_content.kind, static_cast<int>(i)); });
    }
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addLayout(row);
    column->addWidget(makeHairline(Qt::Horizontal, this));
    hide();
}

QString RunNotice::sentenceOf(const RunInterruption& interruption, const Plan& plan)
{
    const auto seconds = [](double value) { return fromCore(formatCount(static_cast<std::uint64_t>(std::max(0.0, value)))); };
    const RunRecord& run = interruption.run;
    const QString what =
        run.endedAt ? tr("Run %1 (%2) was interrupted at %3 UTC")
                          .arg(QString::number(run.id), fromCore(interruption.title), fromCore(formatUtcClock(*run.endedAt)))
                    : tr("Run %1 (%2) was interrupted").arg(QString::number(run.id), fromCore(interruption.title));
    const QString kept = seconds(interruption.second);
    QString text =
        interruption.second <= 0 ? tr("%1 before its first second of data.").arg(what)
        : interruption.plannedSeconds > 0
            ? tr("%1, in second %2 of %3. Its %2\u00A0s of data are kept.").arg(what, kept, seconds(interruption.plannedSeconds))
            : tr("%1, in second %2. Its %2\u00A0s of data are kept.").arg(what, kept);
    QStringList names;
    for (const std::string& id : interruption.waiting) {
        const TestPlan* test = plan.test(id);
        names << fromCore(test != nullptr && !test->title.empty() ? test->title : id);
    }
    return names.isEmpty() ? text : tr("%1 Not started: %2.").arg(text, names.join(QStringLiteral(", ")));
}

void RunNotice::setContent(const Content& content)
{
    const bool isNew = content.kind != m_content.kind;
    m_content = content;
    m_glyph->setGlyph(content.glyph);
    m_text->setText(content.sentence);
    m_text->setAccessibleName(content.sentence);
    for (std::size_t i = 0; i < m_buttons.size(); ++i) {
        m_buttons[i]->setVisible(!content.actions[i].isEmpty());
        if (m_buttons[i]->text() != content.actions[i]) {
            m_buttons[i]->setText(content.actions[i]);
        }
        if (i == 0 && m_buttons[i]->keyHint() != content.key) {
            m_buttons[i]->setKeyHint(content.key);
        }
    }
    setVisible(content.kind != Kind::None);
    if (isNew && content.kind != Kind::None) {
        QAccessibleEvent event(m_text, QAccessible::Alert);
        QAccessible::updateAccessibility(&event);
    }
}

} // namespace holdpoint
