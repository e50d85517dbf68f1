import { setTimeout } from 'node:timers/promises'
import type { Database } from '../../database/adapter.ts'

const patience = 1000

/**
 * Closes a database whose server side is gone or about to go: work that never ends, as that of a test that was given up,
 * is waited for a second and not longer.
 */
export async function endSoon(database: Database): Promise<void> {
  const tooLong = new AbortController()
  const waited = setTimeout(patience, undefined, { signal: tooLong.signal, ref: false }).catch(() => {})
  await Promise.race([database.close(), waited])
  tooLong.abort()
}
