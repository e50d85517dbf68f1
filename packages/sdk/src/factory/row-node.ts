import type { AnyRow } from './base.ts'
import { type Blueprint, unmade } from './blueprint.ts'
import type { AnyEdge } from './edge.ts'
import type { ForeignKey } from './edge-keys.ts'

/** One row to be made, and where it stands among the others of its call. */
export interface RowNode {
  readonly blueprint: Blueprint
  readonly place: RowPlace
  readonly list: { readonly index: number; readonly size: number }
  /** Fields as the call gives them. */
  readonly overrides: Readonly<AnyRow>
  readonly transient: AnyRow
  links: ReadonlyMap<string, Link>
  children: ReadonlyMap<string, readonly RowNode[]>
  /** Fields as far as they are made, in the order of the blueprint; those that it does not know stand apart. */
  readonly values: unknown[]
  others: Map<string, unknown> | undefined
  /** The finished row; hooks may put another in its place. */
  row: AnyRow | undefined
  /** Whether a function or a hook has had the row in hand: then it may be asked about later. */
  shown: boolean
}

export interface RowPlace {
  /** The row that brought this one along, and by which association. */
  readonly origin: RowNode | undefined
  readonly via: AnyEdge | undefined
  readonly step: Step | undefined
  /** From the factory that was asked, association by association. */
  readonly way: string
  readonly serial: number
  readonly ordinal: number
  /** Apart from those of other workers. */
  readonly number: number
  /** Its place among those that came along, or among those that were asked for. */
  readonly arrival: { readonly asked: number } | { readonly came: number }
}

export interface Step {
  readonly association: string
  readonly index: number | undefined
}

export interface Link {
  readonly key: ForeignKey
  /** A row of this call, one that exists already, or none. */
  readonly parent: { readonly node: RowNode } | { readonly row: Readonly<AnyRow> } | null
}

/** Most rows have no children, and many no parents: those share one empty map. */
export const noLinks: ReadonlyMap<string, Link> = new Map()
export const noChildren: ReadonlyMap<string, readonly RowNode[]> = new Map()

/** Siblings may share their links, so that another one makes another map. */
export function setLink(node: RowNode, name: string, link: Link): void {
  node.links = node.links === noLinks ? new Map([[name, link]]) : new Map([...node.links, [name, link]])
}

export function setChildren(node: RowNode, name: string, children: readonly RowNode[]): void {
  node.children = new Map([...node.children, [name, children]])
}

/** The value of a field as far as it is made, else `unmade`. */
export function madeValue({ blueprint, values, others }: RowNode, field: string): unknown {
  const slot = blueprint.slots.get(field)
  if (slot !== undefined) return values[slot]
  return others?.has(field) ? others.get(field) : unmade
}

export function setMade(node: RowNode, field: string, value: unknown): void {
  const slot = node.blueprint.slots.get(field)
  if (slot !== undefined) node.values[slot] = value
  else {
    node.others ??= new Map()
    node.others.set(field, value)
  }
}

export function rootOf(node: RowNode): RowNode {
  let at = node
  while (at.place.origin) at = at.place.origin
  return at
}

export function rowsOfNodes(nodes: readonly Pick<RowNode, 'row'>[]): AnyRow[] {
  const rows: AnyRow[] = []
  for (const { row } of nodes) if (row !== undefined) rows.push(row)
  return rows
}
