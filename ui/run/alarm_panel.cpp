// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/run/alarm_panel.h"

#include "core/base/time_format.h"
#include "core/base/units.h"
#include "ui/shell/note_dialog.h"
#include "ui/style/delegates.h"
#include "ui/style/elision.h"
#include "ui/style/parts.h"
#include "ui/style/status.h"

#include <QAccessible>
#include <QDesktopServices>
#include <QGridLayout>
#include <QKeyEvent>
#include <QListView>
#include <QPainter>
#include <QScrollArea>
#include <QTextLayout>
#include <QUrl>
#include <algorithm>
#include <array>

namespace holdpoint {

namespace {

constexpr int kRow = 84;                 // px at 100 %
constexpr qsizetype kMostOutcome = 4000; // characters

/// Broken between words, or where a word is too long; what does not fit on the second line is cut there.
void drawTwoLines(QPainter& painter, const QRectF& area, const QString& text)
{
    QTextLayout layout(text, painter.font());
    QTextOption option;
    option.setWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere);
    layout.setTextOption(option);
    layout.beginLayout();
    QTextLine first = layout.createLine();
    first.setLineWidth(area.width());
    layout.endLayout();
    const double line = area.height() / 2;
    const auto length = static_cast<qsizetype>(first.textLength());
    painter.drawText(QRectF(area.left(), area.top(), area.width(), line), Qt::AlignLeft | Qt::AlignVCenter, text.left(length));
    drawElided(painter, QRectF(area.left(), area.top() + line, area.width(), line), Qt::AlignLeft, text.mid(length).trimmed());
}

/// Severity and time (its zone once, in the first row), the sentence on up to two lines, what became of it: a metric with its
/// tags alone fills a line of the narrow dock.
class AlarmDelegate : public QStyledItemDelegate
{
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    QSize sizeHint(const QStyleOptionViewItem&, const QModelIndex&) const override { return {100, scaled(kRow)}; }

    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override
    {
        const auto* alarm = index.data(AlarmModel::RecordRole).value<const AlarmRecord*>();
        const ThemeColors& colors = colorsFor(option.palette);
        const bool isSelected = option.state.testFlag(QStyle::State_Selected);
        painter->save();
        painter->fillRect(option.rect, colors.base);
        paintRowState(*painter, option.rect, isSelected, option.state.testFlag(QStyle::State_HasFocus), option.palette);
        const Status status = isCritical(*alarm) ? Status::Fail : Status::Warn;
        const QRectF row(option.rect);
        painter->setRenderHint(QPainter::Antialiasing);
        const double glyph = scaled(13);
        const double line = (row.height() - 12) / 4;
        paintGlyph(*painter, QRectF(row.left() + 14, row.top() + 8 + (line - glyph) / 2, glyph, glyph),
                   isCritical(*alarm) ? Glyph::Fail : Glyph::Warn, option.palette, isSelected ? colors.sel : colors.base);
        const double left = row.left() + 14 + glyph + 9;
        const double width = row.right() - 12 - left;
        painter->setFont(fontFor(FontRole::Caption));
        painter->setPen(colors.text2);
        painter->drawText(QRectF(left, row.top() + 8, width, line), Qt::AlignRight | Qt::AlignVCenter,
                          fromCore(formatUtcClock(alarm->from)) + (index.row() == 0 ? QStringLiteral(" UTC") : QString()));
        painter->setFont(fontFor(FontRole::SmallStrong));
        painter->setPen(colors.of(status).text);
        painter->drawText(QRectF(left, row.top() + 8, width, line), Qt::AlignLeft | Qt::AlignVCenter,
                          isCritical(*alarm) ? AlarmPanel::tr("CRITICAL") : AlarmPanel::tr("CAUTION"));
        painter->setPen(colors.text);
        drawTwoLines(*painter, QRectF(left, row.top() + 8 + line, width, 2 * line), fromCore(alarm->sentence));
        painter->setFont(fontFor(FontRole::Caption));
        painter->setPen(colors.text2);
        drawElided(*painter, QRectF(left, row.top() + 6 + 3 * line, width, line), Qt::AlignLeft, stateText(*alarm));
        painter->fillRect(QRectF(row.left(), row.bottom() - 1, row.width(), 1), colors.line);
        painter->restore();
    }
};

} // namespace

