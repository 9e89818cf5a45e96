// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/run/abort_banner.h"

#include "ui/style/glyphs.h"
#include "ui/style/parts.h"
#include "ui/style/theme.h"

#include <QAccessible>
#include <QApplication>
#include <QBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QPainter>
#include <QScreen>
#include <algorithm>

namespace holdpoint {

/// What is said, and both buttons.
class AbortRow : public QWidget
{
public:
    explicit AbortRow(QWidget* parent)
        : QWidget(parent), m_label(makeLabel(QString(), FontRole::BodyStrong, false, this)),
          m_keep(new Button(AbortBanner::tr("Keep running"), AbortBanner::tr("Esc"), this)),
          m_stop(new Button(AbortBanner::tr("Stop now"), QString(), this))
    {
        m_keep->setObjectName(QStringLiteral("keepRunning"));
        m_stop->setObjectName(QStringLiteral("stopNow"));
        m_stop->setKind(Button::Kind::Danger);
        m_label->setWordWrap(true);
        auto* row = new QHBoxLayout(this);
        row->setContentsMargins(44, 8, 16, 8);
        row->setSpacing(8);
        row->addWidget(m_label, 1);
        row->addWidget(m_keep);
        row->addWidget(m_stop);
    }

    void say(const QString& text)
    {
        m_label->setText(text);
        setAccessibleName(text);
    }
    QString text() const { return m_label->text(); }
    Button& keep() { return *m_keep; }
    Button& stop() { return *m_stop; }

protected:
    void paintEvent(QPaintEvent*) override
    {
        QPainter painter(this);
        const ThemeColors& colors = colorsFor(this);
        painter.fillRect(rect(), colors.fail.fill);
        painter.fillRect(QRect(0, 0, 3, height()), colors.fail.glyph);
        painter.setRenderHint(QPainter::Antialiasing);
        paintGlyph(painter, QRectF(18, (height() - 15) / 2.0, 15, 15), Glyph::Fail, palette(), colors.fail.fill);
    }

private:
    QLabel* m_label;
    Button* m_keep;
    Button* m_stop;
};

AbortBanner::AbortBanner(QWidget* parent) : QWidget(parent), m_row(makeRow(this))
{
    setObjectName(QStringLiteral("abortBanner"));
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_row);
    m_second.setInterval(1000);
    connect(&m_second, &QTimer::timeout, this, [this] {
        m_left = std::max(0, m_left - 1);
        count();
        placeSheet(); // a dialog may have been moved
    });
    hide();
}

AbortBanner::~AbortBanner()
{
    delete m_sheet;
}

AbortRow* AbortBanner::makeRow(QWidget* parent)
{
    auto* row = new AbortRow(parent);
    connect(&row->keep(), &QPushButton::clicked, this, &AbortBanner::keepRunning);
    connect(&row->stop(), &QPushButton::clicked, this, &AbortBanner::stopNow);
    return row;
}

/// Over the upper edge of the dialog that is modal now, without its focus; none where the window itself can be clicked.
void AbortBanner::placeSheet()
{
    QWidget* const modal = m_sentence.isEmpty() ? nullptr : QApplication::activeModalWidget();
    if (m_sheet && (modal == nullptr || m_sheet->parentWidget() != modal)) {
        m_sheet->hide();
        m_sheet->deleteLater(); // this may be a click of its own button
        m_sheet.clear();
    }
    if (modal == nullptr || modal->isAncestorOf(this)) {
        return;
    }
    const bool isNew = m_sheet == nullptr;
    if (isNew) {
        m_sheet = new QWidget(modal, Qt::Tool | Qt::FramelessWindowHint | Qt::WindowDoesNotAcceptFocus);
        m_sheet->setObjectName(QStringLiteral("abortSheet"));
        m_sheet->setAttribute(Qt::WA_ShowWithoutActivating);
        auto* layout = new QVBoxLayout(m_sheet);
        layout->setContentsMargins(0, 0, 0, 0);
        layout->addWidget(makeRow(m_sheet));
    }
    auto* row = static_cast<AbortRow*>(m_sheet->layout()->itemAt(0)->widget());
    row->say(m_row->text());
    m_sheet->setWindowTitle(m_row->text());
    const int width = std::max(modal->width(), scaled(520));
    const int height = std::max(row->heightForWidth(width), row->sizeHint().height());
    const QRect frame = modal->frameGeometry();
    const QRect screen = modal->screen()->availableGeometry(); // the dialog's own, of several
    const int left = std::max(screen.left(), std::min(frame.center().x() - width / 2, screen.right() + 1 - width));
    m_sheet->setGeometry(left, std::max(screen.top(), frame.top() - height), width, height);
    if (isNew) {
        m_sheet->show();
        m_sheet->raise();
    }
}

void AbortBanner::announce(const QString& sentence, int milliseconds)
{
    m_sentence = sentence;
    m_left = (milliseconds + 999) / 1000;
    const bool isPending = !sentence.isEmpty();
    isPending ? m_second.start() : m_second.stop();
    setVisible(isPending);
    if (isPending) {
        m_isEscapeDown = false;
        QCoreApplication::instance()->installEventFilter(this); // a shortcut is refused while a dialog is open
        count();
        QAccessibleEvent alert(this, QAccessible::Alert);
        QAccessible::updateAccessibility(&alert);
    }
    placeSheet();
}

/// A dialog under which the countdown began keeps what was typed into it: the first Esc is not its own.
bool AbortBanner::eventFilter(QObject* watched, QEvent* event)
{
    if (event->type() == QEvent::WindowBlocked || event->type() == QEvent::WindowUnblocked) {
        QTimer::singleShot(0, this, &AbortBanner::placeSheet); // once the dialog is there, or gone
    }
    const bool isKey =
        event->type() == QEvent::ShortcutOverride || event->type() == QEvent::KeyPress || event->type() == QEvent::KeyRelease;
    if (!isKey || static_cast<QKeyEvent*>(event)->key() != Qt::Key_Escape) {
        return QWidget::eventFilter(watched, event);
    }
    const bool isRepeat = static_cast<QKeyEvent*>(event)->isAutoRepeat();
    const bool isPending = !m_sentence.isEmpty();
    if (event->type() == QEvent::KeyRelease) {
        const bool isOurs = m_isEscapeDown;
        if (isOurs && !isRepeat) {
            m_isEscapeDown = false;
        }
        return isOurs;
    }
    if (!isPending && !(m_isEscapeDown && isRepeat)) {
        m_isEscapeDown = false;
        QCoreApplication::instance()->removeEventFilter(this);
        return false;
    }
    event->accept(); // of an override: no shortcut, the press comes
    if (event->type() == QEvent::KeyPress && !isRepeat) {
        m_isEscapeDown = true;
        Q_EMIT keepRunning();
    }
    return true;
}

QString AbortBanner::text() const
{
    return m_row->text();
}

void AbortBanner::count()
{
    m_row->say(tr("%1. Load stops in %2 s.").arg(m_sentence).arg(m_left));
    setAccessibleName(m_row->text());
}

} // namespace holdpoint
