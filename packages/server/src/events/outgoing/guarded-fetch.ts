import { exchange } from './exchange.ts'
import type { OutgoingGuard } from './guard.ts'

const mostAnswerBytes = 1024 * 1024
const silenceMs = 30_000

/** `fetch` for hosts that somebody else has named: connects to what the guard has approved, and reads a megabyte at most. */
export function guardedFetch(guard: OutgoingGuard): typeof fetch {
  return async (target, { method = 'GET', headers = {}, body, signal } = {}) => {
    const url = new URL(target instanceof Request ? target.url : target)
    if (url.protocol !== 'https:' && url.protocol !== 'http:') throw new Error(`${url.protocol} is no address of HTTP`)
    const answer = await exchange(guard, url, {
      method,
      headers: Object.fromEntries(new Headers(headers)),
      silenceMs,
      ...(typeof body === 'string' ? { body: Buffer.from(body) } : {}),
      ...(signal ? { signal } : {}),
    })
    const pieces: Uint8Array[] = []
    let read = 0
    for await (const piece of answer.body) {
      read += piece.length
      if (read > mostAnswerBytes) throw new Error(`the answer has more than ${mostAnswerBytes / 1024} KB`)
      pieces.push(piece)
    }
    const content = [204, 205, 304].includes(answer.status) ? null : Buffer.concat(pieces)
    return new Response(content, { status: answer.status, headers: answer.headers })
  }
}
