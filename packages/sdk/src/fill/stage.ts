import type { Session } from '../database/adapter.ts'
import type { EntityPlan } from '../generate/entity-plan.ts'
import { BATCH_ROWS } from '../generate/rows.ts'
import type { Batch } from '../model/batch.ts'
import type { Target, TargetTable } from './target.ts'

/**
 * A temporary table with the types of a table's columns and none of its constraints, and in front of them the number of
 * each row. There the database itself can say which rows it would refuse, before it refuses them.
 */
export interface Stage {
  /** As it is written in a statement. */
  readonly name: string
  readonly rowColumn: string
  readonly columns: readonly string[]
  /** Rows of the plan by their place in it, under the numbers that are given. */
  add(plan: EntityPlan, places: Iterable<number>, numbers: readonly number[], signal?: AbortSignal): Promise<void>
  remove(numbers: readonly number[]): Promise<void>
  drop(): Promise<void>
}

const removedAtOnce = 500
let staged = 0

export async function openStage(
  session: Session,
  target: Target,
  { table, name }: TargetTable,
  columns: readonly string[],
): Promise<Stage> {
  const { quoteIdentifier } = target.quoting
  const schema = target.dialect === 'postgres' ? 'pg_temp' : 'temp'
  // One connection may have several stages open at once, as for the tables of a circle.
  const stageName = `understudy_stage_${++staged}`
  const quoted = `${schema}.${quoteIdentifier(stageName)}`
  const numbered = free(
    'understudy_row',
    table.columns.map((column) => column.name),
  )
  const list = [
    `cast(null as ${target.dialect === 'postgres' ? 'bigint' : 'integer'}) as ${quoteIdentifier(numbered)}`,
    ...columns.map(quoteIdentifier),
  ]
  // Dropped by hand, and with the transaction where that fails: inside of a larger one no COMMIT of ours would do it.
  await session.execute(
    `create temp table ${quoteIdentifier(stageName)} as select ${list.join(', ')} from ${name} where false`,
  )
  return {
    name: quoted,
    rowColumn: quoteIdentifier(numbered),
    columns,
    async add(plan, places, numbers, signal) {
      await session.load(
        { schema, name: stageName },
        [numbered, ...columns],
        numberedBatches(plan, places, numbers, columns),
        { signal },
      )
    },
    async remove(numbers) {
      for (let at = 0; at < numbers.length; at += removedAtOnce) {
        await session.execute(
          `delete from ${quoted} where ${quoteIdentifier(numbered)} in (${numbers.slice(at, at + removedAtOnce).join(', ')})`,
        )
      }
    },
    async drop() {
      await session.execute(`drop table ${quoted}`)
    },
  }
}

/** Runs of neighbouring places are made together. */
function* numberedBatches(
  plan: EntityPlan,
  places: Iterable<number>,
  numbers: readonly number[],
  columns: readonly string[],
): Generator<Batch> {
  let first = -1
  let length = 0
  for (const place of places) {
    if (place === first + length && length < BATCH_ROWS) length++
    else {
      if (length > 0) yield numberedBatch(plan.batch(first, length), numbers, columns)
      first = place
      length = 1
    }
  }
  if (length > 0) yield numberedBatch(plan.batch(first, length), numbers, columns)
}

function numberedBatch(batch: Batch, numbers: readonly number[], columns: readonly string[]): Batch {
  const values = Float64Array.from({ length: batch.length }, (_, i) => numbers[batch.firstRow + i]!)
  return {
    ...batch,
    columns: [
      { name: '', vector: { type: 'int', length: batch.length, values } },
      ...columns.map((name) => batch.columns.find((column) => column.name === name)!),
    ],
  }
}

function free(name: string, taken: readonly string[]): string {
  const lower = new Set(taken.map((one) => one.toLowerCase()))
  return lower.has(name) ? free(`${name}_`, taken) : name
}
