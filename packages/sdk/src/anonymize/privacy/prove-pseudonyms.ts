import { createHash } from 'node:crypto'

type Row = Readonly<Record<string, unknown>>

export interface PseudonymReport {
  readonly passed: boolean
  readonly fields: readonly FieldPseudonyms[]
}

export interface FieldPseudonyms {
  readonly field: string
  /** Rows that have a value. */
  readonly values: number
  /** Equal values became different ones, in so many rows. */
  readonly torn: number
  /** Different values became one, in so many rows: joins would have more rows than before. */
  readonly merged: number
  /** Rows whose value is what it was. */
  readonly unchanged: number
  /** Rows whose value is the same with another key; null where there is none to compare with. */
  readonly sameWithOtherKey: number | null
  /** Rows whose value is a plain hash of the original: whoever can guess values finds them without the key. */
  readonly unkeyed: number
}

/**
 * Whether masked rows hold what pseudonyms promise, row by row beside their originals: equal values stay equal and
 * different ones different, so that joins give as many rows; no value stays; another key changes each; and none is a hash
 * that needs no key. It knows nothing of how they were made, and names no value.
 */
export function provePseudonyms(
  before: readonly Row[],
  after: readonly Row[],
  { fields, otherKey }: { readonly fields: readonly string[]; readonly otherKey?: readonly Row[] | undefined },
): PseudonymReport {
  const found = fields.map((field) => proveField(field, before, after, otherKey))
  return {
    passed:
      before.length === after.length &&
      (otherKey === undefined || otherKey.length === before.length) &&
      found.every(
        ({ torn, merged, unchanged, sameWithOtherKey, unkeyed }) =>
          torn + merged + unchanged + (sameWithOtherKey ?? 0) + unkeyed === 0,
      ),
    fields: found,
  }
}

function proveField(
  field: string,
  before: readonly Row[],
  after: readonly Row[],
  otherKey: readonly Row[] | undefined,
): FieldPseudonyms {
  const became = new Map<string, string | undefined>()
  const came = new Map<string | undefined, string>()
  const counts = { values: 0, torn: 0, merged: 0, unchanged: 0, unkeyed: 0 }
  let same = 0
  for (const [i, row] of before.entries()) {
    const old = textOf(row, field)
    if (old === undefined) continue
    const masked = textOf(after[i], field)
    counts.values++
    if (!became.has(old)) became.set(old, masked)
    else if (became.get(old) !== masked) counts.torn++
    if (!came.has(masked)) came.set(masked, old)
    else if (came.get(masked) !== old) counts.merged++
    if (masked === old) counts.unchanged++
    if (masked !== undefined && isPlainHash(old, masked)) counts.unkeyed++
    if (otherKey !== undefined && textOf(otherKey[i], field) === masked) same++
  }
  return { field, ...counts, sameWithOtherKey: otherKey === undefined ? null : same }
}

const algorithms = ['md5', 'sha1', 'sha256', 'sha512']

/** As hex or base64, whole or its start, of the value as it is or in small letters. */
function isPlainHash(old: string, masked: string): boolean {
  const start = masked.toLowerCase()
  if (masked.length < 8 || !/^[\w+/=-]+$/.test(masked)) return false
  return [old, old.toLowerCase()].some((text) =>
    algorithms.some((algorithm) => {
      const digest = createHash(algorithm).update(text).digest()
      return (
        digest.toString('hex').startsWith(start) ||
        digest.toString('base64').startsWith(masked) ||
        digest.toString('base64url').startsWith(masked)
      )
    }),
  )
}

function textOf(row: Row | undefined, field: string): string | undefined {
  const value = row !== undefined && Object.hasOwn(row, field) ? row[field] : undefined
  if (value === null || value === undefined) return undefined
  return value instanceof Date ? value.toISOString() : String(value)
}
