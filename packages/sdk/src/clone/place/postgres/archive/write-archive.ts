import type { SchemaDefinition } from '../../../../catalog/definition.ts'
import type { Copy, Session } from '../../../../database/adapter.ts'
import { quoteIdentifier, quoteLiteral, quoteTable } from '../../../../database/postgres/quote.ts'
import { holdsRows } from '../../../verify/read-back.ts'
import type { ArchivedTable, ArchiveHead } from './archive-contents.ts'
import { dataOf, recordOf } from './archive-records.ts'
import { objectRecords } from './archived-objects.ts'
import { readSequences } from './archived-sequences.ts'
import { countRows } from './count-rows.ts'

/**
 * A whole database as records: what it is, the rows of every table and their count, sequences, large objects. The session
 * sees one state of it.
 */
export async function* archiveOf(
  session: Session,
  head: ArchiveHead,
  signal?: AbortSignal,
): AsyncGenerator<Uint8Array, void, undefined> {
  yield* recordOf('head', head)
  const tables = archivedTables(head.definition)
  for (const { columns, all, ...table } of tables) {
    yield* recordOf('table', { ...table, columns })
    const counted = await countRows(session, table, all, signal)
    for await (const chunk of copyOf(session).out(copyStatement({ ...table, columns }, 'to stdout', head), { signal }))
      yield* dataOf(chunk)
    yield* recordOf('counted', counted)
  }
  yield* recordOf('sequences', await readSequences(session, head.definition))
  const objects = yield* objectRecords(session)
  yield* recordOf('end', { tables: tables.length, objects })
}

/** Those that hold rows themselves; `all` has the computed columns too. */
export function archivedTables({ tables }: SchemaDefinition): (ArchivedTable & { readonly all: readonly string[] })[] {
  return tables.filter(holdsRows).map(({ schema, name, columns }) => ({
    schema,
    name,
    columns: columns.filter(({ generated }) => generated === null).map((column) => column.name),
    all: columns.map((column) => column.name),
  }))
}

/** The bytes of the database's own encoding, whatever that is. */
export function copyStatement(
  { columns, ...table }: ArchivedTable,
  direction: 'to stdout' | 'from stdin',
  { form }: Pick<ArchiveHead, 'form'>,
): string {
  const named = columns.length === 0 ? '' : ` (${columns.map(quoteIdentifier).join(', ')})`
  return `copy ${quoteTable(table)}${named} ${direction} (encoding ${quoteLiteral(form.encoding)})`
}

/** Postgres has it always. */
export function copyOf({ copy }: Session): Copy {
  if (copy === undefined) throw new Error('A connection to Postgres has COPY')
  return copy
}
