import { UnderstudyError } from '../errors.ts'
import type { AnyRow, Base } from './base.ts'
import type { Blueprint } from './blueprint.ts'
import { fieldsGiven, isEmpty, refuseUnknownRelated } from './call-overrides.ts'
import { askedOrdinal, childPlace } from './counters.ts'
import { rowDraws } from './draw-values.ts'
import { isEdge, type ManyEdge, type RefEdge } from './edge.ts'
import { type ForeignKey, foreignKeyOf, inverseOf } from './edge-keys.ts'
import { blueprintOfEdge, type CallSettings, isFactory, stateOf } from './factory-state.ts'
import { closingNode, leadsBack } from './graph-circles.ts'
import {
  type Link,
  noChildren,
  noLinks,
  type RowNode,
  type RowPlace,
  rootOf,
  type Step,
  setChildren,
  setLink,
} from './row-node.ts'

export interface AskedRow {
  /** Its place among the rows that were asked for of this factory and seed. */
  readonly asked: number
  readonly index: number
  readonly size: number
  readonly overrides: Readonly<AnyRow>
}

/** Every row that a call makes, parents that come along and children alike, before any of them has values. */
export interface Graph {
  readonly roots: readonly RowNode[]
  readonly nodes: readonly RowNode[]
  /** Of the nodes, each once. */
  readonly blueprints: ReadonlySet<Blueprint>
}

export interface GraphRequest {
  readonly blueprint: Blueprint
  readonly settings: CallSettings
  readonly asked: readonly AskedRow[]
  /** Leave what rows are associated with aside. */
  readonly alone?: boolean
}

export async function planGraph({ blueprint, settings, asked, alone = false }: GraphRequest): Promise<Graph> {
  const planner = new GraphPlanner(settings, asked[0] ? asked[0].asked - asked[0].index : 0)
  const roots: RowNode[] = []
  for (const one of asked) {
    const place: Unnumbered = {
      origin: undefined,
      via: undefined,
      step: undefined,
      way: blueprint.base.name,
      serial: one.asked,
    }
    const node = planner.add(blueprint, place, one.overrides, one)
    await planner.ready(node, one.overrides)
    if (!alone) await planner.expand(node, one.overrides, undefined)
    roots.push(node)
  }
  return { roots, nodes: planner.nodes, blueprints: planner.blueprints }
}

const noTransient: AnyRow = Object.freeze({})

type Unnumbered = Pick<RowPlace, 'origin' | 'via' | 'step' | 'way' | 'serial'>

class GraphPlanner {
  readonly nodes: RowNode[] = []
  readonly blueprints = new Set<Blueprint>()
  readonly #settings: CallSettings
  /** The first row of the call: what the whole call shares is keyed by it. */
  readonly #first: number
  readonly #shared = new Map<string, RowNode>()

  constructor(settings: CallSettings, first: number) {
    this.#settings = settings
    this.#first = first
  }

  add(
    blueprint: Blueprint,
    place: Unnumbered,
    overrides: Readonly<AnyRow>,
    list: { readonly index: number; readonly size: number },
  ): RowNode {
    const node: RowNode = {
      blueprint,
      place: this.#numbered(blueprint.base, place),
      list: { index: list.index, size: list.size },
      overrides: fieldsGiven(blueprint, overrides),
      transient: blueprint.transientNames.length === 0 ? noTransient : {},
      links: noLinks,
      children: noChildren,
      values: blueprint.unmade.slice(),
      others: undefined,
      row: undefined,
      shown: false,
    }
    this.nodes.push(node)
    if (this.nodes.at(-2)?.blueprint !== blueprint) this.blueprints.add(blueprint)
    return node
  }

  /** Settles the transient parameters; without any, there is nothing to wait for. */
  ready(node: RowNode, overrides: Readonly<AnyRow>): Promise<void> | undefined {
    return node.blueprint.transientNames.length === 0 ? undefined : this.#settle(node, overrides)
  }

