import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { UnderstudyError } from '@understudy/sdk/error'
import { type ParsedScript, parseScript, readStoredMigration } from '@understudy/sdk/schema'
import { systemMessage } from '../../terminal/system-message.ts'

export interface ReadMigrationFlags {
  readonly down?: boolean
  readonly edited?: boolean
  readonly folder: string
}

/** A path, or a name that a migration was saved under. */
export async function readMigration(
  target: string,
  dialect: 'postgres' | 'sqlite',
  { down = false, edited = false, folder }: ReadMigrationFlags,
): Promise<ParsedScript & { readonly file: string }> {
  const isFile = /\.sql$/i.test(target) || /[\\/]/.test(target) || existsSync(target)
  if (!isFile) return await readStoredMigration(folder, target, dialect, { direction: down ? 'down' : 'up', edited })
  if (down) {
    throw new UnderstudyError('USAGE', {
      operation: 'read the command line',
      message: '--down chooses one of the two files of a saved migration, and a file is one of them already',
      hint: 'Give the file of the way back, or the name that the migration was saved under.',
    })
  }
  const text = await readFile(target, 'utf8').catch((thrown: unknown) => {
    throw new UnderstudyError('MIGRATION_UNKNOWN', {
      operation: 'read migration',
      at: target,
      message: `${target}: ${systemMessage(thrown)}`,
    })
  })
  return { ...(await parseScript(text, dialect, target)), file: target }
}
