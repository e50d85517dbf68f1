import type { Metrics } from '../observe/metrics.ts'

interface TickerOptions {
  readonly teams: () => Promise<readonly string[]>
  /** One look at a team. `wakeAt`: when there is something to do; `watch`: something is under way. */
  readonly tick: (
    team: string,
    signal: AbortSignal,
  ) => Promise<{ readonly wakeAt: Date | undefined; readonly watch: boolean }>
  /** The same for all processes. */
  readonly clock: () => Promise<Date>
  /** Of teams in which something happened. */
  readonly onRing: (listener: (team: string) => void) => () => void
  /** Of one team, or of looking which there are; the others have their turn all the same. */
  readonly reportFailure: (team: string | undefined, thrown: unknown) => void
  readonly metrics?: Pick<Metrics, 'read'>
  /** How soon is seen what nothing has rung for: what is under way, and what is due. */
  readonly everyMs?: number
  /** How soon is seen what another process has made, where no bell of it is heard. */
  readonly lookMs?: number
}

export interface Ticker {
  /** Waits for what is under way. Safe to call twice. */
  close(): Promise<void>
}

const soonestMs = 50
/** A team whose refreshes take long to begin keeps one of these places, and the others go on. */
const teamsAtOnce = 8

/**
 * Looks at schedules for as long as the process runs: at a team's when something of it is due or under way, when something
 * happened there, and at all now and then. Every process has one; who decides is settled in the store.
 */
export function startTicker(options: TickerOptions): Ticker {
  const { teams, tick, clock, reportFailure, everyMs = 5000, lookMs = 60_000 } = options
  const stop = new AbortController()
  /** Of each team that has anything planned: from when on it is to be looked at. */
  const wakes = new Map<string, number>()
  /** When something is due, whether or not a look has succeeded since. */
  const planned = new Map<string, number>()
  const rang = new Set<string>()
  let seen = 0
  let looked = Number.NEGATIVE_INFINITY
  let working: Promise<void> | undefined
  let timer: NodeJS.Timeout | undefined

  async function round(): Promise<void> {
    const now = (await clock()).getTime()
    seen = now
    if (performance.now() - looked >= lookMs) {
      for (const team of await teams()) rang.add(team)
      looked = performance.now()
    }
    for (const [team, at] of wakes) if (at <= now) rang.add(team)
    // What rings from here on has its turn in the next round.
    const waiting = [...rang]
    rang.clear()
    const lane = async (): Promise<void> => {
      for (let team = waiting.shift(); team !== undefined && !stop.signal.aborted; team = waiting.shift()) {
        await look(team, now)
      }
    }
    await Promise.all(Array.from({ length: Math.min(teamsAtOnce, waiting.length) }, lane))
  }

  async function look(team: string, now: number): Promise<void> {
    try {
      const { wakeAt, watch } = await tick(team, stop.signal)
      const at = watch ? Math.min(now + everyMs, wakeAt?.getTime() ?? Number.POSITIVE_INFINITY) : wakeAt?.getTime()
      put(wakes, team, at)
      put(planned, team, wakeAt?.getTime())
    } catch (thrown) {
      if (stop.signal.aborted) return
      reportFailure(team, thrown)
      wakes.set(team, now + everyMs)
      if ((await teams()).includes(team)) return
      for (const times of [wakes, planned]) times.delete(team)
    }
  }

  function put(times: Map<string, number>, team: string, at: number | undefined): void {
    if (at === undefined) times.delete(team)
    else times.set(team, at)
  }

  function launch(): void {
    if (stop.signal.aborted || working) return
    clearTimeout(timer)
    working = round()
      .catch((thrown: unknown) => {
        if (!stop.signal.aborted) reportFailure(undefined, thrown)
      })
      .finally(() => {
        working = undefined
        if (stop.signal.aborted) return
        const next = Math.min(...wakes.values()) - seen
        timer = setTimeout(launch, rang.size > 0 ? 0 : Math.max(soonestMs, Math.min(everyMs, next)))
        timer.unref()
      })
  }

  options.metrics?.read(
    'understudy_schedules_overdue_seconds',
    'How long the oldest has been due that this process knows of and nobody has decided about.',
    () => Math.max(0, Math.floor((seen - Math.min(seen, ...planned.values())) / 1000)),
  )
  const unhear = options.onRing((team) => {
    rang.add(team)
    launch()
  })
  launch()
  return {
    async close() {
      unhear()
      clearTimeout(timer)
      stop.abort()
      await working
    },
  }
}
