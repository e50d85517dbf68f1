import uPlot from 'uplot'
import 'uplot/dist/uPlot.min.css'
import { shortNumber } from './figures.ts'

/** Colours by the names of their tokens. */
export type Ink = (token: string) => string

interface Size {
  readonly width: number
  readonly height: number
}

export interface Band {
  readonly low: number | null
  readonly high: number | null
}

export interface Marker {
  /** In seconds. */
  readonly at: number
  readonly label: string
  readonly token: string
}

interface LineSeries {
  readonly label: string
  readonly token: string
  readonly values: readonly (number | null)[]
}

export interface LinePlot extends Size {
  /** In seconds, growing. */
  readonly times: readonly number[]
  readonly series: readonly LineSeries[]
  /** Where values are as they should be. */
  readonly band: Band | undefined
  readonly markers: readonly Marker[]
  readonly range: { readonly low: number; readonly high: number }
  readonly say: (value: number) => string
  /** Of the point that is pointed at; null where there is none. */
  readonly point: (index: number | null) => void
}

export function drawLine(host: HTMLElement, ink: Ink, plot: LinePlot): uPlot {
  const { width, height, times, series, range, say } = plot
  return new uPlot(
    {
      width,
      height,
      legend: { show: false },
      cursor: { y: false, points: { size: 7 }, drag: { x: false, y: false } },
      scales: { x: { time: true }, y: { range: [range.low, range.high] } },
      axes: [timeAxis(ink), { ...axis(ink), size: 52, values: (_plot, values) => values.map(say) }],
      series: [
        {},
        ...series.map(({ label, token }) => ({
          label,
          stroke: ink(token),
          width: 1.75,
          points: { show: times.length < 40, size: 5, fill: ink('paper') },
        })),
      ],
      hooks: {
        drawClear: [(plotted) => drawBand(plotted, plot.band, ink)],
        draw: [(plotted) => drawMarkers(plotted, plot.markers, ink)],
        setCursor: [({ cursor }) => plot.point(cursor.idx ?? null)],
      },
    },
    [[...times], ...series.map(({ values }) => [...values])],
    host,
  )
}

export interface BarsPlot extends Size {
  readonly labels: readonly string[]
  /** From the ground up. */
  readonly series: readonly { readonly label: string; readonly token: string; readonly values: readonly number[] }[]
  readonly say?: ((value: number) => string) | undefined
  readonly point: (index: number | null) => void
  readonly press: ((index: number) => void) | undefined
  /** Of the room of each bar. */
  readonly fill?: number
}

export function drawBars(host: HTMLElement, ink: Ink, plot: BarsPlot): uPlot {
  const { width, height, labels, series, say = shortNumber, fill = 0.72 } = plot
  const sums = labels.map(() => 0)
  // Each is drawn behind the ones below it, as high as all of them together.
  const stacked = series.map(({ values }) => sums.map((_, i) => (sums[i] = (sums[i] ?? 0) + (values[i] ?? 0))))
  const tops = [...stacked].reverse()
  const inks = [...series].reverse()
  const bars = uPlot.paths.bars?.({ size: [fill, 40], align: 0 })
  const plotted = new uPlot(
    {
      width,
      height,
      legend: { show: false },
      cursor: { y: false, points: { show: false }, drag: { x: false, y: false } },
      scales: {
        x: { time: false, range: [-0.6, Math.max(labels.length - 0.4, 0.6)] },
        y: { range: (_plot, _low, high) => [0, Math.max(1, high * 1.06)] },
      },
      axes: [
        {
          ...axis(ink),
          size: lineHeight,
          grid: { show: false },
          splits: () => everyNth(labels.length, Math.max(2, Math.floor(width / 90))),
          values: (_plot, at) => at.map((i) => labels[i] ?? ''),
        },
        { ...axis(ink), size: 44, values: (_plot, values) => values.map(say) },
      ],
      series: [
        {},
        ...inks.map(({ label, token }) => ({
          label,
          fill: ink(token),
          stroke: ink('paper'),
          width: 1,
          points: { show: false },
          ...(bars ? { paths: bars } : {}),
        })),
      ],
      hooks: { setCursor: [({ cursor }) => plot.point(cursor.idx ?? null)] },
    },
    [labels.map((_, i) => i), ...tops],
    host,
  )
  if (plot.press) {
    const press = plot.press
    plotted.over.addEventListener('click', () => {
      const { idx } = plotted.cursor
      if (typeof idx === 'number') press(idx)
    })
    plotted.over.style.cursor = 'pointer'
  }
  return plotted
}

