import { analyzeSchema } from '../../../../catalog/analyze.ts'
import type { Database } from '../../../../database/adapter.ts'
import { quoteTable } from '../../../../database/postgres/quote.ts'
import { UnderstudyError } from '../../../../errors.ts'
import { readTargetServer } from '../../../plan/read-target-server.ts'
import type { ArchivedSequence, ArchiveEnd, ArchiveHead, CountedRows } from './archive-contents.ts'
import type { ArchiveReader } from './archive-records.ts'
import { readForArchive, writeFromArchive } from './archive-session.ts'
import { digestObjects, putObjects } from './archived-objects.ts'
import { putSequences, readSequences } from './archived-sequences.ts'
import { countRows } from './count-rows.ts'
import { finishSchema, makeBareTables } from './make-schema.ts'
import { rowsOfExtensions } from './rows-of-extensions.ts'
import { schemaDifferences, someOf } from './schema-differences.ts'
import { archivedTables, copyOf, copyStatement } from './write-archive.ts'

/** What an archive says of itself, by which what came of it is known. */
interface Restored {
  readonly counted: ReadonlyMap<string, CountedRows>
  readonly sequences: readonly ArchivedSequence[]
  readonly end: ArchiveEnd
}

/**
 * Loads an archive, whose head was taken already, into a database of its form that holds nothing, and proves that it is
 * what was written: every object, every row, every sequence and large object. Anything else is an error.
 */
export async function restoreArchive(
  reader: ArchiveReader,
  head: ArchiveHead,
  database: Database,
  signal?: AbortSignal,
): Promise<void> {
  await makeBareTables(database, head.definition, signal)
  const restored = await loadRows(reader, head, database, signal)
  await finishSchema(database, head.definition, signal)
  const differences = await differencesOf(head, restored, database, signal)
  if (differences.length > 0) {
    throw new UnderstudyError('CLONE_FAILED', {
      operation: 'load the backup',
      message: `What was loaded is not what was written: ${someOf(differences)}`,
      hint: 'Keep the backup as a database.',
      details: { differences },
    })
  }
}

async function loadRows(
  reader: ArchiveReader,
  head: ArchiveHead,
  database: Database,
  signal: AbortSignal | undefined,
): Promise<Restored> {
  const counted = new Map<string, CountedRows>()
  let sequences: readonly ArchivedSequence[] = []
  await database.session(async (session) => {
    await writeFromArchive(session, head.definition)
    for (let table = await reader.takeIf('table'); table !== undefined; table = await reader.takeIf('table')) {
      await copyOf(session).in(copyStatement(table, 'from stdin', head), reader.data(), { signal })
      counted.set(quoteTable(table), await reader.take('counted'))
    }
    sequences = await reader.take('sequences')
    await putSequences(session, sequences)
    const { roles } = await readTargetServer(session)
    await session.transaction((transaction) => putObjects(transaction, reader, roles), { signal })
  })
  const end = await reader.take('end')
  await reader.ended()
  return { counted, sequences, end }
}

async function differencesOf(
  head: ArchiveHead,
  { counted, sequences, end }: Restored,
  database: Database,
  signal: AbortSignal | undefined,
): Promise<string[]> {
  return await database.session(async (session) => {
    await readForArchive(session, head.definition)
    const found: string[] = []
    const tables = archivedTables(head.definition)
    if (tables.length !== end.tables || counted.size !== end.tables) found.push('tables are missing')
    for (const { all, ...table } of tables) {
      const name = quoteTable(table)
      const there = await countRows(session, table, all, signal)
      const wanted = counted.get(name)
      if (there.rows !== wanted?.rows || there.digest !== wanted.digest)
        found.push(`${name} has ${there.rows} rows that are not the ${wanted?.rows ?? 0} that were written`)
    }
    if (JSON.stringify(await readSequences(session, head.definition)) !== JSON.stringify(sequences))
      found.push('sequences stand elsewhere')
    const objects = await digestObjects(session)
    if (objects.digest !== end.objects.digest)
      found.push(`${objects.count} large objects are not the ${end.objects.count} that were written`)
    const made = { definition: await analyzeSchema(session), ofExtensions: await rowsOfExtensions(session) }
    return [...found, ...schemaDifferences(head, made)]
  })
}
