import type { Session } from '../../database/adapter.ts'
import { UnderstudyError } from '../../errors.ts'
import { notEvaluated, whyNothing } from '../../quality/evaluate/row-tally.ts'
import type { FailedRow } from '../../quality/quality-report.ts'
import type { Measured } from '../../quality/rule-kind.ts'
import { kindOf, type Rule } from '../../quality/rules.ts'
import type { SourceTables } from '../read/database-tables.ts'
import { failingRows } from './failing-rows.ts'
import { type PlannedRule, planRules } from './plan-rules.ts'
import { type SqlCounts, whereAll } from './sql-measure.ts'

export interface CountOptions {
  readonly now: Date
  readonly samples: number
  readonly signal?: AbortSignal | undefined
  readonly onProgress?: ((entity: string) => void) | undefined
}

export interface Counted {
  readonly measured: Measured
  readonly sample: readonly FailedRow[]
}

export interface CountedBySql {
  /** Of rules that are not here only rows can say. */
  readonly rules: ReadonlyMap<Rule, Counted>
  /** Rows of the entities that were counted. */
  readonly entities: ReadonlyMap<string, number>
}

/** So many rules at most are counted in one statement. */
const rulesOfScan = 50

/**
 * Counts by SQL what SQL counts as evaluation does: all rules of a table that look at each row for itself in one scan.
 * A rule whose columns hold what SQL would take for something else is left to the rows.
 */
export async function countBySql(
  session: Session,
  tables: SourceTables,
  rules: readonly Rule[],
  options: CountOptions,
): Promise<CountedBySql> {
  const counted = new Map<Rule, Counted>()
  const entities = new Map<string, number>()
  const plans = planRules(session.dialect, tables, rules, options.now)
  for (const entity of new Set(plans.map(({ rule }) => rule.entity))) {
    const planned = plans.filter(({ rule }) => rule.entity === entity)
    options.onProgress?.(entity)
    for (let at = 0; at < planned.length; at += rulesOfScan) {
      const part = planned.slice(at, at + rulesOfScan)
      const scan = await inSavepoint(session, (inner) => scanTable(inner, part, options))
      if (scan === undefined) break
      entities.set(entity, scan.rows)
      for (const [rule, one] of scan.counted) counted.set(rule, one)
    }
  }
  return { rules: counted, entities }
}

/** Undefined where the database refuses: rows may still be had, or their refusal says why not. */
async function inSavepoint<T>(session: Session, work: (inner: Session) => Promise<T>): Promise<T | undefined> {
  try {
    return await session.transaction(work)
  } catch (thrown) {
    if (thrown instanceof UnderstudyError && (thrown.code === 'QUERY_FAILED' || thrown.code === 'PERMISSION_DENIED'))
      return undefined
    throw thrown
  }
}

interface Scan {
  readonly rows: number
  readonly counted: ReadonlyMap<Rule, Counted>
}

async function scanTable(session: Session, planned: readonly PlannedRule[], options: CountOptions): Promise<Scan> {
  const [first] = planned
  if (first === undefined) return { rows: 0, counted: new Map() }
  const select = new Selection()
  const rows = select.add('count(*)')
  const doubts = new Map(
    [...new Set(planned.flatMap((one) => [...one.doubts]))].map((doubt) => [doubt, select.count(doubt)]),
  )
  const places = planned.map((one) => placesOf(one, select))
  const found = await select.run(session, first.from, options.signal)
  const total = Number(found[rows])
  const counted = new Map<Rule, Counted>()
  for (const [at, one] of planned.entries()) {
    const place = places[at]
    const isDoubtful = [...one.doubts].some((doubt) => Number(found[doubts.get(doubt) ?? -1] ?? 1) > 0)
    if (place === undefined || isDoubtful || (await othersInDoubt(session, one, options.signal))) continue
    const looked = place.looked === undefined ? total : Number(found[place.looked])
    const measured = await measure(session, one, place, found, { rows: total, looked }, options)
    const sample = measured.failed > 0 ? await failingRows(session, one, options) : []
    counted.set(one.rule, { measured, sample })
  }
  return { rows: total, counted }
}

interface Places {
  readonly looked: number | undefined
  readonly values: readonly number[]
}

function placesOf({ where, measure: sql }: PlannedRule, select: Selection): Places {
  const looked = where === undefined ? undefined : select.count(where)
  if ('considered' in sql)
    return { looked, values: [select.count(sql.considered, where), select.count(sql.failed, sql.considered, where)] }
  if ('aggregates' in sql)
    return {
      looked,
      values: [
        ...sql.aggregates.map((aggregate) => select.aggregate(aggregate, where)),
        ...(sql.queries ?? []).map((query) => select.add(`(${query})`)),
      ],
    }
  return { looked, values: [] }
}

async function measure(
  session: Session,
  { rule, measure: sql }: PlannedRule,
  { values }: Places,
  found: readonly unknown[],
  counts: SqlCounts,
  { signal }: CountOptions,
): Promise<Measured> {
  if (counts.rows === 0 && kindOf(rule).judgesEmpty !== true) return notEvaluated('there are no rows')
  if ('aggregates' in sql)
    return sql.measured(
      values.map((at) => found[at]),
      counts,
    )
  if ('considered' in sql) {
    const [considered = 0, failed = 0] = values.map((at) => Number(found[at]))
    return ofRows(considered, failed, counts, sql.nothing)
  }
  const [row] = await session.query<{ considered: unknown; failed: unknown }>(sql.statement, [], { signal })
  if (row === undefined)
    throw new UnderstudyError('INTERNAL', { operation: 'count by SQL', message: `no count of ${rule.type}` })
  return ofRows(Number(row.considered), Number(row.failed), counts, sql.nothing)
}

function ofRows(
  considered: number,
  failed: number,
  { rows, looked }: SqlCounts,
  nothing: string | undefined,
): Measured {
  if (considered === 0) return notEvaluated(whyNothing(rows, looked, nothing))
  return { considered, failed, failedRows: [] }
}

async function othersInDoubt(
  session: Session,
  { others }: PlannedRule,
  signal: AbortSignal | undefined,
): Promise<boolean> {
  for (const { from, doubts } of others) {
    if (doubts.size === 0) continue
    const doubtful = [...doubts].map((doubt) => `(${doubt})`).join(' or ')
    const rows = await session.query(`select 1 as one from ${from}${whereAll(doubtful)} limit 1`, [], { signal })
    if (rows.length > 0) return true
  }
  return false
}

/** The columns of one SELECT of one row, each once. */
class Selection {
  readonly #places = new Map<string, number>()

  add(expression: string): number {
    const place = this.#places.get(expression) ?? this.#places.size
    this.#places.set(expression, place)
    return place
  }

  /** An aggregate over the rows that "where" leaves. */
  aggregate(aggregate: string, where: string | undefined): number {
    return this.add(where === undefined ? aggregate : `${aggregate} filter (${whereAll(where).trim()})`)
  }

  /** Rows of which all of these are true. */
  count(...conditions: readonly (string | undefined)[]): number {
    const where = whereAll(...conditions.filter((condition) => condition !== 'true'))
    return this.add(where === '' ? 'count(*)' : `count(*) filter (${where.trim()})`)
  }

  async run(session: Session, from: string, signal: AbortSignal | undefined): Promise<readonly unknown[]> {
    const chosen = [...this.#places.keys()].map((expression, at) => `${expression} as c${at}`)
    const [row] = await session.query(`select ${chosen.join(', ')} from ${from}`, [], { signal })
    return chosen.map((_, at) => row?.[`c${at}`])
  }
}
