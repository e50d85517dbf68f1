import { analyzeSchema } from '../../../../catalog/analyze.ts'
import type { Database } from '../../../../database/adapter.ts'
import { connectPostgres } from '../../../../database/postgres/connect.ts'
import { inDatabase } from '../../../../database/postgres/in-database.ts'
import { messageOf, UnderstudyError } from '../../../../errors.ts'
import { readStatistics } from '../../../plan/read-statistics.ts'
import { refuseUnreadable } from '../../../refuse-unreadable.ts'
import { formOfDatabase } from '../../database-form.ts'
import { readForArchive } from './archive-session.ts'
import { inScratch } from './in-scratch.ts'
import { finishSchema, makeBareTables } from './make-schema.ts'
import { rowsOfExtensions } from './rows-of-extensions.ts'
import { schemaDifferences, someOf, unheld } from './schema-differences.ts'

/** Refuses a database that could not be kept as a file: its schema is made once without rows, and looked at. */
export async function refuseUnheld(server: Database, url: string, target: string): Promise<void> {
  const { form, ...held } = await readTarget(url, target)
  const without = unheld(held.definition)
  if (without.length > 0) throw cannotHold(target, `it has no place for ${someOf(without)}`)
  const differences = await inScratch(server, url, form, async (scratch) => {
    await makeBareTables(scratch, held.definition)
    await finishSchema(scratch, held.definition)
    return await scratch.session(async (session) => {
      await readForArchive(session, held.definition)
      return schemaDifferences(held, {
        definition: await analyzeSchema(session),
        ofExtensions: await rowsOfExtensions(session),
      })
    })
  }).catch((thrown: unknown) => {
    if (!(thrown instanceof UnderstudyError)) throw thrown
    throw cannotHold(target, `its schema could not be made anew: ${messageOf(thrown)}`, thrown)
  })
  if (differences.length > 0) throw cannotHold(target, `made anew, ${someOf(differences)}`)
}

async function readTarget(url: string, target: string) {
  await using database = await connectPostgres(inDatabase(url, target), { maxConnections: 1 })
  return await database.session(async (session) => {
    const definition = await analyzeSchema(session)
    await readForArchive(session, definition)
    await refuseUnreadable(session, definition, 'the target')
    const { largeObjects } = await readStatistics(session, definition)
    if (largeObjects.unreadable > 0)
      throw cannotHold(target, `its role may not read ${largeObjects.unreadable} large objects`)
    return { definition, form: await formOfDatabase(session), ofExtensions: await rowsOfExtensions(session) }
  })
}

function cannotHold(target: string, why: string, cause?: unknown): UnderstudyError {
  return new UnderstudyError('CATALOG_UNSUPPORTED', {
    operation: 'look whether the target can be kept as a file',
    message: `The database ${target} cannot be kept as a file: ${why}`,
    hint: 'Keep it as a database of its server: leave out --backup file.',
    details: { stands: 'nothing was changed' },
    ...(cause === undefined ? {} : { cause }),
  })
}
