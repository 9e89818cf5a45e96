// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/paper/ink.h"

#include "core/report/svg_chart.h"

#include <QFontDatabase>
#include <QFontMetricsF>
#include <QGuiApplication>
#include <QPainter>
#include <QSvgRenderer>
#include <QTextLayout>
#include <QXmlStreamReader>
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

namespace {

constexpr double kHaloHeight = 10;

/// A text of toSvg(), in the drawing's units.
struct ChartText
{
    QPointF at;        // of its anchor, on the baseline
    double before = 0; // how much of its width lies left of it
    double behind = 0; // the part of the line that stands before it, in units of the sheet
    QString text;
    Face face = Face::Small;
    QRgb color = color::kText2;
    bool hasHalo = false; // lies over lines
};

ChartText textOf(const QXmlStreamAttributes& attributes, const QStringView& css)
{
    ChartText text;
    text.at = {attributes.value(QLatin1String("x")).toDouble(), attributes.value(QLatin1String("y")).toDouble()};
    const auto anchor = attributes.value(QLatin1String("text-anchor"));
    text.before = anchor == QLatin1String("end") ? 1 : anchor == QLatin1String("middle") ? 0.5 : 0;
    text.hasHalo = css == QLatin1String("cl");
    text.face = css == QLatin1String("ct") ? Face::SmallStrong : Face::Small;
    text.color = css == QLatin1String("ct") || text.hasHalo ? color::kText : color::kText2;
    return text;
}

/// The texts of a chart, and in `shapes` all else of it.
QList<ChartText> textsOf(const QByteArray& svg, QByteArray& shapes)
{
    QList<ChartText> texts;
    QXmlStreamReader reader(svg);
    QXmlStreamAttributes line;
    double behind = 0;
    qsizetype copied = 0;
    while (!reader.atEnd()) {
        const auto token = reader.readNext();
        if (token == QXmlStreamReader::StartElement && reader.name() == QLatin1String("text")) {
            line = reader.attributes();
            behind = 0;
            const QString direct = line.hasAttribute(QLatin1String("class")) ? reader.readElementText() : QString();
            if (!direct.isEmpty()) {
                texts << textOf(line, line.value(QLatin1String("class")));
                texts.last().text = direct;
            }
        } else if (token == QXmlStreamReader::StartElement && reader.name() == QLatin1String("tspan")) {
            ChartText part = textOf(line, reader.attributes().value(QLatin1String("class")));
            part.text = reader.readElementText();
            part.behind = behind;
            behind += widthOf(part.text, part.face);
            texts << part;
        }
    }
    // toSvg() writes a text as one element that holds no other but tspan
    for (qsizetype at = svg.indexOf("<text"); at >= 0; at = svg.indexOf("<text", copied)) {
        shapes += svg.mid(copied, at - copied);
        copied = svg.indexOf("</text>", at) + qsizetype(sizeof("</text>") - 1);
    }
    shapes += svg.mid(copied);
    shapes.replace(0, shapes.indexOf(' ') + 1, "<svg xmlns=\"http://www.w3.org/2000/svg\" ");
    return texts;
}

} // namespace

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
    const QFontMetricsF metrics(fontOf(face));
    const double left = alignment.testFlag(Qt::AlignRight) ? line.right() - widthOf(text, face) : line.left();
    draw({left, line.top() + (line.height() - metrics.height()) / 2 + metrics.ascent()}, text, face, color);
}

void Ink::draw(const QPointF& baseline, const QString& text, Face face, QRgb color)
{
    const QFont font = fontOf(face);
    m_painter.setFont(font);
    m_painter.setPen(QColor(color));
    forPieces(text, QFontMetricsF(font),
              [&](double x, const QString& piece) { m_painter.drawText(baseline + QPointF(x, 0), piece); });
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

void Ink::picture(const QRectF& area, const QByteArray& svg)
{
    // QSvg draws texts too small to read, and as shapes that nobody can search: they are drawn as all others are.
    QByteArray shapes;
    const QList<ChartText> texts = textsOf(svg, shapes);
    QSvgRenderer renderer(shapes);
    renderer.render(&m_painter, area);
    const double scale = area.width() / kChartWidth;
    for (const ChartText& each : texts) {
        const double room = area.width() - each.at.x() * scale - each.behind;
        const QString shown = QFontMetricsF(fontOf(each.face)).elidedText(each.text, Qt::ElideRight, room);
        const double width = widthOf(shown, each.face);
        const double left = area.left() + each.at.x() * scale - each.before * width + each.behind;
        const QPointF baseline(left, area.top() + each.at.y() * scale);
        if (each.hasHalo) {
            m_painter.fillRect(QRectF(left - 1, baseline.y() - kHaloHeight, width + 2, kHaloHeight + 2),
                               QColor(255, 255, 255, 200));
        }
        if (m_words != nullptr) {
            m_words->append(shown);
        }
        draw(baseline, shown, each.face, each.color);
    }
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
