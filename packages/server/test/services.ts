import { createTrail } from '../src/audit/trail.ts'
import type { Actor } from '../src/auth/actor.ts'
import { createAuth } from '../src/auth/auth.ts'
import { createBell } from '../src/events/bell.ts'
import type { Call } from '../src/services/call.ts'
import type { Store } from '../src/store/store.ts'
import { testSealer, testStoreIn } from './store.ts'
import { newUuid } from './uuid.ts'

/** Nobody guesses here. */
export const passwordCost = { N: 2 ** 4, r: 8, p: 1 }

/** A clock that a test sets. */
export class TestClock {
  ms = Date.parse('2026-01-02T03:04:05Z')
  readonly now = (): Date => new Date(this.ms)
  pass(seconds: number): void {
    this.ms += seconds * 1000
  }
}

/** What signing in stands on, over a real store. `instance` makes another one over the same store, as another process is. */
export async function testAuth(engine: Store['engine'], name = 'auth') {
  const { store, config } = await testStoreIn(engine, name)
  const clock = new TestClock()
  const sealer = await testSealer(store, clock.now)
  const newId = () => newUuid(clock.ms)
  const instance = () => {
    const standing = { store, now: clock.now, newId }
    const auth = createAuth({ ...standing, sealer, publicUrl: () => 'http://localhost:4600', passwordCost })
    return { ...standing, auth, trail: createTrail(sealer), bell: createBell() }
  }
  return { ...instance(), clock, instance, config }
}

export function callAs(actor: Actor, ip = '192.0.2.1'): Call {
  return { actor, requestId: 'test', ip, signal: new AbortController().signal }
}
export const server = callAs({ kind: 'system', for: undefined })
