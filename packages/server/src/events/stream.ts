import type { Hub } from './hub.ts'
import { heartbeat, messageOf, resetMessage, retryMessage } from './sse.ts'
import type { TeamEvent } from './team-event.ts'

export interface StreamOptions {
  readonly team: string
  /** The position that the reader has seen; undefined begins with what happens from now on. */
  readonly after: number | undefined
  readonly only?: ((event: TeamEvent) => boolean) | undefined
  /** Asked before anything is sent, at most twice a second: whoever has lost a right hears nothing more. */
  readonly stillAllowed: () => Promise<boolean>
  readonly now: () => Date
  readonly heartbeatMs?: number
  /** A reader that takes nothing for so long is cut off, and can resume. */
  readonly stallMs?: number
}

/**
 * Events as bytes, made only as fast as they are read: a slow reader costs one page of memory and its place. It ends when
 * the right ends or the server closes; a reader that comes back with the last position misses nothing.
 */
export async function eventStream(hub: Hub, options: StreamOptions): Promise<ReadableStream<Uint8Array>> {
  const { team, only = () => true, stillAllowed, now, heartbeatMs = 15_000, stallMs = 60_000 } = options
  const subscription = await hub.open(team)
  const encoder = new TextEncoder()
  const ended = new AbortController()
  let position = Math.min(options.after ?? subscription.head, subscription.head)
  let first = retryMessage
  if (options.after !== undefined && options.after > subscription.head) first += resetMessage(subscription.head)
  let allowedUntil = 0
  let stalled: NodeJS.Timeout | undefined

  function end(): void {
    ended.abort()
    clearTimeout(stalled)
    subscription[Symbol.dispose]()
  }

  async function allowed(): Promise<boolean> {
    const time = now().getTime()
    if (time < allowedUntil) return true
    if (!(await stillAllowed())) return false
    allowedUntil = time + 500
    return true
  }

  /** Undefined where there will be no more. */
  async function nextText(): Promise<string | undefined> {
    if (first !== '') {
      const text = first
      first = ''
      return text
    }
    for (;;) {
      const events = await subscription.next(position, { waitMs: heartbeatMs, signal: ended.signal })
      if (hub.closing.aborted || ended.signal.aborted || !(await allowed())) return undefined
      if (events.length === 0) return heartbeat
      const missed = events[0]!.position > position + 1
      position = events.at(-1)!.position
      const wanted = events.filter(only).map(messageOf)
      if (missed) wanted.unshift(resetMessage(events[0]!.position - 1))
      if (wanted.length > 0) return wanted.join('')
    }
  }

  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        clearTimeout(stalled)
        try {
          const text = await nextText()
          // Cancelled meanwhile: the stream is closed already.
          if (ended.signal.aborted) return
          if (text === undefined) {
            end()
            controller.close()
            return
          }
          controller.enqueue(encoder.encode(text))
        } catch (thrown) {
          end()
          throw thrown
        }
        stalled = setTimeout(() => {
          end()
          controller.error(new Error('the reader of the stream takes nothing'))
        }, stallMs)
        stalled.unref()
      },
      cancel: end,
    },
    { highWaterMark: 0 },
  )
}
