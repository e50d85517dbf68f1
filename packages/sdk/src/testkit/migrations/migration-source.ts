import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseScript } from '../../catalog/migration/parse-script.ts'
import type { MigrationScript, MigrationStep } from '../../catalog/migration/step.ts'
import type { Dialect } from '../../database/adapter.ts'
import { UnderstudyError } from '../../errors.ts'

/** One migration as it is tested: its way there, and its way back where it has one. */
export interface TestedMigration {
  readonly name: string
  readonly up: readonly MigrationStep[]
  readonly down: readonly MigrationStep[] | null
  /** Whether its steps say which locks they take; a file by hand says nothing, so nothing is held against it. */
  readonly predicted: boolean
}

/** A folder of NAME.up.sql and NAME.down.sql, or of plain NAME.sql files without a way back; or one generated script. */
export async function testedMigrations(source: string | MigrationScript, dialect: Dialect): Promise<TestedMigration[]> {
  if (typeof source === 'string') return readFolder(source, dialect)
  return [{ name: 'the generated migration', up: source.up, down: source.down, predicted: true }]
}

async function readFolder(folder: string, dialect: Dialect): Promise<TestedMigration[]> {
  const files = (await readdir(folder).catch((thrown: unknown) => refuse(folder, 'could not be read', thrown)))
    .filter((file) => file.endsWith('.sql'))
    .sort()
  const ways = files.filter((file) => !file.endsWith('.down.sql'))
  if (ways.length === 0) refuse(folder, 'has no .sql file')
  return Promise.all(
    ways.map(async (file): Promise<TestedMigration> => {
      const name = file.replace(/(\.up)?\.sql$/, '')
      const up = await read(folder, file, dialect)
      const back = `${name}.down.sql`
      const down = files.includes(back) ? await read(folder, back, dialect) : null
      return { name, up: up.steps, down: down?.steps ?? null, predicted: up.ours && up.edited.length === 0 }
    }),
  )
}

async function read(folder: string, file: string, dialect: Dialect) {
  return parseScript(await readFile(join(folder, file), 'utf8'), dialect, file)
}

function refuse(folder: string, what: string, cause?: unknown): never {
  throw new UnderstudyError('MIGRATIONS_UNREADABLE', {
    operation: 'read migrations',
    message: `The folder ${folder} ${what}.`,
    hint: 'Name a folder of NAME.up.sql and NAME.down.sql files.',
    at: folder,
    ...(cause === undefined ? {} : { cause }),
  })
}
