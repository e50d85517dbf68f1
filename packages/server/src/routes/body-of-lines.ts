import type { Context } from 'hono'
import type { ApiEnv } from './caller.ts'

/**
 * A body of JSON: the members of `head`, and `rows` made of lines of NDJSON as they stand. Nothing is parsed to be
 * written again, so every digit of a number stays.
 */
function bodyOfLines(head: object, lines: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const open = Buffer.from(`${JSON.stringify(head).slice(0, -1)},"rows":[`)
  const length = lines.reduce((sum, line) => sum + line.length, open.length + 1 + (lines.length === 0 ? 1 : 0))
  // All of it is written below.
  const bytes = Buffer.allocUnsafeSlow(length)
  const body = new Uint8Array(bytes.buffer)
  body.set(open)
  let at = open.length
  for (const piece of lines) {
    body.set(piece, at)
    at += piece.length
  }
  // A comma in the place of each line feed, of which JSON itself holds none; the last one is written over.
  for (let end = bytes.indexOf(10, open.length); end !== -1; end = bytes.indexOf(10, end + 1)) body[end] = 44
  if (lines.length > 0) at--
  body.set([93, 125], at)
  return body
}

/**
 * Answers with such a body, whose memory goes when the socket has all of it: what waits for the collector is taken anew
 * for each answer. The bytes are the JSON that the route describes; only a type of a Response with bytes cannot say so.
 */
export function answerOfLines(
  c: Context<ApiEnv>,
  head: object,
  lines: readonly Uint8Array[],
  status: 200 | 201,
): never {
  const body = bodyOfLines(head, lines)
  c.env?.outgoing?.once('finish', () => void body.buffer.transfer(0))
  return c.body(body, status, { 'content-type': 'application/json' }) as never
}
