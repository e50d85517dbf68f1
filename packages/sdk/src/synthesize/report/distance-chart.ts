import { asTable } from '../../quality/report/html/data-table.ts'
import { html, type Markup } from '../../quality/report/html/markup.ts'
import type { SyntheticPrivacy } from '../fidelity-report.ts'
import { share } from './figures.ts'

const width = 560
const height = 200
const left = 48

/** How many of the rows are how near to a training row: the synthetic ones, and those that set what is usual. */
export function distanceChart({ entity, distances, control }: SyntheticPrivacy): Markup {
  const { synthetic, holdout } = distances
  const others = control === 'holdout' ? 'holdout' : 'real rows among themselves'
  // The farthest few would leave no room to all others.
  const end = Math.max(synthetic[95] ?? 0, holdout[95] ?? 0) || 1
  const x = (distance: number) => (left + (distance / end) * (width - left)).toFixed(1)
  const y = (percentile: number) => (height - (percentile / 100) * (height - 8)).toFixed(1)
  const curve = (quantiles: readonly number[]) =>
    quantiles
      .flatMap((distance, i) => (distance > end ? [] : [`${i === 0 ? 'M' : 'L'}${x(distance)} ${y(i)}`]))
      .join('')
  const ticks = [0, 0.25, 0.5, 0.75, 1]
  return html`<figure class="wide">
<figcaption><b>Distance to the nearest training row</b>: the share of rows that are as near or nearer</figcaption>
<ul class="legend"><li class="other"><span>synthetic rows</span></li><li class="third"><span>${others}</span></li></ul>
<svg viewBox="0 0 ${width} ${height + 20}" role="img" aria-label="${entity}: distances to the nearest training row">
${ticks.map((tick) => html`<path class="rule" d="M${left} ${y(tick * 100)}H${width}"/><text x="${left - 6}" y="${Number(y(tick * 100)) + 4}" text-anchor="end">${tick * 100}%</text>`)}
${ticks.map((tick) => html`<text x="${left + tick * (width - left)}" y="${height + 15}" text-anchor="${tick === 0 ? 'start' : tick === 1 ? 'end' : 'middle'}">${tick === 0 ? 0 : (tick * end).toPrecision(2)}</text>`)}
<path class="third" fill="none" stroke="currentColor" stroke-width="2" d="${curve(holdout)}"/>
<path class="other" fill="none" stroke="currentColor" stroke-width="2" d="${curve(synthetic)}"/>
</svg>
${asTable({
  caption: 'Quantiles of the distances',
  columns: [{ name: 'Rows' }, { name: 'Synthetic', numeric: true }, { name: others, numeric: true }],
  rows: [0, 1, 5, 10, 25, 50, 75, 90, 95, 99, 100].map((at) => [
    at === 0 ? 'the nearest' : at === 100 ? 'the farthest' : `${at} % are as near or nearer`,
    share(synthetic[at], 5),
    share(holdout[at], 5),
  ]),
})}
</figure>`
}
