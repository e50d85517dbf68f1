import type { DatabaseTestClient } from '../client/database-test-client.ts'
import type { TestSession } from '../client/test-session.ts'

export interface HeldSessions extends AsyncDisposable {
  readonly sessions: readonly [TestSession, ...TestSession[]]
}

/** Connections beside the pool of a client; all of them or none. */
export async function holdSessions(client: DatabaseTestClient, count: number): Promise<HeldSessions> {
  const sessions: [TestSession, ...TestSession[]] = [await client.openSession()]
  const close = async (): Promise<void> => {
    await Promise.all(sessions.map((session) => session.close()))
  }
  try {
    while (sessions.length < count) sessions.push(await client.openSession())
    return { sessions, [Symbol.asyncDispose]: close }
  } catch (thrown) {
    await close()
    throw thrown
  }
}
