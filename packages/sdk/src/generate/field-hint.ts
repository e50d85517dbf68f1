import type { PatternSource } from '../model/expression/pattern.ts'
import type { FieldType } from '../model/schema.ts'

export interface Choice {
  readonly kind: string
  readonly options?: Readonly<Record<string, unknown>> | undefined
}

/** What is known of a field whose kind is not said. */
export interface FieldHint {
  readonly name: string
  /** The entity's name: a name is another thing in customers than in products. */
  readonly entity?: string | undefined
  readonly type: FieldType
  readonly maxLength?: number | undefined
  readonly precision?: number | undefined
  readonly scale?: number | undefined
  readonly unique?: boolean | undefined
  /** It is the primary key, alone. */
  readonly key?: boolean | undefined
  readonly nullable?: boolean | undefined
  /** The only values that are allowed. */
  readonly values?: readonly (string | number | boolean)[] | undefined
  /** Numbers, dates or times as text; both ends are allowed. */
  readonly min?: number | string | undefined
  readonly max?: number | string | undefined
  readonly minLength?: number | undefined
  /** A regular expression of text from end to end, by which the database writes values of this type. */
  readonly pattern?: string | undefined
  /** What checks ask of the text: each must be found in it, or, negated, must not be. */
  readonly patterns?: readonly (PatternSource & { readonly negated: boolean })[] | undefined
  /** What a list holds. */
  readonly element?: Omit<FieldHint, 'name' | 'entity'> | undefined
  /** It is an element of a list: its kind is not told what the field may hold. */
  readonly nested?: boolean | undefined
  /** The kind that writes values of the database's own type, though perhaps otherwise than `pattern`. */
  readonly natural?: Choice | undefined
  /** Length of a vector. */
  readonly dimensions?: number | undefined
  /** The database numbers the rows in this field. */
  readonly sequence?: { readonly start: number; readonly step: number } | undefined
  readonly description?: string | undefined
  /** Values that stand there now, nulls left out; given only by those who may show them. */
  readonly samples?: readonly unknown[] | undefined
}

export interface Inference {
  readonly kind: string
  readonly options?: Readonly<Record<string, unknown>>
  readonly record?: string
  readonly nullRate?: number
  /** From 0, a guess, to 1, certain. */
  readonly confidence: number
  /** The reason, for people. */
  readonly why: string
}
