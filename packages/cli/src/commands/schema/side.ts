import { redactUrl } from '@understudy/sdk'
import type { ResolvedPlace } from '@understudy/sdk/clone'
import { UnderstudyError } from '@understudy/sdk/error'
import { analyzeSchema, analyzeSqlFile, type SchemaDefinition } from '@understudy/sdk/schema'
import { counted } from '../../terminal/amounts.ts'
import { oneLine } from '../../terminal/printable.ts'
import type { Around } from '../command.ts'
import { readPlace } from '../read-place.ts'
import { resolvePlace } from '../resolve-place.ts'
import { resolveWritablePlace } from '../resolve-writable-place.ts'

/** A schema that the command line names. */
export interface Side {
  readonly name: string
  readonly definition: SchemaDefinition
  /** What of a file was passed over. */
  readonly notes: readonly string[]
}

type Named = { readonly file: string } | ResolvedPlace

/** One schema: of a database, or of a file that is loaded into a scratch database. */
export async function readSide(
  text: string,
  scratch: string | undefined,
  around: Around,
  schemas?: readonly string[],
): Promise<Side> {
  return await read(await named(text), scratch, around, schemas)
}

/** Two of them; a file is loaded where the other side is, unless another place is named, or nothing may be written there. */
export async function readSides(
  a: string,
  b: string,
  scratch: string | undefined,
  around: Around,
): Promise<readonly [Side, Side]> {
  const [before, after] = [await named(a), await named(b)]
  const place = (side: Named, other: Named) =>
    scratch ?? ('file' in side && 'url' in other ? besides(other) : undefined)
  return [await read(before, place(before, after), around), await read(after, place(after, before), around)]
}

/** Where a file is loaded that is held against a database: on its server, but for one where nothing may be written. */
function besides({ url, environment }: ResolvedPlace): string | undefined {
  if (!environment?.isReadOnly) return url
  return /^postgres(ql)?:/.test(url) ? undefined : 'sqlite::memory:'
}

async function read(
  side: Named,
  scratch: string | undefined,
  { terminal, signal }: Around,
  schemas?: readonly string[],
): Promise<Side> {
  const options = schemas === undefined ? {} : { schemas }
  if ('url' in side) {
    terminal.progress.say(`reads ${redactUrl(side.url)}`)
    return await readPlace(side, async (session, name) => {
      refuseInterrupted(signal)
      return { name, definition: await analyzeSchema(session, options), notes: [] }
    })
  }
  terminal.progress.say(`loads ${side.file}`)
  const { definition, skipped } = await loaded(side.file, scratch, signal)
  refuseInterrupted(signal)
  const notes = skipped.map(
    ({ file, line, statement, reason }) => `passed over ${file}:${line}: ${oneLine(statement)} (${oneLine(reason)})`,
  )
  return { name: side.file, definition, notes: notes.length > 10 ? shortened(notes) : notes }
}

/** Reading a catalog is not stopped on its way, and what would come after it is not begun. */
function refuseInterrupted(signal: AbortSignal): void {
  if (!signal.aborted) return
  throw new UnderstudyError('CANCELLED', {
    operation: 'read a schema',
    message: 'The command was interrupted',
    details: { stands: 'nothing was changed' },
  })
}

function shortened(notes: readonly string[]): string[] {
  return [...notes.slice(0, 10), `and ${counted(notes.length - 10, 'statement')} more`]
}

/** Without a database on the other side, PGlite reads the file, as a Postgres. */
async function loaded(file: string, scratch: string | undefined, signal: AbortSignal) {
  if (scratch !== undefined) return await analyzeSqlFile(file, (await resolveWritablePlace(scratch)).url, { signal })
  try {
    return await analyzeSqlFile(file, 'pglite:', { signal })
  } catch (thrown) {
    if (!(thrown instanceof UnderstudyError) || thrown.code !== 'DRIVER_MISSING') throw thrown
    throw new UnderstudyError('USAGE', {
      operation: 'read the command line',
      message: `There is no database to load ${file} into`,
      hint: 'Name one with --scratch: postgres://me@localhost/postgres, where a database is made and dropped again, or sqlite::memory:.',
      cause: thrown,
    })
  }
}

export function isSqlFile(text: string): boolean {
  return /\.sql$/i.test(text)
}

async function named(text: string): Promise<Named> {
  if (isSqlFile(text)) return { file: text }
  if (/^(postgres(ql)?:\/\/|sqlite:|pglite:)|^[\w-]+$/.test(text) || /\.(db|sqlite3?)$/i.test(text))
    return await resolvePlace(text)
  throw new UnderstudyError('USAGE', {
    operation: 'read the command line',
    message: `${JSON.stringify(redactUrl(text))} is neither the URL of a database, nor the name of an environment, nor a file that ends in .sql`,
    hint: 'Give a URL such as postgres://user@host:5432/name or sqlite:./file.db, the name of an environment, or a .sql file.',
  })
}
