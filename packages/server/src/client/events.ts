import type { TeamEvent } from '../events/team-event.ts'
import { ApiError } from './api-error.ts'
import type { Connection, Message } from './connection.ts'
import { piecesOf } from './pieces.ts'
import { serverSentEvents } from './server-sent-events.ts'

/** The stream could not go on where its reader was: look at everything anew, for something between was missed. */
export interface StreamReset {
  readonly type: 'stream.reset'
  readonly position: number
}

export interface ListenOptions {
  /** The position that was heard last; the stream goes on after it. */
  readonly after: number
  /** Ends the loop, without an error. */
  readonly signal?: AbortSignal | undefined
}

/** The server says something every 15 seconds; one that has not for so long is gone, whatever the connection believes. */
const silenceMs = 45_000
const [firstPauseMs, longestPauseMs] = [1000, 30_000]

/**
 * What happens, for as long as somebody asks for the next: a connection that ends is made again from where it was, and
 * nothing is heard twice or missed. It throws where the server refuses, as with a key that was revoked.
 */
export async function* listen(
  connection: Connection,
  path: string,
  { param, query }: Message,
  { after, signal }: ListenOptions,
): AsyncGenerator<TeamEvent | StreamReset> {
  let position = after
  let pause = firstPauseMs
  while (!signal?.aborted) {
    const silence = new AbortController()
    const stop = signal ? AbortSignal.any([signal, silence.signal]) : silence.signal
    try {
      const headers = { accept: 'text/event-stream', 'last-event-id': String(position) }
      const answer = await connection.send('get', path, { param, query, headers }, { signal: stop })
      for await (const { id, event, data } of serverSentEvents(heard(piecesOf(answer, stop), silence))) {
        pause = firstPauseMs
        position = Number(id)
        yield event === 'stream.reset' ? { type: event, position } : eventOf(data)
      }
    } catch (thrown) {
      if (!silence.signal.aborted && !signal?.aborted && !isPassing(thrown)) throw thrown
    }
    await waited(pause, signal)
    pause = Math.min(pause * 2, longestPauseMs)
  }
}

async function* heard(pieces: AsyncIterable<Uint8Array>, silence: AbortController): AsyncGenerator<Uint8Array> {
  const fall = () => setTimeout(() => silence.abort(), silenceMs)
  let timer = fall()
  try {
    for await (const piece of pieces) {
      clearTimeout(timer)
      yield piece
      timer = fall()
    }
  } finally {
    clearTimeout(timer)
  }
}

function isPassing(thrown: unknown): boolean {
  return thrown instanceof ApiError && (thrown.status === undefined || thrown.status === 429 || thrown.status >= 500)
}

async function waited(ms: number, signal: AbortSignal | undefined): Promise<void> {
  if (signal?.aborted) return
  await new Promise<void>((resolve) => {
    const timer = setTimeout(done, ms)
    function done(): void {
      clearTimeout(timer)
      signal?.removeEventListener('abort', done)
      resolve()
    }
    signal?.addEventListener('abort', done)
  })
}

/** The server writes events of this shape alone. */
function eventOf(data: string): TeamEvent {
  return JSON.parse(data)
}
