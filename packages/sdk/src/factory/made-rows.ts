import { UnderstudyError } from '../errors.ts'
import type { AnyRow } from './base.ts'
import type { CallSettings } from './factory-state.ts'
import { type RowNode, rootOf } from './row-node.ts'
import { tokenOf } from './token.ts'

interface MadeRow {
  readonly node: RowNode
  readonly settings: CallSettings
  /** Names that the call gave for the row that was asked for. */
  readonly given: readonly string[]
}

/** Kept for as long as somebody holds the row. */
const made = new WeakMap<object, MadeRow>()

export function remember(
  nodes: readonly RowNode[],
  settings: CallSettings,
  givenOf: (root: RowNode) => readonly string[],
): void {
  for (const node of nodes) if (node.row) made.set(node.row, { node, settings, given: givenOf(rootOf(node)) })
}

export function tokenOfRow(row: object, factory: string): string {
  const { node, settings, given } = madeRow(row, factory)
  return tokenOf(node, given, settings)
}

/** By association: the parent's row or null, the children's rows. */
export function relatedRows(row: object, factory: string): Readonly<AnyRow> {
  const { node } = madeRow(row, factory)
  const related: AnyRow = {}
  for (const [name, { parent }] of node.links) {
    related[name] = parent === null ? null : 'row' in parent ? parent.row : (parent.node.row ?? null)
  }
  for (const [name, nodes] of node.children) related[name] = nodes.flatMap((child) => child.row ?? [])
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
