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
.hold{width:14px;flex:none;background:repeating-linear-gradient(to bottom,currentColor 0 5px,transparent 5px 9px);-webkit-mask:linear-gradient(90deg,#000 2px,transparent 2px 4px,#000 4px 6px,transparent 6px 8px,#000 8px 10px,transparent 10px 12px,#000 12px);mask:linear-gradient(90deg,#000 2px,transparent 2px 4px,#000 4px 6px,transparent 6px 8px,#000 8px 10px,transparent 10px 12px,#000 12px)}
.pass{background:#E2F2EC;color:#006B4F}.warn{background:#FBEFD9;color:#864C00}.fail{background:#FBE5E1;color:#A01E14}.over{background:#DFF1F6;color:#006480}.defer{background:#EBE7F6;color:#523890}.open{background:#EBEEF0;color:#525B65}
.bar h1,.bar p{color:#16191D}
.rehearsal{border:2px solid #B86A00;color:#864C00;font-weight:600;padding:6px 12px;margin:0 0 12px;background:#FBEFD9}
.chip{display:inline-block;border-radius:2px;padding:1px 7px;font-size:11px;font-weight:600;white-space:nowrap}
table{width:100%;border-collapse:collapse;margin:4px 0 8px}
th{background:#F1F3F4;color:#525B65;font-size:11px;font-weight:400;text-align:left;padding:4px 6px}
td{border-bottom:1px solid #D9DDE1;padding:4px 6px;vertical-align:top;overflow-wrap:anywhere}
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

} // namespace holdpoint
