/**
 * Tells within this process that a team has new events, so that its streams look at once. Only a shortcut: streams look
 * by themselves too, for another process rings none of its bells here.
 */
export interface Bell {
  ring(team: string): void
  /** Returns what takes it back. */
  onRing(heard: (team: string) => void): () => void
}

export function createBell(): Bell {
  const all = new Set<(team: string) => void>()
  return {
    ring(team) {
      for (const heard of all) heard(team)
    },
    onRing(heard) {
      all.add(heard)
      return () => all.delete(heard)
    },
  }
}
