import { UnderstudyError } from '../errors.ts'
import { type Evaluated, evaluateRules } from '../quality/evaluate/evaluate-rules.ts'
import { resultOf } from '../quality/evaluate/result-of.ts'
import { notEvaluated } from '../quality/evaluate/row-tally.ts'
import type { EntityCount, RuleResult } from '../quality/quality-report.ts'
import { allRules, type QualityRules } from '../quality/quality-rules.ts'
import { kindOf, type Rule } from '../quality/rules.ts'
import type { OpenedDataset } from './open-dataset.ts'
import { countBySql } from './push-down/count-by-sql.ts'
import { withProgress } from './read/with-progress.ts'
import { unreadableEntities } from './unreadable-entities.ts'

export interface CheckOptions {
  /** What rules about time go by. */
  readonly now: Date
  /** rows: rows are read, also where the database could count. */
  readonly by?: 'rows' | 'sql' | undefined
  /** How many failed rows of a rule are shown, masked; 10 where left out. */
  readonly samples?: number | undefined
  readonly signal?: AbortSignal | undefined
  /** Told now and then what is looked at; rows so far where rows are read. */
  readonly onProgress?: ((progress: CheckProgress) => void) | undefined
}

export interface CheckProgress {
  readonly entity: string
  readonly rows?: number | undefined
}

export interface Checked extends Evaluated {
  /** sql: a database counted at least one rule; each result says for itself. */
  readonly by: 'rows' | 'sql'
}

/**
 * Holds data against rules: in a database as SQL where that gives the very counts that reading rows gives, and by
 * reading rows for whatever is left, columns that no rule reads left out.
 */
export async function checkQuality(
  { source, database }: Pick<OpenedDataset, 'source' | 'database'>,
  rules: readonly Rule[] | QualityRules,
  options: CheckOptions,
): Promise<Checked> {
  const list = 'version' in rules ? allRules(rules) : rules
  const { now, by = 'sql', samples = 10, signal, onProgress } = options
  const progress = (entity: string, rows?: number) => onProgress?.({ entity, ...(rows === undefined ? {} : { rows }) })
  try {
    if (database === undefined) {
      const evaluated = await evaluateRules(withProgress(source, progress), list, { now, samples, signal })
      return { ...evaluated, by: 'rows' }
    }
    const { session, tables } = database
    const unreadable = await unreadableEntities(session, tables, list, signal)
    const readable = list.filter((rule) => whyUnreadable(rule, unreadable) === undefined)
    const pushed = by === 'sql' ? readable : []
    const counted = await countBySql(session, tables, pushed, { now, samples, signal, onProgress: progress })
    const left = readable.filter((rule) => !counted.rules.has(rule))
    const rest = await readRest(source, left, { now, samples, signal, progress })
    const read = new Map(left.map((rule, at) => [rule, rest.results[at]]))
    const results = list.flatMap((rule): readonly RuleResult[] => {
      const why = whyUnreadable(rule, unreadable)
      if (why !== undefined) return [resultOf(rule, notEvaluated(why), [])]
      const one = counted.rules.get(rule)
      if (one !== undefined) return [{ ...resultOf(rule, one.measured, one.sample), by: 'sql' }]
      const result = read.get(rule)
      return result === undefined ? [] : [{ ...result, by: 'rows' }]
    })
    return {
      results,
      entities: entitiesOf(counted.entities, rest.entities),
      by: counted.rules.size > 0 ? 'sql' : 'rows',
    }
  } catch (thrown) {
    throw signal?.aborted === true ? cancelled(thrown) : thrown
  }
}

async function readRest(
  source: OpenedDataset['source'],
  rules: readonly Rule[],
  {
    progress,
    ...options
  }: {
    readonly now: Date
    readonly samples: number
    readonly signal: AbortSignal | undefined
    readonly progress: (entity: string, rows: number) => void
  },
): Promise<Evaluated> {
  if (rules.length === 0) return { results: [], entities: [] }
  return await evaluateRules(withProgress(source, progress), rules, options)
}

/** Of the rule's own entity and of all others that it reads. */
function whyUnreadable(rule: Rule, unreadable: ReadonlyMap<string, string>): string | undefined {
  const others = kindOf(rule).others?.(rule) ?? []
  return [rule.entity, ...others.map(({ entity }) => entity)].map((entity) => unreadable.get(entity)).find(Boolean)
}

function entitiesOf(counted: ReadonlyMap<string, number>, read: readonly EntityCount[]): readonly EntityCount[] {
  const rows = new Map([...read.map((one) => [one.entity, one.rows] as const), ...counted])
  return [...rows].map(([entity, count]) => ({ entity, rows: count }))
}

function cancelled(thrown: unknown): unknown {
  if (thrown instanceof UnderstudyError && thrown.code === 'CANCELLED') return thrown
  return new UnderstudyError('CANCELLED', {
    operation: 'check the quality',
    message: 'The check was interrupted',
    details: { stands: 'nothing was changed' },
    cause: thrown,
  })
}