AlarmPanel::AlarmPanel(QWidget* parent)
    : QWidget(parent), m_model(new AlarmModel(this)), m_list(new QListView(this)),
      m_news(new Button(QString(), QStringLiteral("F8"), this)),
      m_empty(makeLabel(tr("No alarm. Rules of the plan are watched while load runs."), FontRole::Small, true, this)),
      m_heading(makeLabel(QString(), FontRole::Strong, false, this)), m_text(makeLabel(QString(), FontRole::Small, false, this)),
      m_steps(makeLabel(QString(), FontRole::Small, false, this)), m_links(makeLabel(QString(), FontRole::Small, false, this)),
      m_card(new QWidget(this)), m_buttons(new QGridLayout),
      m_acknowledge(new Button(tr("Acknowledge"), QStringLiteral("A"), this)),
      m_outcome(new Button(tr("Outcome…"), QString(), this)), m_traces(new Button(tr("Traces"), tr("Ctrl+T"), this)),
      m_next(new Button(tr("Next alarm"), QStringLiteral("F8"), this))
{
    m_list->setObjectName(QStringLiteral("alarms"));
    m_list->setAccessibleName(tr("Alarms"));
    m_list->setModel(m_model);
    m_list->setItemDelegate(new AlarmDelegate(this));
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_list->setUniformItemSizes(true);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->installEventFilter(this);
    m_acknowledge->setKind(Button::Kind::Primary);
    m_acknowledge->setObjectName(QStringLiteral("acknowledge"));
    m_outcome->setObjectName(QStringLiteral("outcome"));
    m_traces->setObjectName(QStringLiteral("alarmTraces"));
    m_next->setObjectName(QStringLiteral("nextAlarm"));
    m_news->setObjectName(QStringLiteral("newAlarm"));
    m_news->setKind(Button::Kind::Danger);
    m_news->setFocusPolicy(Qt::TabFocus);
    m_news->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
    m_news->hide();
    m_empty->setWordWrap(true);
    m_empty->setMargin(16);
    m_empty->setAlignment(Qt::AlignTop);
    m_text->setWordWrap(true);
    m_text->setTextFormat(Qt::PlainText);
    m_steps->setObjectName(QStringLiteral("responseSteps"));
    m_steps->setWordWrap(true);
    m_steps->setTextFormat(Qt::RichText);
    m_links->setObjectName(QStringLiteral("responseLinks"));
    m_links->setWordWrap(true);
    m_links->setTextFormat(Qt::RichText);
    m_links->setTextInteractionFlags(Qt::LinksAccessibleByMouse | Qt::LinksAccessibleByKeyboard);
    m_heading->setWordWrap(true);

    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_empty);
    layout->addWidget(m_list, 3);
    layout->addWidget(m_news); // above the list it would move the rows
    auto* words = new QVBoxLayout(m_card);
    words->setContentsMargins(16, 12, 16, 8);
    words->setSpacing(8);
    for (QLabel* label : {m_heading, m_text, m_steps, m_links}) {
        words->addWidget(label);
    }
    words->addStretch(1);
    auto* scroll = new QScrollArea(this); // at a large font the card is longer than the dock
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidgetResizable(true);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setFocusPolicy(Qt::NoFocus);
    scroll->setWidget(m_card);
    scroll->viewport()->setAutoFillBackground(false);
    m_card->setAutoFillBackground(false);
    layout->addWidget(scroll, 4);
    m_buttons->setContentsMargins(16, 4, 16, 12);
    m_buttons->setSpacing(8);
    for (Button* button : {m_acknowledge, m_outcome, m_traces, m_next}) {
        button->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    }
    placeButtons();
    layout->addLayout(m_buttons);

    connect(m_acknowledge, &QPushButton::clicked, this, &AlarmPanel::acknowledge);
    connect(m_outcome, &QPushButton::clicked, this, &AlarmPanel::askOutcome);
    connect(m_traces, &QPushButton::clicked, this, &AlarmPanel::tracesRequested);
    connect(m_next, &QPushButton::clicked, this, &AlarmPanel::goToNext);
    connect(m_news, &QPushButton::clicked, this, &AlarmPanel::goToNext);
    connect(m_list->selectionModel(), &QItemSelectionModel::currentChanged, this, [this](const QModelIndex& index) {
        if (m_list->hasFocus()) {
            visit(index);
        }
    });
    connect(m_model, &QAbstractItemModel::layoutChanged, this, &AlarmPanel::showNews);
    connect(m_links, &QLabel::linkActivated, this, &AlarmPanel::openLink);
    connect(m_list->selectionModel(), &QItemSelectionModel::currentChanged, this, &AlarmPanel::showSelected);
    const auto recount = [this] {
        if (!m_list->currentIndex().isValid() && m_model->rowCount() > 0) {
            m_list->setCurrentIndex(m_model->index(0));
        }
        showSelected();
        showNews();
        Q_EMIT openCountChanged();
    };
    connect(m_model, &QAbstractItemModel::modelReset, this, [this, recount] {
        m_visited.clear(); // another release's
        recount();
    });
    connect(m_model, &QAbstractItemModel::dataChanged, this, recount);
    connect(m_model, &QAbstractItemModel::rowsInserted, this, [this, recount](const QModelIndex&, int row) {
        if (isOpen(*m_model->alarm(m_model->index(row)))) {
            m_list->setAccessibleDescription(m_model->index(row).data(Qt::AccessibleTextRole).toString());
            Q_EMIT announced(m_list->accessibleDescription());
            QAccessibleEvent alert(m_list, QAccessible::Alert); // whoever hears it reads the description
            QAccessible::updateAccessibility(&alert);
        }
        recount();
    });
    showSelected();
}

