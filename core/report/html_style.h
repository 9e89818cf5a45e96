// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string_view>

namespace holdpoint {

/// The report's style sheet: the light palette of ui.md §4 on A4 paper.
inline constexpr std::string_view kHtmlStyle = R"(
@page{size:A4;margin:12mm 14mm}
*{box-sizing:border-box}
body{margin:0;background:#F1F3F4;color:#16191D;font:13px/1.4 Inter,system-ui,"DejaVu Sans",sans-serif;font-variant-numeric:tabular-nums}
main{max-width:820px;margin:0 auto;background:#fff;padding:40px 56px}
h1{font-size:26px;font-weight:600;margin:0;line-height:1.2}h2{font-size:15px;margin:26px 0 4px;font-weight:600;display:flex;justify-content:space-between;align-items:baseline;gap:16px}h2 .remark{font-weight:400;margin:0;text-align:right}h3{font-size:13px;margin:16px 0 4px;font-weight:600}
.remark{color:#525B65;font-size:12px;margin:2px 0 6px}
.bar{display:flex;gap:18px;padding:16px;margin:14px 0}
.bar p{margin:6px 0 0}
.hold{width:14px;flex:none;background:linear-gradient(currentColor,currentColor) 0 0/7px 100% no-repeat,repeating-linear-gradient(to bottom,currentColor 0 5px,transparent 5px 9px);-webkit-mask:linear-gradient(90deg,#000 2px,transparent 2px 4px,#000 4px 6px,transparent 6px 8px,#000 8px 10px,transparent 10px 12px,#000 12px);mask:linear-gradient(90deg,#000 2px,transparent 2px 4px,#000 4px 6px,transparent 6px 8px,#000 8px 10px,transparent 10px 12px,#000 12px)}
.hold.through{color:#006B4F;background:repeating-linear-gradient(to bottom,currentColor 0 5px,transparent 5px 9px)}
.pass{background:#E2F2EC;color:#006B4F}.warn{background:#FBEFD9;color:#864C00}.fail{background:#FBE5E1;color:#A01E14}.over{background:#DFF1F6;color:#006480}.defer{background:#EBE7F6;color:#523890}.open{background:#EBEEF0;color:#525B65}
.bar h1,.bar p{color:#16191D}
.rehearsal{border:2px solid #B86A00;color:#864C00;font-weight:600;padding:6px 12px;margin:0 0 12px;background:#FBEFD9}
.chip{display:inline-block;border-radius:2px;padding:1px 7px;font-size:11px;font-weight:600;white-space:nowrap}
.chip svg{width:12px;height:12px;margin-right:4px;vertical-align:-2px;fill:none;stroke:currentColor;stroke-width:1.6;stroke-linecap:round;stroke-linejoin:round}
table{width:100%;border-collapse:collapse;margin:4px 0 8px}
th{background:#F1F3F4;color:#525B65;font-size:11px;font-weight:400;text-align:left;padding:4px 6px}
td{border-bottom:1px solid #D9DDE1;padding:4px 6px;vertical-align:top;overflow-wrap:anywhere}td:last-child{overflow-wrap:break-word}
.items table{table-layout:fixed}.items th:nth-child(1){width:38%}.items th:nth-child(2){width:13%}.items th:nth-child(3){width:29%}
.n{text-align:right;white-space:nowrap}b{font-weight:600}
dl{display:grid;grid-template-columns:96px 1fr 96px 1fr;gap:2px 10px;margin:8px 0}dt{color:#525B65}dd{margin:0;overflow-wrap:anywhere}
.signs{display:grid;grid-template-columns:repeat(4,1fr);gap:16px}.signs div{border-top:1px solid #16191D;padding-top:6px;overflow-wrap:anywhere}
.signs .pending,.signs .unverified{border-top:1px dashed #757E88}
.chart{width:100%;height:auto;display:block;margin:6px 0 10px}.ct{font:600 12px Inter,sans-serif}.cr,.ca,.cl{font:11px Inter,sans-serif;fill:#525B65}
.cl{fill:#16191D;paint-order:stroke;stroke:#fff;stroke-width:2px}
code,.mono{font-family:"DejaVu Sans Mono",monospace;font-size:11px}
section{break-inside:auto}.page{break-before:page}tr,.bar,.chart,.signs div{break-inside:avoid}h2,h3{break-after:avoid}
footer{border-top:1px solid #D9DDE1;margin-top:24px;padding-top:8px;color:#525B65;overflow-wrap:anywhere}
@media print{body{background:#fff;font-size:10.5px}main{max-width:none;padding:0}.bar{padding:8px 12px;margin:6px 0}.bar p{margin:3px 0 0}h1{font-size:22px}h2{margin-top:10px;font-size:13px}td,th{padding:3px 5px}.remark{font-size:11px}*{-webkit-print-color-adjust:exact;print-color-adjust:exact}}
)";

/// The glyphs of ui.md §5, for chips: filled ones in the chip's colour, their inner marks in white.
inline constexpr std::string_view kHtmlGlyphs = R"(<svg style="display:none">
<symbol id="g-pass" viewBox="0 0 16 16"><circle cx="8" cy="8" r="7" fill="currentColor" stroke="none"/><path d="M4.7 8.3L7.1 10.7L11.4 5.7" stroke="#fff"/></symbol>
<symbol id="g-warn" viewBox="0 0 16 16"><path d="M8 2L14.6 13.6H1.4Z" fill="currentColor"/><path d="M8 6.2V9.4M8 11.9V11.9" stroke="#fff"/></symbol>
<symbol id="g-fail" viewBox="0 0 16 16"><rect x="1.5" y="1.5" width="13" height="13" rx="2" fill="currentColor" stroke="none"/><path d="M5.5 5.5L10.5 10.5M10.5 5.5L5.5 10.5" stroke="#fff"/></symbol>
<symbol id="g-unknown" viewBox="0 0 16 16"><circle cx="8" cy="8" r="6.3"/><path d="M6 6.4C6 3.8 10 3.8 10 6.4C10 8 8 7.8 8 9.2M8 11.6V11.6"/></symbol>
<symbol id="g-stale" viewBox="0 0 16 16"><circle cx="8" cy="8" r="6.3"/><path d="M8 4.6V8.2L10.6 9.8"/></symbol>
<symbol id="g-unequal" viewBox="0 0 16 16"><path d="M8 .9L15.1 8L8 15.1L.9 8ZM5.6 6.8H10.4M5.6 9.2H10.4M9.4 5L6.6 11"/></symbol>
<symbol id="g-over" viewBox="0 0 16 16"><circle cx="8" cy="8" r="6.2"/><path d="M3.8 12.2L12.2 3.8"/></symbol>
<symbol id="g-defer" viewBox="0 0 16 16"><path d="M1.8 8H10.4M7.4 5L10.4 8L7.4 11M13.8 3V13"/></symbol>
<symbol id="g-open" viewBox="0 0 16 16"><circle cx="8" cy="8" r="6.2"/></symbol>
<symbol id="g-dash" viewBox="0 0 16 16"><path d="M4 8H12"/></symbol>
</svg>)";

} // namespace holdpoint
