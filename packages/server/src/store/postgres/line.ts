import { randomUUID } from 'node:crypto'
import pg from 'pg'
import type { Line } from '../line.ts'
import type { Login } from './connections.ts'
import { postgresFailure } from './failure.ts'

const channel = 'understudy'
/** A server that cannot be reached is asked again after so long, and twice as long each time. */
const pauses = { firstMs: 200, mostMs: 10_000 }

interface LineOptions {
  readonly login: Login
  /** It cannot be heard or spoken to for a while. It comes back by itself. */
  readonly reportFailure: (thrown: unknown) => void
}

/** LISTEN and NOTIFY over one connection of its own. Opened when it listens; one that breaks is replaced. */
export async function openLine({ login, reportFailure }: LineOptions): Promise<Line> {
  const self = randomUUID()
  const listeners = new Map<string, Set<(text: string) => void>>()
  const unsent = new Set<string>()
  let session: pg.Client | undefined
  let sending: Promise<void> | undefined
  let timer: NodeJS.Timeout | undefined
  let closed = false

  async function connect(): Promise<void> {
    const client = new pg.Client({ ...login.client, application_name: 'understudy line' })
    client.on('error', () => {})
    client.on('notification', ({ payload = '' }) => hear(payload))
    try {
      await client.connect()
      await client.query(`listen ${channel}`)
    } catch (thrown) {
      await client.end().catch(() => {})
      throw postgresFailure(thrown)
    }
    if (closed) return client.end()
    session = client
    client.on('end', () => lost(client, pauses.firstMs))
    send()
  }

  function lost(client: pg.Client | undefined, pauseMs: number): void {
    if (closed || session !== client) return
    session = undefined
    timer = setTimeout(() => {
      connect().catch((thrown: unknown) => {
        if (closed) return
        reportFailure(thrown)
        lost(undefined, Math.min(pauses.mostMs, pauseMs * 2))
      })
    }, pauseMs)
    timer.unref()
  }

  /** `sender topic text`: a process hears what it says itself, too, and passes it by. */
  function hear(payload: string): void {
    const [sender, topic = '', text = ''] = payload.split(' ')
    if (sender === self) return
    for (const heard of listeners.get(topic) ?? []) heard(text)
  }

  function send(): void {
    const client = session
    if (client === undefined || sending !== undefined || unsent.size === 0) return
    const all = [...unsent]
    unsent.clear()
    sending = client
      .query(`select pg_notify('${channel}', said) from unnest($1::text[]) as said`, [all])
      .then(
        () => {},
        // The connection is gone, and is replaced: whoever was to hear of it looks by himself.
        () => {},
      )
      .finally(() => {
        sending = undefined
        send()
      })
  }

  await connect()
  return {
    say(topic, text) {
      if (closed || session === undefined) return
      unsent.add(`${self} ${topic} ${text}`)
      send()
    },
    onSaid(topic, heard) {
      const all = listeners.get(topic) ?? new Set()
      listeners.set(topic, all)
      all.add(heard)
      return () => void all.delete(heard)
    },
    async [Symbol.asyncDispose]() {
      closed = true
      clearTimeout(timer)
      listeners.clear()
      await sending
      await session?.end().catch(() => {})
    },
  }
}
