import type { Bell } from '../../events/bell.ts'
import { type DeliveryServices, deliverDue } from './deliver-due.ts'

export interface DelivererOptions {
  readonly services: DeliveryServices
  readonly bell: Bell
  /** How soon what is due is seen that nothing in this process has rung for. */
  readonly everyMs?: number
  /** Of one team, or of looking which there are; the others are delivered all the same. */
  readonly reportFailure: (team: string | undefined, thrown: unknown) => void
}

/** Delivers for as long as the server runs. Several processes may: each delivery is claimed by one. */
export interface Deliverer {
  /** Ends when no attempt is under way; what was cut off is attempted again. Safe to call twice. */
  close(): Promise<void>
}

/** A team whose receivers are slow keeps one of these places, and the others go on. */
const teamsAtOnce = 16

export function startDeliverer({ services, bell, everyMs = 5000, reportFailure }: DelivererOptions): Deliverer {
  const stop = new AbortController()
  const waiting = new Set<string>()
  const busy = new Map<string, Promise<void>>()
  let looking: Promise<void> | undefined

  async function deliver(team: string): Promise<void> {
    try {
      while (!stop.signal.aborted && (await deliverDue(services, team, stop.signal)) > 0);
    } catch (thrown) {
      if (!stop.signal.aborted) reportFailure(team, thrown)
    }
    busy.delete(team)
    launch()
  }

  function launch(): void {
    for (const team of waiting) {
      if (stop.signal.aborted || busy.size >= teamsAtOnce) return
      if (busy.has(team)) continue
      waiting.delete(team)
      busy.set(team, deliver(team))
    }
  }

  async function lookAtAll(): Promise<void> {
    try {
      for (const team of await services.store.places()) waiting.add(team)
      launch()
    } catch (thrown) {
      if (!stop.signal.aborted) reportFailure(undefined, thrown)
    }
  }

  const look = () => {
    looking ??= lookAtAll().finally(() => {
      looking = undefined
    })
  }
  const timer = setInterval(look, everyMs)
  timer.unref()
  look()
  const unhear = bell.onRing((team) => {
    waiting.add(team)
    launch()
  })
  return {
    async close() {
      unhear()
      clearInterval(timer)
      stop.abort()
      await looking
      await Promise.all(busy.values())
    },
  }
}
