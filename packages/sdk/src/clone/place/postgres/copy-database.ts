import type { Database } from '../../../database/adapter.ts'
import { quoteIdentifier } from '../../../database/postgres/quote.ts'
import { endUsers, explained, refuseInUse } from './swap-names.ts'

/** A database with all that is in another one, that nobody but its owner may enter. Nobody may be connected to either. */
export async function copyDatabase(server: Database, from: string, to: string, disconnect: boolean): Promise<void> {
  if (!disconnect) await refuseInUse(server, from)
  const ending = new AbortController()
  const ended = disconnect ? endUsers(server, from, ending.signal) : undefined
  try {
    await server.query(`create database ${quoteIdentifier(to)} template ${quoteIdentifier(from)}`)
  } catch (thrown) {
    throw await explained(server, thrown, [from])
  } finally {
    ending.abort()
    await ended
  }
  await server.query(`revoke connect on database ${quoteIdentifier(to)} from public`)
}
