/**
 * Style sheet of the HTML report: system fonts, one column, light and dark by the reader's preference, and paper.
 * It names no font, picture or address that would have to be fetched.
 */
export const STYLE = `
:root {
  color-scheme: light dark;
  --page: #fbfaf8; --sheet: #ffffff; --ink: #1d1c1a; --soft: #5f5b55; --faint: #8b867e; --line: #e4e0d9;
  --code: #f5f2ed; --mark: #ffe3a3; --mark-ink: #3d2a00;
  --error: #c8372d; --warning: #d98a12; --info: #7d97b8; --unknown: #b9b4ab; --link: #2b5f9e;
  --urgent: #b3261e; --urgent-bg: #fdeceb; --odd: #8a5a00; --odd-bg: #fdf3df; --minor: #47657f; --minor-bg: #ebf1f6;
  --good: #2e6b3f;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #161719; --sheet: #1e2022; --ink: #e7e4df; --soft: #a9a59d; --faint: #827e77; --line: #33363a;
    --code: #26292c; --mark: #6b4a00; --mark-ink: #ffe9b8;
    --error: #ef6a5f; --warning: #e5a33b; --info: #6f8fb5; --unknown: #6a6864; --link: #8ab4e8;
    --urgent: #ff8a80; --urgent-bg: #43201f; --odd: #f0bd62; --odd-bg: #3b2f18; --minor: #9dbbd6; --minor-bg: #23303b;
    --good: #7fc692;
  }
}
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; scroll-behavior: smooth; }
@media (prefers-reduced-motion: reduce) { html { scroll-behavior: auto; } }
body {
  margin: 0; background: var(--page); color: var(--ink);
  font: 1rem/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif;
}
main { max-width: 64rem; margin: 0 auto; padding: 3rem 1.5rem 4rem; }
h1 { font-size: 1.9rem; line-height: 1.2; letter-spacing: -0.015em; margin: 0.2rem 0 0.9rem; font-weight: 650; }
h2 { font-size: 1.15rem; margin: 3.2rem 0 1rem; font-weight: 650; }
h3 { font-size: 1.08rem; line-height: 1.4; margin: 0; font-weight: 600; }
p { margin: 0 0 0.7rem; max-width: 46rem; }
a { color: var(--link); }
a:focus-visible, summary:focus-visible { outline: 2px solid var(--link); outline-offset: 3px; border-radius: 3px; }
code, pre, .kind { font-family: ui-monospace, "SF Mono", "Cascadia Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace; }
.brand { color: var(--faint); font-size: 0.85rem; letter-spacing: 0.06em; margin: 0; }
.soft { color: var(--soft); }
.notice { border-left: 3px solid var(--warning); padding: 0.15rem 0 0.15rem 0.9rem; margin: 0.7rem 0; }
.good { color: var(--good); }

.steps { display: flex; flex-wrap: wrap; gap: 0.6rem 2.4rem; margin: 1.8rem 0 0; padding: 0; list-style: none; }
.steps b { display: block; font-size: 1.45rem; line-height: 1.25; font-weight: 600; font-variant-numeric: tabular-nums; }
.steps span { color: var(--soft); font-size: 0.88rem; }

.chart { display: block; width: 100%; overflow: visible; }
.chart text { font-size: 11px; fill: var(--soft); font-family: inherit; }
.chart .rule { stroke: var(--line); stroke-width: 1; }
.chart .axis { stroke: var(--faint); stroke-width: 1; }
.bar-error { fill: var(--error); } .bar-warning { fill: var(--warning); }
.bar-info { fill: var(--info); } .bar-unknown { fill: var(--unknown); }
.pin line { stroke: var(--faint); stroke-width: 1; stroke-dasharray: 2 3; }
.pin circle { fill: var(--sheet); stroke-width: 1.5; }
.pin text { font-weight: 600; text-anchor: middle; }
.pin-urgent circle { stroke: var(--urgent); } .chart .pin-urgent text { fill: var(--urgent); }
.pin-odd circle { stroke: var(--odd); } .chart .pin-odd text { fill: var(--odd); }
.pin-minor circle { stroke: var(--minor); } .chart .pin-minor text { fill: var(--minor); }
.legend { display: flex; flex-wrap: wrap; gap: 0.3rem 1.3rem; margin: 0.7rem 0 0; font-size: 0.85rem; color: var(--soft); }
.legend svg { width: 0.7rem; height: 0.7rem; margin-right: 0.4rem; }

article { background: var(--sheet); border: 1px solid var(--line); border-radius: 10px; padding: 1.3rem 1.5rem 1.2rem; margin: 0 0 1.2rem; }
article:target { border-color: var(--link); box-shadow: 0 0 0 1px var(--link); }
.finding-head { display: flex; gap: 0.9rem; align-items: baseline; }
.place-number { color: var(--faint); font-variant-numeric: tabular-nums; min-width: 1.2rem; }
.meta { display: flex; flex-wrap: wrap; align-items: baseline; gap: 0.3rem 0.8rem; margin: 0.55rem 0 0; color: var(--soft); font-size: 0.9rem; }
.tag { padding: 0.05rem 0.55rem; border-radius: 99px; font-size: 0.8rem; font-weight: 600; }
.tag-urgent { color: var(--urgent); background: var(--urgent-bg); }
.tag-odd { color: var(--odd); background: var(--odd-bg); }
.tag-minor { color: var(--minor); background: var(--minor-bg); }
.evidence { margin: 1rem 0 0; }
.evidence + .evidence { margin-top: 0.6rem; }
.evidence .where { color: var(--soft); font-size: 0.82rem; overflow-wrap: anywhere; }
pre {
  margin: 0.2rem 0 0; padding: 0.6rem 0.8rem; background: var(--code); border-radius: 6px;
  font-size: 0.83rem; line-height: 1.5; white-space: pre-wrap; overflow-wrap: anywhere;
}
mark { background: var(--mark); color: var(--mark-ink); padding: 0.05em 0.15em; border-radius: 3px; font-weight: 600; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: 0.25rem 1.1rem; margin: 1.1rem 0 0; font-size: 0.93rem; }
dt { color: var(--soft); }
dd { margin: 0; overflow-wrap: anywhere; }
.figure { margin: 1rem 0 0; max-width: 34rem; }
.figure .usual { fill: var(--info); opacity: 0.35; } .figure .typical { stroke: var(--info); stroke-width: 2; }
.figure .seen { fill: var(--error); } .chart .seen-text { fill: var(--ink); font-weight: 600; }
details > summary { cursor: pointer; color: var(--link); margin: 0 0 1rem; }
details > :nth-child(2) { margin-top: 0.6rem; }

.scroll { overflow-x: auto; }
table { width: 100%; border-collapse: collapse; font-size: 0.86rem; }
th { text-align: left; color: var(--soft); font-weight: 500; padding: 0.3rem 0.9rem 0.5rem 0; border-bottom: 1px solid var(--line); white-space: nowrap; }
td { padding: 0.5rem 0.9rem 0.5rem 0; border-bottom: 1px solid var(--line); vertical-align: top; }
td.number, th.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
td.kind { font-size: 0.8rem; overflow-wrap: anywhere; min-width: 16rem; }
td.when { color: var(--soft); white-space: nowrap; }
.slot { color: var(--faint); }
footer { margin-top: 3rem; color: var(--faint); font-size: 0.85rem; }

@media (max-width: 40rem) {
  main { padding: 1.6rem 1rem 3rem; }
  h1 { font-size: 1.45rem; }
  article { padding: 1rem 1rem 0.9rem; }
  .chart .every-other { display: none; }
  dl { grid-template-columns: 1fr; gap: 0; }
  dd { margin-bottom: 0.5rem; }
  .hide-narrow { display: none; }
  td.kind { min-width: 0; }
}
@media print {
  :root { --page: #fff; --sheet: #fff; }
  body { font-size: 10pt; }
  main { max-width: none; padding: 0; }
  article { break-inside: avoid; border-color: #bbb; }
  details::details-content { content-visibility: visible; display: block; }
  summary { display: none; }
  a { color: inherit; text-decoration: none; }
  tr { break-inside: avoid; }
  * { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
}
`;
