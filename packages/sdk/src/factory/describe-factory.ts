import type { Blueprint, Recipe } from './blueprint.ts'
import type { AnyFactory } from './edge.ts'
import { foreignKeyOf } from './edge-keys.ts'
import { blueprintFor, stateOf } from './factory-state.ts'
import type { ValueShape } from './value-shape.ts'

/** What a factory says of its rows, for comparing it with a database. */
export interface FactoryDescription {
  readonly name: string
  readonly entity: string
  readonly traits: readonly { readonly name: string; readonly takesArguments: boolean }[]
  readonly required: readonly string[]
  readonly fields: readonly DescribedField[]
  readonly references: readonly DescribedReference[]
}

export interface DescribedField {
  readonly name: string
  /** What its values may be; undefined where only making them tells. */
  readonly shape: ValueShape | undefined
  /** A row may come without it. */
  readonly optional: boolean
  /** Whether two rows may have the same value; undefined where only making them tells. */
  readonly repeats: boolean | undefined
  /** Who fills it: the factory, or the sequence of the database. */
  readonly by: 'factory' | 'database'
}

export interface DescribedReference {
  readonly association: string
  readonly fields: readonly string[]
  readonly entity: string
  readonly keys: readonly string[]
}

export async function describeFactory(factory: AnyFactory): Promise<FactoryDescription> {
  const state = stateOf(factory)
  const blueprint = await blueprintFor(state)
  const { base } = blueprint
  const traits = Object.entries(base.definition.traits ?? {})
  return {
    name: base.name,
    entity: base.entity,
    traits: traits.map(([name, trait]) => ({ name, takesArguments: typeof trait === 'function' && trait.length > 0 })),
    required: base.definition.required ?? [],
    fields: [...blueprint.recipes].map(([name, recipe]) => described(blueprint, name, recipe)),
    references: [...blueprint.edges].flatMap(([association, edge]) => {
      if (edge.edge !== 'ref') return []
      const target = stateOf(edge.target).base
      return [{ association, entity: target.entity, ...foreignKeyOf(blueprint, association, edge, target) }]
    }),
  }
}

function described({ base }: Blueprint, name: string, recipe: Recipe): DescribedField {
  const usual = { name, shape: undefined, optional: false, repeats: undefined, by: 'factory' } as const
  switch (recipe.by) {
    case 'value': {
      const { value } = recipe
      if (value === null) return { ...usual, shape: { is: 'null', nullable: true } }
      return { ...usual, repeats: true, shape: { is: 'choice', values: [value], nullable: false } }
    }
    case 'kind':
      return { ...usual, repeats: !recipe.unique }
    case 'database':
      return { ...usual, repeats: false, by: 'database' }
    case 'function':
      return usual
    case 'source': {
      const declared = base.source.declared?.find((field) => field.name === name)
      if (!declared) return usual
      // A few values repeat soon; of any other shape only making them tells.
      const few = declared.shape.is === 'choice' || declared.shape.is === 'boolean'
      return { ...usual, shape: declared.shape, optional: declared.optional, repeats: few ? true : undefined }
    }
  }
}
