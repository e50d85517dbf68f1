import { UnderstudyError } from '../errors.ts'
import type { AnyEdge, AnyTraitUse } from './edge.ts'
import { type AnySource, type ResolvedSource, resolveSource } from './source.ts'

export type AnyRow = Record<string, unknown>
export type AnyHook = (subject: never, context: never) => unknown

/** A trait or a whole definition, its types left behind. */
export interface AnyLayer {
  readonly fields?: AnyRow
  readonly transient?: AnyRow
  readonly associations?: Readonly<Record<string, AnyEdge | null>>
  readonly traits?: readonly AnyTraitUse[]
  readonly afterBuild?: AnyHook
  readonly batch?: AnyHook
  readonly beforeCreate?: AnyHook
  readonly afterCreate?: AnyHook
}

type AnyTrait = AnyLayer | ((...args: never[]) => AnyLayer | Promise<AnyLayer>)

export interface AnyDefinition extends Omit<AnyLayer, 'traits'> {
  readonly entity?: string
  readonly name?: string
  readonly locale?: string
  readonly required?: readonly string[]
  readonly traits?: Readonly<Record<string, AnyTrait>>
}

/** A factory as it was defined, before anybody chose traits, seed or connection. */
export interface Base {
  readonly name: string
  readonly entity: string
  readonly locale: string
  readonly source: ResolvedSource
  readonly definition: AnyDefinition
}

export function baseOf(source: AnySource, definition: AnyDefinition): Base {
  const resolved = resolveSource(source, definition.entity ?? definition.name)
  const base: Base = {
    name: definition.name ?? resolved.entity,
    entity: resolved.entity,
    locale: definition.locale ?? 'en',
    source: resolved,
    definition,
  }
  refuseTwofoldNames(base)
  for (const [name, trait] of Object.entries(definition.traits ?? {})) {
    if (typeof trait !== 'function') refuseTraitCircle(base, name, [])
  }
  return base
}

/** Overrides name fields, transient parameters and associations side by side. */
function refuseTwofoldNames({ name, definition, source }: Base): void {
  const fields = new Set([...Object.keys(definition.fields ?? {}), ...source.fields.keys()])
  const transient = Object.keys(definition.transient ?? {})
  const associations = Object.keys(definition.associations ?? {})
  const twice = [...transient, ...associations].find((one, i, all) => fields.has(one) || all.indexOf(one) !== i)
  if (twice === undefined) return
  throw new UnderstudyError('FACTORY_INVALID', {
    operation: `define factory ${name}`,
    at: `${name}.${twice}`,
    message: `${twice} is two things of the factory ${name}: a field, a transient parameter and an association need names of their own`,
    hint: `Rename one of them; an association may be called after what it leads to, and its field after the key.`,
  })
}

function refuseTraitCircle(base: Base, name: string, path: readonly string[]): void {
  if (path.includes(name)) {
    throw new UnderstudyError('FACTORY_INVALID', {
      operation: `define factory ${base.name}`,
      at: `${base.name}.traits.${name}`,
      message: `traits contain each other in a circle: ${[...path, name].join(' → ')}`,
      hint: 'Move what they have in common into a trait of its own.',
    })
  }
  const trait = traitNamed(base, name)
  if (typeof trait === 'function') return
  for (const use of trait.traits ?? []) refuseTraitCircle(base, nameOfUse(use), [...path, name])
}

export function traitNamed(base: Base, name: string): AnyTrait {
  const traits = base.definition.traits ?? {}
  const trait = Object.hasOwn(traits, name) ? traits[name] : undefined
  if (trait !== undefined) return trait
  const known = Object.keys(traits)
  throw new UnderstudyError('TRAIT_UNKNOWN', {
    operation: `use factory ${base.name}`,
    at: `${base.name}.traits`,
    message: `the factory ${base.name} has no trait ${JSON.stringify(name)}`,
    hint: known.length > 0 ? `Use one of ${known.join(', ')}.` : `The factory ${base.name} declares no traits.`,
  })
}

export function nameOfUse(use: AnyTraitUse): string {
  return typeof use === 'string' ? use : use[0]
}
