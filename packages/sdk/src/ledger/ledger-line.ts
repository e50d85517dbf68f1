import { z } from 'zod'
import type { Resource } from './resource.ts'

const rows = z.array(z.record(z.string(), z.unknown()))

const resource = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('postgres-database'), server: z.string(), name: z.string() }),
  z.object({ kind: z.literal('postgres-schema'), database: z.string(), name: z.string() }),
  z.object({ kind: z.literal('path'), path: z.string() }),
  z.object({ kind: z.literal('rows'), database: z.string(), table: z.string(), key: z.array(z.string()), rows }),
  z.object({ kind: z.literal('production'), baseUrl: z.string(), basePath: z.string(), testId: z.string() }),
])

const header = z.object({
  kind: z.literal('understudy-ledger'),
  version: z.literal(1),
  run: z.string(),
  pid: z.number().int().positive(),
  host: z.string(),
  machine: z.string(),
  mark: z.string().optional(),
  /** A sweep ends connections of this name, so that it must be one of ours. */
  application: z.string().regex(/^understudy [0-9a-f]{16}$/),
  /** Seconds. */
  lease: z.number().positive(),
  startedAt: z.iso.datetime(),
})

const intent = z.object({ intend: z.string(), testId: z.string().optional(), resource })
const line = z.union([
  intent,
  z.object({ done: z.string() }),
  z.object({ left: z.string(), reason: z.string() }),
  z.object({ closed: z.literal(true) }),
])

/** The first line of a ledger: whose it is, and how to tell whether that process lives. */
export type LedgerHeader = Readonly<z.infer<typeof header>>
/** The lines after it: what is about to be made, what is gone, what a sweep could not remove, and the end of the run. */
export type LedgerLine =
  | { readonly intend: string; readonly testId?: string | undefined; readonly resource: Resource }
  | { readonly done: string }
  | { readonly left: string; readonly reason: string }
  | { readonly closed: true }

export function headerText(one: LedgerHeader): string {
  return `${JSON.stringify(one)}\n`
}

export function lineText(one: LedgerLine): string {
  if (!('intend' in one) || one.resource.kind !== 'rows') return `${JSON.stringify(one)}\n`
  const written = one.resource.rows.map((row) => mapped(row, writable))
  return `${JSON.stringify({ ...one, resource: { ...one.resource, rows: written } })}\n`
}

/** Undefined for what is no header that this version knows. */
export function parseHeader(text: string): LedgerHeader | undefined {
  return header.safeParse(json(text)).data
}

export function parseLine(text: string): LedgerLine | undefined {
  const parsed = line.safeParse(json(text)).data
  if (parsed === undefined || !('intend' in parsed) || parsed.resource.kind !== 'rows') return parsed
  return { ...parsed, resource: { ...parsed.resource, rows: parsed.resource.rows.map((row) => mapped(row, asItWas)) } }
}

function json(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function mapped(row: Readonly<Record<string, unknown>>, by: (value: unknown) => unknown): Record<string, unknown> {
  return Object.fromEntries(Object.entries(row).map(([column, value]) => [column, by(value)]))
}

/** What of a key's values JSON has no form for. */
function writable(value: unknown): unknown {
  if (typeof value === 'bigint') return { $bigint: String(value) }
  if (value instanceof Uint8Array) return { $bytes: Buffer.from(value).toString('hex') }
  if (typeof value === 'number' && !Number.isFinite(value)) return String(value)
  return value
}

const special = z.union([z.strictObject({ $bigint: z.string().regex(/^-?\d+$/) }), z.strictObject({ $bytes: z.hex() })])

function asItWas(value: unknown): unknown {
  const { data } = special.safeParse(value)
  if (data === undefined) return value
  return '$bigint' in data ? BigInt(data.$bigint) : Uint8Array.from(Buffer.from(data.$bytes, 'hex'))
}
