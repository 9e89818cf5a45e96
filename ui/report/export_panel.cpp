// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/report/export_panel.h"

#include "ui/style/chip.h"
#include "ui/style/delegates.h"
#include "ui/style/elision.h"
#include "ui/style/page_scroll.h"
#include "ui/style/parts.h"
#include "ui/style/words.h"

#include <QBoxLayout>
#include <QFontMetricsF>
#include <QGridLayout>
#include <QLabel>
#include <QListView>
#include <QPainter>
#include <QScrollArea>
#include <QStandardItemModel>
#include <QStyledItemDelegate>
#include <array>

namespace holdpoint {

namespace {

QString exportKey()
{
    return QStringLiteral("Ctrl+E");
}

constexpr int kLeastWidth = 288; // of the dock

enum FormatRole { FormatIdRole = Qt::UserRole + 1 };

struct Format
{
    const char* id;
    const char* file;
    const char* remark;
    bool isWanted;
};

constexpr std::array<Format, 9> kFormats{
    {{"json", "report.json", QT_TRANSLATE_NOOP("holdpoint::ExportPanel", "the record"), true},
     {"html", "report.html", QT_TRANSLATE_NOOP("holdpoint::ExportPanel", "one file, offline"), true},
     {"pdf", "report.pdf", "", true},
     {"md", "report.md", QT_TRANSLATE_NOOP("holdpoint::ExportPanel", "checklist"), false},
     {"junit", "junit.xml", QT_TRANSLATE_NOOP("holdpoint::ExportPanel", "for CI servers"), false},
     {"csv", "run-N.csv", QT_TRANSLATE_NOOP("holdpoint::ExportPanel", "every second"), false},
     {"k6", "run-N.k6.json", QT_TRANSLATE_NOOP("holdpoint::ExportPanel", "k6 summary"), false},
     {"hdr", "run-N.hlog", QT_TRANSLATE_NOOP("holdpoint::ExportPanel", "histograms"), false},
     {"jtl", "samples.jtl", QT_TRANSLATE_NOOP("holdpoint::ExportPanel", "runs with --samples"), false}}};

/// Box, file name, grey remark at the right.
class FormatDelegate : public QStyledItemDelegate
{
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override
    {
        return {QStyledItemDelegate::sizeHint(option, index).width(), scaled(26)};
    }

    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override
    {
        QStyleOptionViewItem plain(inset(option));
        plain.state.setFlag(QStyle::State_Selected, false);
        if (option.state.testFlag(QStyle::State_Selected)) {
            paintRowState(*painter, option.rect, true, option.state.testFlag(QStyle::State_HasFocus), option.palette);
        }
        plain.state.setFlag(QStyle::State_HasFocus, false);
        QStyledItemDelegate::paint(painter, plain, index);
        painter->save();
        painter->setFont(fontFor(FontRole::Small));
        painter->setPen(colorsFor(option.palette).text2);
        drawElided(*painter, QRectF(option.rect).adjusted(scaled(120), 0, -16, 0), Qt::AlignRight,
                   index.data(RemarkRole).toString());
        painter->restore();
    }

protected:
    bool editorEvent(QEvent* event, QAbstractItemModel* model, const QStyleOptionViewItem& option,
                     const QModelIndex& index) override
    {
        return QStyledItemDelegate::editorEvent(event, model, inset(option), index);
    }

private:
    /// The boxes stand below the heads, the row's background does not move.
    static QStyleOptionViewItem inset(const QStyleOptionViewItem& option)
    {
        QStyleOptionViewItem moved(option);
        moved.rect.adjust(scaled(13), 0, 0, 0);
        return moved;
    }
};

QLabel* makeSentence(QWidget* parent)
{
    QLabel* label = makeLabel(QString(), FontRole::Small, true, parent);
    label->setWordWrap(true);
    label->setObjectName(QStringLiteral("exportSentence"));
    return label;
}

} // namespace

ExportPanel::ExportPanel(QWidget* parent)
    : QWidget(parent), m_formats(new QStandardItemModel(this)), m_list(new QListView(this)), m_checks(new QVBoxLayout),
      m_sentence(makeSentence(this)), m_export(new Button(QString(), exportKey(), this)),
      m_print(new Button(tr("Print\u2026"), QStringLiteral("Ctrl+P"), this))
{
    makeFormats();
    m_list->setObjectName(QStringLiteral("formats"));
    m_list->setAccessibleName(tr("Formats"));
    m_list->setModel(m_formats);
    m_list->setItemDelegate(new FormatDelegate(m_list));
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setFixedHeight(scaled(26) * static_cast<int>(kFormats.size()) + 2);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_export->setObjectName(QStringLiteral("export"));
    m_export->setKind(Button::Kind::Primary);
    m_print->setObjectName(QStringLiteral("print"));
    m_print->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    m_export->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);

