import { createHash } from 'node:crypto'
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import type { Dialect } from '../../database/adapter.ts'
import { codeOf, messageOf, UnderstudyError } from '../../errors.ts'
import { type ParsedScript, parseScript } from './parse-script.ts'
import { scriptText } from './script-text.ts'
import type { MigrationScript } from './step.ts'

const sha256 = z.string().regex(/^[0-9a-f]{64}$/)

const recordShape = z.strictObject({
  kind: z.literal('understudy.migration'),
  version: z.literal(1),
  name: z.string(),
  engine: z.enum(['postgres', 'sqlite']),
  from: z.string(),
  to: z.string(),
  up: z.strictObject({ file: z.string(), sha256 }),
  down: z.strictObject({ file: z.string(), sha256 }),
})

/** What stands in NAME.json beside the two files of SQL. */
export type StoredMigration = z.output<typeof recordShape>

export interface SavedMigration {
  readonly files: readonly string[]
  readonly record: StoredMigration
}

/** Writes NAME.up.sql, NAME.down.sql and NAME.json into a folder; none of them may be there. */
export async function saveMigration(folder: string, name: string, script: MigrationScript): Promise<SavedMigration> {
  refuseBadName(name)
  const up = scriptText(script, 'up')
  const down = scriptText(script, 'down')
  const record: StoredMigration = {
    kind: 'understudy.migration',
    version: 1,
    name,
    engine: script.engine,
    from: script.from,
    to: script.to,
    up: { file: `${name}.up.sql`, sha256: hashOf(up) },
    down: { file: `${name}.down.sql`, sha256: hashOf(down) },
  }
  const contents = [
    [join(folder, record.up.file), up],
    [join(folder, record.down.file), down],
    [join(folder, `${name}.json`), `${JSON.stringify(record, undefined, 2)}\n`],
  ] as const
  const written: string[] = []
  try {
    await mkdir(folder, { recursive: true })
    for (const [path, text] of contents) {
      await writeFile(path, text, { flag: 'wx' })
      written.push(path)
    }
  } catch (thrown) {
    for (const path of written) await rm(path, { force: true })
    throw notWritten(thrown, folder, name)
  }
  return { files: written, record }
}

export interface ReadOptions {
  readonly direction?: 'up' | 'down' | undefined
  /** Whether a file that was changed since it was saved is taken as it is now. */
  readonly edited?: boolean | undefined
}

/** A migration that was saved, in one direction. A file that was changed since is refused, unless that is meant. */
export async function readStoredMigration(
  folder: string,
  name: string,
  dialect: Dialect,
  { direction = 'up', edited = false }: ReadOptions = {},
): Promise<ParsedScript & { readonly file: string; readonly record: StoredMigration }> {
  refuseBadName(name)
  const record = await readRecord(join(folder, `${name}.json`), folder, name)
  const file = join(folder, `${name}.${direction}.sql`)
  const text = await readFile(file, 'utf8').catch((thrown: unknown) => {
    throw unknown(name, `${file} cannot be read: ${messageOf(thrown)}`)
  })
  const [saved, found] = [record[direction].sha256, hashOf(text)]
  if (saved !== found && !edited) {
    throw new UnderstudyError('MIGRATION_EDITED', {
      operation: 'read stored migration',
      at: file,
      message: `${file} was changed since it was saved: its hash was ${saved} and is ${found}`,
      hint: 'Review what was changed, then say --edited; or take the change back.',
      details: { saved, found, stands: 'nothing was changed' },
    })
  }
  return { ...(await parseScript(text, dialect, file)), file, record }
}

async function readRecord(path: string, folder: string, name: string): Promise<StoredMigration> {
  const text = await readFile(path, 'utf8').catch((thrown: unknown) => {
    throw unknown(name, `There is no migration ${JSON.stringify(name)} in ${folder}: ${messageOf(thrown)}`)
  })
  try {
    return recordShape.parse(JSON.parse(text))
  } catch (thrown) {
    throw new UnderstudyError('INPUT_MALFORMED', {
      operation: 'read stored migration',
      at: path,
      message: `${path} is no record of a migration: ${messageOf(thrown)}`,
      hint: 'Make the migration anew with --save.',
    })
  }
}

/** One name is one place in the folder. */
function refuseBadName(name: string): void {
  if (/^[\p{L}\p{N}_][\p{L}\p{N}_.-]{0,99}$/u.test(name)) return
  throw new UnderstudyError('MIGRATION_UNKNOWN', {
    operation: 'name a migration',
    message: `${JSON.stringify(name)} is no name of a migration`,
    hint: 'Use letters, digits, dots, dashes and underscores, such as 2026-11-28-add-orders.',
  })
}

function unknown(name: string, message: string): UnderstudyError {
  return new UnderstudyError('MIGRATION_UNKNOWN', { operation: 'read stored migration', message, details: { name } })
}

function notWritten(thrown: unknown, folder: string, name: string): UnderstudyError {
  const exists = codeOf(thrown) === 'EEXIST'
  return new UnderstudyError(exists ? 'FILE_EXISTS' : 'WRITE_FAILED', {
    operation: 'save migration',
    at: folder,
    message: exists
      ? `A migration ${JSON.stringify(name)} is in ${folder} already`
      : `The migration could not be written: ${messageOf(thrown)}`,
    hint: exists ? 'Save it under another name, or remove the old one first.' : 'Check the folder and its permissions.',
    details: { stands: 'nothing of this migration was written' },
  })
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}
