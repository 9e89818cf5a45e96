// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/style/theme.h"

#include <QFontDatabase>
#include <QFontInfo>
#include <QGuiApplication>
#include <QWidget>
#include <cmath>

namespace holdpoint {

namespace {

QColor rgb(unsigned value)
{
    return QColor(QRgb(0xff000000U | value));
}

StatusColors status(unsigned glyph, unsigned text, unsigned fill)
{
    return {rgb(glyph), rgb(text), rgb(fill)};
}

ThemeColors makeLight()
{
    ThemeColors c;
    c.window = rgb(0xF1F3F4);
    c.base = rgb(0xFFFFFF);
    c.alt = rgb(0xF7F8F9);
    c.raised = rgb(0xFFFFFF);
    c.text = rgb(0x16191D);
    c.text2 = rgb(0x525B65);
    c.text3 = rgb(0x5D6670);
    c.line = rgb(0xD9DDE1);
    c.lineStrong = rgb(0x757E88);
    c.grid = rgb(0xE8EBED);
    c.accent = rgb(0x0A5FA8);
    c.onAccent = rgb(0xFFFFFF);
    c.sel = rgb(0xDCE9F5);
    c.selText = rgb(0x16191D);
    c.danger = rgb(0xB3261E);
    c.onDanger = rgb(0xFFFFFF);
    c.neutralFill = rgb(0xEBEEF0);
    c.runningFill = rgb(0xE1EDF8);
    c.pass = status(0x008361, 0x006B4F, 0xE2F2EC);
    c.warn = status(0xB86A00, 0x864C00, 0xFBEFD9);
    c.fail = status(0xB8241A, 0xA01E14, 0xFBE5E1);
    c.overridden = status(0x007A9C, 0x006480, 0xDFF1F6);
    c.deferred = status(0x5B3E9E, 0x523890, 0xEBE7F6);
    c.running = {c.accent, c.accent, c.runningFill};
    c.neutral = {c.lineStrong, c.text2, c.neutralFill};
    c.s1 = rgb(0x0072B2);
    c.s2 = rgb(0xB85C00);
    c.s3 = rgb(0x00795A);
    c.s4 = rgb(0x9A4A80);
    c.s5 = rgb(0x6A7580);
    c.s6 = rgb(0x3C4B8C);
    c.targetLine = rgb(0xA86100);
    c.criticalLine = rgb(0xB8241A);
    c.heat = {rgb(0xFFFFFF), rgb(0xD3E6DA), rgb(0x82BFA9), rgb(0x3489A0), rgb(0x2B5588), rgb(0x2A1B56)};
    return c;
}

ThemeColors makeDark()
{
    ThemeColors c;
    c.window = rgb(0x1D2023);
    c.base = rgb(0x15171A);
    c.alt = rgb(0x191C1F);
    c.raised = rgb(0x26292D);
    c.text = rgb(0xE6E8EA);
    c.text2 = rgb(0xA8B0B8);
    c.text3 = rgb(0x9CA5AE);
    c.line = rgb(0x32373C);
    c.lineStrong = rgb(0x7D8690);
    c.grid = rgb(0x25292D);
    c.accent = rgb(0x62AEF0);
    c.onAccent = rgb(0x0B1219);
    c.sel = rgb(0x1D354D);
    c.selText = rgb(0xF2F4F6);
    c.danger = rgb(0xE5584A);
    c.onDanger = rgb(0x14171A);
    c.neutralFill = rgb(0x2A2E33);
    c.runningFill = rgb(0x17304A);
    c.pass = status(0x35B98E, 0x5BCBA6, 0x14332A);
    c.warn = status(0xE3A234, 0xEDB756, 0x382B12);
    c.fail = status(0xF26B57, 0xFF8F7D, 0x41211C);
    c.overridden = status(0x4DBBDD, 0x72CBE8, 0x12313B);
    c.deferred = status(0x9F7BE6, 0xC0AAF2, 0x2D2440);
    c.running = {c.accent, c.accent, c.runningFill};
    c.neutral = {c.lineStrong, c.text2, c.neutralFill};
    c.s1 = rgb(0x56B4E9);
    c.s2 = rgb(0xE69F00);
    c.s3 = rgb(0x2FB58A);
    c.s4 = rgb(0xCC79A7);
    c.s5 = rgb(0x8E98A2);
    c.s6 = rgb(0x8F9BE3);
    c.targetLine = rgb(0xE3A234);
    c.criticalLine = rgb(0xF26B57);
    c.heat = {rgb(0x15171A), rgb(0x1B2F4F), rgb(0x1F5A80), rgb(0x2A8C92), rgb(0x63C08A), rgb(0xF3E25A)};
    return c;
}

QPalette makePalette(const ThemeColors& c)
{
    QPalette p;
    const auto set = [&p](QPalette::ColorRole role, const QColor& color, const QColor& disabled) {
        p.setColor(QPalette::Active, role, color);
        p.setColor(QPalette::Inactive, role, color);
        p.setColor(QPalette::Disabled, role, disabled);
    };
    set(QPalette::Window, c.window, c.window);
    set(QPalette::WindowText, c.text, c.text3);
    set(QPalette::Base, c.base, c.window);
    set(QPalette::AlternateBase, c.alt, c.alt);
    set(QPalette::Text, c.text, c.text3);
    set(QPalette::Button, c.raised, c.neutralFill);
    set(QPalette::ButtonText, c.text, c.text3);
    set(QPalette::BrightText, c.fail.text, c.text3);
    set(QPalette::PlaceholderText, c.text3, c.text3);
    set(QPalette::ToolTipBase, c.raised, c.raised);
    set(QPalette::ToolTipText, c.text, c.text);
    set(QPalette::Highlight, c.sel, c.neutralFill);
    set(QPalette::HighlightedText, c.selText, c.text3);
    set(QPalette::Link, c.accent, c.text3);
    set(QPalette::LinkVisited, c.accent, c.text3);
    set(QPalette::Light, c.base, c.base);
    set(QPalette::Midlight, c.grid, c.grid);
    set(QPalette::Mid, c.line, c.line);
    set(QPalette::Dark, c.lineStrong, c.line);
    set(QPalette::Shadow, c.lineStrong, c.line);
    return p;
}

struct RoleSpec
{
    double ratio;
    QFont::Weight weight;
    bool isMono;
};

RoleSpec specOf(FontRole role)
{
    switch (role) {
    case FontRole::Caption:
        return {0.85, QFont::Normal, false};
    case FontRole::CaptionStrong:
        return {0.85, QFont::DemiBold, false};
    case FontRole::Small:
        return {0.92, QFont::Normal, false};
    case FontRole::SmallStrong:
        return {0.92, QFont::DemiBold, false};
    case FontRole::Body:
        return {1.0, QFont::Normal, false};
    case FontRole::BodyStrong:
        return {1.0, QFont::DemiBold, false};
    case FontRole::Strong:
        return {1.15, QFont::DemiBold, false};
    case FontRole::Title:
        return {1.23, QFont::DemiBold, false};
    case FontRole::Figure:
        return {1.62, QFont::Medium, false};
    case FontRole::Display:
        return {2.0, QFont::DemiBold, false};
    case FontRole::Mono:
        return {0.85, QFont::Normal, true};
    case FontRole::MonoSmall:
        return {0.80, QFont::Normal, true};
    }
    return {1.0, QFont::Normal, false};
}

} // namespace

const StatusColors& ThemeColors::of(Status status) const
{
    switch (status) {
    case Status::Neutral:
        return neutral;
    case Status::Pass:
        return pass;
    case Status::Warn:
        return warn;
    case Status::Fail:
        return fail;
    case Status::Overridden:
        return overridden;
    case Status::Deferred:
        return deferred;
    case Status::Running:
        return running;
    }
    return neutral;
}

const ThemeColors& lightColors()
{
    static const ThemeColors kColors = makeLight();
    return kColors;
}

const ThemeColors& darkColors()
{
    static const ThemeColors kColors = makeDark();
    return kColors;
}

QPalette lightPalette()
{
    return makePalette(lightColors());
}

QPalette darkPalette()
{
    return makePalette(darkColors());
}

bool isDark(const QPalette& palette)
{
    return palette.color(QPalette::Active, QPalette::Window).lightness() < 128;
}

const ThemeColors& colorsFor(const QPalette& palette)
{
    return isDark(palette) ? darkColors() : lightColors();
}

const ThemeColors& colorsFor(const QWidget* widget)
{
    return colorsFor(widget != nullptr ? widget->palette() : QGuiApplication::palette());
}

QFont fontFor(FontRole role, const QFont& base)
{
    const RoleSpec spec = specOf(role);
    QFont font(base);
    if (base.pixelSize() > 0) {
        font.setPixelSize(std::max(1, static_cast<int>(std::lround(base.pixelSize() * spec.ratio))));
    } else {
        font.setPointSizeF(base.pointSizeF() * spec.ratio);
    }
    font.setWeight(spec.weight);
    if (spec.isMono) {
        font.setFamilies({QStringLiteral("DejaVu Sans Mono"), QStringLiteral("monospace")});
    }
    if (role == FontRole::Title) {
        font.setLetterSpacing(QFont::PercentageSpacing, 98.5);
    }
    font.setHintingPreference(QFont::PreferNoHinting);
    return font;
}

QFont fontFor(FontRole role)
{
    return fontFor(role, QGuiApplication::font());
}

QFont applicationFont(const QFont& system)
{
    QFont font(system);
    if (QFontDatabase::hasFamily(QStringLiteral("Inter"))) {
        font.setFamilies({QStringLiteral("Inter")});
    }
    font.setHintingPreference(QFont::PreferNoHinting);
    return font;
}

double fontScale()
{
    const QFont font = QGuiApplication::font();
    const int pixels = font.pixelSize() > 0 ? font.pixelSize() : QFontInfo(font).pixelSize();
    return pixels / 13.0;
}

int scaled(int px)
{
    return std::max(1, static_cast<int>(std::lround(px * fontScale())));
}

} // namespace holdpoint
