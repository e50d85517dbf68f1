import type { Batch } from '@understudy/sdk/formats'
import { openDataset } from '@understudy/sdk/quality'
import { failed } from '../failures.ts'
import { type ColumnPlan, noPlan } from '../intake/column-plan.ts'
import type { Rejections } from '../intake/rejections.ts'
import { typedBatch } from '../intake/typed-batch.ts'
import type { DatabasePlace } from './postgres-url.ts'

export interface DatabaseReading {
  /** Tables and views by name; all where there is none. With the entity that their rows are of. */
  readonly tables: readonly { readonly name: string; readonly entity?: string | undefined }[]
  readonly planOf: (entity: string) => ColumnPlan | undefined
  readonly rejections: Rejections
  readonly signal: AbortSignal
}

export interface ReadDatabase {
  readonly tables: number
  /** By entity. */
  readonly primaryKeys: Readonly<Record<string, readonly string[]>>
}

/**
 * Every row as of one moment, through the guard: what cannot prove that it cannot write is not read. All of it or nothing:
 * a second time is another moment.
 */
export async function readDatabase(
  { url, lookup }: DatabasePlace,
  { tables, planOf, rejections, signal }: DatabaseReading,
  take: (batch: Batch) => Promise<void>,
): Promise<ReadDatabase> {
  await using opened = await openDataset(url, { lookup, signal })
  const { source } = opened
  const there = source.entities ?? []
  const wanted = tables.length > 0 ? tables : there.map((name) => ({ name, entity: undefined }))
  const missing = wanted.find(({ name }) => !there.includes(name))
  if (missing)
    throw failed(`the database has no table or view ${JSON.stringify(missing.name)} that the connector may see`)
  const keys: [string, readonly string[]][] = []
  for (const { name, entity = name } of wanted) {
    const plan = planOf(entity) ?? noPlan
    const key = source.schema?.entities.find((one) => one.name === name)?.primaryKey
    if (key) keys.push([entity, key])
    let rows = 0
    for await (const batch of source.batches({ entities: [name], signal })) {
      signal.throwIfAborted()
      const reject = (row: number, column: string | null, reason: string) =>
        rejections.add({ object: name, entity, row: rows + row + 1, column, reason })
      await take(typedBatch({ ...batch, entity }, plan, reject))
      rows += batch.length
      rejections.refuseTooMany()
    }
  }
  return { tables: wanted.length, primaryKeys: Object.fromEntries(keys) }
}
