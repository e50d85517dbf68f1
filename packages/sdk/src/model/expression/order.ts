import { type Interval, isInterval, isJson, isList, type Value } from './value.ts'

/** Negative, 0 or positive. Both are of one type; text goes by code point, which is the order of the C collation. */
export function compareValues(a: Exclude<Value, null>, b: Exclude<Value, null>): number {
  if (typeof a === 'string' && typeof b === 'string') return compareText(a, b)
  if (isList(a) && isList(b)) return compareLists(a, b)
  if (isJson(a) && isJson(b)) return compareText(canonicalJson(a.json), canonicalJson(b.json))
  if (isInterval(a) && isInterval(b)) return compareScalars(intervalMicros(a), intervalMicros(b))
  if (isScalar(a) && isScalar(b)) return compareScalars(a, b)
  return compareText(String(a), String(b))
}

/** As Postgres compares them: a month is 30 days, a day 24 hours. */
export function intervalMicros({ months, days, micros }: Interval): number {
  return (months * 30 + days) * 86_400_000_000 + micros
}

export function compareText(a: string, b: string): number {
  if (a === b) return 0
  const length = Math.min(a.length, b.length)
  for (let i = 0; i < length; i++) {
    const x = a.charCodeAt(i)
    const y = b.charCodeAt(i)
    if (x !== y) return codePointRank(x) - codePointRank(y)
  }
  return a.length - b.length
}

/** JSON text in which members stand in the order of their names. A whole number too large for JSON's own has all its digits. */
export function canonicalJson(json: unknown): string {
  if (typeof json === 'bigint') return String(json)
  if (Array.isArray(json)) return `[${json.map(canonicalJson).join(',')}]`
  if (typeof json !== 'object' || json === null) return JSON.stringify(json) ?? 'null'
  const members = Object.entries(json).sort(([x], [y]) => compareText(x, y))
  return `{${members.map(([name, value]) => `${JSON.stringify(name)}:${canonicalJson(value)}`).join(',')}}`
}

/** Halves of surrogate pairs stand for code points beyond all others. */
function codePointRank(unit: number): number {
  return unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit
}

function isScalar(value: Value): value is number | bigint | boolean {
  return typeof value === 'number' || typeof value === 'bigint' || typeof value === 'boolean'
}

function compareScalars(a: number | bigint | boolean, b: number | bigint | boolean): number {
  return a < b ? -1 : a > b ? 1 : 0
}

function compareLists(a: readonly Value[], b: readonly Value[]): number {
  const length = Math.min(a.length, b.length)
  for (let i = 0; i < length; i++) {
    const x = a[i] ?? null
    const y = b[i] ?? null
    if (x === null || y === null) {
      if (x !== y) return x === null ? 1 : -1
      continue
    }
    const order = compareValues(x, y)
    if (order !== 0) return order
  }
  return a.length - b.length
}
