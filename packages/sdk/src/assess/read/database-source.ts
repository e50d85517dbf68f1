import type { Session } from '../../database/adapter.ts'
import { quoting } from '../../database/quote.ts'
import { batchOf } from '../../formats/batch-of-rows.ts'
import { decodeCopyText } from '../../formats/copy-text-decode.ts'
import type { Batch } from '../../model/batch.ts'
import type { DataSchema } from '../../model/schema.ts'
import type { RowSource } from '../../quality/row-source.ts'
import type { SourceColumn, SourceTable, SourceTables } from './database-tables.ts'
import { isChosen, typedBatch } from './typed-batch.ts'

export interface DatabaseSourceOptions {
  readonly name: string
  readonly tables: SourceTables
  readonly schema?: DataSchema | undefined
}

const batchRows = 2000

/**
 * The rows of a database's tables and views, one table after another, in flat memory. What session it is decides of
 * which moment they are; nothing else runs in it while a table is read.
 */
export function databaseSource(session: Session, { name, tables, schema }: DatabaseSourceOptions): RowSource {
  return {
    name,
    schema,
    entities: [...tables.keys()],
    async *batches({ entities, columns, signal } = {}) {
      for (const [entity, table] of tables) {
        if (entities !== undefined && !entities.includes(entity)) continue
        const wanted = columns?.get(entity)
        const chosen = table.columns.filter((column) => isChosen(column.name, wanted))
        yield* readTable(session, table, chosen, signal)
      }
    },
  }
}

/** A table without rows gives one batch without rows, so that its columns show. */
async function* readTable(
  session: Session,
  table: SourceTable,
  columns: readonly SourceColumn[],
  signal: AbortSignal | undefined,
): AsyncGenerator<Batch> {
  let seen = false
  for await (const batch of session.copy === undefined
    ? streamed(session, table, columns, signal)
    : copied(session, table, columns, signal)) {
    seen = true
    yield batch
  }
  if (seen) return
  yield batchOf(
    table.entity,
    [],
    columns.map((column) => ({ name: column.name })),
  )
}

function selection(session: Session, { table, ordered }: SourceTable, columns: readonly SourceColumn[]): string {
  // Without any column there would be no rows.
  const { quoteIdentifier, quoteTable } = quoting[session.dialect]
  const chosen =
    columns.length === 0
      ? ['1 as c0']
      : columns.map(({ name, cast }, at) => `t.${quoteIdentifier(name)}${cast} as c${at}`)
  const from = `select ${chosen.join(', ')} from ${quoteTable(table)} as t`
  // A scan by place begins at the first page, also beside others: a row has the same number whenever it is read.
  return ordered ? `${from} where t.ctid >= '(0,0)'::tid` : from
}

async function* copied(
  session: Session,
  table: SourceTable,
  columns: readonly SourceColumn[],
  signal: AbortSignal | undefined,
): AsyncGenerator<Batch> {
  const bytes = session.copy?.out(`copy (${selection(session, table, columns)}) to stdout`, { signal }) ?? none()
  const shapes = columns.map(({ name, readAs }) => ({ name, databaseType: readAs }))
  for await (const batch of decodeCopyText(bytes, {
    entity: table.entity,
    columns: columns.length === 0 ? [{ name: 'c0', databaseType: 'integer' }] : shapes,
  }))
    yield columns.length === 0 ? { ...batch, columns: [] } : batch
}

async function* none(): AsyncGenerator<Uint8Array> {}

/** Where the engine has no types, values that are none of what their column is meant to hold stay as they are. */
async function* streamed(
  session: Session,
  table: SourceTable,
  columns: readonly SourceColumn[],
  signal: AbortSignal | undefined,
): AsyncGenerator<Batch> {
  const types = new Map(columns.flatMap(({ name, type }) => (type === 'other' ? [] : [[name, type] as const])))
  let first = 0
  for await (const rows of session.stream<Readonly<Record<string, unknown>>>(selection(session, table, columns), [], {
    batchSize: batchRows,
    signal,
  })) {
    const places = columns.map((_, at) => ({ name: `c${at}` }))
    const batch = batchOf(table.entity, rows, places, first)
    const named = batch.columns.map(({ vector }, at) => ({ name: columns[at]?.name ?? '', vector }))
    yield typedBatch({ ...batch, columns: named }, types, true)
    first += rows.length
  }
}
