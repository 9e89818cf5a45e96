// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/connections/cause_block.h"

#include "ui/style/elision.h"
#include "ui/style/parts.h"

#include <QBoxLayout>
#include <QLabel>
#include <QPainter>

namespace holdpoint {

CauseBlock::CauseBlock(QWidget* parent)
    : QWidget(parent), m_cause(makeLabel(QString(), FontRole::BodyStrong, false, this)),
      m_remedy(makeLabel(QString(), FontRole::Small, false, this)), m_proof(makeLabel(QString(), FontRole::Mono, false, this))
{
    setObjectName(QStringLiteral("causeBlock"));
    m_cause->setObjectName(QStringLiteral("cause"));
    m_remedy->setObjectName(QStringLiteral("remedy"));
    m_proof->setObjectName(QStringLiteral("proof"));
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(16, 10, 16, 10);
    column->setSpacing(6);
    for (QLabel* label : {m_cause, m_remedy, m_proof}) {
        label->setWordWrap(true);
        label->setMinimumWidth(1);
        label->setTextInteractionFlags(Qt::TextSelectableByMouse);
        column->addWidget(label);
    }
}

void CauseBlock::show(Status status, const QString& cause, const QString& remedy, const QString& proof)
{
    m_status = status;
    for (const auto& [label, text] : {std::pair{m_cause, cause}, {m_remedy, remedy}, {m_proof, proof}}) {
        label->setText(breakable(QString(text).remove(QLatin1Char('`'))));
        label->setVisible(!text.isEmpty());
    }
    setVisible(!cause.isEmpty() || !remedy.isEmpty());
    update();
}

void CauseBlock::paintEvent(QPaintEvent*)
{
    const ThemeColors& colors = colorsFor(this);
    QPainter painter(this);
    const bool isNeutral = m_status == Status::Neutral;
    painter.fillRect(rect(), isNeutral ? colors.neutralFill : colors.of(m_status).fill);
    painter.fillRect(QRect(0, 0, 3, height()), isNeutral ? colors.lineStrong : colors.of(m_status).glyph);
}

} // namespace holdpoint