  async #settle(node: RowNode, overrides: Readonly<AnyRow>): Promise<void> {
    const { transient, transientNames } = node.blueprint
    for (const name of transientNames) {
      const spec = Object.hasOwn(overrides, name) ? overrides[name] : transient[name]
      node.transient[name] =
        typeof spec === 'function' ? await spec(rowDraws(node, this.#settings, `transient ${name}`)) : spec
    }
  }

  #numbered(base: Base, { origin, via, step, way, serial }: Unnumbered): RowPlace {
    const { counters, seed, worker } = this.#settings
    const counter = counters.of(base.name, seed)
    const ordinal = origin ? counter.ordinalOf(way, serial) : askedOrdinal(serial)
    const arrival = origin ? { came: counter.come() } : { asked: serial }
    return { origin, via, step, way, serial, ordinal, number: ordinal * worker.of + worker.id, arrival }
  }

  /** Follows the associations of a row. `back` is the one that leads to the row that brought it along as a child. */
  expand(node: RowNode, overrides: Readonly<AnyRow>, back: string | undefined): Promise<void> | undefined {
    const { edges, base } = node.blueprint
    const onlyBack = edges.size === 0 || (edges.size === 1 && back !== undefined && edges.has(back))
    if (onlyBack && base.definition.required === undefined && isEmpty(overrides)) return undefined
    return this.#expand(node, overrides, back)
  }

  async #expand(node: RowNode, overrides: Readonly<AnyRow>, back: string | undefined): Promise<void> {
    refuseUnknownRelated(node.blueprint, overrides)
    for (const [name, edge] of node.blueprint.edges) {
      if (edge.edge === 'ref' && name !== back) await this.#follow(node, name, edge, overrides[name])
    }
    for (const [name, edge] of node.blueprint.edges) {
      if (edge.edge === 'many') await this.#bring(node, name, edge, overrides[name])
    }
    refuseMissing(node, overrides)
  }

  async #follow(node: RowNode, name: string, edge: RefEdge<unknown>, given: unknown): Promise<void> {
    const key = foreignKeyOf(node.blueprint, name, edge, stateOf(edge.target).base)
    if (given === undefined && key.fields.every((field) => Object.hasOwn(node.overrides, field))) return
    const parent = await this.#parentOf(node, name, edge, given, key)
    if (parent !== undefined) setLink(node, name, { key, parent })
  }

  async #parentOf(
    node: RowNode,
    name: string,
    edge: RefEdge<unknown>,
    given: unknown,
    key: ForeignKey,
  ): Promise<Link['parent'] | undefined> {
    if (given === null) return null
    const spec = given === undefined ? undefined : specOf(given, edge)
    if (given !== undefined && spec === undefined) return { row: existing(node, name, given, key) }
    if (spec === undefined && edge.optional) {
      // What the factory says of the fields themselves counts; without a word they are null.
      return key.fields.some((field) => node.blueprint.recipes.has(field)) ? undefined : null
    }
    const followed = spec ?? edge
    const closing = spec || followed.shared ? undefined : closingNode(node, followed)
    if (closing) return { node: closing }
    return { node: await this.#parent(node, name, followed) }
  }

  async #parent(node: RowNode, name: string, edge: RefEdge<unknown>): Promise<RowNode> {
    const blueprint = await blueprintOfEdge(edge)
    const step: Step = { association: name, index: undefined }
    const own = { origin: node, via: edge, step, way: `${node.place.way}.${name}`, serial: node.place.serial }
    const label = edge.shared && (edge.shared.as ?? blueprint.base.name)
    if (edge.shared === undefined || label === undefined) return this.#made(blueprint, own, edge.overrides)
    const root = rootOf(node)
    const serial = edge.shared.per === 'call' ? this.#first : root.place.serial
    const known = this.#shared.get(JSON.stringify([label, serial]))
    if (known) return known
    const shared = { ...own, way: `${root.place.way}.share ${label}`, serial }
    return this.#made(blueprint, shared, edge.overrides, (made) =>
      this.#shared.set(JSON.stringify([label, serial]), made),
    )
  }

  async #made(
    blueprint: Blueprint,
    place: Unnumbered,
    overrides: Readonly<AnyRow>,
    known: (node: RowNode) => void = () => {},
  ): Promise<RowNode> {
    const node = this.add(blueprint, place, overrides, { index: 0, size: 1 })
    known(node)
    await this.ready(node, overrides)
    await this.expand(node, overrides, undefined)
    return node
  }

  async #bring(node: RowNode, name: string, edge: ManyEdge<unknown>, given: unknown): Promise<void> {
    if (given === undefined && leadsBack(node, edge)) return
    const blueprint = await blueprintOfEdge(edge)
    const inverse = inverseOf(node.blueprint.base, name, edge, blueprint)
    const rows = Array.isArray(given) ? given.map(rowGiven) : undefined
    const count = rows?.length ?? (await this.#count(node, name, edge, given))
    const back = blueprint.edges.get(inverse)
    const key = back?.edge === 'ref' ? foreignKeyOf(blueprint, inverse, back, node.blueprint.base) : undefined
    const links: RowNode['links'] = key ? new Map([[inverse, { key, parent: { node } }]]) : noLinks
    const children: RowNode[] = []
    const own = `${node.place.way}.${name}`
    for (let index = 0; index < count; index++) {
      const usual = typeof edge.overrides === 'function' ? edge.overrides(index) : edge.overrides
      const overrides = rows ? { ...usual, ...rows[index] } : usual
      const { way, serial } = childPlace(own, node.place.serial, index)
      const place = { origin: node, via: edge, step: { association: name, index }, way, serial }
      const child = this.add(blueprint, place, overrides, { index, size: count })
      child.links = links
      const settled = this.ready(child, overrides)
      if (settled) await settled
      const expanded = this.expand(child, overrides, inverse)
      if (expanded) await expanded
      children.push(child)
    }
    setChildren(node, name, children)
  }

  async #count(node: RowNode, name: string, edge: ManyEdge<unknown>, given: unknown): Promise<number> {
    const wanted = given ?? edge.count
    const count: unknown =
      typeof wanted === 'function' ? await wanted(rowDraws(node, this.#settings, `count ${name}`)) : wanted
    if (typeof count === 'number' && Number.isInteger(count) && count >= 0) return count
    throw new UnderstudyError('COUNT_INVALID', {
      operation: `make rows of ${node.blueprint.base.name}`,
      at: `${node.blueprint.base.name}.associations.${name}`,
      message: `${name} has no whole number of rows`,
      hint: 'Give 0 or more, or a function that answers such a number.',
    })
  }
}

