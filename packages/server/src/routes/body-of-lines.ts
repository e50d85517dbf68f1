import type { Context } from 'hono'
import type { ApiEnv } from './caller.ts'

/** Rows as NDJSON, each line ended by a line feed. */
export interface Lines {
  /** One or many in each. */
  readonly lines: readonly Uint8Array[]
  /** Where each line ends, behind its line feed, in all of them put together. */
  readonly ends: readonly number[]
}

/**
 * A body of JSON: the members of `head`, and `rows` made of lines of NDJSON as they stand. Nothing is parsed to be
 * written again, so every digit of a number stays.
 */
function bodyOfLines(head: object, { lines, ends }: Lines): Uint8Array<ArrayBuffer> {
  const open = Buffer.from(`${JSON.stringify(head).slice(0, -1)},"rows":[`)
  const length = open.length + (ends.at(-1) ?? 1) + 1
  // All of it is written below.
  const body = new Uint8Array(Buffer.allocUnsafeSlow(length).buffer)
  body.set(open)
  let at = open.length
  for (const piece of lines) {
    body.set(piece, at)
    at += piece.length
  }
  // A comma in the place of each line feed; the last one is written over.
  for (const end of ends) body[open.length + end - 1] = 44
  body.set([93, 125], length - 2)
  return body
}

/**
 * Answers with such a body, whose memory goes when the socket has all of it: what waits for the collector is taken anew
 * for each answer. The bytes are the JSON that the route describes; only a type of a Response with bytes cannot say so.
 */
export function answerOfLines(c: Context<ApiEnv>, head: object, lines: Lines, status: 200 | 201): never {
  const body = bodyOfLines(head, lines)
  c.env?.outgoing?.once('finish', () => void body.buffer.transfer(0))
  return c.body(body, status, { 'content-type': 'application/json' }) as never
}
