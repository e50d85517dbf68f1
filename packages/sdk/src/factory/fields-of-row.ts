import { UnderstudyError } from '../errors.ts'
import { rowDraws } from './draw-values.ts'
import type { FieldContext } from './draws.ts'
import type { CallSettings } from './factory-state.ts'
import { fresh } from './fresh.ts'
import { isPlain, merged } from './merge.ts'
import type { Link, RowNode } from './row-node.ts'

/** Numbers that the database has given out for this call, by row and field. */
export type Reserved = ReadonlyMap<RowNode, ReadonlyMap<string, unknown>>

export interface FieldSources {
  readonly settings: CallSettings
  readonly reserved: Reserved
}

const making = Symbol('making')

/** The value of one field, made when it is first asked for, or a promise of it. */
export function fieldOf(node: RowNode, field: string, sources: FieldSources): unknown {
  const given = Object.hasOwn(node.overrides, field) ? node.overrides[field] : undefined
  const known = node.values.get(field)
  if (known === making) throw circle(node, field)
  if (known !== undefined || node.values.has(field)) return known
  node.values.set(field, making)
  let value: unknown
  try {
    value = Object.hasOwn(node.overrides, field) && !isPlain(given) ? given : recipeValue(node, field, sources)
  } catch (thrown) {
    node.values.delete(field)
    throw thrown
  }
  const settled = (made: unknown): unknown => {
    const whole = given !== undefined && isPlain(given) ? merged(made, given) : made
    node.values.set(field, whole)
    return whole
  }
  if (!isPromise(value)) return settled(value)
  const promise = value.then(settled)
  // Whoever asked awaits it; where another field fails first, nobody does.
  promise.catch(() => {})
  node.values.set(field, promise)
  return promise
}

/** Values of kinds stand there before; plain objects that the call gives are laid over them here. */
export function mergeGiven(node: RowNode): void {
  for (const field in node.overrides) {
    const given = node.overrides[field]
    if (isPlain(given) && node.values.has(field)) node.values.set(field, merged(node.values.get(field), given))
  }
}

function recipeValue(node: RowNode, field: string, sources: FieldSources): unknown {
  for (const { key, parent } of node.links.values()) {
    const at = key.fields.indexOf(field)
    if (at >= 0) return keyOf(parent, key.keys[at]!, node, sources)
  }
  const reserved = sources.reserved.get(node)?.get(field)
  const recipe = node.blueprint.recipes.get(field)
  switch (recipe?.by) {
    case undefined:
    case 'source':
    case 'kind':
      return reserved
    case 'value':
      return fresh(recipe.value)
    case 'function':
      return recipe.make(contextOf(node, field, sources))
    case 'database':
      return reserved ?? node.place.number + 1
  }
}

/** What a link's field holds: the parent's key, made now if it is not yet. */
function keyOf(parent: Link['parent'], key: string, child: RowNode, sources: FieldSources): unknown {
  if (parent === null) return null
  if ('row' in parent) return parent.row[key]
  const { node } = parent
  const value = node.row ? node.row[key] : fieldOf(node, key, sources)
  if (value !== undefined) return value
  throw new UnderstudyError('FACTORY_INVALID', {
    operation: `make a row of ${child.blueprint.base.name}`,
    at: `${node.blueprint.base.name}.${key}`,
    message: `a row of ${child.blueprint.base.name} points at ${node.blueprint.base.name}.${key}, which has no value`,
    hint: `Give ${node.blueprint.base.name} the field ${key}: kind('uuid'), assigned(), or whatever its key is; or say another one: ref(…, { key: … }).`,
  })
}

function contextOf(node: RowNode, field: string, sources: FieldSources): never {
  let row: Record<string, unknown> | undefined
  const context: FieldContext<Record<string, unknown>, Record<string, unknown>> = {
    ...rowDraws(node, sources.settings, field),
    get row() {
      row ??= growingRow(node, field, sources)
      return row
    },
    transient: node.transient,
    value: async (name: string) => fieldOf(node, name, sources),
    parent: parentsOf(node),
  }
  return typed(context)
}

/** Reading a field makes it first. */
function growingRow(node: RowNode, reader: string, sources: FieldSources): Record<string, unknown> {
  const names = fieldNames(node)
  return new Proxy(Object.create(null) as Record<string, unknown>, {
    get: (_, name) => (typeof name === 'string' ? sync(node, name, reader, fieldOf(node, name, sources)) : undefined),
    has: (_, name) => typeof name === 'string' && names.includes(name),
    ownKeys: () => [...names],
    getOwnPropertyDescriptor: (_, name) =>
      names.includes(String(name)) ? { enumerable: true, configurable: true, value: undefined } : undefined,
  })
}

/** The row and the transient parameters are those of the factory's own types. */
function typed(context: object): never {
  return context as never
}

export function parentsOf(node: RowNode): <Row>(association: string) => Readonly<Row> | undefined {
  return <Row>(association: string) => {
    const parent = node.links.get(association)?.parent
    if (!parent) return undefined
    return ('row' in parent ? parent.row : parent.node.row) as Readonly<Row> | undefined
  }
}

/** Every field that the row will have. */
export function fieldNames({ blueprint, links, overrides }: RowNode): readonly string[] {
  let more: string[] | undefined
  const add = (field: string): void => {
    if (blueprint.recipes.has(field) || more?.includes(field)) return
    more ??= []
    more.push(field)
  }
  for (const { key } of links.values()) key.fields.forEach(add)
  for (const field in overrides) add(field)
  return more ? [...blueprint.fieldNames, ...more] : blueprint.fieldNames
}

function sync(node: RowNode, name: string, reader: string, value: unknown): unknown {
  if (!isPromise(value)) return value
  throw new UnderstudyError('FACTORY_INVALID', {
    operation: `make a row of ${node.blueprint.base.name}`,
    at: `${node.blueprint.base.name}.${reader}`,
    message: `${reader} reads ${name}, whose value takes a promise`,
    hint: `Read it by: await value('${name}').`,
  })
}

function circle(node: RowNode, field: string): UnderstudyError {
  const at = `${node.blueprint.base.name}.${field}`
  return new UnderstudyError('FACTORY_INVALID', {
    operation: `make a row of ${node.blueprint.base.name}`,
    at,
    message: `the value of ${at} depends on itself`,
    hint: 'Give one of the fields that read each other a value that reads none.',
  })
}

export function isPromise(value: unknown): value is Promise<unknown> {
  return typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function'
}
