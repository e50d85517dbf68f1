import { html, type Markup } from '../../../quality/report/html/markup.ts'

export interface ChartLine {
  readonly name: string
  readonly colour: string
  readonly values: readonly number[]
  readonly intervals?: readonly (readonly [low: number, high: number])[] | undefined
  /** Beside the points. */
  readonly notes?: readonly string[] | undefined
}

export interface Chart {
  readonly title: string
  readonly height: number
  /** Of the points, at equal distances. */
  readonly labels: readonly string[]
  readonly lines: readonly ChartLine[]
  /** A share ends at 1; an amount begins at 0. */
  readonly scale: { readonly kind: 'share' | 'amount' }
  /** What the values should not be below. */
  readonly limit?: number | undefined
}

const margin = { left: 64, right: 24, top: 30, bottom: 28 }
const steps = 4

export function lineChart({ title, height, labels, lines, scale, limit }: Chart, width: number): Markup {
  const [low, high] = scale.kind === 'share' ? shares(lines, limit) : amounts(lines)
  const inner = { width: width - margin.left - margin.right, height: height - margin.top - margin.bottom }
  const x = (at: number) =>
    tenth(margin.left + (labels.length < 2 ? 0.5 : (at + 0.25) / (labels.length - 0.5)) * inner.width)
  const y = (value: number) => tenth(margin.top + ((high - value) / (high - low)) * inner.height)
  const ticks = Array.from({ length: steps + 1 }, (_, at) => low + ((high - low) * at) / steps)
  const bottom = height - margin.bottom
  return html`<text x="16" y="14" font-weight="600">${title}</text>
${ticks.map((tick) => html`<path d="M${margin.left} ${y(tick)}H${width - margin.right}" stroke="#d1d9e0"/><text x="${margin.left - 8}" y="${y(tick) + 4}" text-anchor="end" fill="#59636e">${shown(tick)}</text>`)}
${labels.map((label, at) => html`<text x="${x(at)}" y="${bottom + 18}" text-anchor="middle" fill="#59636e">${label}</text>`)}
${limit !== undefined && html`<path d="M${margin.left} ${y(limit)}H${width - margin.right}" stroke="#cf222e" stroke-dasharray="4 4"><title>limit: ${shown(limit)}</title></path>`}
${lines.map((line, which) => drawn(line, lines.length > 1 ? lines.length - 1 - which : undefined, { x, y, bottom }, width))}
`
}

function drawn(
  { name, colour, values, intervals, notes }: ChartLine,
  legend: number | undefined,
  {
    x,
    y,
    bottom,
  }: { readonly x: (at: number) => number; readonly y: (value: number) => number; readonly bottom: number },
  width: number,
): Markup {
  // Below its point, unless the labels stand there.
  const beside = (value: number) => (y(value) + 20 > bottom ? y(value) - 8 : y(value) + 16)
  const path = values.map((value, at) => `${at === 0 ? 'M' : 'L'}${x(at)} ${y(value)}`).join('')
  return html`<path d="${path}" fill="none" stroke="${colour}" stroke-width="1.8"/>
${intervals?.map(([from, to], at) => html`<path d="M${x(at)} ${y(from)}V${y(to)}" stroke="${colour}" stroke-width="5" stroke-opacity=".25"/>`)}
${values.map((value, at) => html`<circle cx="${x(at)}" cy="${y(value)}" r="3" fill="${colour}"><title>${name}: ${shown(value)}</title></circle>`)}
${notes?.map((note, at) => html`<text x="${x(at)}" y="${beside(values[at] ?? 0)}" text-anchor="middle" font-size="10" fill="#59636e" stroke="#ffffff" stroke-width="3" paint-order="stroke">${note}</text>`)}
${legend !== undefined && html`<text x="${width - margin.right - legend * 56}" y="14" text-anchor="end" fill="${colour}">${name}</text>`}
`
}

/** Down to where the least interval ends, in tenths. */
function shares(lines: readonly ChartLine[], limit = 1): [number, number] {
  const all = lines.flatMap(({ values, intervals }) => [...values, ...(intervals ?? []).map(([low]) => low)])
  return [Math.min(0.9, Math.floor(Math.min(limit, ...all) * 10) / 10), 1]
}

/** Up to 1, 2 or 5 times a power of ten. */
function amounts(lines: readonly ChartLine[]): [number, number] {
  const most = Math.max(Number.MIN_VALUE, ...lines.flatMap(({ values }) => values))
  const power = 10 ** Math.floor(Math.log10(most))
  return [0, ([1, 2, 5, 10].find((step) => step * power >= most) ?? 10) * power]
}

function shown(value: number): string {
  return String(Number(value.toPrecision(3)))
}

function tenth(value: number): number {
  return Math.round(value * 10) / 10
}