/** What labels below a chart take, with the gap above them. */
const lineHeight = 22

function axis(ink: Ink): uPlot.Axis {
  return {
    stroke: ink('faint'),
    font: '11px system-ui, sans-serif',
    grid: { stroke: ink('line'), width: 1 },
    ticks: { show: false },
    gap: 6,
  }
}

function timeAxis(ink: Ink): uPlot.Axis {
  return {
    ...axis(ink),
    size: (_plot, values) => (values?.some((text) => text?.includes('\n')) ? 2 * lineHeight : lineHeight),
    grid: { show: false },
    values: [
      [86_400 * 28, '{MMM}', null, null, null, null, null, null, 1],
      [86_400, '{D} {MMM}', null, null, null, null, null, null, 1],
      [60, '{HH}:{mm}', '\n{D} {MMM}', null, '\n{D} {MMM}', null, null, null, 1],
      [1, '{HH}:{mm}:{ss}', null, null, null, null, null, null, 1],
    ],
  }
}

function drawBand({ ctx, bbox, valToPos }: uPlot, band: Band | undefined, ink: Ink): void {
  if (!band) return
  const top = band.high === null ? bbox.top : valToPos(band.high, 'y', true)
  const bottom = band.low === null ? bbox.top + bbox.height : valToPos(band.low, 'y', true)
  const [from, to] = [Math.max(top, bbox.top), Math.min(bottom, bbox.top + bbox.height)]
  if (to <= from) return
  ctx.save()
  ctx.fillStyle = ink('good-wash')
  ctx.fillRect(bbox.left, from, bbox.width, to - from)
  ctx.strokeStyle = ink('good-mark')
  ctx.globalAlpha = 0.6
  ctx.setLineDash([4, 4])
  for (const [edge, at] of [
    [band.high, top],
    [band.low, bottom],
  ] as const) {
    if (edge === null || at < bbox.top || at > bbox.top + bbox.height) continue
    ctx.beginPath()
    ctx.moveTo(bbox.left, at)
    ctx.lineTo(bbox.left + bbox.width, at)
    ctx.stroke()
  }
  ctx.restore()
}

function drawMarkers({ ctx, bbox, valToPos }: uPlot, markers: readonly Marker[], ink: Ink): void {
  ctx.save()
  for (const { at, token } of markers) {
    const x = valToPos(at, 'x', true)
    if (x < bbox.left || x > bbox.left + bbox.width) continue
    ctx.strokeStyle = ink(token)
    ctx.fillStyle = ink(token)
    ctx.globalAlpha = 0.7
    ctx.setLineDash([2, 3])
    ctx.beginPath()
    ctx.moveTo(x, bbox.top)
    ctx.lineTo(x, bbox.top + bbox.height)
    ctx.stroke()
    ctx.globalAlpha = 1
    ctx.beginPath()
    ctx.arc(x, bbox.top + 4 * devicePixelRatio, 3 * devicePixelRatio, 0, Math.PI * 2)
    ctx.fill()
  }
  ctx.restore()
}

/** At most so many of the indexes, the first among them. */
function everyNth(count: number, most: number): number[] {
  const step = Math.max(1, Math.ceil(count / most))
  return Array.from({ length: Math.ceil(count / step) }, (_, i) => i * step)
}
