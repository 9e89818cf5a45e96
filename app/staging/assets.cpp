// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/staging/jpeg.h"
#include "app/staging/site.h"
#include "core/base/hash.h"

#include <array>
#include <cassert>
#include <cmath>

namespace holdpoint::staging {

namespace {

constexpr std::size_t kCssBytes = 12 * 1024;
constexpr std::size_t kJsBytes = 40 * 1024;
constexpr std::size_t kFontBytes = 20 * 1024;

std::string styleSheet()
{
    std::string css =
        "@font-face{font-family:\"Staging Digits\";src:url(/static/font.woff2) format(\"woff2\");font-display:swap;"
        "unicode-range:U+30-39}\n"
        ":root{--ink:#1c2430;--paper:#fbfaf7;--line:#d9d6cc;--accent:#0b6e4f}\n"
        "*{box-sizing:border-box}body{margin:0;color:var(--ink);background:var(--paper);font:16px/1.5 system-ui,sans-serif}\n"
        ".bar{display:flex;gap:24px;align-items:center;padding:12px 24px;border-bottom:1px solid var(--line)}\n"
        ".bar nav "
        "a{margin-right:16px}.search{margin-left:auto}a{color:var(--accent)}main{max-width:1080px;margin:auto;padding:24px}\n"
        ".hero{display:grid;gap:16px}.photo{width:100%;height:auto;border-radius:8px}.num{font-family:\"Staging "
        "Digits\",monospace}\n"
        ".grid{display:grid;gap:16px;grid-template-columns:repeat(auto-fill,minmax(240px,1fr))}\n"
        ".card{border:1px solid var(--line);border-radius:8px;padding:16px;background:#fff}.card h2{margin:0;font-size:18px}\n"
        ".primary{padding:10px "
        "20px;border:0;border-radius:6px;color:#fff;background:var(--accent)}.foot{padding:24px;color:#667}\n"
        "@media(max-width:640px){.bar{flex-wrap:wrap}.search{margin:0;width:100%}main{padding:12px}}\n";
    for (int step = 0; css.size() < kCssBytes; ++step) {
        const std::string n = std::to_string(step);
        const std::string size = std::to_string(step * 4);
        css += ".m-" + n + "{margin:" + size + "px}.p-" + n + "{padding:" + size + "px}.gap-" + n + "{gap:" + size + "px}.w-" +
               n + "{width:" + size + "px}.hue-" + n + "{color:hsl(" + std::to_string(step * 7 % 360) + " 60% 35%)}\n";
    }
    return css;
}

std::string script()
{
    std::string js =
        "'use strict';\n"
        "const get = async (path) => (await fetch(path, {headers: {Accept: 'application/json'}})).json();\n"
        "async function showAttendance(node) {\n"
        "  const {attendance} = await get(`/api/events/${node.dataset.attendance}/attendance`);\n"
        "  node.textContent = attendance;\n}\n"
        "async function rsvp(button) {\n"
        "  const user = localStorage.user || (localStorage.user = crypto.randomUUID());\n"
        "  const answer = await fetch(`/api/events/${button.dataset.rsvp}/rsvp`, {method: 'POST', body: JSON.stringify({user}),\n"
        "    headers: {'Content-Type': 'application/json'}});\n"
        "  button.textContent = answer.ok ? words.en.accepted : words.en.full;\n"
        "  document.querySelectorAll('[data-attendance]').forEach(showAttendance);\n}\n"
        "document.querySelectorAll('[data-attendance]').forEach(showAttendance);\n"
        "document.querySelectorAll('[data-rsvp]').forEach((b) => b.addEventListener('click', () => rsvp(b)));\n"
        "document.querySelectorAll('[data-search]').forEach((f) => f.addEventListener('submit', async (e) => {\n"
        "  e.preventDefault();\n"
        "  const {results} = await get('/api/search?q=' + encodeURIComponent(new FormData(f).get('q')));\n"
        "  document.querySelector('main').replaceChildren(...results.map((r) => Object.assign(document.createElement('p'),\n"
        "    {textContent: r.title})));\n}));\n"
        "const words = {en: {accepted: 'You are on the list', full: 'No seats left'}};\n"
        "const venues = {\n";
    for (int i = 0; js.size() < kJsBytes - 4; ++i) {
        const std::string n = std::to_string(i);
        js += "  hall" + n + ": {id: " + n + ", name: 'Hall " + n + "', seats: " + std::to_string(50 + i * 37 % 900) +
              ", steps: " + (i % 3 == 0 ? "true" : "false") + "},\n";
    }
    return js + "};\n";
}

std::string logo()
{
    return "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 40 40\" role=\"img\" aria-label=\"Staging\">"
           "<rect width=\"40\" height=\"40\" rx=\"8\" fill=\"#0b6e4f\"/>"
           "<path d=\"M10 12h20M10 20h20M10 28h12\" stroke=\"#fff\" stroke-width=\"3\" stroke-linecap=\"round\"/></svg>\n";
}

/// Hills under a sky; `mood` moves colours and horizon.
std::string photo(int mood)
{
    return mosaicJpeg(128, 96, [mood](int column, int row) {
        const double x = column / 128.0;
        const double hills = 52 + 8 * mood + 9 * std::sin(x * 9 + mood) + 5 * std::sin(x * 23 + 2.0 * mood);
        const int grain = (column * 131 + row * 71 + column * row * 17) % 9;
        const bool isSky = row < hills;
        const int y = isSky ? 225 - row + mood * 6 : 120 - (row - static_cast<int>(hills));
        return YCbCr{static_cast<std::uint8_t>(y + grain), static_cast<std::uint8_t>((isSky ? 150 - mood * 20 : 112) + grain % 3),
                     static_cast<std::uint8_t>((isSky ? 108 + mood * 22 : 118) + grain % 4)};
    });
}

/// Ten seven-segment digits as WOFF2 (W3C, WOFF 2.0), made with fontTools; grown to a usual size by a block of private data.
std::string font()
{
    static constexpr std::string_view kDigits =
        "d09GMgABAAAAAAHQAAoAAAAABhQAAAGIAAEAAAAAAAAAAAAAAAAAAAAAAAAAAAAABmAAPAqHAIRoATYCJAMaCxoABCAFdQcgGywEIB4H1Y16s3"
        "KY00I8FhUf4uFpjfb+zJ6YxI3n1lXBS9AQoUZNZDzR8Lw223CG+KF8IxiihdC86YdCUMbmPggmUjIW2qgz9TbxTzCxiEU4Qt8/nljGA/J+XGsp"
        "ROVysJ9RqVqg6qaSPi10h0ybVD2uwT5Rjn/xSo3CkgesSzFuMY9TyONeOzIOEjK6ZeHyhRK1SUhJ0qoCZGJffas+lLq/GfRjHh+JHkABal/CpE"
        "aN4gpqZXVqi5W7XVqc5aYE706Ie7gYRUWPj3Fr03iwW4gWsIFLbKy3rkYPhi3rwE63WWpjVEvWtV46ekTd3n2BAc4bkMMEUu2EqTZJcaKeiFUd"
        "tWPzwu/lCFupEuIn0TkMPHR15R2uU2Ab1af37RVGqOyO3ieCQPDyZ27bVv7XR/4B31885P6JknifRpZAkMerBeKfUhnvBQuCvES5vxJoNqwOJC"
        "YqzAlZaCWMk7pJcqVoEIb1wEtEdfIw1Xxa//G4KD5DdoguSRk3mW6Hj5+ewulmfi/1WRk=";
    auto decoded = base64Decode(kDigits);
    assert(decoded);
    std::string bytes = *std::move(decoded);
    const auto putUint32 = [&bytes](std::size_t at, std::size_t value) {
        for (std::size_t i = 0; i < 4; ++i) {
            bytes[at + i] = static_cast<char>(value >> (24 - 8 * i) & 0xffU);
        }
    };
    const std::size_t privateAt = (bytes.size() + 3) / 4 * 4;
    bytes.resize(kFontBytes, '\0');
    putUint32(8, kFontBytes); // length, privOffset, privLength of the header
    putUint32(40, privateAt);
    putUint32(44, kFontBytes - privateAt);
    return bytes;
}

} // namespace

std::map<std::string, Asset, std::less<>> makeAssets()
{
    std::map<std::string, Asset, std::less<>> assets;
    const auto add = [&assets](std::string name, std::string bytes, std::string_view contentType) {
        std::string etag = "\"" + sha256Hex(bytes).substr(0, 16) + "\"";
        assets.emplace(std::move(name), Asset{std::move(bytes), contentType, std::move(etag)});
    };
    add("app.css", styleSheet(), "text/css; charset=utf-8");
    add("app.js", script(), "text/javascript; charset=utf-8");
    add("logo.svg", logo(), "image/svg+xml");
    add("photo-1.jpg", photo(0), "image/jpeg");
    add("photo-2.jpg", photo(1), "image/jpeg");
    add("font.woff2", font(), "font/woff2");
    return assets;
}

} // namespace holdpoint::staging
