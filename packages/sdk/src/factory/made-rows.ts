import { UnderstudyError } from '../errors.ts'
import type { AnyRow } from './base.ts'
import type { CallSettings } from './factory-state.ts'
import type { Graph } from './graph.ts'
import { type RowNode, rootOf } from './row-node.ts'
import { tokenOf } from './token.ts'

interface MadeRow {
  readonly node: RowNode
  readonly call: MakingCall
}

interface MakingCall {
  readonly settings: CallSettings
  /** Names that the call gave for a row that was asked for. */
  givenOf(root: RowNode): readonly string[]
}

/** Kept for as long as somebody holds the row. */
const made = new WeakMap<object, MadeRow>()

/** Of the rows of a call those that somebody may have in hand; the others are remembered when they are handed out. */
export function remember(
  { roots, nodes }: Graph,
  settings: CallSettings,
  givenOf: (root: RowNode) => readonly string[],
): void {
  const call = { settings, givenOf }
  for (const node of nodes) if (node.shown) handOut(node, call)
  for (const node of roots) handOut(node, call)
}

function handOut(node: RowNode, call: MakingCall): AnyRow | undefined {
  if (node.row && made.get(node.row)?.node !== node) made.set(node.row, { node, call })
  return node.row
}

export function tokenOfRow(row: object, factory: string): string {
  const { node, call } = madeRow(row, factory)
  return tokenOf(node, call.givenOf(rootOf(node)), call.settings)
}

/** By association: the parent's row or null, the children's rows. */
export function relatedRows(row: object, factory: string): Readonly<AnyRow> {
  const { node, call } = madeRow(row, factory)
  const related: AnyRow = {}
  for (const [name, { parent }] of node.links) {
    related[name] = parent === null ? null : 'row' in parent ? parent.row : (handOut(parent.node, call) ?? null)
  }
  for (const [name, nodes] of node.children) related[name] = nodes.flatMap((child) => handOut(child, call) ?? [])
  return related
}

function madeRow(row: object, factory: string): MadeRow {
  const found = made.get(row)
  if (found) return found
  throw new UnderstudyError('USAGE', {
    operation: `look up a row of ${factory}`,
    at: factory,
    message: 'this object is no row that a factory made',
    hint: 'Give the very object that build() or create() answered, not a copy of it.',
  })
}
