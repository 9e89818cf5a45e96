// SPDX-License-Identifier: GPL-3.0-or-later
// What proves an item, in its Details: the value, what was asked and what came back, and how it changed.
#include "core/base/json.h"
#include "core/base/time_format.h"
#include "core/base/units.h"
#include "ui/checklist/item_details.h"
#include "ui/style/chip.h"
#include "ui/style/item_words.h"
#include "ui/style/parts.h"
#include "ui/style/words.h"

#include <QBoxLayout>
#include <QLabel>

namespace holdpoint {

namespace {

constexpr std::size_t kShownChanges = 6;
constexpr qsizetype kShownAnswer = 400;

QString personText(const Person& person)
{
    QString text = fromCore(person.name);
    if (person.role) {
        text += QStringLiteral(", ") + roleTitle(*person.role);
    }
    return text;
}

/// The facts of a sweep, as Session::storeSensed() keeps them; null for any other evidence.
Json factsOf(const Evidence& evidence)
{
    const auto json = evidence.detail.starts_with('[') ? parseJson(evidence.detail, "evidence") : Result<Json>(Json());
    return json && json->is_array() && !json->empty() && (*json)[0].contains("fact") ? *json : Json();
}

QString milliseconds(const Json& fact)
{
    return fact.contains("ms") ? fromCore(formatMillis(numberAt(fact, "ms"))) : QString();
}

bool isSame(const ItemChange& a, const ItemChange& b)
{
    return a.by.name.empty() && b.by.name.empty() && a.state == b.state && a.value == b.value && a.reason == b.reason;
}

/// Oldest first, each with the time when it became so: a machine that sees the same again changes nothing.
std::vector<const ItemChange*> changesOf(const ItemView& item, const std::vector<ItemChange>& history)
{
    std::vector<const ItemChange*> mine;
    for (const ItemChange& change : history) {
        if (change.item == item.definition->id && (mine.empty() || !isSame(*mine.back(), change))) {
            mine.push_back(&change);
        }
    }
    return mine;
}

} // namespace

void ItemDetails::tick(WallTime now)
{
    if (m_age != nullptr) {
        m_age->setText(m_seenAt ? tr("%1 ago").arg(ageText(now - *m_seenAt)) : QString());
    }
}

void ItemDetails::showEvidence(const ItemView& item, const Report& report)
{
    QVBoxLayout* section = addSection(tr("Evidence"), QStringLiteral(" "), &m_age);
    m_seenAt = item.at;
    tick(report.builtAt);
    addFacts(section, {{tr("Value"), fromCore(item.value)},
                       {tr("Rule"), fromCore(item.definition->passRule)},
                       {tr("Source"), itemSource(item)},
                       {tr("By"), personText(item.by)},
                       {tr("Fresh for"), fromCore(item.definition->ttl)}});
    for (const Evidence& evidence : item.evidence) {
        if (!factsOf(evidence).is_null()) {
            continue; // showQuestions()
        }
        addFacts(section, {{fromCore(formatUtcClock(evidence.at)), fromCore(evidence.value)},
                           {tr("from"), fromCore(evidence.source)},
                           {tr("file"), evidence.attachmentBytes > 0
                                            ? fromCore(evidence.detail) + QStringLiteral(", ") +
                                                  fromCore(formatBytes(static_cast<std::uint64_t>(evidence.attachmentBytes)))
                                            : QString()},
                           {QStringLiteral("sha256"), evidence.sha256.empty() ? QString() : fromCore(evidence.sha256).left(16)}});
    }
    if (item.evidence.empty()) {
        addText(section, fromCore(item.definition->evidence), true);
    }
}

/// The newest sweep that saw something new: question, answer and time of each fact.
void ItemDetails::showQuestions(const ItemView& item)
{
    const Evidence* newest = nullptr;
    Json facts;
    for (const Evidence& evidence : item.evidence) {
        if (Json found = factsOf(evidence); !found.is_null()) {
            newest = &evidence;
            facts = std::move(found);
        }
    }
    if (newest == nullptr) {
        return;
    }
    QVBoxLayout* section = addSection(tr("Asked and answered"), tr("%1 UTC").arg(fromCore(formatUtcClock(newest->at))));
    const auto addMono = [&](const QString& text, const QString& name) {
        QLabel* label = wrapping(makeLabel(text, FontRole::MonoSmall, false, m_content));
        label->setTextInteractionFlags(Qt::TextSelectableByMouse);
        label->setObjectName(name);
        section->addWidget(label);
    };
    for (const Json& fact : facts) {
        const QString source = fromCore(stringAt(fact, "source", stringAt(fact, "kind")));
        const QString took = milliseconds(fact);
        addText(section,
                fromCore(stringAt(fact, "fact")) + QStringLiteral(" \u00B7 ") + source +
                    (took.isEmpty() ? QString() : QStringLiteral(" \u00B7 ") + took),
                true);
        addMono(fromCore(stringAt(fact, "question")), QStringLiteral("question"));
        const QString unknown = fromCore(stringAt(fact, "unknown"));
        QString answer = unknown.isEmpty() ? fromCore(stringAt(fact, "answer")) : unknown;
        if (answer.size() > kShownAnswer) {
            answer = answer.left(kShownAnswer) + QStringLiteral("\u2026");
        }
        if (!answer.isEmpty()) {
            addMono(QStringLiteral("\u2192 ") + answer, QStringLiteral("answer"));
        }
    }
    addFacts(section, {{QStringLiteral("sha256"), fromCore(newest->sha256).left(16)}});
}

void ItemDetails::showHistory(const ItemView& item, const std::vector<ItemChange>& history)
{
    const auto mine = changesOf(item, history);
    QVBoxLayout* section = addSection(tr("History"), tr("%n change(s)", nullptr, asCount(mine.size())));
    for (std::size_t i = 0; i < std::min(mine.size(), kShownChanges); ++i) {
        const ItemChange& change = *mine[mine.size() - 1 - i];
        auto* line = new QHBoxLayout;
        line->setSpacing(8);
        line->addWidget(makeLabel(fromCore(formatUtcClock(change.at)), FontRole::Small, true, m_content), 0, Qt::AlignTop);
        line->addWidget(new GlyphLabel(lookOf(change.state).glyph, 12, m_content), 0, Qt::AlignTop);
        QString text = fromCore(change.reason.empty() ? change.value : change.reason);
        if (!change.by.name.empty()) {
            text += (text.isEmpty() ? QString() : QStringLiteral(", ")) + fromCore(change.by.name);
        }
        QLabel* label = makeLabel(text.isEmpty() ? lookOf(change.state).word : text, FontRole::Small, false, m_content);
        line->addWidget(wrapping(label), 1);
        section->addLayout(line);
    }
}

} // namespace holdpoint
