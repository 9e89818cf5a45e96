// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/checklist/source_notice.h"

#include "ui/style/chip.h"
#include "ui/style/elision.h"
#include "ui/style/parts.h"
#include "ui/style/status.h"

#include <QBoxLayout>
#include <QPainter>
#include <algorithm>

namespace holdpoint {

SourceNotice::SourceNotice(QWidget* parent)
    : QWidget(parent), m_text(new ElidedLabel(QString(), this)), m_connect(new Button(tr("Connect\u2026"), QString(), this))
{
    setObjectName(QStringLiteral("sourceNotice"));
    m_connect->setObjectName(QStringLiteral("connectSource"));
    m_connect->setControlHeight(24);
    m_text->setFont(fontFor(FontRole::Small));
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(16, 0, 16, 0);
    row->setSpacing(8);
    row->addWidget(new GlyphLabel(Glyph::Unknown, 12, this));
    row->addWidget(m_text, 1);
    row->addWidget(m_connect);
    setFixedHeight(scaled(34));
    connect(m_connect, &Button::clicked, this, [this] { Q_EMIT connectRequested(m_source); });
    hide();
}

QString SourceNotice::text() const
{
    return m_text->text();
}

void SourceNotice::setUses(const std::vector<SourceUse>& uses, const ChecklistView& view, Gate gate)
{
    struct Missing
    {
        const SourceUse* use = nullptr;
        std::size_t items = 0;
    };
    std::vector<Missing> missing;
    for (const SourceUse& use : uses) {
        const auto needed = std::count_if(use.items.begin(), use.items.end(), [&](const ItemDefinition* item) {
            const ItemView* shown = view.item(item->id);
            return shown != nullptr && item->gate == gate && shown->state != ItemState::NotApplicable;
        });
        if (!use.isConfigured && needed > 0) {
            missing.push_back({&use, static_cast<std::size_t>(needed)});
        }
    }
    setVisible(!missing.empty());
    if (missing.empty()) {
        return;
    }
    std::stable_sort(missing.begin(), missing.end(), [](const Missing& a, const Missing& b) { return a.items > b.items; });
    const Missing& first = missing.front();
    m_source = fromCore(first.use->id);
    QString text = tr("No %1 connected. %2 of %3 items need it.")
                       .arg(fromCore(first.use->title))
                       .arg(first.items)
                       .arg(view.gate(gate).itemCount);
    QStringList others;
    for (std::size_t i = 1; i < missing.size(); ++i) {
        others << tr("%1 (%2)").arg(fromCore(missing[i].use->title)).arg(missing[i].items);
    }
    if (!others.isEmpty()) {
        text += QLatin1Char(' ') + tr("Also missing: %1.").arg(others.join(QStringLiteral(", ")));
    }
    m_text->setText(text);
    m_text->setToolTip(text);
    m_connect->setAccessibleName(tr("Connect %1").arg(fromCore(first.use->title)));
}

void SourceNotice::paintEvent(QPaintEvent*)
{
    QPainter(this).fillRect(rect(), colorsFor(this).base);
}

} // namespace holdpoint