    auto* outer = new QVBoxLayout(this);
    outer->setContentsMargins(0, 6, 0, 16);
    outer->setSpacing(0);
    auto* upper = new QWidget(this); // scrolls where a window is low: no check is ever cut
    auto* column = new QVBoxLayout(upper);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(new SectionHead(tr("Formats"), this));
    column->addWidget(m_list);
    column->addSpacing(10);
    column->addWidget(makeHairline(Qt::Horizontal, this));
    column->addSpacing(4);
    column->addWidget(new SectionHead(tr("Checks before export"), this));
    m_checks->setContentsMargins(16, 0, 16, 0);
    m_checks->setSpacing(0);
    column->addLayout(m_checks);
    auto* sentence = new QHBoxLayout;
    sentence->setContentsMargins(16, 8, 16, 8);
    sentence->addWidget(m_sentence);
    column->addLayout(sentence);
    column->addStretch();
    auto* scroll = makePageScroll(upper, this);
    outer->addWidget(scroll, 1);
    auto* action = new QVBoxLayout;
    action->setContentsMargins(16, 8, 16, 0);
    action->setSpacing(8);
    action->addWidget(m_export);
    action->addWidget(m_print);
    outer->addLayout(action);

    connect(m_formats, &QStandardItemModel::itemChanged, this, &ExportPanel::countFormats);
    connect(m_export, &Button::clicked, this, [this] { m_isExporting ? Q_EMIT cancelRequested() : Q_EMIT exportRequested(); });
    connect(m_print, &Button::clicked, this, &ExportPanel::printRequested);
    countFormats();
    setReport(nullptr, 0);
}

/// The key stands beside the words where there is room for both, else in the tooltip.
void ExportPanel::placeKey()
{
    m_export->setKeyHint(m_isExporting ? QString() : exportKey());
    m_export->setToolTip(QString());
    if (!m_isExporting && m_export->sizeHint().width() > width() - 32) {
        m_export->setKeyHint(QString());
        m_export->setToolTip(keyText(exportKey()));
    }
}

void ExportPanel::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    placeKey();
}

void ExportPanel::makeFormats()
{
    for (const Format& format : kFormats) {
        auto* item = new QStandardItem(QString::fromLatin1(format.file));
        const QString id = QString::fromLatin1(format.id);
        item->setData(id, FormatIdRole);
        item->setData(tr(format.remark), RemarkRole);
        item->setToolTip(tr(format.remark));             // it is cut where the font leaves no room
        item->setCheckable(id != QLatin1String("json")); // the record is always written
        item->setData(format.isWanted ? Qt::Checked : Qt::Unchecked, Qt::CheckStateRole);
        item->setEditable(false);
        m_formats->appendRow(item);
    }
}

std::vector<std::string> ExportPanel::formats() const
{
    std::vector<std::string> wanted;
    for (int row = 0; row < m_formats->rowCount(); ++row) {
        const QStandardItem* item = m_formats->item(row);
        if (item->isEnabled() && item->checkState() == Qt::Checked) {
            wanted.push_back(item->data(FormatIdRole).toString().toStdString());
        }
    }
    return wanted;
}

