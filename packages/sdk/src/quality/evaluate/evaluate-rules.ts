import type { Batch } from '../../model/batch.ts'
import type { FieldDefinition } from '../../model/schema.ts'
import type { EntityCount, RuleResult } from '../quality-report.ts'
import { allRules, type QualityRules } from '../quality-rules.ts'
import type { RowSource } from '../row-source.ts'
import type { Measured } from '../rule-kind.ts'
import type { Rule } from '../rules.ts'
import { EntityRun } from './entity-run.ts'
import { failedRowsIn } from './failed-rows.ts'
import { missingColumns } from './missing-columns.ts'
import { neededColumns } from './needed-columns.ts'
import { resultOf } from './result-of.ts'
import { notEvaluated } from './row-tally.ts'
import { RuleRun } from './rule-run.ts'

export interface EvaluateOptions {
  /** What rules about time go by. */
  readonly now: Date
  /** How many failed rows of a rule are shown, masked; 10 where left out. */
  readonly samples?: number | undefined
  readonly signal?: AbortSignal | undefined
}

export interface Evaluated {
  /** One for each rule, in their order. */
  readonly results: readonly RuleResult[]
  /** Entities that were read, and how many rows they have. */
  readonly entities: readonly EntityCount[]
}

/**
 * Evaluates all rules in one pass over the rows of the entities that they are about. Counts do not depend on how rows
 * are put into batches, nor on the order in which entities come. Rows are read a second time, as far as it takes, where
 * only the end told which rows failed and they are to be shown.
 */
export async function evaluateRules(
  source: RowSource,
  rules: readonly Rule[] | QualityRules,
  { now, samples = 10, signal }: EvaluateOptions,
): Promise<Evaluated> {
  const list = 'version' in rules ? allRules(rules) : rules
  const { entities, runs } = prepared(source, list, now, samples)
  const wanted = { entities: [...entities.keys()], columns: neededColumns(list), signal, reuse: true }
  for await (const batch of source.batches(wanted)) {
    signal?.throwIfAborted()
    entities.get(batch.entity)?.add(batch)
  }
  const measured = runs.map((run) => measure(run, entities, source))
  await readFailed(source, runs, measured, signal)
  return {
    results: runs.map((run, i) => resultOf(run.rule, measured[i]!, run.sample)),
    entities: [...entities]
      .filter(([name, { rows }]) => rows > 0 || isKnown(source, name))
      .map(([entity, { rows }]) => ({ entity, rows })),
  }
}

function prepared(source: RowSource, rules: readonly Rule[], now: Date, samples: number) {
  const entities = new Map<string, EntityRun>()
  const entityOf = (name: string): EntityRun => {
    const run = entities.get(name) ?? new EntityRun(fieldsOf(source, name), now)
    entities.set(name, run)
    return run
  }
  const runs = rules.map((rule) => {
    const run = new RuleRun(rule, { fields: fieldsOf(source, rule.entity), samples, now })
    entityOf(rule.entity).rules.push(run)
    for (const { entity } of run.kind.others?.(rule) ?? []) entityOf(entity).readers.push(run)
    return run
  })
  return { entities, runs }
}

function fieldsOf({ schema }: RowSource, name: string): ReadonlyMap<string, FieldDefinition> | undefined {
  const fields = schema?.entities.find((entity) => entity.name === name)?.fields
  return fields && new Map(fields.map((field) => [field.name, field]))
}

function isKnown({ entities, schema }: RowSource, name: string): boolean {
  return entities?.includes(name) === true || schema?.entities.some((entity) => entity.name === name) === true
}

function measure(run: RuleRun, entities: ReadonlyMap<string, EntityRun>, source: RowSource): Measured {
  const { rule, kind } = run
  const others = kind.others?.(rule) ?? []
  for (const name of [rule.entity, ...others.map(({ entity }) => entity)]) {
    if (entities.get(name)?.rows === 0 && !isKnown(source, name)) return notEvaluated(`there is no entity ${name}`)
  }
  const own = entities.get(rule.entity)
  if (own === undefined || own.rows === 0)
    return kind.judgesEmpty === true ? run.end() : notEvaluated('there are no rows')
  const missing = missingColumns(run.columns, own.seen, kind.readsExpressions)
  if (missing.length > 0) return notEvaluated(`there is no column ${missing.join(', ')}`)
  for (const { entity, columns } of others) {
    const other = entities.get(entity)
    const gone = other === undefined || other.rows === 0 ? [] : missingColumns(columns, other.seen)
    if (gone.length > 0) return notEvaluated(`there is no column ${gone.join(', ')} in ${entity}`)
  }
  const trouble = rule.where === undefined ? undefined : own.troubleOf(rule.where)
  return trouble === undefined ? run.end() : notEvaluated(trouble)
}

/** Shows the rows that only the end told of; reading stops with the last of them. */
async function readFailed(
  source: RowSource,
  runs: readonly RuleRun[],
  measured: readonly Measured[],
  signal: AbortSignal | undefined,
): Promise<void> {
  const late = runs.flatMap((run, i) => {
    const { failedRows } = measured[i]!
    return run.sample.length === 0 && failedRows.length > 0 ? [{ run, rows: failedRows }] : []
  })
  if (late.length === 0) return
  const entities = [...new Set(late.map(({ run }) => run.rule.entity))]
  let left = late.reduce((sum, { rows }) => sum + rows.length, 0)
  const columns = neededColumns(late.map(({ run }) => run.rule))
  for await (const batch of source.batches({ entities, columns, signal })) {
    left -= showIn(batch, late)
    if (left === 0) return
  }
}

function showIn(batch: Batch, late: readonly { readonly run: RuleRun; readonly rows: readonly number[] }[]): number {
  let shown = 0
  for (const { run, rows } of late) {
    if (run.rule.entity !== batch.entity) continue
    const found = failedRowsIn(batch, rows, run.shown(batch))
    run.sample.push(...found)
    shown += found.length
  }
  return shown
}
