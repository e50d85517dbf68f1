import type { BatchContext, Draws, FieldContext, RowContext } from './draws.ts'
import type { AnyEdge } from './edge.ts'
import type { FieldMaker } from './field-maker.ts'

type MaybePromise<T> = T | Promise<T>

/** What a field is made of: the value itself, a kind of value, or a function of the row so far. */
export type FieldSpec<Value, Context> = Value | FieldMaker<Value> | ((context: Context) => MaybePromise<Value>)

type Fields<Row, Context> = { readonly [K in keyof Row]?: FieldSpec<Row[K], Context> }

/** A transient parameter is a value, or a function that gives it for each row. */
type TransientSpec<Transient> = {
  readonly [K in keyof Transient]: Transient[K] | ((context: Draws) => MaybePromise<Transient[K]>)
}

type Replaced<Row> = MaybePromise<Row | undefined> | Promise<void> | void

/** A hook may return another row to go on with; where it returns nothing, the row goes on as it is. */
export interface Hooks<Output, Transient> {
  /** For each row, once it is built: by build() and by create(). */
  readonly afterBuild?: (row: Output, context: RowContext<Transient>) => Replaced<Output>
  /** All rows that one call makes of this factory, once each is built. A list that is returned has a row for each. */
  readonly batch?: (rows: Output[], context: BatchContext) => Replaced<readonly Output[]>
  /** For each row, before anything of the call is written. */
  readonly beforeCreate?: (row: Output, context: RowContext<Transient>) => Replaced<Output>
  /** For each row, when all of the call is written; what it returns is handed out, not written. */
  readonly afterCreate?: (row: Output, context: RowContext<Transient>) => Replaced<Output>
}

/** A trait is a smaller definition, laid over the factory's own. Of several, the later one wins. */
export interface TraitDefinition<Input, Output, Row, Transient, Traits> extends Hooks<Output, Transient> {
  readonly fields?: Fields<Input, FieldContext<Row, Transient>>
  readonly transient?: Partial<TransientSpec<Transient>>
  /** Null leaves an association of the factory out. */
  readonly associations?: Readonly<Record<string, AnyEdge | null>>
  /** Traits that are part of this one: laid on first. */
  readonly traits?: readonly TraitUse<Traits>[]
}

type Arguments<Given> = Given extends readonly unknown[] ? (number extends Given['length'] ? [] : Given) : []

type UseOf<Name, Given extends readonly unknown[]> = [] extends Given
  ? Name | readonly [Name, ...Given]
  : readonly [Name, ...Given]

/** 'admin', or ['titled', 'Dr'] where the trait takes arguments. `Traits` maps names to arguments. */
export type TraitUse<Traits> = { [Name in keyof Traits]: UseOf<Name, Arguments<Traits[Name]>> }[keyof Traits]

export interface FactoryDefinition<Input, Output, Row, Transient, Traits, Associations, Required>
  extends Hooks<Output, Transient> {
  /** What the rows are called, where the source is a schema that has no name. */
  readonly entity?: string
  /** Sets it apart from other factories of the same entity: values are keyed by it. The entity's name when not said. */
  readonly name?: string
  /** Locale of @faker-js/faker; en when not said. */
  readonly locale?: string
  readonly fields?: Fields<Input, FieldContext<Row, Transient>>
  /** Fields and associations that each call must give. */
  readonly required?: readonly Required[]
  /** Parameters that shape a row and are no part of it: defaults, or functions that give them. */
  readonly transient?: TransientSpec<Transient>
  readonly traits?: {
    readonly [Name in keyof Traits]:
      | TraitDefinition<Input, Output, Row, Transient, Traits>
      | ((
          ...args: Extract<Traits[Name], readonly unknown[]>
        ) =>
          | TraitDefinition<Input, Output, Row, Transient, Traits>
          | Promise<TraitDefinition<Input, Output, Row, Transient, Traits>>)
  }
  readonly associations?: Associations
}
