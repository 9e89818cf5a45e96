// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/paper/ink.h"

#include <QFontDatabase>
#include <QFontMetricsF>
#include <QGuiApplication>
#include <QPainter>
#include <QSvgRenderer>
#include <QTextLayout>
#include <algorithm>
#include <array>

namespace holdpoint::paper {

namespace {

constexpr double kStampHeight = 17;
constexpr double kStampSign = 12;

bool isDigit(QChar c)
{
    return c >= QLatin1Char('0') && c <= QLatin1Char('9');
}

double digitCell(const QFontMetricsF& metrics)
{
    double widest = 0;
    for (char16_t digit = u'0'; digit <= u'9'; ++digit) {
        widest = std::max(widest, metrics.horizontalAdvance(QChar(digit)));
    }
    return widest;
}

/// Inter's digits are not equally wide and Qt 6.4 has no font features: each digit is centred in a cell of the widest.
template <typename Visit>
double forPieces(const QString& text, const QFontMetricsF& metrics, Visit visit)
{
    const double cell = digitCell(metrics);
    double x = 0;
    for (qsizetype at = 0; at < text.size();) {
        qsizetype end = at + 1;
        if (isDigit(text.at(at))) {
            const QString digit = text.mid(at, 1);
            visit(x + (cell - metrics.horizontalAdvance(digit)) / 2, digit);
            x += cell;
        } else {
            while (end < text.size() && !isDigit(text.at(end))) {
                ++end;
            }
            const QString run = text.mid(at, end - at);
            visit(x, run);
            x += metrics.horizontalAdvance(run);
        }
        at = end;
    }
    return x;
}

} // namespace

const Colors& colorsOf(Family family)
{
    static constexpr std::array<Colors, 6> kColors{{{color::kLineStrong, color::kText2, 0xFFEBEEF0},
                                                    {0xFF008361, 0xFF006B4F, 0xFFE2F2EC},
                                                    {0xFFB86A00, 0xFF864C00, 0xFFFBEFD9},
                                                    {0xFFB8241A, 0xFFA01E14, 0xFFFBE5E1},
                                                    {0xFF007A9C, 0xFF006480, 0xFFDFF1F6},
                                                    {0xFF5B3E9E, 0xFF523890, 0xFFEBE7F6}}};
    return kColors[static_cast<std::size_t>(family)];
}

QFont fontOf(Face face)
{
    static const bool hasInter = QFontDatabase::hasFamily(QStringLiteral("Inter"));
    QFont font = QGuiApplication::font();
    if (hasInter) {
        font.setFamilies({QStringLiteral("Inter")});
    }
    if (face == Face::Mono) {
        font.setFamilies({QStringLiteral("DejaVu Sans Mono"), QStringLiteral("monospace")});
    }
    static constexpr std::array<int, 7> kPixels{12, 12, 11, 11, 13, 26, 10};
    font.setPixelSize(kPixels[static_cast<std::size_t>(face)]);
    const bool isStrong = face == Face::Strong || face == Face::SmallStrong || face == Face::Heading || face == Face::Display;
    font.setWeight(isStrong ? QFont::DemiBold : QFont::Normal);
    font.setHintingPreference(QFont::PreferNoHinting);
    // Shaping puts other glyphs for "-" between capitals and for "<" behind a digit, which a PDF has no characters for: whoever
    // searches or copies would miss them.
    font.setStyleStrategy(QFont::PreferNoShaping);
    return font;
}

double widthOf(const QString& text, Face face)
{
    return forPieces(text, QFontMetricsF(fontOf(face)), [](double, const QString&) {});
}

QStringList wrapped(const QString& text, Face face, double width, int mostLines)
{
    QTextOption option;
    option.setWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere);
    const QString plain = text.simplified();
    // Equal cells make digits wider than the layout knows.
    const double natural = QFontMetricsF(fontOf(face)).horizontalAdvance(plain);
    const double room = width * (natural > 0 ? std::min(1.0, natural / widthOf(plain, face)) : 1.0);
    QTextLayout layout(plain, fontOf(face));
    layout.setTextOption(option);
    layout.beginLayout();
    QStringList lines;
    for (QTextLine line = layout.createLine(); line.isValid(); line = layout.createLine()) {
        line.setLineWidth(room);
        if (lines.size() == mostLines - 1 && line.textStart() + line.textLength() < plain.size()) {
            lines << QFontMetricsF(fontOf(face)).elidedText(plain.mid(line.textStart()), Qt::ElideRight, room);
            break;
        }
        lines << plain.mid(line.textStart(), line.textLength()).trimmed();
    }
    layout.endLayout();
    return lines.isEmpty() ? QStringList{QString()} : lines;
}

