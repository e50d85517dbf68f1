import type { Session } from '../../../database/adapter.ts'
import { quoteIdentifier, quoteLiteral } from '../../../database/postgres/quote.ts'
import { messageOf, UnderstudyError } from '../../../errors.ts'
import { createDatabaseText, type DatabaseForm } from '../database-form.ts'

/** An encoding or a locale that the server does not know, or that do not go together on it. */
const unfit: ReadonlySet<unknown> = new Set(['22023', '42704', '42809', '0A000'])

/**
 * An empty database that nobody but its owner may enter.
 * @returns where it differs from the form, a sentence each
 */
export async function createStaging(server: Session, name: string, form: DatabaseForm | undefined): Promise<string[]> {
  const notes: string[] = []
  try {
    await server.query(createDatabaseText(name, form))
  } catch (thrown) {
    if (!form || !(thrown instanceof UnderstudyError) || !unfit.has(thrown.details.sqlstate)) throw thrown
    await server.query(createDatabaseText(name, undefined))
    notes.push(
      `the target's server cannot make a database with the source's encoding and locale (${messageOf(thrown)}): it has the server's own, and text may sort otherwise`,
    )
  }
  await server.query(`revoke connect on database ${quoteIdentifier(name)} from public`)
  await server.query(`comment on database ${quoteIdentifier(name)} is ${quoteLiteral('{"understudy":"staging"}')}`)
  return notes
}
