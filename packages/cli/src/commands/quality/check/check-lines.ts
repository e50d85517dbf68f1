import {
  type FailedRow,
  type Improvement,
  metricNames,
  type QualityReport,
  type RuleOutcome,
  type RuleResult,
} from '@understudy/sdk/quality'
import { counted, duration, grouped } from '../../../terminal/amounts.ts'
import type { Line, Look } from '../../../terminal/line.ts'
import { oneLine } from '../../../terminal/printable.ts'
import { metricLines } from '../metric-lines.ts'
import { metricTitles } from '../metric-text.ts'

const marks: Readonly<Record<RuleOutcome, string>> = {
  passed: 'ok  ',
  warned: 'warn',
  failed: 'FAIL',
  'not evaluated': 'none',
}
const looks: Readonly<Record<RuleOutcome, Look | undefined>> = {
  passed: undefined,
  warned: 'changed',
  failed: 'removed',
  'not evaluated': 'changed',
}
const shownRows = 3

/** What passed is counted by its entity; everything else has a line of its own, with some of the rows that fail. */
export function checkLines({ dataset, by, entities, results, metrics, milliseconds }: QualityReport): Line[] {
  const rows = new Map(entities.map((one) => [one.entity, one.rows]))
  const count = (outcome: RuleOutcome) => results.filter((result) => result.outcome === outcome).length
  const outcomes = (['passed', 'warned', 'failed', 'not evaluated'] as const)
    .filter((outcome) => outcome === 'passed' || outcome === 'failed' || count(outcome) > 0)
    .map((outcome) => `${grouped(count(outcome))} ${outcome}`)
  return [
    {
      text: `${oneLine(dataset)}: ${counted(results.length, 'rule')}, ${outcomes.join(', ')}, in ${duration(milliseconds)}`,
      look: 'heading',
    },
    ...metricLines(metrics),
    ...[...new Set(results.map(({ entity }) => entity))].flatMap((entity) => entityLines(entity, rows, results)),
    ...(by === 'sql' ? [{ text: byLine(results), look: 'faint' } as const] : []),
  ]
}

function entityLines(entity: string, rows: ReadonlyMap<string, number>, results: readonly RuleResult[]): Line[] {
  const own = results.filter((result) => result.entity === entity)
  const passed = own.filter(({ outcome }) => outcome === 'passed').length
  const size = rows.get(entity)
  const about = size === undefined ? '' : ` (${counted(size, 'row')})`
  return [
    `${oneLine(entity)}${about}: ${passed} of ${own.length} passed`,
    ...own.filter(({ outcome }) => outcome !== 'passed').flatMap(resultLines),
  ]
}

function resultLines({ id, outcome, message, sample }: RuleResult): Line[] {
  const text = `  ${marks[outcome]}  ${oneLine(id)}: ${oneLine(message)}`
  const look = looks[outcome]
  return [
    look === undefined ? text : { text, look },
    ...(outcome === 'not evaluated' ? [] : sample.slice(0, shownRows)).map(
      (row): Line => ({ text: `          ${rowText(row)}`, look: 'faint' }),
    ),
  ]
}

/** Rows are counted from 1, as people do. */
function rowText({ row, place, values }: FailedRow): string {
  const where = place ?? (row === undefined ? 'a row' : `row ${grouped(row + 1)}`)
  const shapes = Object.entries(values).map(([name, value]) => `${oneLine(name)} ${shapeText(value)}`)
  return [where, ...shapes].join('  ')
}

function shapeText(value: string | null): string {
  if (value === null) return 'null'
  return value.trim() === value && value !== '' ? oneLine(value) : JSON.stringify(value)
}

function byLine(results: readonly RuleResult[]): string {
  const read = results.filter((result) => result.by === 'rows').length
  const bySql = results.filter((result) => result.by === 'sql').length
  return `${grouped(bySql)} counted by the database${read === 0 ? '' : `, ${grouped(read)} by reading rows`}`
}

/** What would help, rule by rule, with what is gained in points of a hundred. */
export function improvementLines(improvements: readonly Improvement[]): Line[] {
  if (improvements.length === 0) return []
  return [
    { text: 'what would help, and what metrics gain by it in points of a hundred:', look: 'heading' },
    ...improvements.map(({ rule, text, predicted, tried }) => {
      const gains = metricNames.flatMap((name) => {
        const gain = predicted[name]
        return gain === undefined
          ? []
          : [`${metricTitles[name]} ${gain > 0 ? '+' : ''}${Number((gain * 100).toPrecision(3))}`]
      })
      return `  ${oneLine(rule)}: ${oneLine(text)}${gains.length === 0 ? '' : ` (${tried ? 'tried: ' : ''}${gains.join(', ')})`}`
    }),
  ]
}
