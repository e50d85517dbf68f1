import { type Lock, lockModes } from './step.ts'

/** The strongest lock on each relation. */
export function strongestLocks(locks: readonly Lock[]): Lock[] {
  const best = new Map<string, Lock>()
  for (const lock of locks) {
    const key = JSON.stringify([lock.relation.schema, lock.relation.name])
    const found = best.get(key)
    if (found === undefined || strength(lock) > strength(found)) best.set(key, lock)
  }
  return [...best.values()]
}

function strength({ mode }: Lock): number {
  return lockModes.indexOf(mode)
}
