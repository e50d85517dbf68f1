import type { KindName, KindValue } from './kind-values.ts'

/** How a field's values are made, where it is neither a value nor a function. */
export interface FieldMaker<out Value> {
  readonly '~value'?: Value
  readonly made: MadeField
}

export type MadeField =
  | {
      readonly by: 'kind'
      readonly kind: string
      readonly options: Readonly<Record<string, unknown>>
      readonly unique: boolean
      readonly maxLength?: number | undefined
      readonly nullRate?: number | undefined
      /** Fields of one row with the same record come from one coherent person, address or company. */
      readonly record?: string | undefined
    }
  | { readonly by: 'database' }

/** A kind of value, as in docs/kinds.md, and what holds for this field beyond it. */
export interface KindField<out Value> extends FieldMaker<Value> {
  /** No two rows of the factory have the same value. */
  unique(): KindField<Value>
  /** A share of the rows, 0.1 when not said, has null instead. */
  nullable(share?: number): KindField<Value | null>
  /** At most so many characters. */
  maxLength(characters: number): KindField<Value>
  /** Fields of a row that name the same record agree with each other, and with no other record of the row. */
  record(name: string): KindField<Value>
}

type KindMade = Extract<MadeField, { by: 'kind' }>

type Options = Readonly<Record<string, unknown>>

/** Where nothing is known of a kind's values, it fits any field. */
type FieldValue<Name extends string> = unknown extends KindValue<Name> ? never : KindValue<Name>

/** `email: kind('email').unique()`, `age: kind('integer', { min: 18, max: 99 })`, `item: kind('faker:commerce.product')`. */
export function kind<const Value>(
  name: 'one-of',
  options: { readonly values: readonly Value[] } & Options,
): KindField<Value>
export function kind<Name extends KindName>(name: Name, options?: Options): KindField<FieldValue<Name>>
export function kind(name: string, options: Options = {}): KindField<unknown> {
  return kindField({ by: 'kind', kind: name, options, unique: false })
}

function kindField<Value>(made: KindMade): KindField<Value> {
  return {
    made,
    unique: () => kindField({ ...made, unique: true }),
    nullable: (share = 0.1) => kindField({ ...made, nullRate: share }),
    maxLength: (characters) => kindField({ ...made, maxLength: characters }),
    record: (name) => kindField({ ...made, record: name }),
  }
}

/** A number of the database's own sequence, asked for before the row is written. In build() the row's own, counted from 1. */
export function assigned(): FieldMaker<number> {
  return { made: { by: 'database' } }
}

export function isFieldMaker(value: unknown): value is FieldMaker<unknown> {
  return typeof value === 'object' && value !== null && 'made' in value && isMade(value.made)
}

function isMade(made: unknown): boolean {
  return typeof made === 'object' && made !== null && 'by' in made && (made.by === 'kind' || made.by === 'database')
}
