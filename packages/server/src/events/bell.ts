import type { Line } from '../store/line.ts'
import { isTeamId } from '../store/names.ts'

/**
 * Tells that a team has new events, so that whoever waits for them looks at once: in this process, and by the line in the
 * others of the store. Only a shortcut: whoever waits looks by himself too.
 */
export interface Bell {
  ring(team: string): void
  /** Returns what takes it back. */
  onRing(heard: (team: string) => void): () => void
}

export function createBell(line?: Pick<Line, 'say' | 'onSaid'>): Bell {
  const all = new Set<(team: string) => void>()
  function tell(team: string): void {
    for (const heard of all) heard(team)
  }
  line?.onSaid('events', (team) => {
    // Whoever may connect to the database may say anything.
    if (isTeamId(team)) tell(team)
  })
  return {
    ring(team) {
      tell(team)
      line?.say('events', team)
    },
    onRing(heard) {
      all.add(heard)
      return () => all.delete(heard)
    },
  }
}
