import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { withScratchDatabase } from '../catalog/scratch.ts'
import type { Database } from '../database/adapter.ts'
import { loadSqlFile } from '../database/sql-file/load.ts'
import { codeOf, UnderstudyError } from '../errors.ts'
import type { DataSchema } from '../model/schema.ts'
import type { RowSource } from '../quality/row-source.ts'
import { type GuardOptions, openGuardedSource } from '../safety/open-guarded-source.ts'
import type { SafetyCheck } from '../safety/safety-check.ts'
import { holdOpen } from './hold-open.ts'
import { type OpenedDatabase, readDatabase } from './open-database.ts'
import { type FileOptions, isFileOfRows, unreadable, whyUnreadable } from './read/decode-file.ts'
import { fileSource } from './read/file-source.ts'
import { joinedSource } from './read/joined-source.ts'
import { type RowDataset, rowsSource } from './read/rows-source.ts'

/**
 * Rows in memory; a file of CSV, JSON, NDJSON, Parquet or XML, a folder of such files, several of them; a file of SQL,
 * which is loaded into a scratch database; the URL of a Postgres or SQLite database.
 */
export type Dataset = RowDataset | string | readonly string[]

export interface DatasetOptions extends Omit<GuardOptions, 'sessions'>, FileOptions {
  /** What files hold; of CSV it says the types. */
  readonly schema?: DataSchema | undefined
  /** What the rows of one file are called; its name without the extension where not said. */
  readonly entity?: string | undefined
  /** Where a file of SQL is loaded: postgres://…, where a database is made and dropped again, sqlite: or pglite: (the usual). */
  readonly scratch?: string | undefined
}

export interface OpenedDataset extends AsyncDisposable {
  readonly source: RowSource
  /** Of databases: their state does not change while they are open. */
  readonly database?: OpenedDatabase | undefined
  /** What the guard looked at before anything was read. */
  readonly checks: readonly SafetyCheck[]
}

export async function openDataset(dataset: Dataset, options: DatasetOptions = {}): Promise<OpenedDataset> {
  if (typeof dataset === 'string') return await openPlace(dataset, options)
  if (!isPaths(dataset)) return ofSource(rowsSource(dataset))
  const [only, ...more] = dataset
  if (only !== undefined && more.length === 0) return await openPlace(only, options)
  return ofSource(await filesSource(dataset.join(', '), dataset, options))
}

function isPaths(dataset: RowDataset | readonly string[]): dataset is readonly string[] {
  return Array.isArray(dataset)
}

const url = /^(postgres(ql)?:\/\/|sqlite:|pglite:)|\.(db|sqlite3?)$/i

async function openPlace(place: string, options: DatasetOptions): Promise<OpenedDataset> {
  if (url.test(place)) return await openGuarded(place, options)
  if (/\.sql$/i.test(place)) return await openSqlFile(place, options)
  if (await isFolder(place)) return ofSource(await folderSource(place, options))
  return ofSource(await fileSource(place, options))
}

function ofSource(source: RowSource): OpenedDataset {
  return { source, checks: [], [Symbol.asyncDispose]: async () => {} }
}

async function openGuarded(place: string, options: DatasetOptions): Promise<OpenedDataset> {
  const { schema, entity, scratch, format, delimiter, ...guard } = options
  const source = await openGuardedSource(place, { ...guard, partial: true, sessions: 1 })
  try {
    const held = await holdOpen<OpenedDatabase>((use) =>
      source.session(async (session) => use(await readDatabase(session, source.name)), { signal: options.signal }),
    )
    return {
      source: held.value.source,
      database: held.value,
      checks: source.checks,
      async [Symbol.asyncDispose]() {
        try {
          await held.release()
        } finally {
          await source.close()
        }
      },
    }
  } catch (thrown) {
    await source.close()
    throw thrown
  }
}

/** Loaded into a database that exists for this alone. */
async function openSqlFile(path: string, { scratch = 'pglite:', signal }: DatasetOptions): Promise<OpenedDataset> {
  const held = await holdOpen<OpenedDatabase>((use) =>
    withScratchDatabase(scratch, async (database: Database) => {
      await loadSqlFile(database, path, { signal })
      await database.session(async (session) => use(await readDatabase(session, path)))
    }),
  )
  return {
    source: held.value.source,
    database: held.value,
    checks: [],
    [Symbol.asyncDispose]: () => held.release(),
  }
}

async function isFolder(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory()
  } catch (thrown) {
    if (codeOf(thrown) === undefined) throw thrown
    throw unreadable(path, whyUnreadable(thrown), thrown)
  }
}

async function folderSource(folder: string, options: DatasetOptions): Promise<RowSource> {
  const files = (await readdir(folder)).filter(isFileOfRows).sort()
  return await filesSource(
    folder,
    files.map((file) => join(folder, file)),
    options,
  )
}

async function filesSource(name: string, files: readonly string[], options: DatasetOptions): Promise<RowSource> {
  const { entity: _, ...each } = options
  const sources = await Promise.all(files.map((file) => fileSource(file, each)))
  const names = sources.flatMap(({ entities = [] }) => entities)
  const twice = names.find((one, at) => names.indexOf(one) < at)
  if (twice === undefined && sources.length > 0) return joinedSource(name, sources)
  throw new UnderstudyError('USAGE', {
    operation: 'read the data',
    at: name,
    message: twice === undefined ? `${name} holds no file of rows` : `two files hold rows of ${twice}`,
    hint: 'Give files of csv, json, ndjson, parquet or xml, each named after what its rows are.',
  })
}