void Ink::fill(const QRectF& area, QRgb color)
{
    m_painter.fillRect(area, QColor(color));
}

void Ink::hairline(double left, double right, double y, QRgb color)
{
    m_painter.setPen(QPen(QColor(color), 0.8, Qt::SolidLine, Qt::FlatCap));
    m_painter.drawLine(QPointF(left, y), QPointF(right, y));
}

void Ink::text(const QRectF& line, Qt::Alignment alignment, const QString& text, Face face, QRgb color)
{
    if (text.isEmpty()) {
        return;
    }
    if (m_words != nullptr) {
        m_words->append(text);
    }
    const QFont font = fontOf(face);
    const QFontMetricsF metrics(font);
    const double width = widthOf(text, face);
    const double left = alignment.testFlag(Qt::AlignRight) ? line.right() - width : line.left();
    const double baseline = line.top() + (line.height() - metrics.height()) / 2 + metrics.ascent();
    m_painter.setFont(font);
    m_painter.setPen(QColor(color));
    forPieces(text, metrics, [&](double x, const QString& piece) { m_painter.drawText(QPointF(left + x, baseline), piece); });
}

void Ink::stamp(double left, const QRectF& line, const Stamp& stamp)
{
    const Colors& colors = colorsOf(stamp.family);
    const double width = 4 + kStampSign + 4 + widthOf(stamp.word, Face::SmallStrong) + 7;
    const QRectF box(left, line.center().y() - kStampHeight / 2, width, kStampHeight);
    m_painter.setPen(Qt::NoPen);
    m_painter.setBrush(QColor(colors.fill));
    m_painter.drawRoundedRect(box, 2, 2);
    sign(QRectF(left + 4, box.center().y() - kStampSign / 2, kStampSign, kStampSign), stamp.sign, colors.glyph, colors.fill);
    text(box.adjusted(4 + kStampSign + 4, 0, 0, 0), Qt::AlignLeft, stamp.word, Face::SmallStrong, colors.text);
}

void Ink::picture(const QRectF& area, const QByteArray& svg, const QString& words)
{
    if (m_words != nullptr) {
        m_words->append(words);
    }
    // What html_style.h says of charts, in the words that SVG Tiny knows.
    static const QByteArray kHead = QByteArrayLiteral("<svg xmlns=\"http://www.w3.org/2000/svg\" ");
    static const QByteArray kStyle =
        QByteArrayLiteral("<style>text{font-family:Inter,sans-serif;font-size:11px;fill:#525B65}"
                          ".ct{font-weight:600;font-size:12px;fill:#16191D}.cl{fill:#16191D}</style>");
    QByteArray whole = svg;
    whole.replace(0, whole.indexOf(' ') + 1, kHead);
    whole.insert(whole.indexOf('>') + 1, kStyle);
    QSvgRenderer renderer(whole);
    renderer.render(&m_painter, area);
}

void Ink::holdMark(const QRectF& area, HoldMark mark)
{
    const Family family = mark == HoldMark::Hold ? Family::Warn : mark == HoldMark::Go ? Family::Pass : Family::Fail;
    for (int bar = 0; bar < 4; ++bar) {
        const double left = area.left() + bar * 4;
        if (bar < 2 && mark != HoldMark::Go) {
            fill({left, area.top(), 2, area.height()}, colorsOf(family).glyph);
            continue;
        }
        for (double top = 0; top < area.height(); top += 9) {
            fill({left, area.top() + top, 2, std::min(5.0, area.height() - top)}, colorsOf(family).glyph);
        }
    }
}

} // namespace holdpoint::paper