void AlarmPanel::showSelected()
{
    const bool hasAlarms = m_model->rowCount() > 0;
    m_list->setVisible(hasAlarms);
    m_empty->setVisible(!hasAlarms);
    m_list->setMaximumHeight(std::max(1, m_model->rowCount()) * scaled(kRow)); // the response stands right below
    const AlarmRecord* const alarm = m_model->alarm(m_list->currentIndex());
    for (QWidget* widget : {m_card, static_cast<QWidget*>(m_acknowledge), static_cast<QWidget*>(m_outcome),
                            static_cast<QWidget*>(m_traces), static_cast<QWidget*>(m_next)}) {
        widget->setVisible(alarm != nullptr);
    }
    if (alarm == nullptr) {
        return;
    }
    showResponse(*alarm);
    m_acknowledge->setEnabled(isOpen(*alarm));
    m_acknowledge->setToolTip(isOpen(*alarm) ? QString() : stateText(*alarm));
}

/// Two beside each other, or all below each other where the font leaves no room for that.
void AlarmPanel::placeButtons()
{
    const std::array<Button*, 4> all = {m_acknowledge, m_outcome, m_traces, m_next};
    int widest = 0;
    for (const Button* button : all) {
        widest = std::max(widest, button->sizeHint().width());
    }
    const int columns = width() >= 2 * widest + 16 ? 2 : 1; // they may lose some of the room around their text
    for (std::size_t index = 0; index < all.size(); ++index) {
        m_buttons->addWidget(all[index], static_cast<int>(index) / columns, static_cast<int>(index) % columns);
    }
    m_buttons->setColumnStretch(0, 1);
    m_buttons->setColumnStretch(1, columns - 1);
}

void AlarmPanel::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    placeButtons();
    showNews();
}