/** A call may give another association in the place of the factory's own; the field stays the same. */
function specOf(given: unknown, edge: RefEdge<unknown>): RefEdge<unknown> | undefined {
  if (isEdge(given) && given.edge === 'ref') return { ...given, fields: edge.fields, keys: edge.keys }
  if (isFactory(given)) return { ...edge, target: given, traits: [], overrides: {}, shared: undefined }
  return undefined
}

function existing(node: RowNode, name: string, given: unknown, key: ForeignKey): Readonly<AnyRow> {
  const row = typeof given === 'object' && given !== null ? (given as AnyRow) : undefined
  const missing = row ? key.keys.find((field) => row[field] === undefined) : key.keys[0]
  if (row && missing === undefined) return row
  throw new UnderstudyError('FACTORY_INVALID', {
    operation: `make a row of ${node.blueprint.base.name}`,
    at: `${node.blueprint.base.name}.${name}`,
    message: `the row that is given for ${name} has no ${missing}`,
    hint: `Give a row that exists, with its ${key.keys.join(' and ')}; null for none; or ref(factory) for another one.`,
  })
}

function rowGiven(given: unknown): AnyRow {
  return typeof given === 'object' && given !== null ? (given as AnyRow) : {}
}

function refuseMissing(node: RowNode, overrides: Readonly<AnyRow>): void {
  const { base } = node.blueprint
  const { required } = base.definition
  if (required === undefined) return
  const linked = new Set([...node.links].flatMap(([name, { key }]) => [name, ...key.fields]))
  const missing = required.filter((name) => overrides[name] === undefined && !linked.has(name))
  if (missing.length === 0) return
  throw new UnderstudyError('FACTORY_INVALID', {
    operation: `make a row of ${base.name}`,
    at: `${base.name}.${missing[0]}`,
    message: `the factory ${base.name} requires ${missing.join(' and ')}`,
    hint: `Give ${missing.length > 1 ? 'them' : 'it'} in the call, or in the association that brings the row along.`,
  })
}
