import type { TraitUse } from './definition.ts'
import type { AnyOverrides, AnyTraitUse, Later, ManyContext, ManyEdge, RefEdge, Sharing } from './edge.ts'
import type { Factory, FactoryTypes, Overrides } from './factory.ts'

/**
 * A factory that is defined further below, or in a circle: `ref(later(() => teams))`. The type of what the function
 * returns is not looked at, which is what lets two factories name each other without a type written by hand.
 */
export function later(factory: () => void): Later {
  return { later: factory }
}

export interface RefOptions<Types extends FactoryTypes> {
  /** The field, or fields, that hold the key. Found in the schema, or as author_id or authorId for `author`, when not said. */
  readonly field?: string | readonly string[]
  /** What they hold; the target's primary key, or id, when not said. */
  readonly key?: string | readonly string[]
  readonly traits?: readonly TraitUse<Types['traits']>[]
  readonly overrides?: Overrides<Types>
  /** Null unless a call gives one. */
  readonly optional?: boolean
}

export interface ManyOptions<Types extends FactoryTypes> {
  /** The association of the target that leads back here; needed where it has several. */
  readonly inverse?: string
  readonly traits?: readonly TraitUse<Types['traits']>[]
  readonly overrides?: Overrides<Types> | ((index: number) => Overrides<Types>)
}

/** One row of another factory: made first, and once for each row that has this association. */
export function ref<Types extends FactoryTypes>(
  target: Factory<Types> | Later,
  options: RefOptions<Types> = {},
): RefEdge<Types['output']> {
  return {
    edge: 'ref',
    target,
    fields: listOf(options.field),
    keys: listOf(options.key),
    optional: options.optional ?? false,
    traits: anyTraits(options.traits),
    overrides: anyOverrides(options.overrides),
    shared: undefined,
  }
}

/** One row for all: every row of a call whose association is shared, at any depth, gets the same one. */
export function share<Row>(edge: RefEdge<Row>, options: Partial<Sharing> = {}): RefEdge<Row> {
  return { ...edge, shared: { as: options.as, per: options.per ?? 'call' } }
}

/** So many rows of another factory that point back at this one. */
export function many<Types extends FactoryTypes>(
  target: Factory<Types> | Later,
  count: number | ((context: ManyContext) => number | Promise<number>),
  options: ManyOptions<Types> = {},
): ManyEdge<Types['output']> {
  const { overrides } = options
  return {
    edge: 'many',
    target,
    count,
    inverse: options.inverse,
    traits: anyTraits(options.traits),
    overrides: typeof overrides === 'function' ? (index) => anyOverrides(overrides(index)) : anyOverrides(overrides),
  }
}

function listOf(names: string | readonly string[] | undefined): readonly string[] | undefined {
  return typeof names === 'string' ? [names] : names
}

function anyTraits(traits: readonly unknown[] | undefined): readonly AnyTraitUse[] {
  return (traits ?? []) as readonly AnyTraitUse[]
}

function anyOverrides(overrides: unknown): AnyOverrides {
  return (overrides ?? {}) as AnyOverrides
}
