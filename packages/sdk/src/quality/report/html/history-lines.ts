import { html, type Markup } from './markup.ts'

export interface HistoryPoint {
  /** When, in ISO 8601. */
  readonly at: string
  readonly share: number | null
  readonly good: boolean
}

const width = 340
const height = 120
const margin = { left: 34, right: 8, top: 8, bottom: 20 }

/** A share from run to run, the runs at equal distances; where it was not measured the line has a gap. */
export function historyLines(label: string, points: readonly HistoryPoint[]): Markup {
  const shares = points.flatMap(({ share }) => (share === null ? [] : [share]))
  const least = Math.min(0.99, ...shares)
  const low = Math.max(0, Math.floor(least * 10 - 0.5) / 10)
  const x = (i: number) =>
    round(margin.left + (points.length === 1 ? 0.5 : i / (points.length - 1)) * (width - margin.left - margin.right))
  const y = (share: number) => round(margin.top + ((1 - share) / (1 - low)) * (height - margin.top - margin.bottom))
  const path = points
    .map(({ share }, i) =>
      share === null ? '' : `${i === 0 || points[i - 1]?.share == null ? 'M' : 'L'}${x(i)} ${y(share)}`,
    )
    .join('')
  const [first, last] = [points[0], points.at(-1)]
  return html`<svg viewBox="0 0 ${width} ${height}" role="img" aria-label="${label}" style="max-width:24rem">
${[1, low].map((share) => html`<path d="M${margin.left} ${y(share)}H${width - margin.right}" stroke="currentColor" opacity=".2"/><text x="${margin.left - 5}" y="${y(share) + 4}" text-anchor="end">${Math.round(share * 100)} %</text>`)}
<path d="${path}" fill="none" class="one" stroke="currentColor" stroke-width="1.6"/>
${points.map(({ at, share, good }, i) => share !== null && html`<circle cx="${x(i)}" cy="${y(share)}" r="2.6" fill="currentColor" class="${good ? 'good-text' : 'bad-text'}"><title>${at}: ${Math.floor(share * 10_000) / 100} %, ${good ? 'passed' : 'failed'}</title></circle>`)}
${first !== undefined && html`<text x="${margin.left}" y="${height - 4}">${first.at.slice(0, 10)}</text>`}${last !== undefined && points.length > 1 && html`<text x="${width - margin.right}" y="${height - 4}" text-anchor="end">${last.at.slice(0, 10)}</text>`}
</svg>`
}

function round(value: number): number {
  return Math.round(value * 10) / 10
}
