import type { ColumnShape } from '../../formats/contract.ts'
import { copyBinary, copyBinarySupports } from '../../formats/copy-binary.ts'
import { copyText } from '../../formats/copy-text.ts'
import type { Batch } from '../../model/batch.ts'
import type { Cancellable, Copy, TableName } from '../adapter.ts'
import type { Link } from '../link.ts'
import { checkWidth } from '../width.ts'
import { quoteIdentifier, quoteTable } from './quote.ts'

interface CopyingLink extends Link {
  readonly copy: Copy
  /** Whether `copy` takes COPY's binary format. */
  readonly copiesBinary: boolean
}

/** Loads batches by one COPY: binary where every pair of vector and column type allows it, else text. */
export async function copyBatches(
  link: CopyingLink,
  table: TableName,
  columns: readonly string[],
  batches: AsyncIterable<Batch> | Iterable<Batch>,
  options: Cancellable,
): Promise<number> {
  const types = await columnTypes(link, table, options)
  const source = iterate(batches)
  const first = await source.next()
  if (first.done) return 0
  if (columns.length === 0) return insertDefaults(link, table, first.value, source, options)
  const shape = {
    name: table.name,
    columns: first.value.columns.map(({ name }, at) => ({ name, databaseType: types.get(columns[at] ?? '') })),
  }
  const binary = link.copiesBinary && fitsBinary(first.value, shape.columns)
  const encoder = (binary ? copyBinary : copyText).encoder(shape)
  const list = columns.map(quoteIdentifier).join(', ')
  const statement = `copy ${quoteTable(table)} (${list}) from stdin${binary ? ' (format binary)' : ''}`
  return link.copy.in(statement, encoded(), options)

  async function* encoded(): AsyncGenerator<Uint8Array, void, undefined> {
    try {
      yield encoder.header()
      for (let step = first; !step.done; step = await source.next()) {
        checkWidth(table, columns, step.value)
        yield encoder.batch(step.value)
      }
      yield encoder.footer()
    } finally {
      await source.return()
    }
  }
}

function fitsBinary(batch: Batch, columns: readonly ColumnShape[]): boolean {
  return columns.every(({ databaseType }, at) => {
    return databaseType !== undefined && copyBinarySupports(batch.columns[at]!.vector.type, databaseType)
  })
}

async function* iterate(batches: AsyncIterable<Batch> | Iterable<Batch>): AsyncGenerator<Batch, void, undefined> {
  yield* batches
}

/** COPY has no way to say "no column". */
async function insertDefaults(
  link: CopyingLink,
  table: TableName,
  first: Batch,
  rest: AsyncIterable<Batch>,
  options: Cancellable,
): Promise<number> {
  let rows = first.length
  for await (const batch of rest) rows += batch.length
  await link.run(`insert into ${quoteTable(table)} select from generate_series(1, $1::bigint)`, [rows], options)
  return rows
}

/** Column → type as format_type names it without modifiers; a domain as the type below it, an enum as 'enum'. */
async function columnTypes(
  link: CopyingLink,
  table: TableName,
  options: Cancellable,
): Promise<ReadonlyMap<string, string>> {
  const { rows } = await link.run(
    `with recursive types as (
       select attname, atttypid as type from pg_catalog.pg_attribute
       where attrelid = $1::pg_catalog.regclass and attnum > 0 and not attisdropped
       union all
       select attname, typbasetype from types join pg_catalog.pg_type on oid = type where typtype = 'd'
     )
     select attname as name, case typtype when 'e' then 'enum' else pg_catalog.format_type(oid, null) end as type
     from types join pg_catalog.pg_type on oid = type where typtype <> 'd'`,
    [quoteTable(table)],
    options,
  )
  return new Map(rows.map(nameAndType))
}

/** A row of the query above. */
function nameAndType(row: unknown): [string, string] {
  const { name, type } = row as { name: string; type: string }
  return [name, type]
}
