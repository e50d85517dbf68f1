import { z } from 'zod'
import type { DoneChunk } from '../copy-ledger.ts'

const chunk = { table: z.string(), part: z.string() }

const header = z.object({
  kind: z.literal('understudy-clone'),
  version: z.literal(1),
  id: z.string(),
  /** Of the plan that is carried out; a ledger of another plan is of no use. */
  plan: z.string(),
})

const line = z.union([
  z.object({ begun: z.object({ ...chunk, transaction: z.string().optional() }) }),
  z.object({
    done: z.object({
      ...chunk,
      rows: z.number(),
      rowsMasked: z.number(),
      values: z.record(z.string(), z.number()),
      bytes: z.number(),
      hash: z.string(),
      transaction: z.string().optional(),
    }),
  }),
  z.object({ forgotten: z.object(chunk) }),
  z.object({ stepBegun: z.string(), transaction: z.string() }),
  z.object({ stepDone: z.string() }),
])

export type CopyLedgerHeader = Readonly<z.infer<typeof header>>
export type CopyLedgerLine = Readonly<z.infer<typeof line>>

export function parseCopyHeader(text: string): CopyLedgerHeader | undefined {
  return header.safeParse(json(text)).data
}

export function parseCopyLine(text: string): CopyLedgerLine | undefined {
  return line.safeParse(json(text)).data
}

export function doneChunk(done: Extract<CopyLedgerLine, { done: unknown }>['done']): DoneChunk {
  return { ...done, transaction: done.transaction }
}

function json(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
