import { html, type Markup } from './markup.ts'

export interface MetricBar {
  readonly name: string
  /** null: not measured. */
  readonly share: number | null
  readonly text: string
  readonly interval?: readonly [low: number, high: number] | null | undefined
}

const width = 340
const rowHeight = 34
const radius = 2

/** Shares as bars from 0 to 1, with the interval that they lie in. */
export function metricBars(label: string, bars: readonly MetricBar[]): Markup {
  const height = bars.length * rowHeight
  const x = (share: number) => Math.round(Math.min(1, Math.max(0, share)) * (width - 2) * 10) / 10 + 1
  return html`<svg viewBox="0 0 ${width} ${height}" role="img" aria-label="${label}" style="max-width:24rem">
${bars.map(({ name, share, text, interval }, i) => {
  const top = i * rowHeight
  return html`<g transform="translate(0 ${top})"><text x="0" y="12">${name}</text><text x="${width}" y="12" text-anchor="end">${text}</text>
<rect x="0" y="18" width="${width}" height="8" rx="${radius}" fill="currentColor" opacity=".1"/>${
    share !== null &&
    html`<rect x="0" y="18" width="${x(share)}" height="8" rx="${radius}" class="one" fill="currentColor"/>`
  }${
    interval !== null &&
    interval !== undefined &&
    html`<path d="M${x(interval[0])} 22H${x(interval[1])}M${x(interval[0])} 16V28M${x(interval[1])} 16V28" fill="none" stroke="currentColor" stroke-width="1.2"/>`
  }</g>\n`
})}</svg>`
}
