import { growth } from '../performance-scaling.ts'
import type { SearchAccuracy } from '../search-accuracy.ts'
import type { SearchTest } from '../search-test.ts'
import type { VectorStorageResult } from '../storage/vector-storage.ts'
import { settingsText } from './settings-text.ts'
import { textTable } from './text-table.ts'
import type { VectorReport } from './vector-report.ts'

/** As it is read on a terminal. */
export function vectorReportText(report: VectorReport): string {
  const { storage, search, changes, scaling, problems } = report
  const parts = [
    `Vectors in ${report.database}, pgvector ${report.extensionVersion}`,
    storage && storageText(storage),
    search && searchText(search),
    changes &&
      `After changes\n${accuracyTable(
        'Step',
        changes.map(({ step, rows, accuracy }) => [`${step} (${rows} rows)`, accuracy]),
      )}`,
    scaling && scalingText(scaling),
    problems.length === 0 ? 'Passed' : `Failed\n${problems.map((problem) => `- ${problem}`).join('\n')}`,
  ]
  return `${parts.filter((part) => part !== null).join('\n\n')}\n`
}

function storageText({ types, metadata, refusals }: VectorStorageResult): string {
  const rows = types.map((one) => [
    one.type,
    one.dimension,
    one.vectorsTested,
    percent(one.storageSuccessRate),
    one.averagePrecisionLoss.toPrecision(3),
    one.largestPrecisionLoss.toPrecision(3),
    one.beyondRange,
    one.bytes === null ? '–' : Math.round(one.bytes),
  ])
  const headings = ['Type', 'Dimensions', 'Vectors', 'Stored', 'Mean loss', 'Largest loss', 'Beyond range', 'Bytes']
  const kept = metadata.filter(({ passed }) => passed).length
  const refused = refusals.filter((one) => one.refused).length
  return [
    `Storage\n${textTable(headings, rows)}`,
    `Metadata: ${kept} of ${metadata.length} checks passed. Wrong input: ${refused} of ${refusals.length} refused.`,
  ].join('\n')
}

function searchText(search: SearchTest): string {
  const { column, sweep, filters, diagnoses } = search
  const indexes = column.indexes.map(({ name, method, operatorClass }) => `${name} (${method}, ${operatorClass})`)
  return [
    `Search: ${search.queries} queries, ${search.metric}, the ${search.topK} nearest of ${column.eligible} rows`,
    `Indexes: ${indexes.join(', ') || 'none'}; read by ${percent(search.indexRate)} of the searches`,
    accuracyTable('Search', [
      ['as configured', search],
      ...filters.map(({ filter, settings, selectivity, accuracy }): [string, SearchAccuracy] => [
        [`${filter} (${percent(selectivity)})`, settingsText(settings)].filter(Boolean).join(', '),
        accuracy,
      ]),
      ...(sweep?.points ?? []).map(({ value, accuracy }): [string, SearchAccuracy] => [
        `${sweep?.setting} = ${value}`,
        accuracy,
      ]),
    ]),
    ...(sweep
      ? [
          sweep.enough === null
            ? `No value of ${sweep.setting} keeps the limits.`
            : `Enough: ${sweep.setting} = ${sweep.enough}.`,
        ]
      : []),
    ...column.notes,
    ...diagnoses.map(({ name, message, hint }) => `${name}: ${message}\n  ${hint}`),
  ].join('\n')
}

function accuracyTable(first: string, rows: readonly (readonly [string, SearchAccuracy])[]): string {
  const headings = [first, 'Recall', '95 % between', 'Precision', 'nDCG', 'MRR', 'Short', 'p50 ms', 'p95 ms', 'p99 ms']
  return textTable(
    headings,
    rows.map(([name, one]) => [
      name,
      one.recallAtK.toFixed(3),
      one.recallInterval.map((share) => share.toFixed(3)).join('–'),
      one.precisionAtK.toFixed(3),
      one.ndcg.toFixed(3),
      one.meanReciprocalRank.toFixed(3),
      percent(one.shortRate),
      one.latency.p50.toFixed(2),
      one.latency.p95.toFixed(2),
      one.latency.p99.toFixed(2),
    ]),
  )
}

function scalingText(scaling: NonNullable<VectorReport['scaling']>): string {
  const points = Object.entries(scaling).map(([count, point]) => ({ count: Number(count), ...point }))
  const rows = points.map((one) => [
    one.count,
    Math.round(one.insertionTime),
    Math.round(one.insertionRate),
    one.indexBuildTime === null ? '–' : Math.round(one.indexBuildTime),
    one.searchLatency.toFixed(2),
    one.latency.p95.toFixed(2),
    one.recallAtK.toFixed(3),
  ])
  const headings = ['Rows', 'Insertion ms', 'Rows a second', 'Index ms', 'Search p50 ms', 'p95 ms', 'Recall']
  const power = (time: (point: (typeof points)[number]) => number) => {
    const found = growth(points.map((point) => [point.count, time(point)] as const))
    return found === null ? 'unknown' : found.toFixed(2)
  }
  return [
    `Scaling\n${textTable(headings, rows)}`,
    `Power of the rows that time grows with: insertion ${power(({ insertionTime }) => insertionTime)}, search ${power(({ searchLatency }) => searchLatency)}`,
  ].join('\n')
}

/** Never 100 % where something is missing. */
function percent(share: number): string {
  return `${Math.floor(share * 1000) / 10} %`
}
