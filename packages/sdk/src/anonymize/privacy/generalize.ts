import { UnderstudyError } from '../../errors.ts'
import { type OrderedColumn, orderedColumn } from './ordered-value.ts'
import { type Anonymity, type PrivacyReport, provePrivacy } from './prove-privacy.ts'

type Row = Readonly<Record<string, unknown>>

export interface Generalized {
  readonly rows: readonly Record<string, unknown>[]
  /** Of what came out. */
  readonly report: PrivacyReport
  /** What is left of the quasi-identifiers: 1 is all, 0 is nothing. */
  readonly accuracy: number
}

/**
 * Rows of which no combination of quasi-identifiers stands for fewer than k, with at least l different values of each
 * sensitive column. Groups are cut in two, at the median of the column in which they are widest, as long as both halves
 * hold the demand (Mondrian: LeFevre, DeWitt and Ramakrishnan, 2006); then a group's values become the range, the shared
 * start or * that all of them are in. The same rows give the same result. What comes out is counted anew, and refused
 * with PRIVACY_UNMET unless it holds.
 */
export function generalize(rows: readonly Row[], demand: Anonymity): Generalized {
  const { quasiIdentifiers } = demand
  const columns = quasiIdentifiers.map((name) => orderedColumn(rows.map((row) => own(row, name))))
  const sensitive = (demand.sensitive ?? []).map((name) => orderedColumn(rows.map((row) => own(row, name))))
  const holds = (group: readonly number[]) =>
    group.length >= demand.k &&
    sensitive.every(({ places }) => new Set(group.map((row) => places[row])).size >= (demand.l ?? 1))
  const everyone = rows.map((_, row) => row)
  if (rows.length > 0 && !holds(everyone)) throw unmet(demand, 'all rows together are too few, or too much alike')

  const made = rows.map((row): Record<string, unknown> => Object.fromEntries(Object.entries(row)))
  let loss = 0
  for (const group of cut(everyone, columns, holds)) {
    for (const [i, name] of quasiIdentifiers.entries()) {
      const column = columns[i]
      if (!column) continue
      const written = column.write(group)
      loss += column.loss(group) * group.length
      // Any name is a property of its own, even __proto__.
      for (const row of group)
        Object.defineProperty(made[row], name, { value: written, enumerable: true, writable: true, configurable: true })
    }
  }
  const report = provePrivacy(made, demand)
  if (!report.passed) throw unmet(demand, 'what came out does not hold it')
  const cells = rows.length * columns.length
  return { rows: made, report, accuracy: cells === 0 ? 1 : 1 - loss / cells }
}

function* cut(
  everyone: readonly number[],
  columns: readonly OrderedColumn[],
  holds: (group: readonly number[]) => boolean,
): Generator<readonly number[]> {
  const open = everyone.length === 0 ? [] : [everyone]
  for (let group = open.pop(); group; group = open.pop()) {
    const halves = halved(group, columns, holds)
    if (halves) open.push(...halves)
    else yield group
  }
}

function halved(
  group: readonly number[],
  columns: readonly OrderedColumn[],
  holds: (group: readonly number[]) => boolean,
): readonly (readonly number[])[] | undefined {
  const widest = columns
    .map((column, i) => ({ column, i, width: column.loss(group) }))
    .filter(({ width }) => width > 0)
    .sort((a, b) => b.width - a.width || a.i - b.i)
  for (const { column } of widest) {
    const { places } = column
    const sorted = group.toSorted((a, b) => (places[a] ?? 0) - (places[b] ?? 0) || a - b)
    const median = places[sorted[Math.floor((sorted.length - 1) / 2)] ?? 0] ?? 0
    for (const isLow of [(place: number) => place <= median, (place: number) => place < median]) {
      const low = sorted.filter((row) => isLow(places[row] ?? 0))
      const high = sorted.filter((row) => !isLow(places[row] ?? 0))
      if (holds(low) && holds(high)) return [low, high]
    }
  }
  return undefined
}

function own(row: Row, name: string): unknown {
  return Object.hasOwn(row, name) ? row[name] : undefined
}

function unmet({ k, l }: Anonymity, why: string): UnderstudyError {
  return new UnderstudyError('PRIVACY_UNMET', {
    operation: 'generalize rows',
    message: `Groups of ${k} rows${l === undefined ? '' : ` with ${l} values each`} cannot be had: ${why}`,
    details: { k, ...(l === undefined ? {} : { l }) },
  })
}
