/** The style sheet of an analysis's page. */
export const PAGE_STYLES = `
body { margin: 0; color: #1b1f24; background: #fff; font: 15px/1.5 system-ui, "Segoe UI", "Helvetica Neue", Arial, sans-serif; }
main { max-width: 1120px; margin: 0 auto; padding: 24px 24px 64px; }
h1 { font-size: 27px; margin: 0; line-height: 1.25; }
h2 { font-size: 19px; margin: 0 0 6px; }
h3 { font-size: 15px; margin: 20px 0 6px; }
section { margin-top: 32px; padding-top: 18px; border-top: 1px solid #d1d9e0; }
p, ul { margin: 6px 0; }
ul { padding-left: 20px; }
.caption { color: #59636e; font-size: 13px; max-width: 860px; }
.warning { padding-left: 12px; border-left: 4px solid #d55e00; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; font-size: 13px; font-variant-numeric: tabular-nums; }
th, td { padding: 4px 10px; border-bottom: 1px solid #d1d9e0; text-align: left; }
thead th { color: #59636e; font-weight: 600; }
td.number, th.number { text-align: right; white-space: nowrap; }
table.map td { min-width: 92px; text-align: center; border: 1px solid #fff; line-height: 1.25; }
table.map td small { display: block; font-size: 10.5px; opacity: 0.85; }
table.map td.unknown { color: #59636e; background: #f3f5f7; font-size: 11px; }
svg { display: block; max-width: 100%; }
svg text { font-size: 12px; fill: #1b1f24; dominant-baseline: central; }
svg .name { text-anchor: end; }
svg .tick { text-anchor: middle; fill: #59636e; font-size: 11px; }
svg.bars rect { fill: #6baed6; }
svg .interval { stroke: #1b1f24; stroke-width: 1.2; fill: none; }
svg .grid { stroke: #e3e7eb; fill: none; }
svg.spread text { font-size: 10px; }
.grids { display: flex; flex-wrap: wrap; gap: 4px 28px; }
dl { display: grid; grid-template-columns: minmax(180px, 230px) 1fr; margin: 8px 0; font-size: 13px; }
dt { color: #59636e; }
dd { margin: 0; overflow-wrap: anywhere; }
@media print { main { max-width: none; padding: 0; } section, svg, tr { break-inside: avoid; } body { font-size: 11px; print-color-adjust: exact; } }
`;
