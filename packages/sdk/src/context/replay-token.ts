import { z } from 'zod'
import { UnderstudyError } from '../errors.ts'

/** Raised when the same seed and recipe give other rows. */
export const rowsVersion = 1

const head = 'understudy-1:'

export interface ReplayToken {
  readonly seed: string | number
  /** Of needs that were loaded, in the order of their loading. */
  readonly needs: readonly { readonly name: string; readonly kind: string; readonly recipe: unknown }[]
  /** Of the schema that the rows were made for; '' where they were made for none. */
  readonly fingerprint: string
  readonly versions: { readonly rows: number }
}

const written = z.object({
  s: z.union([z.string(), z.number()]),
  n: z.array(z.tuple([z.string(), z.string(), z.unknown()])),
  f: z.string(),
  v: z.object({ rows: z.int() }),
})

/** One line without a quote or a space in it. */
export function writeReplayToken({ seed, needs, fingerprint }: Omit<ReplayToken, 'versions'>): string {
  const compact: z.infer<typeof written> = {
    s: seed,
    n: needs.map(({ name, kind, recipe }) => [name, kind, recipe ?? null]),
    f: fingerprint,
    v: { rows: rowsVersion },
  }
  return head + Buffer.from(JSON.stringify(compact)).toString('base64url')
}

export function parseReplayToken(text: string): ReplayToken {
  const trimmed = text.trim()
  const version = /^understudy-(\d+):/.exec(trimmed)?.[1]
  if (version === undefined) throw malformed('it does not begin with understudy-1:')
  if (!trimmed.startsWith(head)) {
    throw outdated(`it is of version ${version} of tokens, and this is version 1`)
  }
  const body = trimmed.slice(head.length)
  if (!/^[\w-]+$/.test(body)) throw malformed('it holds characters that no token has')
  const parsed = written.safeParse(jsonOf(Buffer.from(body, 'base64url').toString('utf8')))
  if (!parsed.success) throw malformed('it is cut off or changed')
  const { s, n, f, v } = parsed.data
  return {
    seed: s,
    needs: n.map(([name, kind, recipe]) => ({ name, kind, recipe: recipe ?? undefined })),
    fingerprint: f,
    versions: v,
  }
}

/** Undefined, which no token holds, where it is no JSON. */
function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function malformed(reason: string): UnderstudyError {
  return new UnderstudyError('REPLAY_TOKEN_INVALID', {
    operation: 'read a replay token',
    at: 'token',
    message: `this is no replay token: ${reason}`,
  })
}

export function outdated(reason: string): UnderstudyError {
  return new UnderstudyError('REPLAY_TOKEN_OUTDATED', {
    operation: 'replay test data',
    at: 'token',
    message: `the token would not give the rows that the test saw: ${reason}`,
  })
}
