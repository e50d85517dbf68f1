import type { z } from 'zod'
import type { Vector } from '../model/batch.ts'
import type { Distribution, FieldType } from '../model/schema.ts'
import type { Rows, Stream } from '../random/stream.ts'
import type { Locale } from './locale.ts'

/** What a kind of value knows of the field that it is made for. */
export interface KindContext {
  /** Key of this field: (seed, entity, field, kind and version). */
  readonly stream: Stream
  /** Key of the record that this field shares with other fields of its row: a person, an address, a company. */
  readonly record: Stream
  /** Make must then be injective over row numbers 0 .. capacity - 1, and never differ by letter case alone. */
  readonly unique: boolean
  readonly locale: Locale
  /** Longest text allowed, in characters. */
  readonly maxLength: number | undefined
  readonly type: FieldType | undefined
  readonly distribution: Distribution | undefined
}

/** Makes the values of one field for any rows, in any order: a pure function of the row number. */
export interface Maker {
  /** How many distinct values a unique field can hold; Infinity where nothing bounds it. */
  readonly capacity: number
  make(rows: Rows): Vector
}

export interface Kind<Options = unknown> {
  readonly name: string
  /** Raised when the same options would give other values than before. Golden files pin each version. */
  readonly version: number
  /** Which room of the documentation it stands in. */
  readonly group: string
  readonly summary: string
  readonly type: FieldType
  readonly options: z.ZodType<Options>
  /** The distributions that shape it; none where left out. */
  readonly distributions?: readonly Distribution['name'][] | undefined
  /** Options that show what it does; the first set is the one in the documentation. Left out: no options. */
  readonly examples?: readonly Readonly<Record<string, unknown>>[] | undefined
  /** Why a unique field can't be of this kind, where it can't. */
  readonly neverUnique?: string | undefined
  maker(options: Options, context: KindContext): Maker
}