void AlarmPanel::changeEvent(QEvent* event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange) {
        showSelected(); // links carry their colour in their text
    }
}

void AlarmPanel::setResponder(std::function<AlarmResponse(const AlarmRecord&)> responder)
{
    m_responder = std::move(responder);
    showSelected();
}

const AlarmRecord* AlarmPanel::selected() const
{
    return m_model->alarm(m_list->currentIndex());
}

bool AlarmPanel::hasListFocus() const
{
    return m_list->hasFocus();
}

void AlarmPanel::refreshResponse()
{
    const AlarmRecord* const alarm = selected();
    if (alarm != nullptr && !alarm->to) {
        showResponse(*alarm);
    }
}

void AlarmPanel::showResponse(const AlarmRecord& alarm)
{
    AlarmResponse response;
    if (m_responder) {
        response = m_responder(alarm);
    } else {
        const QString action = fromCore(alarm.action);
        response.heading = action.isEmpty() ? tr("Response") : tr("Response: %1").arg(action.left(1).toLower() + action.mid(1));
        response.what = fromCore(alarm.sentence);
    }
    m_heading->setText(response.heading);
    QString text = response.what;
    if (!alarm.outcome.empty()) {
        text += QStringLiteral("\n\n") + tr("Outcome: %1").arg(fromCore(alarm.outcome));
    }
    m_text->setText(text);
    QString steps = QStringLiteral("<table cellspacing=\"0\" cellpadding=\"0\">");
    int number = 0;
    for (const QString& step : response.steps) {
        steps += QStringLiteral("<tr><td style=\"padding-right:8px\"><b>%1</b></td><td style=\"padding-bottom:4px\">%2</td></tr>")
                     .arg(++number)
                     .arg(step.toHtmlEscaped());
    }
    steps += QStringLiteral("</table>");
    m_steps->setVisible(number > 0);
    if (m_steps->text() != steps) {
        m_steps->setText(steps);
        m_steps->setAccessibleName(response.steps.join(QStringLiteral(". ")));
    }
    QStringList links;
    const QString color = colorsFor(this).accent.name();
    const QString anchor = QStringLiteral("<a style=\"color:%1\" href=\"%2\">%3</a>");
    if (!response.chart.isEmpty()) {
        links << anchor.arg(color, QStringLiteral("chart:") + response.chart.toHtmlEscaped(), tr("chart"));
    }
    for (const AlarmResponse::Link& page : response.pages) {
        links << anchor.arg(color, page.url.toHtmlEscaped(), page.name.toHtmlEscaped());
    }
    const QString look = tr("Look at %1").arg(links.join(QStringLiteral(", ")));
    m_links->setVisible(!links.isEmpty());
    if (m_links->text() != look && !m_links->hasFocus()) { // else the link that the keyboard is at would be lost
        m_links->setText(look);
    }
}

void AlarmPanel::openLink(const QString& link)
{
    const AlarmRecord* const alarm = selected();
    if (link.startsWith(QStringLiteral("chart:"))) {
        if (alarm != nullptr) {
            Q_EMIT chartRequested(link.mid(6), *alarm);
        }
        return;
    }
    QDesktopServices::openUrl(QUrl(link));
}

void AlarmPanel::acknowledge()
{
    const AlarmRecord* const alarm = m_model->alarm(m_list->currentIndex());
    if (alarm == nullptr || !isOpen(*alarm)) {
        return;
    }
    AlarmRecord changedAlarm = *alarm;
    changedAlarm.acknowledgedBy = m_person.isEmpty() ? tr("a person").toStdString() : m_person.toStdString();
    m_model->take(changedAlarm);
    Q_EMIT changed(changedAlarm);
}

