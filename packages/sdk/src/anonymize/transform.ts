import type { z } from 'zod'
import type { Dialect } from '../model/expression/term.ts'
import type { Locale } from '../values/locale.ts'
import type { MaskingKey } from './key/masking-key.ts'
import type { MaskingType, ScalarType } from './masking-schema.ts'
import type { MaskInRows } from './permute/mask-in-rows.ts'
import type { ValueForm } from './value-form.ts'

/** A way to mask values. What it promises depends on its options and on the column, and is checked before any row is read. */
export interface Transform<Options = unknown> {
  readonly name: string
  /** Raised when the same key and options would give other values than before. Golden files pin each version. */
  readonly version: number
  /** Which room of the documentation it stands in. */
  readonly group:
    | 'people'
    | 'contact'
    | 'places'
    | 'money'
    | 'identity'
    | 'network'
    | 'numbers'
    | 'time'
    | 'text'
    | 'structure'
    | 'any'
  readonly summary: string
  readonly options: z.ZodType<Options>
  /** Options that show what it does; the first set is the one in the documentation. Left out: no options. */
  readonly examples?: readonly Readonly<Record<string, unknown>>[] | undefined
  /** Forms that it takes; of any other the policy is refused. */
  readonly accepts: readonly ValueForm[]
  /** It takes the value as one, whatever it is made of: lists, maps, composites, ranges and types nobody modelled. */
  readonly whole?: boolean | undefined
  /** The key domain of a rule that names none, where transforms are to agree with others; else the name. */
  readonly domain?: string | undefined
  /** Columns of the row that it reads besides its own and those of its subject. */
  reads?(options: Options): readonly string[]
  promises(options: Options, column: TransformColumn): Promises
  mask(options: Options, context: TransformContext): Mask
}

/** What is masked: a column, or a part of one (an element of a list, a path of JSON). */
export interface TransformColumn {
  readonly table: string
  readonly name: string
  readonly type: ScalarType
  readonly nullable: boolean
  /** It is, or is a part of, something that must stay distinct. */
  readonly unique: boolean
}

export interface Promises {
  /** The same value and key give the same result. False only of what draws by chance on purpose. */
  readonly deterministic: boolean
  /** preserved: different values never meet. likely: they could, by chance of less than 2^-60 a pair. lost: they do. */
  readonly unique: 'preserved' | 'likely' | 'lost'
  /** Where uniqueness is lost over all: different values of one subject never meet. */
  readonly uniqueWithin?: 'subject' | undefined
  /** preserved: length, character classes and checksum stay. similar: it looks like one. lost: neither. */
  readonly format: 'preserved' | 'similar' | 'lost'
  /** Most characters of a result for a value of that many; undefined where nothing bounds it. */
  longest(length: number): number | undefined
  /** A value is never its own result, but for the domains that the sentence names. Undefined: never at all. */
  readonly mayKeep?: string | undefined
}

export interface TransformContext {
  /** Of the column's key domain: columns of one domain and transform mask equal values alike. */
  readonly key: MaskingKey
  readonly column: TransformColumn
  readonly locale: Locale
  /** Undefined: the value itself stands for its subject. Asking for it makes the mask one that reads its columns. */
  readonly subject: Subject | undefined
  /** What a column of the same table holds; undefined where the table has none of that name. */
  typeOf(column: string): MaskingType | undefined
  /** Whose expressions are meant. */
  readonly dialect: Dialect
  /** The mask of a part of the value, by another transform in a domain of its own. */
  nested(rule: NestedRule, part: ScalarType): Mask
}

/** Whose row it is. */
export interface Subject {
  /** Columns of the row that say so. */
  readonly columns: readonly string[]
  /** What they are the key of, such as public.people.id: equal keys of two things are two subjects. */
  readonly of: string
}

/** What becomes of a part of a value: the name of a transform stands for it without options, "keep" leaves it. */
export type NestedRule =
  | string
  | {
      readonly transform: string
      readonly options?: Readonly<Record<string, unknown>> | undefined
      /** The transform's own name where left out, as in a policy: so parts and columns are masked alike. */
      readonly domain?: string | undefined
    }

/** One compiled column. A pure function of the value, the key and, where a subject is named, the row's own values. */
export interface Mask {
  /** Of a value that is not null; null makes it NULL. */
  value(text: string, row: RowValues): string | null
  /**
   * Of values that belong together, as the bounds of a range do: their order stays. Without it each is masked alone, and
   * they are put in order again.
   */
  readonly together?: ((texts: readonly string[], row: RowValues) => readonly (string | null)[]) | undefined
  /** The same on UTF-8, for what is masked by the million; gives the bytes of what `value` gives. */
  readonly bytes?: ((input: Uint8Array, start: number, end: number, out: MaskedBytes) => void) | undefined
  /** How whole rows of such values are masked at once, with the bytes of what `bytes` gives. */
  readonly inRows?: MaskInRows | undefined
}

/** The row as it was before anything of it was masked. */
export interface RowValues {
  /** In its canonical form; null is NULL. */
  text(column: string): string | null
}

/** Where bytes go: write at `at` and move it. `reserve` makes room for that many bytes, and may replace `bytes`. */
export interface MaskedBytes {
  bytes: Uint8Array
  at: number
  reserve(length: number): void
}
