/** Style sheet of the report: light or dark as the reader has it, and fit for paper. */
export const style = `
:root { color-scheme: light dark; --ink: #1c2330; --soft: #5d6778; --line: #d9dee7; --page: #f6f7f9; --card: #fff;
  --model: #2563eb; --model-soft: #2563eb55; --naive: #8a93a3; --best: #059669; --truth: #22d3ee; --answer: #fb923c; }
@media (prefers-color-scheme: dark) { :root { --ink: #e4e8ef; --soft: #98a2b3; --line: #2c3440; --page: #10141a; --card: #171c24;
  --model: #6ea8fe; --model-soft: #6ea8fe55; --naive: #7b8596; --best: #34d399; } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 76rem; padding: 2rem 1.5rem 4rem; background: var(--page); color: var(--ink);
  font: 15px/1.5 system-ui, sans-serif; }
h1 { margin: 0; font-size: 1.6rem; } h2 { margin: 3rem 0 .25rem; font-size: 1.3rem; } h3 { margin: 0 0 .5rem; font-size: 1rem; }
p { margin: .25rem 0 1rem; color: var(--soft); max-width: 60rem; } a { color: var(--model); text-decoration: none; }
.tiles { display: grid; grid-template-columns: repeat(auto-fill, minmax(11rem, 1fr)); gap: .75rem; }
.tile, .card, .case { background: var(--card); border: 1px solid var(--line); border-radius: .6rem; }
.tile { padding: .8rem 1rem; color: inherit; display: block; } .tile b { display: block; font-size: 1.6rem; line-height: 1.2; }
.tile span { color: var(--soft); font-size: .85rem; }
.card { display: flow-root; padding: 1rem; margin: .75rem 0; overflow-x: auto; }
.plots { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(21rem, 100%), 1fr)); gap: .75rem; }
.plots .card { margin: 0; } .plots .wide { grid-column: 1 / -1; }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; font-size: .9rem; }
th, td { padding: .3rem .6rem; text-align: right; white-space: nowrap; border-bottom: 1px solid var(--line); }
th { white-space: normal; vertical-align: bottom; }
th { color: var(--soft); font-weight: 600; } tr:last-child td { border-bottom: 0; }
th:first-child, td:first-child { text-align: left; padding-left: 0; }
th.text, td.text { text-align: left; }
.texts table { table-layout: fixed; } .texts th:first-child { width: 35%; }
.texts th, .texts td { text-align: left; white-space: normal; overflow-wrap: anywhere; }
details { margin: .75rem 0; } summary { cursor: pointer; color: var(--soft); }
svg { display: block; width: 100%; height: auto; }
svg text { fill: var(--soft); font-size: 11px; } svg .title { fill: var(--ink); }
.axis, .grid { stroke: var(--line); fill: none; } .grid { stroke-dasharray: 2 3; }
.dots { stroke: var(--model-soft); stroke-width: 4; stroke-linecap: round; fill: none; }
.dot { fill: var(--model-soft); stroke: transparent; stroke-width: 4; cursor: pointer; }
.dot:hover, .dot:focus { fill: var(--model); outline: none; } .dot:focus-visible { stroke: var(--ink); stroke-width: 2; r: 5px; } [data-place] { cursor: pointer; }
tr[data-place]:hover { background: color-mix(in srgb, var(--model) 12%, transparent); } .open { color: var(--model); }
.dot ~ .model, .dot ~ .box, .dot ~ .naive { pointer-events: none; }
.model { stroke: var(--model); stroke-width: 2; fill: none; } .model.fill { fill: var(--model); }
.thin { stroke: var(--model-soft); stroke-width: 1.2; fill: none; }
.box { fill: var(--model-soft); stroke: var(--model); } .naive { stroke: var(--naive); stroke-width: 1.5; stroke-dasharray: 2 3; fill: none; }
.best { stroke: var(--best); stroke-width: 1.5; stroke-dasharray: 8 3; fill: none; }
.key { display: inline-flex; align-items: center; gap: .35rem; margin-right: 1rem; color: var(--soft); font-size: .85rem; }
.key i { width: 1rem; height: .25rem; border-radius: 2px; }
${['model', 'model-soft', 'naive', 'best', 'truth', 'answer'].map((name) => `.key .${name} { background: var(--${name}); }`).join(' ')}
${(
  [
    ['naive', 2, 3],
    ['best', 6, 3],
    ['answer', 6, 3],
  ] as const
)
  .map(
    ([name, dash, gap]) =>
      `.key .${name} { background: repeating-linear-gradient(90deg, var(--${name}) 0 ${dash}px, transparent 0 ${dash + gap}px); }`,
  )
  .join(' ')}
.cases { display: grid; grid-template-columns: repeat(auto-fill, minmax(15rem, 1fr)); gap: .75rem; }
.case { margin: 0; overflow: hidden; } .case svg { background: #000; aspect-ratio: 1; }
.case .caption { padding: .6rem .8rem; font-size: .85rem; overflow-wrap: anywhere; } .case b { font-variant-numeric: tabular-nums; }
.case span { color: var(--soft); display: block; }
.truth, .answer, .prompt { fill: none; vector-effect: non-scaling-stroke; stroke-width: 1.6; }
.truth { stroke: var(--truth); } .answer { stroke: var(--answer); stroke-dasharray: 6 3; } .prompt { stroke: #fff; stroke-width: 1.2; stroke-dasharray: 1 3; }
.click { fill: none; stroke: #fff; vector-effect: non-scaling-stroke; stroke-width: 1.5; }
@media print { body { background: #fff; } .card, .case, .tile { break-inside: avoid; } }
`;
