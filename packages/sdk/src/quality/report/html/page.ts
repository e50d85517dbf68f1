import { html, Markup } from './markup.ts'

export interface Page {
  readonly title: string
  readonly verdict: { readonly good: boolean; readonly text: string }
  /** What it is about, and of when. */
  readonly about: Markup
  readonly sections: readonly PageSection[]
}

export interface PageSection {
  readonly id: string
  readonly title: string
  readonly body: Markup
}

/** One file that needs nothing else: it loads nothing and runs nothing, and its policy says so to the browser. */
export function page({ title, verdict, about, sections }: Page): string {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="referrer" content="no-referrer">
<title>${title}: ${verdict.text}</title>
<style>${new Markup(style)}</style>
</head>
<body>
<header>
<h1>${title}</h1>
<p class="verdict ${verdict.good ? 'good' : 'bad'}"><span class="sign" aria-hidden="true">${verdict.good ? '✓' : '✕'}</span> ${verdict.text}</p>
<p class="about">${about}</p>
${sections.length > 1 && html`<nav aria-label="Sections"><ul>${sections.map(({ id, title: name }) => html`<li><a href="#${id}">${name}</a></li>`)}</ul></nav>`}
</header>
<main>
${sections.map(({ id, title: name, body }) => html`<section id="${id}">\n<h2>${name}</h2>\n${body}\n</section>\n`)}</main>
</body>
</html>
`.text
}

const style = `
:root { color-scheme: light dark; font: 15px/1.5 system-ui, sans-serif;
  --paper: light-dark(#fcfcfb, #17171a); --card: light-dark(#fff, #1f1f23); --ink: light-dark(#1b1b1f, #ececf0);
  --faint: light-dark(#5d5d66, #a3a3ad); --line: light-dark(#dedee3, #38383f);
  --one: light-dark(#2a6fbb, #6aa7ec); --other: light-dark(#c4591b, #f0975a); --third: light-dark(#3d7f5e, #74c09a);
  --good: light-dark(#1a7f37, #4ac26b); --warned: light-dark(#8a5d00, #d4a72c); --bad: light-dark(#c21f2c, #ff8182); }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 76rem; padding: 1.5rem 1rem 4rem; background: var(--paper); color: var(--ink); overflow-wrap: anywhere; }
h1 { font-size: 1.6rem; line-height: 1.25; margin: 0 0 .5rem; }
h2 { font-size: 1.2rem; margin: 2.5rem 0 .75rem; padding-top: .75rem; border-top: 1px solid var(--line); }
h3 { font-size: 1rem; margin: 1.5rem 0 .5rem; }
p { margin: .5rem 0; max-width: 46rem; }
a { color: var(--one); }
.verdict { font-weight: 600; font-size: 1.05rem; }
.verdict.good .sign, .tile.good .sign, .good-text { color: var(--good); }
.verdict.bad .sign, .tile.bad .sign, .bad-text { color: var(--bad); }
.tile.warned .sign, .warned-text { color: var(--warned); }
.about, .faint, figcaption, .note, caption, summary { color: var(--faint); }
.about, figcaption, .note, caption, details { font-size: .9rem; }
nav ul { display: flex; flex-wrap: wrap; gap: .25rem 1rem; list-style: none; margin: .75rem 0 0; padding: 0; font-size: .9rem; }
.tiles { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(11rem, 46%), 1fr)); gap: .6rem; margin: .75rem 0; }
.tile { background: var(--card); border: 1px solid var(--line); border-radius: .5rem; padding: .6rem .75rem; min-width: 0; }
.tile dt { font-size: .85rem; color: var(--faint); overflow-wrap: normal; }
.tile dd { margin: 0; }
.tile .figure { font-size: 1.45rem; line-height: 1.3; font-variant-numeric: tabular-nums; }
.tile .sign { font-size: 1rem; }
.grid { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(17rem, 100%), 1fr)); gap: .75rem; align-items: start; }
figure { margin: 0; background: var(--card); border: 1px solid var(--line); border-radius: .5rem; padding: .65rem .75rem; min-width: 0; }
figcaption b { color: var(--ink); font-weight: 600; }
svg { display: block; width: 100%; height: auto; margin-top: .35rem; overflow: visible; }
svg text { font: 11px system-ui, sans-serif; fill: var(--faint); }
.axis, .rule { fill: none; stroke: var(--line); }
.cell { fill: none; stroke: var(--line); }
.nothing { fill: none; stroke: var(--faint); stroke-dasharray: 2 2; stroke-opacity: .6; }
figure.wide { max-width: 46rem; margin: .75rem 0; }
.legend { display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; list-style: none; margin: .5rem 0; padding: 0; font-size: .9rem; }
.legend li::before { content: ''; display: inline-block; width: .8em; height: .8em; margin-right: .4em; border-radius: 2px; background: currentColor; vertical-align: -.05em; }
.legend li span { color: var(--ink); }
.one { color: var(--one); } .other { color: var(--other); } .third { color: var(--third); }
.scroll { overflow-x: auto; margin: .5rem 0; }
table { border-collapse: collapse; font-size: .9rem; }
caption { text-align: left; padding-bottom: .35rem; }
th, td { text-align: left; vertical-align: top; padding: .25rem .75rem .25rem 0; border-bottom: 1px solid var(--line); font-weight: 400; overflow-wrap: normal; }
thead th { font-weight: 600; vertical-align: bottom; }
.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
details { margin-top: .5rem; }
summary { cursor: pointer; }
.alarm { border-left: .25rem solid var(--bad); padding: .1rem 0 .1rem .9rem; margin: 1rem 0; }
@media (max-width: 34rem) { figure.wide svg text { font-size: 17px; } }
@media print { body { max-width: none; } figure, .tile { break-inside: avoid; } }
`
