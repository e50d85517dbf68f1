import { connect, redactUrl, type Session } from '@understudy/sdk'
import { openGuardedSource, type ResolvedPlace } from '@understudy/sdk/clone'
import { guard } from './guard.ts'

/**
 * Reads the catalog of a database. Of what is registered as production behind the guard, told and recorded, with
 * whatever role: of the rows nothing is read.
 */
export async function readPlace<T>(
  { url, environment }: ResolvedPlace,
  read: (session: Session, name: string) => Promise<T>,
): Promise<T> {
  if (environment?.type !== 'production') {
    await using database = await connect(url, { create: false })
    return await read(database, database.name)
  }
  const waivers = ['source-can-write']
  await using source = await openGuardedSource(url, { ...guard(), environment, waivers, partial: true, sessions: 1 })
  return await source.session((session) => read(session, redactUrl(url)))
}
