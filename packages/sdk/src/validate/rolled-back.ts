import type { Session } from '../database/adapter.ts'

class RollBack extends Error {}

/** Runs in a transaction that never commits. */
export async function rolledBack(
  database: Session,
  options: { readonly signal: AbortSignal },
  run: (session: Session) => Promise<void>,
): Promise<void> {
  try {
    await database.transaction(async (session) => {
      await run(session)
      throw new RollBack()
    }, options)
  } catch (thrown) {
    if (!(thrown instanceof RollBack)) throw thrown
  }
}
