import type { FamilyOf } from './families.ts'
import { type Locking, mayRunTogether } from './step-waves.ts'

/** Runs steps, so many at a time, each after all before it that are in its way. */
export async function inParallel<Step extends Locking>(
  steps: readonly Step[],
  workers: number,
  familyOf: FamilyOf,
  work: (step: Step) => Promise<void>,
): Promise<void> {
  const waiting = [...steps]
  const running = new Map<Step, Promise<void>>()
  let failure: { readonly thrown: unknown } | undefined
  const next = (): number => {
    if (failure !== undefined || running.size >= workers) return -1
    return waiting.findIndex((step, at) =>
      [...running.keys(), ...waiting.slice(0, at)].every((other) => mayRunTogether(step, other, familyOf)),
    )
  }
  for (;;) {
    for (let at = next(); at >= 0; at = next()) {
      const [step] = waiting.splice(at, 1)
      if (step === undefined) break
      const run = work(step)
        .catch((thrown: unknown) => {
          failure ??= { thrown }
        })
        .finally(() => running.delete(step))
      running.set(step, run)
    }
    if (running.size === 0) break
    await Promise.race(running.values())
  }
  if (failure !== undefined) throw failure.thrown
}
