import { columnIdentity } from '../../../anonymize/policy/identity.ts'
import { type VerificationCheck, verificationCheck } from '../../verification.ts'
import type { Hash } from './byte-hash.ts'
import { asksChance, isLeak } from './is-leak.ts'
import type { LeakColumns, MaskedColumn } from './leak-columns.ts'
import { isMoreThanChance } from './near-numbers.ts'

/** A value in its row that the target has and the source may have. */
export interface PairHit {
  readonly pair: Hash
  readonly table: string
  readonly column: string
  /** Half of the hash of the value alone. */
  readonly value: number
  /** In the target. */
  count: number
  /** In the source. */
  seen: number
}

/** A run of words that the target has and a masked column of the source may have. */
export interface ToldHit {
  readonly run: Hash
  readonly places: Map<string, Place>
  readonly seen: { strong: number; weak: number }
  /** It is nothing but digits. */
  isNumber: boolean
  /** The masked columns that have it. */
  readonly of: Set<string>
}

interface Place {
  readonly table: string
  readonly column: string
  readonly kept: boolean
  count: number
}

/** Of one masked column in the target. */
export interface Values {
  readonly name: string
  count: number
}

/** Of a column that may keep some of its values: how many it has kept, and halves of the hashes of some of those. */
export interface Share {
  kept: number
  readonly values: Set<number>
}

/** By table and column. */
export interface Counted {
  readonly values: ReadonlyMap<string, Values>
  readonly shares: ReadonlyMap<string, Share>
  /** Which part of the values the policy lets through. */
  readonly passed: ReadonlyMap<string, number>
}

/** What is more often in a column is nobody's own. */
export const rare = 5

/** Whether masked columns hold what they held before. */
export async function* maskedColumnChecks(
  tables: ReadonlyMap<string, LeakColumns>,
  hits: Iterable<PairHit>,
  { values, shares, passed }: Counted,
  unheld: number,
  chanceOf: (table: string, column: MaskedColumn) => Promise<number>,
): AsyncGenerator<VerificationCheck> {
  let leaks = 0
  const confirmed = new Map<string, PairHit[]>()
  for (const hit of hits) {
    if (hit.seen === 0) continue
    const where = columnIdentity(hit.table, hit.column)
    const before = confirmed.get(where)
    if (before) before.push(hit)
    else confirmed.set(where, [hit])
  }
  for (const [table, columns] of tables)
    for (const column of columns.masked) {
      const where = columnIdentity(table, column.name)
      const part = passed.get(where) ?? 0
      const count = Math.round((values.get(where)?.count ?? 0) * (1 - part))
      const own = confirmed.get(where) ?? []
      const share = shares.get(where)
      const kept = share?.kept ?? own.reduce((sum, { count }) => sum + count, 0)
      const distinct = share?.values.size ?? new Set(own.map(({ value }) => value)).size
      const numbers = { kept, distinct, count }
      const chance = asksChance(columns, column, numbers) ? await chanceOf(table, column) : 0
      const leaked = isLeak(columns, column, numbers, chance) ? kept : 0
      const how = columns.aligned ? 'as they were in the same row' : 'as the source has them'
      leaks += leaked
      yield verificationCheck(
        'leaked values',
        table,
        column.name,
        leaked,
        `${leaked > 0 ? `of ${count} values are ${how}` : `none of ${count} values is an original`}${part > 0 ? ', besides those that the policy lets through' : ''}`,
      )
    }
  if (leaks === 0 && unheld > 0) yield tooMany(unheld)
}

/** What could not be held against the source may be an original. */
function tooMany(unheld: number): VerificationCheck {
  const message = 'values look like originals, more than could be held against the source'
  return verificationCheck('leaked values', '', undefined, unheld, message)
}

/**
 * Whether originals stand anywhere else.
 * @param expected how many numbers of a place are originals by chance
 */
export function* elsewhereChecks(
  hits: Iterable<ToldHit>,
  unheld: number,
  expected: ReadonlyMap<string, number>,
): Generator<VerificationCheck> {
  const counts = new Map<string, Place & { numbers: number; of: Set<string> }>()
  for (const { places, seen, of, isNumber } of hits)
    for (const [key, place] of places) {
      const originals = seen.strong + (place.kept ? seen.weak : 0)
      if (originals === 0 || originals > rare) continue
      const before = counts.get(key) ?? { ...place, count: 0, numbers: 0, of: new Set<string>() }
      if (isNumber) before.numbers += place.count
      else before.count += place.count
      for (const column of of) before.of.add(column)
      counts.set(key, before)
    }
  for (const [key, place] of counts) {
    if (isMoreThanChance(place.numbers, expected.get(key) ?? 0)) place.count += place.numbers
    if (place.count === 0) counts.delete(key)
  }
  // In the order of their names, whatever was found first.
  for (const [, { table, column, count, of }] of [...counts].sort(([one], [other]) => (one < other ? -1 : 1)))
    yield verificationCheck(
      'leaked values',
      table,
      column === '' ? undefined : column,
      count,
      `${count === 1 ? 'value' : 'values'} that ${[...of].sort().slice(0, 3).join(', ')}${of.size > 3 ? ' …' : ''} had in the source ${count === 1 ? 'stands' : 'stand'} in it`,
    )
  if (counts.size === 0 && unheld > 0) yield tooMany(unheld)
  else if (counts.size === 0)
    yield verificationCheck('leaked values', '', undefined, 0, 'no text holds an original value of a masked column')
}