void ExportPanel::countFormats()
{
    if (m_isExporting) {
        return;
    }
    const auto count = formats().size();
    m_export->setText(tr("Export %n format(s)\u2026", nullptr, asCount(count)));
    placeKey();
}

void ExportPanel::setExporting(const QString& line)
{
    m_isExporting = !line.isEmpty();
    m_list->setEnabled(!m_isExporting);
    m_export->setKind(m_isExporting ? Button::Kind::Normal : Button::Kind::Primary);
    placeKey();
    if (m_isExporting) {
        m_export->setText(tr("Cancel export"));
        m_sentence->setText(breakable(line));
    } else {
        countFormats();
        showActions();
    }
}

void ExportPanel::setReport(const Report* report, int pageCount)
{
    m_hasReport = report != nullptr;
    for (int row = 0; row < m_formats->rowCount(); ++row) {
        if (m_formats->item(row)->data(FormatIdRole).toString() == QLatin1String("pdf")) {
            m_formats->item(row)->setData(pageCount > 0 ? tr("%n page(s), A4", nullptr, pageCount) : tr("A4"), RemarkRole);
        }
    }
    if (report == nullptr) {
        m_standing = tr("No release is open.");
    } else if (report->isRehearsal) {
        m_standing = tr("REHEARSAL: cannot be signed off. You can export now; page 1 says so first.");
    } else if (report->isReleased) {
        m_standing = report->changedSince.empty()
                         ? tr("Released: four valid signatures.")
                         : tr("Four valid signatures, over the record of before: %1.").arg(fromCore(report->changedSince));
    } else {
        m_standing = tr("You can export now. The report will say that it is not released.");
    }
    showActions();
}

void ExportPanel::setUnreadable(const QString& why)
{
    m_unreadable = why;
    showActions();
}

void ExportPanel::showActions()
{
    if (m_isExporting) {
        return; // Cancel stands there
    }
    const bool isReadable = m_unreadable.isEmpty();
    m_export->setEnabled(m_hasReport && isReadable);
    m_print->setEnabled(m_hasReport && isReadable);
    m_sentence->setText(isReadable ? m_standing : breakable(m_unreadable));
}

void ExportPanel::setChecks(const std::vector<Check>& checks)
{
    while (QLayoutItem* old = m_checks->takeAt(0)) {
        delete old->widget();
        delete old;
    }
    for (const Check& check : checks) {
        auto* row = new QWidget(this);
        row->setObjectName(QStringLiteral("check"));
        row->setAccessibleName(check.name + QStringLiteral(": ") + check.detail);
        row->setToolTip(check.detail);
        auto* line = new QGridLayout(row);
        line->setContentsMargins(0, 4, 0, 4);
        line->setHorizontalSpacing(8);
        line->setVerticalSpacing(1);
        line->setColumnStretch(2, 1);
        const bool isBad = check.state == Check::State::Bad;
        line->addWidget(new GlyphLabel(isBad                                  ? Glyph::Fail
                                       : check.state == Check::State::Running ? Glyph::Running
                                                                              : Glyph::Pass,
                                       14, row),
                        0, 0, Qt::AlignTop);
        QLabel* name = makeLabel(check.name, FontRole::Body, false, row);
        line->addWidget(name, 0, 1);
        QLabel* detail =
            isBad ? new StatusLabel(FontRole::Small, Status::Fail, row) : makeLabel(QString(), FontRole::Small, true, row);
        detail->setText(breakable(check.detail));
        detail->setWordWrap(true);
        detail->setMinimumWidth(1);
        const double beside = scaled(kLeastWidth) - 32 - scaled(14) - 16 - name->sizeHint().width();
        const bool isBeside = QFontMetricsF(detail->font()).horizontalAdvance(check.detail) <= beside;
        detail->setAlignment(isBeside ? Qt::AlignRight | Qt::AlignVCenter : Qt::AlignLeft | Qt::AlignTop);
        isBeside ? line->addWidget(detail, 0, 2) : line->addWidget(detail, 1, 1, 1, 2); // the whole of it, never half
        m_checks->addWidget(row);
    }
}

} // namespace holdpoint
