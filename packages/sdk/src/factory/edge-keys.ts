import { UnderstudyError } from '../errors.ts'
import type { Base } from './base.ts'
import type { Blueprint } from './blueprint.ts'
import type { ManyEdge, RefEdge } from './edge.ts'
import { stateOf } from './factory-state.ts'

/** The fields of a row that hold the key of another, and what they hold. */
export interface ForeignKey {
  readonly fields: readonly string[]
  readonly keys: readonly string[]
}

/** As the association says it, else as the schema has it, else by the association's name. */
export function foreignKeyOf(owner: Blueprint, name: string, edge: RefEdge<unknown>, target: Base): ForeignKey {
  const { base } = owner
  const known = base.source.references.filter((one) => one.entity === target.entity)
  const declared = edge.fields
    ? known.find((one) => sameNames(one.fields, edge.fields!))
    : (known.find((one) => one.fields.length === 1 && namesOf(name).includes(one.fields[0]!)) ??
      (known.length === 1 ? known[0] : undefined))
  const fields = edge.fields ?? declared?.fields ?? byName(owner, name)
  const keys = edge.keys ?? declared?.keys ?? target.source.primaryKey ?? ['id']
  if (fields.length === keys.length) return { fields, keys }
  throw new UnderstudyError('FACTORY_INVALID', {
    operation: `follow an association of ${base.name}`,
    at: `${base.name}.associations.${name}`,
    message: `${name} holds a key of ${keys.length} fields (${keys.join(', ')}) in ${fields.length} (${fields.join(', ')})`,
    hint: `Say both: ref(${target.name}, { field: [${keys.map((key) => `'${name}_${key}'`).join(', ')}], key: [${keys.map((key) => `'${key}'`).join(', ')}] }).`,
  })
}

function byName({ base, recipes }: Blueprint, name: string): readonly string[] {
  const required = base.definition.required ?? []
  const found = namesOf(name).find((field) => recipes.has(field) || required.includes(field))
  if (found !== undefined) return [found]
  throw new UnderstudyError('FACTORY_INVALID', {
    operation: `follow an association of ${base.name}`,
    at: `${base.name}.associations.${name}`,
    message: `nothing says which field of ${base.entity} holds the key of its ${name}`,
    hint: `Say it: ref(…, { field: '${name}_id' }).`,
  })
}

function namesOf(name: string): string[] {
  return [`${name}_id`, `${name}Id`, `${name}ID`]
}

function sameNames(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((one, i) => one === b[i])
}

/** The association of the child that leads back to the parent. */
export function inverseOf(parent: Base, name: string, edge: ManyEdge<unknown>, child: Blueprint): string {
  if (edge.inverse !== undefined && child.edges.get(edge.inverse)?.edge === 'ref') return edge.inverse
  const back = [...child.edges].flatMap(([inverse, one]) =>
    one.edge === 'ref' && stateOf(one.target).base === parent ? [inverse] : [],
  )
  if (edge.inverse === undefined && back.length === 1) return back[0]!
  const found = back.length === 0 ? 'none does' : `${back.join(' and ')} do`
  throw new UnderstudyError('FACTORY_INVALID', {
    operation: `follow an association of ${parent.name}`,
    at: `${parent.name}.associations.${name}`,
    message:
      edge.inverse === undefined
        ? `one association of ${child.base.name} has to lead back to ${parent.name}, and ${found}`
        : `${child.base.name} has no association ${edge.inverse} that is a ref()`,
    hint:
      back.length > 1
        ? `Say which: many(…, count, { inverse: '${back[0]}' }).`
        : `Give ${child.base.name} one: associations: { ${parent.name.replace(/s$/, '')}: ref(${parent.name}, { field: … }) }.`,
  })
}
