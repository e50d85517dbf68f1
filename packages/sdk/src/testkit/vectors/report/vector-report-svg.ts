import { html, type Markup } from '../../../quality/report/html/markup.ts'
import type { SearchAccuracy } from '../search-accuracy.ts'
import { type Chart, lineChart } from './line-chart.ts'
import { settingsText } from './settings-text.ts'
import type { VectorReport } from './vector-report.ts'

const width = 640
const gap = 24

/** A picture of its own: recall against time by the sweep, by filters and after changes, and how times grow with rows. */
export function vectorReportSvg(report: VectorReport): string {
  const charts = [sweepChart(report), filterChart(report), changesChart(report), ...scalingCharts(report)].filter(
    (chart) => chart !== undefined,
  )
  let top = 56
  const drawn: Markup[] = []
  for (const chart of charts) {
    drawn.push(html`<g transform="translate(0 ${top})">${lineChart(chart, width)}</g>`)
    top += chart.height + gap
  }
  const title = `Vectors in ${report.database}`
  return html`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${top}" role="img" aria-label="${title}" font-family="system-ui, sans-serif" font-size="12" fill="#1f2328">
<rect width="${width}" height="${top}" fill="#ffffff"/>
<text x="16" y="26" font-size="16" font-weight="600">${title}</text>
<text x="16" y="44" fill="#59636e">pgvector ${report.extensionVersion} · ${report.passed ? 'passed' : 'failed'}</text>
${drawn}</svg>
`.text
}

function sweepChart({ search, config }: VectorReport): Chart | undefined {
  if (!search?.sweep || search.sweep.points.length === 0) return undefined
  const { setting, points } = search.sweep
  return recallChart(
    `Recall@${search.topK} by ${setting}, with 95 % confidence, and milliseconds of a search`,
    points.map(({ value, accuracy }) => ({ label: String(value), accuracy })),
    config,
  )
}

function filterChart({ search, config }: VectorReport): Chart | undefined {
  if (!search || search.filters.length === 0) return undefined
  const all = { label: 'all', accuracy: search }
  const filtered = search.filters.map(({ selectivity, settings, accuracy }) => ({
    label: `${Math.round(selectivity * 1000) / 10} %${settingsText(settings) === '' ? '' : ' *'}`,
    accuracy,
  }))
  const own = new Set(search.filters.map(({ settings }) => settingsText(settings)).filter((text) => text !== ''))
  return recallChart(
    `Recall@${search.topK} under conditions that so many rows meet${own.size === 0 ? '' : `; * with ${[...own].join('; ')}`}`,
    [...filtered, all],
    config,
  )
}

function changesChart({ changes, config }: VectorReport): Chart | undefined {
  const [first] = changes ?? []
  if (!changes || !first) return undefined
  return recallChart(
    `Recall@${first.accuracy.topK} after changes`,
    changes.map(({ step, accuracy }) => ({ label: step, accuracy })),
    config,
  )
}

function recallChart(
  title: string,
  points: readonly { label: string; accuracy: SearchAccuracy }[],
  { searchAccuracyThreshold }: VectorReport['config'],
): Chart {
  return {
    title,
    height: 220,
    labels: points.map(({ label }) => label),
    lines: [
      {
        name: 'recall',
        colour: '#0969da',
        values: points.map(({ accuracy }) => accuracy.recallAtK),
        intervals: points.map(({ accuracy }) => accuracy.recallInterval),
        notes: points.map(({ accuracy }) => `${accuracy.latency.p50.toFixed(1)} ms`),
      },
    ],
    scale: { kind: 'share' },
    limit: searchAccuracyThreshold,
  }
}

function scalingCharts({ scaling }: VectorReport): Chart[] {
  const points = Object.entries(scaling ?? {})
  if (points.length === 0) return []
  const labels = points.map(([count]) => `${count} rows`)
  const of = (name: string, colour: string, values: readonly number[]) => ({ name, colour, values })
  const search = [
    of(
      'p50',
      '#0969da',
      points.map(([, point]) => point.latency.p50),
    ),
    of(
      'p95',
      '#9a6700',
      points.map(([, point]) => point.latency.p95),
    ),
    of(
      'p99',
      '#cf222e',
      points.map(([, point]) => point.latency.p99),
    ),
  ]
  const insertion = [
    of(
      'rows a second',
      '#1a7f37',
      points.map(([, point]) => point.insertionRate),
    ),
  ]
  return [
    { title: 'Milliseconds of a search', height: 200, labels, lines: search, scale: { kind: 'amount' } },
    { title: 'Rows inserted a second', height: 200, labels, lines: insertion, scale: { kind: 'amount' } },
  ]
}
