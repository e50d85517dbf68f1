import { batchOf } from '../../formats/batch-of-rows.ts'
import type { Batch } from '../../model/batch.ts'
import type { DataSchema } from '../../model/schema.ts'
import type { RowSource } from '../../quality/row-source.ts'
import { refuseInterrupted } from './refuse-interrupted.ts'
import { isChosen, typedBatch, typesIn } from './typed-batch.ts'

export type Row = Readonly<Record<string, unknown>>

/** Rows in memory: of one entity, or by entity. */
export interface RowDataset {
  readonly schema?: DataSchema | undefined
  readonly data: readonly Row[] | Readonly<Record<string, readonly Row[]>>
  /** For people. */
  readonly name?: string | undefined
}

const batchRows = 2000

/**
 * Rows in memory as a source. What a schema says of a column is how its values are read, where all of them can be. Rows
 * without the name of an entity are of the only one that the schema has, else of `rows`.
 */
export function rowsSource({ schema, data, name = 'rows in memory' }: RowDataset): RowSource {
  const entities = byEntity(data, schema)
  return {
    name,
    schema,
    entities: [...entities.keys()],
    async *batches({ entities: wanted, columns, signal } = {}) {
      for (const [entity, rows] of entities) {
        if (wanted !== undefined && !wanted.includes(entity)) continue
        for (const batch of batchesOf(entity, rows, schema, columns?.get(entity))) {
          refuseInterrupted(signal)
          yield batch
        }
      }
    },
  }
}

function byEntity(data: RowDataset['data'], schema: DataSchema | undefined): ReadonlyMap<string, readonly Row[]> {
  if (!isOneEntity(data)) return new Map(Object.entries(data))
  const [only, ...more] = schema?.entities ?? []
  return new Map([[only !== undefined && more.length === 0 ? only.name : 'rows', data]])
}

function isOneEntity(data: RowDataset['data']): data is readonly Row[] {
  return Array.isArray(data)
}

/** Every batch has the columns of all rows; without any row those of the schema. */
function* batchesOf(
  entity: string,
  rows: readonly Row[],
  schema: DataSchema | undefined,
  chosen: ReadonlySet<string> | undefined,
): Generator<Batch> {
  const types = typesIn(schema, entity)
  const fields = schema?.entities.find((one) => one.name === entity)?.fields.map((field) => field.name) ?? []
  const seen = new Set(rows.length === 0 ? fields : [])
  for (const row of rows) for (const name of Object.keys(row)) seen.add(name)
  const names = [...fields.filter((field) => seen.has(field)), ...[...seen].filter((field) => !fields.includes(field))]
  const columns = names.filter((column) => isChosen(column, chosen)).map((column) => ({ name: column }))
  for (let first = 0; first === 0 || first < rows.length; first += batchRows)
    yield typedBatch(batchOf(entity, rows.slice(first, first + batchRows), columns, first), types)
}
