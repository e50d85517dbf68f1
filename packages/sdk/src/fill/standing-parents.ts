import type { Session } from '../database/adapter.ts'
import { UnderstudyError } from '../errors.ts'
import type { ParentRows } from '../generate/parents.ts'
import type { Vector } from '../model/batch.ts'
import type { DataSchema } from '../model/schema.ts'
import type { Target } from './target.ts'

/** Keys that are held in memory at most; of more, every k-th is taken. */
const mostKeys = 100_000

/** The fields of an entity that others refer to. */
export function referredFields(entity: string, schema: DataSchema): string[] {
  const key = schema.entities.find(({ name }) => name === entity)?.primaryKey ?? []
  const fields = (schema.relationships ?? []).flatMap((one) => {
    if (one.type === 'many-to-many')
      return [one.left, one.right].flatMap((end) => (end.entity === entity ? (end.fields ?? key) : []))
    const parents = one.type === 'polymorphic' ? one.parents : [one.parent]
    return parents.flatMap((parent) => (parent.entity === entity ? (parent.fields ?? key) : []))
  })
  return [...new Set(fields)]
}

/** Rows that stand in a table, as parents for new ones: in the order of their keys, so that the same rows are read again. */
export async function standingParents(
  session: Session,
  target: Target,
  entity: string,
  schema: DataSchema,
): Promise<ParentRows> {
  const fields = referredFields(entity, schema)
  const { quoteIdentifier } = target.quoting
  const table = target.tables.get(entity)!
  if (fields.length === 0) return rowsOf(entity, new Map(), 0)
  const columns = fields.map(quoteIdentifier)
  const whole = columns.map((column) => `${column} is not null`).join(' and ')
  const asText = target.dialect === 'postgres'
  const values = (from: string): string =>
    fields.map((_, i) => (asText ? `cast(${from}c${i} as text) as c${i}` : `${from}c${i} as c${i}`)).join(', ')
  const inner = `select ${columns.map((column, i) => `${column} as c${i}`).join(', ')}, row_number() over (order by ${columns.join(', ')}) as n, count(*) over () as total from ${table.name} where ${whole}`
  const text = `select ${values('k.')} from (${inner}) k where (k.n - 1) % (1 + (k.total - 1) / ${mostKeys}) = 0 order by k.n`
  const keys = new Map<string, unknown[]>(fields.map((field) => [field, []]))
  let count = 0
  for await (const rows of session.stream<Record<string, unknown>>(text, [], { batchSize: 5000 })) {
    for (const row of rows) for (const [i, field] of fields.entries()) keys.get(field)!.push(row[`c${i}`])
    count += rows.length
  }
  return rowsOf(entity, keys, count)
}

function rowsOf(entity: string, keys: ReadonlyMap<string, readonly unknown[]>, count: number): ParentRows {
  return {
    entity,
    first: 0,
    count,
    made: false,
    key(field, rows) {
      const values = keys.get(field)
      if (!values)
        throw new UnderstudyError('INTERNAL', {
          operation: 'read keys',
          at: `${entity}.${field}`,
          message: 'a key was asked for that was not read',
        })
      return vectorOf(Array.from(rows.numbers, (row) => values[row]))
    },
  }
}

/** Text goes into a column of any type in Postgres; SQLite keeps what it is given, so there a value keeps its type. */
function vectorOf(values: readonly unknown[]): Vector {
  const length = values.length
  if (values.every((value) => typeof value === 'number')) {
    return values.every(Number.isSafeInteger)
      ? { type: 'int', length, values: Float64Array.from(values) }
      : { type: 'float', length, values: Float64Array.from(values) }
  }
  if (values.every((value) => typeof value === 'bigint' || Number.isSafeInteger(value))) {
    return {
      type: 'bigint',
      length,
      values: BigInt64Array.from(values, (value) =>
        BigInt(Number.isSafeInteger(value) ? Number(value) : String(value)),
      ),
    }
  }
  if (values.every((value) => value instanceof Uint8Array)) return { type: 'bytes', length, values }
  return { type: 'text', length, values: values.map(String) }
}
