import { createHash } from 'node:crypto'
import { z } from 'zod'

const line = z.strictObject({
  number: z.int().positive(),
  at: z.iso.datetime(),
  user: z.string(),
  pid: z.int(),
  host: z.string(),
  event: z.string(),
  place: z.string(),
  outcome: z.enum(['done', 'refused', 'failed']),
  details: z.record(z.string(), z.unknown()).optional(),
  previous: z.string(),
  hash: z.string(),
})

export type AuditLine = z.infer<typeof line>

/** What stands before the first line. */
export const noLine = { number: 0, hash: '0'.repeat(64) } as const

/** A line as text, with the hash of all that it says, the hash of the line before included. */
export function auditLineText(about: Omit<AuditLine, 'hash'>): string {
  return JSON.stringify({ ...about, hash: hashOf(about) })
}

/** Undefined for what is no line, or says something else than its hash. */
export function parseAuditLine(text: string): AuditLine | undefined {
  try {
    const parsed = line.safeParse(JSON.parse(text))
    if (!parsed.success) return undefined
    return auditLineText(withoutHash(parsed.data)) === text ? parsed.data : undefined
  } catch {
    return undefined
  }
}

function withoutHash({ hash: _, ...about }: AuditLine): Omit<AuditLine, 'hash'> {
  return about
}

function hashOf(about: Omit<AuditLine, 'hash'>): string {
  return createHash('sha256').update(JSON.stringify(about)).digest('hex')
}
