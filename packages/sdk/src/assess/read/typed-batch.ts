import type { Batch } from '../../model/batch.ts'
import type { DataSchema, FieldType } from '../../model/schema.ts'
import { typedVector } from './typed-vector.ts'

export type ColumnTypes = ReadonlyMap<string, FieldType>

/** The columns of a batch in their types; a column with a value that is not of its type stays as it came. */
export function typedBatch(batch: Batch, types: ColumnTypes, truths = false): Batch {
  if (types.size === 0) return batch
  return {
    ...batch,
    columns: batch.columns.map((column) => {
      const type = types.get(column.name)
      const vector = type === undefined ? undefined : typedVector(column.vector, type, truths)
      return vector === undefined ? column : { name: column.name, vector }
    }),
  }
}

/** What a schema says of the columns of an entity. */
export function typesIn(schema: DataSchema | undefined, entity: string): ColumnTypes {
  const fields = schema?.entities.find(({ name }) => name === entity)?.fields ?? []
  return new Map(fields.flatMap(({ name, type }) => (type === undefined ? [] : [[name, type] as const])))
}

/** Without the columns that nobody asked for; an expression may have asked in another case. */
export function isChosen(name: string, columns: ReadonlySet<string> | undefined): boolean {
  if (columns === undefined || columns.has(name)) return true
  const lower = name.toLowerCase()
  for (const one of columns) if (one.toLowerCase() === lower) return true
  return false
}

export function chosenColumns(batch: Batch, columns: ReadonlySet<string> | undefined): Batch {
  if (columns === undefined) return batch
  return { ...batch, columns: batch.columns.filter(({ name }) => isChosen(name, columns)) }
}
