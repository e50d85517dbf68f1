import { hashOfAll } from './cell-hash.ts'
import type { ColumnValues } from './column-values.ts'
import { HashSet } from './hash-set.ts'

const firstRows = 2000
const mostCandidates = 12
const mostRows = 1_048_576

interface Candidate {
  readonly columns: readonly number[]
  readonly seen: HashSet
  /** How often two rows of the first ones would be alike, were the columns independent of each other. */
  readonly chance: number
}

/**
 * Sets of two or three columns that together are never the same twice. The first rows say which sets may be, all rows
 * whether they are. Nothing is known of more rows than are remembered.
 */
export class CompositeKeys {
  private readonly allowed: ReadonlySet<number> | undefined
  private early: { readonly columns: readonly ColumnValues[]; readonly rows: number }[] = []
  private earlyRows = 0
  private rows = 0
  private candidates: Candidate[] | undefined

  /** Columns that a key may be made of. */
  constructor(allowed?: ReadonlySet<number>) {
    this.allowed = allowed
  }

  add(columns: readonly ColumnValues[], rows: number): void {
    this.rows += rows
    if (this.candidates !== undefined) {
      this.look(columns, rows)
      return
    }
    this.early.push({ columns, rows })
    this.earlyRows += rows
    if (this.earlyRows >= firstRows) this.choose()
  }

  end(): readonly { readonly columns: readonly number[]; readonly n: number; readonly byChance: number }[] {
    if (this.candidates === undefined) this.choose()
    const { rows } = this
    return (this.candidates ?? []).map(({ columns, chance }) => ({
      columns,
      n: rows,
      byChance: ((rows * (rows - 1)) / 2) * chance,
    }))
  }

  private choose(): void {
    const width = this.early[0]?.columns.length ?? 0
    const hashes = Array.from({ length: width }, (_, column) =>
      this.early.flatMap(({ columns, rows }) => Array.from(columns[column]!.hashes.subarray(0, rows))),
    )
    const places = hashes.flatMap((own, place) => {
      const allowed = this.allowed === undefined || this.allowed.has(place)
      const distinct = new Set(own).size
      return allowed && !own.includes(-1) && distinct > 1 && distinct < own.length ? [place] : []
    })
    const agreement = new Map(places.map((place) => [place, agreementOf(hashes[place]!)]))
    const found: Candidate[] = []
    for (const columns of setsOf(places)) {
      if (found.length >= mostCandidates) break
      if (found.some((other) => other.columns.every((place) => columns.includes(place)))) continue
      const own = columns.map((place) => hashes[place]!)
      const seen = new HashSet(this.earlyRows)
      const rows = own[0]!.length
      let row = 0
      while (row < rows && seen.add(hashOfAll(own.map((one) => one[row]!)))) row++
      const chance = columns.reduce((product, place) => product * (agreement.get(place) ?? 0), 1)
      if (row === rows && rows > 1) found.push({ columns, seen, chance })
    }
    this.candidates = found
    this.early = []
  }

  private look(columns: readonly ColumnValues[], rows: number): void {
    this.candidates = this.candidates?.filter((candidate) => {
      if (this.rows > mostRows) return false
      const own = candidate.columns.map((place) => columns[place]!.hashes)
      for (let row = 0; row < rows; row++) {
        const hashes = own.map((one) => one[row]!)
        if (hashes.includes(-1) || !candidate.seen.add(hashOfAll(hashes))) return false
      }
      return true
    })
  }
}

/** The share of pairs of rows that have the same value. */
function agreementOf(hashes: readonly number[]): number {
  const counts = new Map<number, number>()
  for (const hash of hashes) counts.set(hash, (counts.get(hash) ?? 0) + 1)
  const pairs = [...counts.values()].reduce((sum, count) => sum + count * (count - 1), 0)
  return pairs / (hashes.length * (hashes.length - 1))
}

/** Pairs first, then threes. */
function* setsOf(places: readonly number[]): Generator<readonly number[]> {
  for (const [i, a] of places.entries()) for (const b of places.slice(i + 1)) yield [a, b]
  const few = places.slice(0, 12)
  for (const [i, a] of few.entries())
    for (const [j, b] of few.slice(i + 1).entries()) for (const c of few.slice(i + j + 2)) yield [a, b, c]
}
