import { UnderstudyError } from '../errors.ts'
import type { AnyRow } from './base.ts'
import { unmade } from './blueprint.ts'
import { type RowDraws, rowDraws } from './draw-values.ts'
import type { FieldContext } from './draws.ts'
import type { CallSettings } from './factory-state.ts'
import { fresh } from './fresh.ts'
import { isPlain, merged } from './merge.ts'
import { type Link, madeValue, type RowNode, setMade } from './row-node.ts'

/** Numbers that the database has given out for this call, by row and field. */
export type Reserved = ReadonlyMap<RowNode, ReadonlyMap<string, unknown>>

export interface FieldSources {
  readonly settings: CallSettings
  readonly reserved: Reserved
}

const making = Symbol('making')

/** The value of one field, made when it is first asked for, or a promise of it. */
export function fieldOf(node: RowNode, field: string, sources: FieldSources): unknown {
  const known = madeValue(node, field)
  if (known === making) throw circle(node, field)
  if (known !== unmade) return known
  const isGiven = Object.hasOwn(node.overrides, field)
  const given = isGiven ? node.overrides[field] : undefined
  setMade(node, field, making)
  let value: unknown
  try {
    value = isGiven && !isPlain(given) ? given : recipeValue(node, field, sources)
  } catch (thrown) {
    setMade(node, field, unmade)
    throw thrown
  }
  if (!isPromise(value)) return settled(node, field, given, value)
  const promise = value.then((made) => settled(node, field, given, made))
  // Whoever asked awaits it; where another field fails first, nobody does.
  promise.catch(() => {})
  setMade(node, field, promise)
  return promise
}

function settled(node: RowNode, field: string, given: unknown, made: unknown): unknown {
  const whole = given !== undefined && isPlain(given) ? merged(made, given) : made
  setMade(node, field, whole)
  return whole
}

/** Values of kinds stand there before; plain objects that the call gives are laid over them here. */
export function mergeGiven(node: RowNode): void {
  for (const field in node.overrides) {
    const given = node.overrides[field]
    if (!isPlain(given)) continue
    const made = madeValue(node, field)
    if (made !== unmade) setMade(node, field, merged(made, given))
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

interface Growing extends RowDraws {
  row?: AnyRow
  value?: FieldContext<AnyRow, AnyRow>['value']
}

function contextOf(node: RowNode, field: string, sources: FieldSources): never {
  const context: Growing = rowDraws(node, sources.settings, field)
  context.row = new Proxy<AnyRow>(nothing, new GrowingRow(node, field, sources))
  context.value = async (name) => fieldOf(node, name, sources)
  return typed(context)
}

/** Stands behind every row that grows, and stays empty. */
const nothing: AnyRow = Object.create(null)

/** Reading a field makes it first. */
class GrowingRow implements ProxyHandler<AnyRow> {
  readonly #node: RowNode
  readonly #reader: string
  readonly #sources: FieldSources

  constructor(node: RowNode, reader: string, sources: FieldSources) {
    this.#node = node
    this.#reader = reader
    this.#sources = sources
  }

  get(_: unknown, name: string | symbol): unknown {
    if (typeof name === 'symbol') return undefined
    return sync(this.#node, name, this.#reader, fieldOf(this.#node, name, this.#sources))
  }

  /** A row that grows is only read. */
  set(): boolean {
    return true
  }

  defineProperty(): boolean {
    return false
  }

  has(_: unknown, name: string | symbol): boolean {
    return typeof name === 'string' && fieldNames(this.#node).includes(name)
  }

  ownKeys(): string[] {
    return [...fieldNames(this.#node)]
  }

  getOwnPropertyDescriptor(_: unknown, name: string | symbol): PropertyDescriptor | undefined {
    return this.has(_, name) ? { enumerable: true, configurable: true, value: undefined } : undefined
  }
}

/** The row and the transient parameters are those of the factory's own types. */
function typed(context: object): never {
  return context as never
}

/** Every field that the row will have, those of the blueprint first. */
export function fieldNames({ blueprint, links, overrides }: RowNode): readonly string[] {
  const { slots } = blueprint
  let more: string[] | undefined
  for (const { key } of links.values()) {
    for (const field of key.fields) if (!slots.has(field)) more = withName(more, field)
  }
  for (const field in overrides) if (!slots.has(field)) more = withName(more, field)
  return more ? [...blueprint.fieldNames, ...more] : blueprint.fieldNames
}

function withName(names: string[] = [], name: string): string[] {
  if (!names.includes(name)) names.push(name)
  return names
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
