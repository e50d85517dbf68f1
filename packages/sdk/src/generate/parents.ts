import type { Vector } from '../model/batch.ts'
import { below } from '../random/draw.ts'
import { mapFloat64, mapUint8 } from '../random/map.ts'
import { type Rows, type Stream, words } from '../random/stream.ts'
import type { Allocation } from './allocation.ts'
import type { Choose } from './unique-set.ts'

/** Rows that a child may point at: rows that this plan makes, or rows that a database already has. */
export interface ParentRows {
  readonly entity: string
  /** Number of the first row, and how many there are. */
  readonly first: number
  readonly count: number
  /** False where they stand in a database already. */
  readonly made: boolean
  /** The key of the given rows, without nulls. */
  key(field: string, rows: Rows): Vector
}

/** Which parent each row points at; `nulls` where it points at none, `which` where there are several kinds of parents. */
export interface Picked {
  readonly rows: Float64Array
  readonly nulls?: Uint8Array
  readonly which?: Uint8Array
}

/** A parent for each row by its own free choice. */
export function pickFreely(stream: Stream, parents: Span, index: (word: number) => number): Choose {
  return (rows) => mapFloat64(words(stream, rows), (w) => parents.first + index(w))
}

interface Span {
  readonly first: number
  readonly count: number
}

/** The parent that a unique constraint has chosen. */
export function pickChosen(parents: Span, choose: Choose): Choose {
  return (rows) => mapFloat64(choose(rows), (index) => parents.first + index)
}

/** The parent that the row was dealt to. */
export function pickDealt(parents: Span, dealt: Allocation): Choose {
  return (rows) => mapFloat64(dealt.locate(rows.numbers).parents, (parent) => parents.first + parent)
}

/** A parent among the rows before, so that a tree grows and rows can be inserted in order; the first row points at itself. */
export function pickEarlier(stream: Stream, first: number): Choose {
  return (rows) => {
    const drawn = words(stream, rows)
    return mapFloat64(rows.numbers, (row, i) => (row <= first ? row : first + below(drawn[i]!, row - first)))
  }
}

/** Marks a share of the rows as pointing at nobody. */
export function orphaned(stream: Stream, share: number): (rows: Rows) => Uint8Array | undefined {
  if (share <= 0) return () => undefined
  const limit = share * 4294967296
  return (rows) => mapUint8(words(stream, rows), (w) => (w < limit ? 1 : 0))
}
