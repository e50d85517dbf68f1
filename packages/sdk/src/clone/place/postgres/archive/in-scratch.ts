import type { Database } from '../../../../database/adapter.ts'
import { connectPostgres } from '../../../../database/postgres/connect.ts'
import { dropDatabase } from '../../../../database/postgres/drop-database.ts'
import { inDatabase } from '../../../../database/postgres/in-database.ts'
import { holdScratchName, scratchName } from '../../../../database/postgres/scratch-name.ts'
import { UnderstudyError } from '../../../../errors.ts'
import type { DatabaseForm } from '../../database-form.ts'
import { createStaging } from '../create-staging.ts'

/** A database of this form on the server for as long as `work` takes, whatever becomes of that. */
export async function inScratch<T>(
  server: Database,
  url: string,
  form: DatabaseForm,
  work: (database: Database) => Promise<T>,
): Promise<T> {
  const name = scratchName()
  return await server.session(async (holder) => {
    await holdScratchName(holder, name)
    try {
      await createLike(server, name, form)
      await using database = await connectPostgres(inDatabase(url, name))
      return await work(database)
    } finally {
      await dropDatabase(server, name)
    }
  })
}

/** As createStaging, for what must not differ from its form. */
export async function createLike(server: Database, name: string, form: DatabaseForm): Promise<void> {
  const [note] = await createStaging(server, name, form)
  if (note === undefined) return
  throw new UnderstudyError('CLONE_FAILED', {
    operation: 'make a database',
    message: `The server cannot make a database of the encoding and locale that the target has: ${note}`,
    hint: 'Keep the backup as a database.',
  })
}
