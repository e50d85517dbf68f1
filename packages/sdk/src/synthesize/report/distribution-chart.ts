import { asTable } from '../../quality/report/html/data-table.ts'
import { html, type Markup } from '../../quality/report/html/markup.ts'
import type { ColumnDistribution, ColumnFidelity } from '../fidelity-report.ts'
import { edge, percent, share } from './figures.ts'

const width = 260
const height = 96
const line = 19

/** One column: the real values as an area, the synthetic ones as a line over it; of categories two bars each. */
export function distributionChart(distribution: ColumnDistribution, fidelity: ColumnFidelity | undefined): Markup {
  const { column, is } = distribution
  const shown = is === 'category' ? bars(distribution) : overlay(distribution)
  return html`<figure>
<figcaption><b>${column}</b> ${share(fidelity?.score)}${fidelity?.note !== undefined && `: ${fidelity.note}`}</figcaption>
${shown}
${asTable({
  caption: `${column}: shares of the values`,
  columns: [{ name: 'Value' }, { name: 'Real', numeric: true }, { name: 'Synthetic', numeric: true }],
  rows: [
    ...labelled(distribution).map(({ label, real, synthetic }) => [label, percent(real), percent(synthetic)]),
    ['missing, of all rows', percent(distribution.missing.real), percent(distribution.missing.synthetic)],
  ],
})}
</figure>`
}

interface Labelled {
  readonly label: string
  readonly real: number
  readonly synthetic: number
}

function labelled(distribution: ColumnDistribution): Labelled[] {
  if (distribution.is === 'category') {
    const { values, other } = distribution
    const rest = other.real > 0 || other.synthetic > 0 ? [{ label: 'all others', ...other }] : []
    return [...values.map(({ value, ...shares }) => ({ label: value, ...shares })), ...rest]
  }
  const { bins, is } = distribution
  return bins.map(({ from, to, real, synthetic }, i) => {
    const [low, high] = [from, to].map((one) => edge(one, is, to - from))
    const only = bins.length === 1
    const label = only
      ? `around ${low}`
      : i === 0
        ? `below ${high}`
        : i === bins.length - 1
          ? `from ${low}`
          : `${low} to ${high}`
    return { label, real, synthetic }
  })
}

type Binned = ColumnDistribution & { readonly is: 'number' | 'time' }
type Counted = ColumnDistribution & { readonly is: 'category' }

function overlay({ column, bins, is }: Binned): Markup {
  const most = bins.reduce((top, { real, synthetic }) => Math.max(top, real, synthetic), 1e-9)
  const x = (bin: number) => round((bin / bins.length) * width)
  const y = (value: number) => round(height - (value / most) * (height - 6))
  const steps = (side: 'real' | 'synthetic') =>
    bins.map((bin, i) => `${i === 0 ? 'M' : 'L'}${x(i)} ${y(bin[side])}L${x(i + 1)} ${y(bin[side])}`).join('')
  const [first, last] = [bins[0], bins.at(-1)]
  const step = first === undefined ? 1 : first.to - first.from
  return html`<svg viewBox="0 0 ${width} ${height + 16}" role="img" aria-label="${column}: how the values are distributed">
<path class="one" fill="currentColor" fill-opacity=".3" d="${steps('real')}L${width} ${height}L0 ${height}Z"/>
<path class="other" fill="none" stroke="currentColor" stroke-width="1.75" stroke-linejoin="round" d="${steps('synthetic')}"/>
<path class="axis" d="M0 ${height}H${width}"/>
<text x="0" y="${height + 13}">${edge(first?.from ?? 0, is, step)}</text>
<text x="${width}" y="${height + 13}" text-anchor="end">${edge(last?.to ?? 0, is, step)}</text>
</svg>`
}

function bars(distribution: Counted): Markup {
  const rows = labelled(distribution)
  const most = rows.reduce((top, { real, synthetic }) => Math.max(top, real, synthetic), 1e-9)
  const from = 92
  const size = (value: number) => round((value / most) * (width - from - 38))
  return html`<svg viewBox="0 0 ${width} ${Math.max(1, rows.length) * line}" role="img" aria-label="${distribution.column}: shares of the values">
${rows.map(({ label, real, synthetic }, i) => {
  const top = i * line
  return html`<text x="${from - 6}" y="${top + 12}" text-anchor="end">${short(label)}<title>${label}</title></text>
<rect class="one" fill="currentColor" fill-opacity=".55" x="${from}" y="${top + 2}" width="${size(real)}" height="7"/>
<rect class="other" fill="currentColor" x="${from}" y="${top + 9}" width="${size(synthetic)}" height="5"/>
<text x="${from + Math.max(size(real), size(synthetic)) + 4}" y="${top + 12}">${(real * 100).toFixed(1)}%</text>\n`
})}</svg>`
}

function short(label: string): string {
  const characters = [...label]
  return characters.length <= 15 ? label : `${characters.slice(0, 14).join('')}…`
}

function round(value: number): number {
  return Math.round(value * 100) / 100
}
