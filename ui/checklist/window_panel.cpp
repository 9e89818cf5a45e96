// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/checklist/window_panel.h"

#include "core/base/time_format.h"
#include "ui/checklist/item_details.h"
#include "ui/shell/window_words.h"
#include "ui/style/chip.h"
#include "ui/style/elision.h"
#include "ui/style/parts.h"
#include "ui/style/words.h"

#include <QBoxLayout>
#include <QGridLayout>
#include <QLabel>
#include <algorithm>

namespace holdpoint {

namespace {

constexpr std::string_view kOnCall = "on-call";

QString sentence(const std::string& text)
{
    QString shown = fromCore(text).remove(QLatin1Char('`'));
    if (!shown.isEmpty()) {
        shown[0] = shown.at(0).toUpper();
    }
    return shown;
}

/// Level with the first line of the text behind it.
void addGlyph(QHBoxLayout& line, Glyph glyph)
{
    auto* column = new QVBoxLayout;
    column->addSpacing(2);
    column->addWidget(new GlyphLabel(glyph, 12));
    column->addStretch();
    line.addLayout(column);
}

} // namespace

WindowPanel::WindowPanel(QWidget* parent)
    : DockSheet(parent), m_primary(new Button(tr("Open test window\u2026"), QString(), this)),
      m_close(new Button(tr("Close test window\u2026"), QString(), this))
{
    setObjectName(QStringLiteral("windowPanel"));
    m_primary->setObjectName(QStringLiteral("windowPrimary"));
    m_close->setObjectName(QStringLiteral("windowClose"));
    m_primary->setKind(Button::Kind::Primary);
    auto* actions = new QVBoxLayout;
    for (Button* button : {m_primary, m_close}) {
        button->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
        actions->addWidget(button);
    }
    setActions(actions);
    connect(m_primary, &Button::clicked, this, [this] {
        if (m_isBusy) {
            Q_EMIT stopRequested();
        } else if (isOpen() && (m_window->closingSince() || m_window->isAnnounced())) {
            Q_EMIT closeRequested();
        } else {
            Q_EMIT openRequested();
        }
    });
    connect(m_close, &Button::clicked, this, &WindowPanel::closeRequested);
    setWindow({}, {}, false, false);
}

void WindowPanel::setWindow(const std::optional<TestWindow>& window, const std::vector<PlannedStep>& planned, bool isBusy,
                            bool hasSession)
{
    m_window = window;
    m_planned = planned;
    m_isBusy = isBusy;
    m_hasSession = hasSession;
    build();
    showActions();
}

void WindowPanel::tick()
{
    showTime();
}

void WindowPanel::build()
{
    beginContent();
    m_left = nullptr;
    if (m_hasSession) {
        addHead();
        if (m_window) {
            addSteps();
        }
        if (!isOpen()) {
            addPlanned();
        }
    }
    endContent();
}

void WindowPanel::addHead()
{
    auto* head = new QVBoxLayout;
    head->setContentsMargins(16, 12, 16, 12);
    head->setSpacing(8);
    m_column->addLayout(head);
    auto* line = new QHBoxLayout;
    auto* chip = new Chip(m_content);
    chip->setObjectName(QStringLiteral("windowState"));
    const WallTime now = systemClock().wallNow();
    chip->setLook(m_window ? lookOf(*m_window, now) : Look{Glyph::OpenManual, tr("NOT OPEN"), Status::Neutral});
    line->addWidget(chip);
    line->addStretch();
    m_left = makeLabel(QString(), FontRole::Small, true, m_content);
    m_left->setObjectName(QStringLiteral("windowLeft"));
    line->addWidget(m_left);
    head->addLayout(line);
    head->addWidget(wrapping(makeLabel(m_window ? tr("Test window %1").arg(spanOf(*m_window)) : tr("No test window yet"),
                                       FontRole::Strong, false, m_content)));
    if (!m_window) {
        head->addWidget(wrapping(makeLabel(tr("It tells everybody that load is coming, and takes all of it back at its end."),
                                           FontRole::Small, false, m_content)));
        showTime();
        return;
    }
    if (const std::string note = windowNote(*m_window, now); !note.empty() && !m_isBusy) {
        auto* amiss = new StatusLabel(FontRole::Small, Status::Warn, m_content);
        amiss->setObjectName(QStringLiteral("windowNote"));
        amiss->setText(sentence(note) + QLatin1Char('.'));
        head->addWidget(wrapping(amiss));
    }
    const OutsideStep* onCall = m_window->step(kOnCall);
    auto* facts = new QGridLayout;
    facts->setHorizontalSpacing(12);
    facts->setVerticalSpacing(5);
    facts->setColumnMinimumWidth(0, scaled(72));
    facts->setColumnStretch(1, 1);
    int row = 0;
    const bool isKnown = onCall != nullptr && (onCall->state == StepState::Done || onCall->state == StepState::Ended);
    const QString nobody = onCall != nullptr && onCall->state == StepState::Skipped ? tr("nobody was asked") : tr("not known");
    for (const auto& [name, value] : {std::pair{tr("On call"), isKnown ? fromCore(onCall->reference) : nobody},
                                      {tr("Opened by"), fromCore(stringAt(m_window->detail, "by"))},
                                      {tr("Its mark"), fromCore(stringAt(m_window->detail, "mark"))}}) {
        if (value.isEmpty()) {
            continue;
        }
        facts->addWidget(makeLabel(name, FontRole::Small, true, m_content), row, 0, Qt::AlignTop);
        QLabel* text = makeLabel(value, FontRole::Small, false, m_content);
        text->setTextInteractionFlags(Qt::TextSelectableByMouse);
        text->setObjectName(row == 0 ? QStringLiteral("onCall") : QString());
        facts->addWidget(wrapping(text), row++, 1);
    }
    head->addLayout(facts);
    showTime();
}

/// Who would be told, and who not and why.
void WindowPanel::addPlanned()
{
    m_column->addWidget(makeHairline(Qt::Horizontal, m_content));
    auto* section = new QVBoxLayout;
    section->setContentsMargins(16, 8, 16, 8);
    section->setSpacing(6);
    section->addWidget(makeLabel(tr("The next one tells"), FontRole::SmallStrong, false, m_content));
    m_column->addLayout(section);
    for (const PlannedStep& step : m_planned) {
        auto* line = new QHBoxLayout;
        line->setSpacing(8);
        const bool isTold = step.whyLeftOut.empty();
        addGlyph(*line, isTold ? Glyph::OpenSensed : Glyph::NotApplicable);
        auto* texts = new QVBoxLayout;
        texts->setSpacing(2);
        texts->addWidget(makeLabel(fromCore(titleOfStep(step.step)), FontRole::Small, !isTold, m_content));
        if (!isTold) {
            texts->addWidget(wrapping(makeLabel(sentence(step.whyLeftOut), FontRole::Caption, true, m_content)));
        }
        line->addLayout(texts, 1);
        section->addLayout(line);
    }
}

void WindowPanel::addSteps()
{
    m_column->addWidget(makeHairline(Qt::Horizontal, m_content));
    auto* section = new QVBoxLayout;
    section->setContentsMargins(16, 8, 16, 8);
    section->setSpacing(10);
    auto* head = new QHBoxLayout;
    head->addWidget(makeLabel(tr("Steps"), FontRole::SmallStrong, false, m_content));
    head->addStretch();
    const auto count = std::count_if(m_window->steps.begin(), m_window->steps.end(),
                                     [](const OutsideStep& step) { return step.step != kWholeWindow && needsWord(step); });
    if (count > 0) {
        head->addWidget(makeLabel(tr("%n need(s) you", nullptr, asCount(count)), FontRole::Small, true, m_content));
    }
    section->addLayout(head);
    m_column->addLayout(section);
    for (const OutsideStep& step : m_window->steps) {
        if (step.step != kWholeWindow) {
            addStep(*section, step);
        }
    }
    if (section->count() == 1) {
        section->addWidget(makeLabel(tr("Nothing was told yet."), FontRole::Small, true, m_content));
    }
}

void WindowPanel::addStep(QVBoxLayout& column, const OutsideStep& step)
{
    const Look look = lookOf(step);
    auto* line = new QHBoxLayout;
    line->setSpacing(8);
    addGlyph(*line, look.glyph);
    auto* texts = new QVBoxLayout;
    texts->setSpacing(2);
    auto* head = new QHBoxLayout;
    head->addWidget(makeLabel(fromCore(titleOfStep(step.step)), FontRole::SmallStrong, false, m_content));
    head->addStretch();
    auto* word = new StatusLabel(FontRole::CaptionStrong, look.status, m_content);
    word->setText(look.word);
    word->setObjectName(QStringLiteral("stepState-") + fromCore(step.step));
    head->addWidget(word);
    texts->addLayout(head);
    QString seen = sentence(step.reason);
    if (step.step != kOnCall && !step.reference.empty() && step.reference != "webhook") {
        seen += (seen.isEmpty() ? QString() : QStringLiteral(" \u00B7 ")) + fromCore(step.reference);
    }
    QLabel* said = wrapping(makeLabel(seen, FontRole::Caption, true, m_content));
    said->setTextInteractionFlags(Qt::TextSelectableByMouse);
    texts->addWidget(said);
    if (needsWord(step) && isOpen() && !m_isBusy) {
        auto* settle = new Button(tr("Settle\u2026"), QString(), m_content);
        settle->setObjectName(QStringLiteral("settle-") + fromCore(step.step));
        settle->setAccessibleName(tr("Settle %1").arg(fromCore(titleOfStep(step.step))));
        settle->setControlHeight(24);
        connect(settle, &Button::clicked, this, [this, id = fromCore(step.step)] { Q_EMIT settleRequested(id); });
        texts->addWidget(settle, 0, Qt::AlignLeft);
    }
    line->addLayout(texts, 1);
    column.addLayout(line);
}

void WindowPanel::showTime()
{
    if (m_left != nullptr) {
        m_left->setText(m_window ? timeLeft(*m_window, systemClock().wallNow()) : QString());
    }
}

void WindowPanel::showActions()
{
    const bool isHalf = isOpen() && !m_window->isAnnounced() && !m_window->closingSince();
    m_primary->setEnabled(m_hasSession);
    m_primary->setText(m_isBusy                               ? tr("Stop after this step")
                       : isOpen() && m_window->closingSince() ? tr("Go on closing\u2026")
                       : isHalf                               ? tr("Go on opening\u2026")
                       : isOpen()                             ? tr("Close test window\u2026")
                                                              : tr("Open test window\u2026"));
    m_close->setVisible(isHalf && !m_isBusy);
}

} // namespace holdpoint
