import type { ColumnType } from '../../../column-type.ts'

/** What a column's rows go through when its type changes. */
export interface TypeChange {
  /** The server knows by itself how to turn the one into the other. */
  readonly assignable: boolean
  /** Each value is computed anew, and written. */
  readonly rewrites: boolean
  /** Some values of the old type have no place in the new one. */
  readonly mayFail: boolean
  /** Some values are not the same afterwards. */
  readonly mayChange: boolean
}

const kept: TypeChange = { assignable: true, rewrites: false, mayFail: false, mayChange: false }
const rewritten: TypeChange = { ...kept, rewrites: true }
const explicit: TypeChange = { assignable: false, rewrites: true, mayFail: true, mayChange: true }

/** Leans to the careful side: what is not known here counts as a rewrite that may fail and may change values. */
export function typeChange(from: ColumnType, to: ColumnType): TypeChange {
  if (to.kind === 'domain') return { ...typeChange(bare(from), to.base), rewrites: true, mayFail: true }
  if (from.kind === 'domain') return typeChange(from.base, to)
  if (from.kind === 'array' && to.kind === 'array') return typeChange(from.element, to.element)
  if (isText(to)) return toText(from, to)
  const [before, after] = [numberSize(from), numberSize(to)]
  if (before && after) return ofNumbers(from, to, before, after)
  if (timeKinds.has(from.kind) && timeKinds.has(to.kind)) return ofTimes(from, to)
  if (from.kind === to.kind) return sameKind(from, to)
  return assignments[from.kind]?.[to.kind] ?? explicit
}

function bare(type: ColumnType): ColumnType {
  return type.kind === 'domain' ? bare(type.base) : type
}

function isText({ kind }: ColumnType): boolean {
  return kind === 'varchar' || kind === 'char' || kind === 'text'
}

/** Anything has a text. */
function toText(from: ColumnType, to: ColumnType): TypeChange {
  const room = lengthOf(to) ?? Number.POSITIVE_INFINITY
  const longest = isText(from) ? (lengthOf(from) ?? Number.POSITIVE_INFINITY) : Number.POSITIVE_INFINITY
  const mayFail = room < longest
  if (!isText(from)) return { ...rewritten, mayFail }
  if (to.kind === 'char') return { ...rewritten, mayFail, mayChange: from.kind !== 'char' }
  return { ...kept, rewrites: mayFail || from.kind === 'char', mayFail }
}

/** char without a length has one character. */
function lengthOf(type: ColumnType): number | undefined {
  if (type.kind === 'char') return type.length ?? 1
  return type.kind === 'varchar' || type.kind === 'bit' || type.kind === 'varbit' ? type.length : undefined
}

interface NumberSize {
  /** Digits before the point that always fit. */
  readonly whole: number
  /** Digits that are always kept, wherever the point is. */
  readonly exact: number
  /** Digits after the point. */
  readonly fraction: number
}

const sizes = new Map<ColumnType['kind'], NumberSize>([
  ['smallint', { whole: 4.8, exact: 4.8, fraction: 0 }],
  ['integer', { whole: 9.3, exact: 9.3, fraction: 0 }],
  ['bigint', { whole: 18.9, exact: 18.9, fraction: 0 }],
  ['real', { whole: 38, exact: 6, fraction: 45 }],
  ['double', { whole: 308, exact: 15, fraction: 324 }],
])

function numberSize(type: ColumnType): NumberSize | undefined {
  if (type.kind !== 'numeric') return sizes.get(type.kind)
  const { precision, scale = 0 } = type
  const any = Number.POSITIVE_INFINITY
  if (precision === undefined) return { whole: any, exact: any, fraction: any }
  return { whole: precision - scale, exact: precision, fraction: Math.max(scale, 0) }
}

