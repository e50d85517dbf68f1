import { UnderstudyError } from '../errors.ts'
import { type AnyHook, type AnyLayer, type AnyRow, type Base, nameOfUse, traitNamed } from './base.ts'
import { type AnyEdge, type AnyTraitUse, isEdge } from './edge.ts'
import { isFieldMaker, type MadeField } from './field-maker.ts'
import { merged } from './merge.ts'
import type { SourceField } from './source.ts'

/** Stands where a value is not made yet. */
export const unmade = Symbol('unmade')

/** How one field is made. */
export type Recipe =
  | { readonly by: 'value'; readonly value: unknown }
  | { readonly by: 'function'; readonly make: (context: never) => unknown }
  | { readonly by: 'source'; readonly field: SourceField }
  | MadeField

export type HookName = 'afterBuild' | 'batch' | 'beforeCreate' | 'afterCreate'

/** A factory with its traits laid over it. */
export interface Blueprint {
  readonly base: Base
  readonly uses: readonly AnyTraitUse[]
  readonly recipes: ReadonlyMap<string, Recipe>
  readonly transient: Readonly<AnyRow>
  readonly transientNames: readonly string[]
  readonly fieldNames: readonly string[]
  /** Where among a row's values each field has its place. */
  readonly slots: ReadonlyMap<string, number>
  /** Values of a row of which none is made, and a row of which no field has its value: copied for each. */
  readonly unmade: readonly unknown[]
  readonly blank: Readonly<AnyRow>
  readonly edges: ReadonlyMap<string, AnyEdge>
  readonly hooks: Readonly<Record<HookName, readonly AnyHook[]>>
}

export async function blueprintOf(base: Base, uses: readonly AnyTraitUse[]): Promise<Blueprint> {
  const layers: AnyLayer[] = [withoutTraits(base.definition)]
  for (const use of uses) await collect(base, use, layers, [])
  const recipes = new Map<string, Recipe>()
  for (const field of base.source.fields.values()) {
    recipes.set(field.name, field.numbered ? { by: 'database' } : { by: 'source', field })
  }
  const transient: AnyRow = {}
  const edges = new Map<string, AnyEdge>()
  for (const layer of layers) {
    for (const [name, spec] of Object.entries(layer.fields ?? {})) recipes.set(name, recipeOf(spec, recipes.get(name)))
    Object.assign(transient, layer.transient)
    for (const [name, edge] of Object.entries(layer.associations ?? {})) setEdge(base, edges, name, edge)
  }
  const fieldNames = [...recipes.keys()]
  const hooks = (name: HookName) => layers.flatMap((layer) => layer[name] ?? [])
  return {
    base,
    uses,
    recipes,
    transient,
    transientNames: Object.keys(transient).sort(),
    fieldNames,
    slots: new Map(fieldNames.map((name, slot) => [name, slot])),
    unmade: fieldNames.map(() => unmade),
    blank: Object.fromEntries(fieldNames.map((name) => [name, undefined])),
    edges: new Map([...edges].sort(([a], [b]) => (a < b ? -1 : 1))),
    hooks: {
      afterBuild: hooks('afterBuild'),
      batch: hooks('batch'),
      beforeCreate: hooks('beforeCreate'),
      afterCreate: hooks('afterCreate'),
    },
  }
}

function withoutTraits({ traits: _, ...layer }: Base['definition']): AnyLayer {
  return layer
}

/** A trait's own traits come before it, so that it wins over them. */
async function collect(base: Base, use: AnyTraitUse, layers: AnyLayer[], path: readonly string[]): Promise<void> {
  const name = nameOfUse(use)
  if (path.includes(name)) {
    throw new UnderstudyError('FACTORY_INVALID', {
      operation: `use factory ${base.name}`,
      at: `${base.name}.traits.${name}`,
      message: `traits contain each other in a circle: ${[...path, name].join(' → ')}`,
    })
  }
  const trait = traitNamed(base, name)
  const layer = typeof trait === 'function' ? await called(trait, typeof use === 'string' ? [] : use.slice(1)) : trait
  for (const inner of layer.traits ?? []) await collect(base, inner, layers, [...path, name])
  layers.push(layer)
}

/** Arguments were checked by their types where the trait was used. */
function called(
  trait: (...args: never[]) => AnyLayer | Promise<AnyLayer>,
  args: readonly unknown[],
): AnyLayer | Promise<AnyLayer> {
  return trait(...(args as never[]))
}

function recipeOf(spec: unknown, under: Recipe | undefined): Recipe {
  if (isFieldMaker(spec)) return spec.made
  if (typeof spec === 'function') return { by: 'function', make: makeOf(spec) }
  return { by: 'value', value: under?.by === 'value' ? merged(under.value, spec) : spec }
}

/** A function in the place of a field makes it: fields hold no functions. */
function makeOf(spec: object): (context: never) => unknown {
  return spec as (context: never) => unknown
}

function setEdge(base: Base, edges: Map<string, AnyEdge>, name: string, edge: unknown): void {
  if (edge === null) edges.delete(name)
  else if (isEdge(edge)) edges.set(name, edge)
  else {
    throw new UnderstudyError('FACTORY_INVALID', {
      operation: `use factory ${base.name}`,
      at: `${base.name}.associations.${name}`,
      message: `the association ${name} is neither ref(), share() nor many()`,
    })
  }
}
