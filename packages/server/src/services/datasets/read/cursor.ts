import { createHash } from 'node:crypto'
import { z } from 'zod'
import { RequestError } from '../../../errors/request-error.ts'

const shape = z.strictObject({
  v: z.number().int().min(1),
  r: z.number().int().min(0),
  /** Of what is asked: a cursor goes on with the question that gave it. */
  q: z.string(),
})

export interface Cursor {
  readonly version: number
  readonly row: number
}

export function questionOf(...parts: readonly (string | undefined)[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('base64url').slice(0, 16)
}

export function writeCursor({ version, row }: Cursor, question: string): string {
  return Buffer.from(JSON.stringify({ v: version, r: row, q: question })).toString('base64url')
}

export function readCursor(text: string, question: string): Cursor {
  const read = shape.safeParse(parsed(text))
  if (!read.success || read.data.q !== question) {
    throw new RequestError('REQUEST_INVALID', { message: 'the cursor is none of this question' })
  }
  return { version: read.data.v, row: read.data.r }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(Buffer.from(text, 'base64url').toString())
  } catch {
    return undefined
  }
}
