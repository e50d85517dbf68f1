import { asTable } from '../../quality/report/html/data-table.ts'
import { html, type Markup } from '../../quality/report/html/markup.ts'
import type { PairFidelity } from '../fidelity-report.ts'
import { share } from './figures.ts'

const mostColumns = 24
const cell = 18
const margin = 104

type ValueOf = (pair: PairFidelity) => number | null

const difference: ValueOf = ({ strength: { real, synthetic } }) =>
  real === null || synthetic === null ? null : Math.abs(real - synthetic)

/** How strong pairs of columns go together: in the real rows, in the synthetic ones, and what is between both. */
export function pairHeatMaps(pairs: readonly PairFidelity[]): Markup {
  const shown = columnsOf(pairs)
  const all = new Set(pairs.flatMap(({ columns }) => columns)).size
  const at = new Map(pairs.map((pair) => [JSON.stringify(pair.columns), pair]))
  const pairOf = (a: string, b: string) => at.get(JSON.stringify([a, b])) ?? at.get(JSON.stringify([b, a]))
  const map = (title: string, look: string, measure: ValueOf, more = '') => html`<figure>
<figcaption><b>${title}</b>${more}</figcaption>
<svg viewBox="0 0 ${margin + shown.length * cell} ${(shown.length + 1) * cell}" role="img" aria-label="${title}">
${shown.map((_, i) => html`<text x="${margin + (i + 0.5) * cell}" y="12" text-anchor="middle">${i + 1}</text>`)}
${shown.map(
  (
    row,
    i,
  ) => html`<text x="${margin - 6}" y="${(i + 1) * cell + 13}" text-anchor="end">${short(row)} ${i + 1}<title>${row}</title></text>
${shown.slice(0, i).map((column, j) => {
  const pair = pairOf(row, column)
  const value = pair === undefined ? null : measure(pair)
  const place = html`x="${margin + j * cell + 1}" y="${(i + 1) * cell + 1}" width="${cell - 2}" height="${cell - 2}"`
  const name = html`<title>${row}, ${column}: ${share(value)}</title>`
  return value === null
    ? html`<rect class="nothing" ${place}>${name}</rect>`
    : html`<rect class="cell" ${place}/><rect class="${look}" fill="currentColor" fill-opacity="${Math.min(1, Math.abs(value)).toFixed(2)}" ${place}>${name}</rect>`
})}\n`,
)}</svg>
</figure>`
  const greatest = pairs.reduce((most, pair) => Math.max(most, difference(pair) ?? 0), 0)
  return html`<div class="grid">
${map('In the real rows', 'one', ({ strength }) => strength.real)}
${map('In the synthetic rows', 'other', ({ strength }) => strength.synthetic)}
${map('The difference', 'bad-text', difference, `: ${share(greatest)} at most`)}
</div>
<p class="faint">The fuller a square, the stronger its columns go together: Pearson’s correlation of two numbers, Cramér’s V of all others. A dashed square was not measured.${all > shown.length && ` Of ${all} columns, the ${shown.length} that go together most.`}</p>
${asTable({
  caption: 'Pairs of columns, those that are least alike first',
  columns: [
    { name: 'Columns' },
    { name: 'Real', numeric: true },
    { name: 'Synthetic', numeric: true },
    { name: 'Score', numeric: true },
    { name: 'Counts in the trends' },
  ],
  rows: pairs
    .toSorted((a, b) => (a.score ?? 2) - (b.score ?? 2))
    .map(({ columns: [a, b], strength, score, counted }) => [
      `${a}, ${b}`,
      share(strength.real),
      share(strength.synthetic),
      share(score),
      counted ? 'yes' : 'no',
    ]),
})}`
}

/** In the order of the rows; of too many those that go together most with any other. */
function columnsOf(pairs: readonly PairFidelity[]): string[] {
  const strongest = new Map<string, number>()
  for (const { columns, strength } of pairs)
    for (const column of columns)
      strongest.set(column, Math.max(strongest.get(column) ?? 0, Math.abs(strength.real ?? 0)))
  const kept = new Set(
    [...strongest]
      .sort(([, a], [, b]) => b - a)
      .slice(0, mostColumns)
      .map(([column]) => column),
  )
  return [...strongest.keys()].filter((column) => kept.has(column))
}

function short(name: string): string {
  const characters = [...name]
  return characters.length <= 13 ? name : `${characters.slice(0, 12).join('')}…`
}
