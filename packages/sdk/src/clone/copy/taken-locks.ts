import type { LockMode } from '../../catalog/migration/step.ts'
import type { FamilyOf } from './families.ts'
import type { Locking } from './step-waves.ts'

/** Which locks two may hold on one table at once, of those that are held for long. */
const beside: Partial<Record<LockMode, readonly LockMode[]>> = {
  'ROW SHARE': ['ROW SHARE', 'SHARE UPDATE EXCLUSIVE', 'SHARE'],
  'SHARE UPDATE EXCLUSIVE': ['ROW SHARE'],
  SHARE: ['ROW SHARE', 'SHARE'],
}

/** What one locks. */
export type Locks = readonly { readonly root: string; readonly alone: boolean; readonly mode: LockMode }[]

export function locksOf({ locks }: Locking, familyOf: FamilyOf): Locks {
  return locks.map(({ relation, mode }) => ({ ...familyOf(relation), mode }))
}

/**
 * Locks that some hold, or wait for. Parts of one whole are one table here: the index of the whole becomes valid by the
 * last of theirs, which two at once would each take the other for.
 */
export class TakenLocks {
  readonly #modes = new Map<string, Set<LockMode>>()

  take(locks: Locks): void {
    for (const { root, mode } of locks) {
      const modes = this.#modes.get(root)
      if (modes) modes.add(mode)
      else this.#modes.set(root, new Set([mode]))
    }
  }

  /** Whether none of them keeps these waiting, nor the other way round. */
  leave(locks: Locks): boolean {
    return locks.every(({ root, alone, mode }) => {
      const modes = this.#modes.get(root)
      return modes === undefined || (alone && [...modes].every((one) => beside[mode]?.includes(one)))
    })
  }
}
