import type { Tone } from '../../ui/looks.ts'
import type { RuleResult, RunReport } from './run-reports.svelte.ts'

type Outcome = RuleResult['outcome']

export const outcomeTones: Readonly<Record<Outcome, Tone>> = {
  passed: 'good',
  warned: 'warn',
  failed: 'bad',
  'not evaluated': 'plain',
}

/** One rule over several checks, from the oldest on. */
export interface RuleHistory {
  readonly rule: RuleResult
  readonly runs: readonly { readonly id: string; readonly version: number; readonly result: RuleResult | undefined }[]
  /** How bad it is: what fails now weighs more than what failed before. */
  readonly weight: number
}

const outcomeWeights: Readonly<Record<Outcome, number>> = { failed: 4, warned: 2, 'not evaluated': 0.5, passed: 0 }
const severityWeights: Readonly<Record<RuleResult['severity'], number>> = { critical: 3, major: 2, minor: 1 }

/** Rules of the newest check with what they found in all of them, the worst first. */
export function ruleHistories(reports: readonly RunReport[]): readonly RuleHistory[] {
  const last = reports.at(-1)
  if (!last) return []
  const found = reports.map(({ run, results }) => ({
    run,
    byId: new Map(results.map((result) => [result.id, result])),
  }))
  return last.results
    .map((rule) => {
      const runs = found.map(({ run, byId }) => ({ id: run.id, version: run.version, result: byId.get(rule.id) }))
      const past = runs.slice(0, -1).reduce((sum, { result }) => sum + (result ? outcomeWeights[result.outcome] : 0), 0)
      const now = outcomeWeights[rule.outcome] * severityWeights[rule.severity] * 10 + (1 - (rule.passRatio ?? 1))
      return { rule, runs, weight: now + past / Math.max(1, runs.length) }
    })
    .sort((a, b) => b.weight - a.weight || (a.rule.id < b.rule.id ? -1 : 1))
}

/** A column in one check: the worst that any rule about it found. */
export interface ColumnFound {
  readonly outcome: Outcome
  /** The greatest share of rows that a rule about it refused. */
  readonly failing: number
  readonly rules: readonly RuleResult[]
}

/** Columns by the checks: `rows` are `entity.column`, those with most to see first. */
export function columnsByRun(reports: readonly RunReport[], most = 30) {
  const cells = reports.map(({ results }) => {
    const byColumn = new Map<string, ColumnFound>()
    for (const result of results) {
      for (const column of result.columns) {
        const name = `${result.entity}.${column}`
        const known = byColumn.get(name)
        const failing = result.outcome === 'not evaluated' ? 0 : 1 - (result.passRatio ?? 1)
        byColumn.set(name, {
          outcome:
            known && outcomeWeights[known.outcome] > outcomeWeights[result.outcome] ? known.outcome : result.outcome,
          failing: Math.max(known?.failing ?? 0, failing),
          rules: [...(known?.rules ?? []), result],
        })
      }
    }
    return byColumn
  })
  const weightOf = (name: string) =>
    cells.reduce(
      (sum, column) => sum + (column.has(name) ? outcomeWeights[column.get(name)?.outcome ?? 'passed'] : 0),
      0,
    )
  const rows = [...new Set(cells.flatMap((column) => [...column.keys()]))].sort(
    (a, b) => weightOf(b) - weightOf(a) || (a < b ? -1 : 1),
  )
  return {
    rows: rows.slice(0, most),
    hidden: Math.max(0, rows.length - most),
    cell: (row: number, run: number): ColumnFound | undefined => cells[run]?.get(rows[row] ?? ''),
  }
}

/** How many rules passed, warned and failed in each check. */
export function outcomesOf(reports: readonly RunReport[]): Readonly<Record<Outcome, readonly number[]>> {
  const count = (outcome: Outcome) =>
    reports.map(({ results }) => results.filter((result) => result.outcome === outcome).length)
  return {
    passed: count('passed'),
    warned: count('warned'),
    failed: count('failed'),
    'not evaluated': count('not evaluated'),
  }
}