function ofNumbers(from: ColumnType, to: ColumnType, before: NumberSize, after: NumberSize): TypeChange {
  if (from.kind === 'numeric' && to.kind === 'numeric') {
    const isSameScale = (from.scale ?? 0) === (to.scale ?? 0)
    if (to.precision === undefined) return kept
    if (from.precision !== undefined && isSameScale && to.precision >= from.precision) return kept
  } else if (from.kind === to.kind) return kept
  const held = Math.min(before.exact, Math.min(before.whole, after.whole) + before.fraction)
  return {
    ...rewritten,
    mayFail: after.whole < before.whole,
    mayChange: after.fraction < before.fraction || after.exact < held,
  }
}

const timeKinds: ReadonlySet<string> = new Set(['date', 'time', 'timetz', 'timestamp', 'timestamptz', 'interval'])

/** Between instants and local times the session's time zone decides. */
const timeChanges: Readonly<Record<string, TypeChange>> = {
  'date timestamp': rewritten,
  'date timestamptz': { ...rewritten, mayChange: true },
  'timestamp date': { ...rewritten, mayChange: true },
  'timestamp time': { ...rewritten, mayChange: true },
  'timestamp timestamptz': { ...rewritten, mayChange: true },
  'timestamptz date': { ...rewritten, mayChange: true },
  'timestamptz time': { ...rewritten, mayChange: true },
  'timestamptz timetz': { ...rewritten, mayChange: true },
  'timestamptz timestamp': { ...rewritten, mayChange: true },
  'time timetz': { ...rewritten, mayChange: true },
  'time interval': rewritten,
  'timetz time': { ...rewritten, mayChange: true },
  'interval time': { ...rewritten, mayChange: true },
}

function ofTimes(from: ColumnType, to: ColumnType): TypeChange {
  if (from.kind !== to.kind) return timeChanges[`${from.kind} ${to.kind}`] ?? explicit
  const [before, after] = [precisionOf(from), precisionOf(to)]
  if (after >= before) return from.kind === 'interval' ? { ...rewritten, mayChange: true } : kept
  return { ...rewritten, mayChange: true }
}

function precisionOf(type: ColumnType): number {
  return 'precision' in type ? (type.precision ?? 6) : 6
}

function sameKind(from: ColumnType, to: ColumnType): TypeChange {
  if (from.kind === 'varbit' || from.kind === 'bit') {
    const [before, after] = [lengthOf(from) ?? Number.POSITIVE_INFINITY, lengthOf(to) ?? Number.POSITIVE_INFINITY]
    const fits = from.kind === 'varbit' ? after >= before : after === before
    return fits ? kept : { ...rewritten, mayFail: true }
  }
  if ('schema' in from && 'schema' in to) return explicit
  return 'dimensions' in from || 'dimensions' in to ? { ...rewritten, mayFail: true } : kept
}

type Assignments = Readonly<
  Partial<Record<ColumnType['kind'], Readonly<Partial<Record<ColumnType['kind'], TypeChange>>>>>
>

/** What Postgres assigns by itself beyond numbers, times and text. */
const assignments: Assignments = {
  json: { jsonb: { ...rewritten, mayFail: true, mayChange: true } },
  jsonb: { json: rewritten },
  inet: { cidr: { ...rewritten, mayChange: true } },
  cidr: { inet: kept },
  integer: { money: { ...rewritten, mayFail: true }, oid: kept },
  bigint: { money: { ...rewritten, mayFail: true }, oid: { ...rewritten, mayFail: true } },
  smallint: { oid: { ...rewritten, mayFail: true } },
  numeric: { money: { ...rewritten, mayFail: true, mayChange: true } },
  money: { numeric: rewritten },
  oid: { bigint: rewritten, integer: { ...kept, mayFail: true } },
  bit: { varbit: { ...rewritten, mayFail: true } },
  varbit: { bit: { ...rewritten, mayFail: true } },
  text: { citext: kept, xml: { ...explicit, mayChange: false } },
  citext: { text: kept },
  varchar: { citext: kept },
  char: { citext: rewritten },
  macaddr: { macaddr8: rewritten },
  macaddr8: { macaddr: { ...rewritten, mayFail: true } },
  path: { polygon: { ...rewritten, mayFail: true } },
  polygon: { path: rewritten },
  vector: { halfvec: { ...rewritten, mayChange: true } },
  halfvec: { vector: rewritten },
}
