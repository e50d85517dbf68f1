import { RequestError } from '../errors/request-error.ts'
import type { Store } from '../store/store.ts'
import type { Bell } from './bell.ts'
import { eventHead, eventsAfter } from './outbox.ts'
import type { TeamEvent } from './team-event.ts'

export interface HubOptions {
  readonly store: Pick<Store, 'readTeam'>
  readonly bell: Bell
  /** A look that failed: the next one is on its way, and nobody misses anything. */
  readonly reportFailure: (thrown: unknown) => void
  /** How soon events of other processes are seen. */
  readonly pollMs?: number
  readonly streamsPerTeam?: number
  readonly streams?: number
}

/** One reader's place at a team's events. */
export interface Subscription extends Disposable {
  /** The last position when it was opened. */
  readonly head: number
  /** What comes after a position, in order; nothing when `waitMs` have passed, the signal is aborted or the hub closes. */
  next(after: number, options: { readonly waitMs: number; readonly signal: AbortSignal }): Promise<readonly TeamEvent[]>
}

/** However many streams of a team are open, one look at its outbox serves them all. */
export interface Hub {
  /** STREAMS_LIMITED where there are too many already. */
  open(team: string): Promise<Subscription>
  /** Aborted by `close`: streams end, and their readers come back to another process. */
  readonly closing: AbortSignal
  openStreams(): number
  close(): void
}

const pageEvents = 100
/** Of each team that is listened to: a reader that is further behind reads the outbox itself. */
const keptEvents = 500

interface Watch {
  users: number
  head: number
  recent: TeamEvent[]
  readonly waiting: Set<() => void>
  looking: Promise<void> | undefined
  again: boolean
  timer: NodeJS.Timeout | undefined
  started: Promise<void> | undefined
}

export function createHub(options: HubOptions): Hub {
  const { store, bell, reportFailure, pollMs = 500, streamsPerTeam = 200, streams = 2000 } = options
  const watches = new Map<string, Watch>()
  const closing = new AbortController()
  let open = 0

  async function start(team: string, watch: Watch): Promise<void> {
    watch.head = await store.readTeam(team, (db) => eventHead(db, team))
    const tick = () => {
      void look(team, watch)
      watch.timer = setTimeout(tick, pollMs)
      watch.timer.unref()
    }
    watch.timer = setTimeout(tick, pollMs)
    watch.timer.unref()
  }

  async function readOn(team: string, watch: Watch): Promise<void> {
    do {
      watch.again = false
      const found = await store.readTeam(team, (db) => eventsAfter(db, team, watch.head, keptEvents))
      if (found.length === 0) continue
      watch.recent = [...watch.recent, ...found].slice(-keptEvents)
      watch.head = found.at(-1)!.position
      if (found.length === keptEvents) watch.again = true
      for (const wake of [...watch.waiting]) wake()
    } while (watch.again)
  }

  async function look(team: string, watch: Watch): Promise<void> {
    watch.again = true
    watch.looking ??= readOn(team, watch)
      .catch(reportFailure)
      .finally(() => {
        watch.looking = undefined
      })
    await watch.looking
  }

  const unhear = bell.onRing((team) => {
    const watch = watches.get(team)
    if (watch !== undefined) void look(team, watch)
  })

  function leave(team: string, watch: Watch): void {
    open -= 1
    watch.users -= 1
    if (watch.users > 0) return
    clearTimeout(watch.timer)
    if (watches.get(team) === watch) watches.delete(team)
  }

  return {
    closing: closing.signal,
    openStreams: () => open,
    async open(team) {
      const watch = watches.get(team) ?? newWatch()
      if (watch.users >= streamsPerTeam) throw tooMany(`this team has ${streamsPerTeam} streams open`)
      if (open >= streams) throw tooMany(`this server has ${streams} streams open`)
      watches.set(team, watch)
      open += 1
      watch.users += 1
      try {
        watch.started ??= start(team, watch)
        await watch.started
      } catch (thrown) {
        watch.started = undefined
        leave(team, watch)
        throw thrown
      }
      let left = false
      return {
        head: watch.head,
        async next(after, { waitMs, signal }) {
          if (after >= watch.head) await woken(watch, waitMs, AbortSignal.any([signal, closing.signal]))
          if (after >= watch.head) return []
          const oldest = watch.recent[0]?.position
          if (oldest === undefined || oldest > after + 1) {
            return store.readTeam(team, (db) => eventsAfter(db, team, after, pageEvents))
          }
          const from = after + 1 - oldest
          return watch.recent.slice(from, from + pageEvents)
        },
        [Symbol.dispose]() {
          if (left) return
          left = true
          leave(team, watch)
        },
      }
    },
    close() {
      closing.abort()
      unhear()
      for (const watch of watches.values()) clearTimeout(watch.timer)
    },
  }
}

function newWatch(): Watch {
  return {
    users: 0,
    head: 0,
    recent: [],
    waiting: new Set(),
    looking: undefined,
    again: false,
    timer: undefined,
    started: undefined,
  }
}

function woken({ waiting }: Watch, waitMs: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const wake = () => {
      clearTimeout(timer)
      signal.removeEventListener('abort', wake)
      waiting.delete(wake)
      resolve()
    }
    const timer = setTimeout(wake, waitMs)
    if (signal.aborted) return wake()
    signal.addEventListener('abort', wake)
    waiting.add(wake)
  })
}

function tooMany(message: string): RequestError {
  return new RequestError('STREAMS_LIMITED', { message, details: { retryAfter: 5 } })
}
