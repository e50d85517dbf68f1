import { access, constants } from 'node:fs/promises'
import type { Cancellable, Database } from '../database/adapter.ts'
import { connect } from '../database/connect.ts'
import { dropDatabase } from '../database/postgres/drop-database.ts'
import { inDatabase } from '../database/postgres/in-database.ts'
import { quoteIdentifier } from '../database/postgres/quote.ts'
import { holdScratchName, scratchName } from '../database/postgres/scratch-name.ts'
import { loadSqlFile, type SkippedStatement } from '../database/sql-file/load.ts'
import { invalid } from '../database/sql-file/problem.ts'
import { parseUrl } from '../database/url.ts'
import { messageOf, UnderstudyError } from '../errors.ts'
import { analyzeSchema } from './analyze.ts'
import type { SchemaDefinition } from './definition.ts'

export interface ScratchSchema {
  readonly definition: SchemaDefinition
  /** Statements that another database or a role that is not there would be needed for. */
  readonly skipped: readonly SkippedStatement[]
}

/**
 * The schema that a file of SQL makes: the file is loaded into a database that exists for this alone.
 * @param place URL of a Postgres server, where a database is made and dropped again; sqlite: and pglite: are in memory
 */
export async function analyzeSqlFile(file: string, place: string, options: Cancellable = {}): Promise<ScratchSchema> {
  await access(file, constants.R_OK).catch((thrown: unknown) => {
    throw invalid(file, undefined, `The file ${file} cannot be read: ${messageOf(thrown)}`)
  })
  return await withScratchDatabase(place, async (database) => {
    const { skipped } = await loadSqlFile(database, file, options)
    return { definition: await analyzeSchema(database), skipped }
  })
}

/** An empty database for as long as `work` takes, whatever becomes of that, with its URL; what is in memory is seen by nobody else. */
export async function withScratchDatabase<T>(
  place: string,
  work: (database: Database, url: string) => Promise<T>,
): Promise<T> {
  const { engine } = parseUrl(place)
  if (engine !== 'postgres') {
    const url = `${engine}::memory:`
    await using database = await connect(url)
    return await work(database, url)
  }
  await using server = await connect(place, { maxConnections: 2 })
  const name = scratchName()
  return await server.session(async (holder) => {
    await holdScratchName(holder, name)
    await make(server, name)
    try {
      const url = inDatabase(place, name)
      await using database = await connect(url)
      return await work(database, url)
    } finally {
      await dropDatabase(server, name)
    }
  })
}

/** From template0, so that nothing is in it which somebody has put into new databases of this server. */
async function make(server: Database, name: string): Promise<void> {
  try {
    await server.query(`create database ${quoteIdentifier(name)} template template0`)
  } catch (thrown) {
    if (!(thrown instanceof UnderstudyError) || thrown.code !== 'PERMISSION_DENIED') throw thrown
    throw new UnderstudyError('PERMISSION_DENIED', {
      operation: 'make a scratch database',
      message: `The role of ${server.name} may not make a scratch database`,
      hint: 'Give the role CREATEDB, or name another server, such as --scratch postgres://me@localhost/postgres.',
      details: thrown.details,
      cause: thrown,
    })
  }
}
