import type { Bell } from '../../events/bell.ts'
import type { JobServices } from '../jobs/job-services.ts'
import { checkHeld } from './check-held.ts'
import { wakeIncidents } from './incidents/wake-incidents.ts'

interface QualityWatchOptions {
  readonly services: JobServices
  readonly bell: Bell
  /** How soon is seen what nothing in this process has rung for. */
  readonly everyMs?: number
  /** Of one team, or of looking which there are; the others have their turn all the same. */
  readonly reportFailure: (team: string | undefined, thrown: unknown) => void
}

export interface QualityWatch {
  /** Waits for what is under way. Safe to call twice. */
  close(): Promise<void>
}

/**
 * Sees to it that versions that are held are checked, and that incidents wake when they are to, for as long as the
 * server runs. What is to be done stands in the store: a process that dies leaves it to the next one.
 */
export function startQualityWatch({
  services,
  bell,
  everyMs = 5000,
  reportFailure,
}: QualityWatchOptions): QualityWatch {
  const stop = new AbortController()
  const waiting = new Set<string>()
  let working: Promise<void> | undefined
  let all = true

  async function work(): Promise<void> {
    while (!stop.signal.aborted && (all || waiting.size > 0)) {
      if (all) {
        all = false
        await guarded(undefined, async () => {
          for (const team of await services.store.places()) waiting.add(team)
        })
      }
      for (const team of waiting) {
        waiting.delete(team)
        await guarded(team, async () => {
          await checkHeld(services, team, stop.signal)
          await wakeIncidents(services, team, stop.signal)
        })
      }
    }
  }

  async function guarded(team: string | undefined, work: () => Promise<void>): Promise<void> {
    if (stop.signal.aborted) return
    try {
      await work()
    } catch (thrown) {
      if (!stop.signal.aborted) reportFailure(team, thrown)
    }
  }

  function launch(): void {
    if (stop.signal.aborted) return
    working ??= work().finally(() => {
      working = undefined
      if (all || waiting.size > 0) launch()
    })
  }

  const timer = setInterval(() => {
    all = true
    launch()
  }, everyMs)
  timer.unref()
  const unhear = bell.onRing((team) => {
    waiting.add(team)
    launch()
  })
  launch()
  return {
    async close() {
      unhear()
      clearInterval(timer)
      stop.abort()
      await working
    },
  }
}