void AlarmPanel::askOutcome()
{
    const AlarmRecord* const alarm = m_model->alarm(m_list->currentIndex());
    if (alarm == nullptr) {
        return;
    }
    NoteDialog::Wish wish;
    wish.name = QStringLiteral("outcomeDialog");
    wish.title = tr("Outcome");
    wish.subject = fromCore(alarm->sentence);
    wish.label = tr("What was done, and what came of it (printed in the report)");
    wish.action = tr("Save");
    wish.text = fromCore(alarm->outcome);
    wish.isLong = true; // needed: the record never loses an outcome
    auto* dialog = new NoteDialog(
        wish, [this, record = *alarm](const QString& text) { return setOutcome(record, text); }, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->open();
}

Result<> AlarmPanel::setOutcome(const AlarmRecord& record, const QString& text)
{
    if (text.size() > kMostOutcome) {
        return fail(Error::Kind::Invalid, tr("An outcome has at most %1 characters, this one has %2.")
                                              .arg(fromCore(formatCount(static_cast<std::uint64_t>(kMostOutcome))),
                                                   fromCore(formatCount(static_cast<std::uint64_t>(text.size()))))
                                              .toStdString());
    }
    const AlarmRecord* const now = m_model->current(record); // it may have cleared while the person wrote
    AlarmRecord changedAlarm = now != nullptr ? *now : record;
    changedAlarm.outcome = text.toStdString();
    m_model->take(changedAlarm);
    Q_EMIT changed(changedAlarm);
    return {};
}

void AlarmPanel::goToNext()
{
    const QModelIndex next =
        m_model->nextOpen(m_list->currentIndex(), [this](const AlarmRecord& alarm) { return isVisited(alarm); });
    if (next.isValid()) {
        m_list->setCurrentIndex(next);
        m_list->scrollTo(next);
        focusList();
        visit(m_list->currentIndex());
    }
}

void AlarmPanel::visit(const QModelIndex& index)
{
    if (const AlarmRecord* const alarm = m_model->alarm(index)) {
        m_visited.insert(keyOf(*alarm));
        showNews();
    }
}

void AlarmPanel::showNews()
{
    const AlarmRecord* const alarm = m_model->news([this](const AlarmRecord& each) { return isVisited(each); });
    m_news->setVisible(alarm != nullptr);
    if (alarm != nullptr) {
        const QString text = (isCritical(*alarm) ? tr("New, CRITICAL: %1") : tr("New, CAUTION: %1")).arg(fromCore(alarm->id));
        const int room = width() - m_news->fontMetrics().horizontalAdvance(QStringLiteral("F8")) - scaled(48);
        m_news->setText(elided(text, m_news->font(), room).replace(QLatin1Char('&'), QStringLiteral("&&")));
        m_news->setToolTip(fromCore(alarm->sentence));
        m_news->setAccessibleName(text);
        m_news->setAccessibleDescription(fromCore(alarm->sentence));
    }
}

void AlarmPanel::focusList()
{
    m_list->setFocus(Qt::ShortcutFocusReason);
}

/// While the pointer is over the panel, on its way from a row to a button too, or the list has the focus.
void AlarmPanel::holdOrder()
{
    m_model->holdOrder(underMouse() || m_list->hasFocus());
    showNews();
}

void AlarmPanel::enterEvent(QEnterEvent* event)
{
    QWidget::enterEvent(event);
    holdOrder();
}

void AlarmPanel::leaveEvent(QEvent* event)
{
    QWidget::leaveEvent(event);
    holdOrder();
}

bool AlarmPanel::eventFilter(QObject* watched, QEvent* event)
{
    if (watched == m_list && (event->type() == QEvent::FocusIn || event->type() == QEvent::FocusOut)) {
        holdOrder();
    }
    if (watched == m_list && event->type() == QEvent::KeyPress) {
        const auto* key = static_cast<QKeyEvent*>(event);
        if (key->key() == Qt::Key_A && key->modifiers() == Qt::NoModifier) {
            acknowledge();
            return true;
        }
        if (key->key() == Qt::Key_Return || key->key() == Qt::Key_Enter) {
            askOutcome();
            return true;
        }
    }
    return QWidget::eventFilter(watched, event);
}

} // namespace holdpoint
