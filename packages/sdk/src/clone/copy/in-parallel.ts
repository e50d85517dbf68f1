import type { FamilyOf } from './families.ts'
import type { Locking } from './step-waves.ts'
import { type Locks, locksOf, TakenLocks } from './taken-locks.ts'

/** Runs steps, so many at a time, each after all before it that are in its way. */
export async function inParallel<Step extends Locking>(
  steps: readonly Step[],
  workers: number,
  familyOf: FamilyOf,
  work: (step: Step) => Promise<void>,
): Promise<void> {
  const waiting = steps.map((step) => ({ step, locks: locksOf(step, familyOf) }))
  const running = new Map<Locks, Promise<void>>()
  let failure: { readonly thrown: unknown } | undefined
  const next = (): number => {
    if (failure !== undefined || running.size >= workers) return -1
    const taken = new TakenLocks()
    for (const locks of running.keys()) taken.take(locks)
    return waiting.findIndex(({ locks }) => {
      const fits = taken.leave(locks)
      if (!fits) taken.take(locks)
      return fits
    })
  }
  for (;;) {
    for (let at = next(); at >= 0; at = next()) {
      const [one] = waiting.splice(at, 1)
      if (one === undefined) break
      const run = work(one.step)
        .catch((thrown: unknown) => {
          failure ??= { thrown }
        })
        .finally(() => running.delete(one.locks))
      running.set(one.locks, run)
    }
    if (running.size === 0) break
    await Promise.race(running.values())
  }
  if (failure !== undefined) throw failure.thrown
}
