const pauseMs = 10 * 60_000
/** Of whom it is known when they looked last: who is forgotten begins another look. */
const mostKnown = 10_000

export interface Looks {
  /** Runs `begin` where a look of theirs begins; not once it has succeeded, as long as they go on looking. */
  at(who: string, begin: () => Promise<void>): Promise<void>
}

/**
 * What somebody sees with pauses of less than ten minutes is one look. It is known by this process alone: at another one
 * they begin a look of its own.
 */
export function createLooks(now: () => number): Looks {
  /** In the order of who looked last. */
  const last = new Map<string, number>()
  return {
    async at(who, begin) {
      if (now() - (last.get(who) ?? Number.NEGATIVE_INFINITY) >= pauseMs) await begin()
      last.delete(who)
      last.set(who, now())
      const [oldest] = last.keys()
      if (last.size > mostKnown && oldest !== undefined) last.delete(oldest)
    },
  }
}
