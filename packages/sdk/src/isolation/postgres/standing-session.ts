import type pg from 'pg'
import type { Session } from '../../database/adapter.ts'
import { postgresFailure } from '../../database/postgres/failure.ts'
import { importPg } from '../../database/postgres/import-pg.ts'
import { PgLink } from '../../database/postgres/pg-link.ts'
import { LinkSession } from '../../database/session.ts'
import { applicationName } from '../../database/this-process.ts'

/** A connection that lives as long as its process and does not keep that alive while nothing is asked of it. */
export interface StandingSession {
  use<T>(work: (session: Session) => Promise<T>): Promise<T>
  /** A statement that is asked often, planned once under its name. */
  planned(name: string, text: string, values: readonly string[]): Promise<readonly Readonly<Record<string, unknown>>[]>
  close(): Promise<void>
}

export async function openStandingSession(url: string): Promise<StandingSession> {
  const driver = await importPg()
  const client: pg.Client = new driver.Client({
    connectionString: url,
    fallback_application_name: applicationName(),
  })
  // The statement that comes next learns of it.
  client.on('error', () => {})
  try {
    await client.connect()
  } catch (thrown) {
    throw postgresFailure(thrown, 'connect')
  }
  const { ref, unref } = loopOf(client)
  unref()
  const session = new LinkSession(new PgLink(client))
  let users = 0
  const held = async <T>(work: () => Promise<T>): Promise<T> => {
    if (users++ === 0) ref()
    try {
      return await work()
    } finally {
      if (--users === 0) unref()
    }
  }
  return {
    use: (work) => held(() => work(session)),
    planned: (name, text, values) =>
      held(async () => {
        try {
          return (await client.query<Record<string, unknown>>({ name, text, values: [...values] })).rows
        } catch (thrown) {
          throw postgresFailure(thrown, 'run statement')
        }
      }),
    async close() {
      ref()
      await client.end()
    },
  }
}

/** The client has these, as its pool relies on; pg's types leave them out. */
function loopOf(client: pg.Client): { ref(): void; unref(): void } {
  const held = client as pg.Client & { ref(): void; unref(): void }
  return { ref: () => held.ref(), unref: () => held.unref() }
}
