import { ServerError } from '../../errors/server-error.ts'
import { cloneParts } from './clone-parts.ts'
import { first } from './first.ts'
import type { Migration } from './migration.ts'
import { operations } from './operations.ts'
import { personalFields } from './personal-fields.ts'

/** In order, without a gap. */
export const migrations: readonly Migration[] = [first, operations, personalFields, cloneParts]

/** Those that bring a schema of this number to what the program knows; a newer one is refused. */
export function migrationsAfter(number: number, where: string): readonly Migration[] {
  if (number > migrations.length) {
    throw new ServerError('STORE_NEWER', {
      message: `${where} has schema ${number}, and this version of Understudy knows up to ${migrations.length}`,
    })
  }
  return migrations.slice(number)
}
