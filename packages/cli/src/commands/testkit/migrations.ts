import { type Database, loadSqlFile, redactUrl } from '@understudy/sdk'
import { UnderstudyError } from '@understudy/sdk/error'
import {
  analyzeSchema,
  applyMigration,
  generateMigrationScript,
  type MigrationTestResult,
  testMigrations,
  withScratchDatabase,
} from '@understudy/sdk/schema'
import type { Around, Outcome } from '../command.ts'
import { seedOf, usage } from '../generate/options.ts'
import { resolveWritablePlace } from '../resolve-writable-place.ts'
import { isSqlFile, readSide } from '../schema/side.ts'
import { resultLines } from './migration-lines.ts'

export interface MigrationsFlags {
  readonly from?: string
  readonly rows: string
  readonly seed?: string
  readonly writer: boolean
  readonly json?: boolean
}

const mostRows = 1_000_000

/** Tests a folder of migrations in a database that is made for this on the server of the URL, and is gone afterwards. */
export async function testMigrationsCommand(
  url: string,
  folder: string,
  { from, rows, seed, writer }: MigrationsFlags,
  around: Around,
): Promise<Outcome> {
  const { terminal, signal } = around
  const options = { rows: rowsOf(rows), seed: seed === undefined ? undefined : seedOf(seed), writer, signal }
  const onProgress = (doing: string): void => terminal.progress.say(doing)
  // A database is made on its server, and filled.
  const place = await resolveWritablePlace(url)
  try {
    const result = await withScratchDatabase(place.url, async (database): Promise<MigrationTestResult> => {
      if (from !== undefined) await prepare(database, from, around)
      return await testMigrations(database, folder, { ...options, onProgress })
    })
    return {
      document: { command: 'testkit migrations', folder, ...result },
      lines: resultLines(result),
      failed: !result.passed,
    }
  } catch (thrown) {
    throw explained(thrown, url)
  }
}

/** Gives the scratch database the schema that the migrations start from. */
async function prepare(database: Database, from: string, around: Around): Promise<void> {
  const { terminal, signal } = around
  if (isSqlFile(from)) {
    terminal.progress.say(`loads ${from}`)
    await loadSqlFile(database, from, { signal })
    return
  }
  const { definition } = await readSide(from, undefined, around)
  const { up, refused } = generateMigrationScript(await analyzeSchema(database), definition)
  if (refused.length > 0) {
    throw new UnderstudyError('MIGRATION_FAILED', {
      operation: 'make the schema that the migrations start from',
      message: `Not all of ${redactUrl(from)} can be made again`,
      hint: 'Give --from a .sql file that makes that schema, such as pg_dump --schema-only writes.',
      details: { problems: refused.map(({ object, why }) => ({ path: object, message: why })) },
    })
  }
  terminal.progress.say(`makes the schema of ${redactUrl(from)}`)
  await applyMigration(database, up, { confirmed: true, signal })
}

function rowsOf(text: string): number {
  const rows = /^\d{1,7}$/.test(text) ? Number(text) : Number.NaN
  if (rows <= mostRows) return rows
  throw usage(`--rows ${JSON.stringify(text)} is no number of rows`, `Give --rows 0 to ${mostRows}.`)
}

/** What an error means where nothing but a scratch database was touched. */
function explained(thrown: unknown, url: string): unknown {
  if (!(thrown instanceof UnderstudyError)) return thrown
  const { code, operation, message, at, details } = thrown
  if (code === 'CANCELLED') {
    return new UnderstudyError(code, {
      operation: 'test migrations',
      message: 'The tests of migrations were interrupted',
      details: { stands: `the scratch database is gone; ${redactUrl(url)} is as it was` },
      cause: thrown,
    })
  }
  if (code !== 'PERMISSION_DENIED' || operation !== 'make a scratch database') return thrown
  return new UnderstudyError(code, {
    operation,
    message,
    hint: 'Give the role CREATEDB, or name a server where it may make databases.',
    ...(at !== undefined && { at }),
    details,
    cause: thrown,
  })
}
