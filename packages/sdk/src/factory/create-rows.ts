import { UnderstudyError } from '../errors.ts'
import { streamOf, substream, word } from '../random/stream.ts'
import type { Base } from './base.ts'
import { buildRows, hasHook, relink, runHook } from './build-rows.ts'
import type { FactoryConnection } from './connection.ts'
import type { CallSettings } from './factory-state.ts'
import type { Reserved } from './fields-of-row.ts'
import type { Graph } from './graph.ts'
import { planInserts, type TableRows } from './insert-plan.ts'
import { type RowNode, rowsOfNodes } from './row-node.ts'
import { isLinked } from './unique-number.ts'
import type { Reservation, WriterTable } from './writer.ts'

/** Builds the graph with keys that the database knows of, and writes it: one INSERT for each table. */
export async function createRows(asked: string, graph: Graph, settings: CallSettings): Promise<void> {
  const connection = connectionOf(asked, settings)
  const facts = await tableFacts(graph, connection)
  const reserved = await reserve(graph, facts, settings, connection)
  const nodes = await buildRows(graph, settings, reserved, true)
  withReserved(reserved)
  if (hasHook(graph, 'beforeCreate')) {
    for (const node of nodes) await runHook('beforeCreate', node, settings)
    relink(nodes)
  }
  const tables = rowsByTable(nodes, facts)
  const plan = planInserts(tables)
  const takeBack = connection.ledger.note(
    asked,
    tables.map(({ entity, facts: { key }, nodes: own }) => ({ entity, key, rows: rowsOfNodes(own) })),
  )
  try {
    await connection.writer.write(plan)
  } catch (thrown) {
    takeBack()
    throw thrown
  }
  if (hasHook(graph, 'afterCreate')) for (const node of nodes) await runHook('afterCreate', node, settings)
}

function connectionOf(asked: string, { connection }: CallSettings): FactoryConnection {
  if (connection) return connection
  throw new UnderstudyError('WRITER_MISSING', {
    operation: `create rows of ${asked}`,
    at: asked,
    message: `the factory ${asked} is connected to no database`,
    hint: `Connect it first: const { ${asked} } = await connectFactories(database, { ${asked} }). build() needs none.`,
  })
}

async function tableFacts(
  { nodes, blueprints }: Graph,
  { writer }: FactoryConnection,
): Promise<ReadonlyMap<Base, WriterTable>> {
  const fields = new Map<Base, Set<string>>()
  for (const { base, fieldNames } of blueprints) {
    fields.set(base, new Set([...(fields.get(base) ?? []), ...fieldNames]))
  }
  for (const { blueprint, overrides } of nodes) {
    for (const field in overrides) fields.get(blueprint.base)?.add(field)
  }
  const facts = new Map<Base, WriterTable>()
  for (const [base, own] of fields) facts.set(base, await writer.table(base.entity, [...own]))
  return facts
}

/** Key fields that nobody gives: numbers from the database's sequences, UUIDs from the seed. */
async function reserve(
  graph: Graph,
  facts: ReadonlyMap<Base, WriterTable>,
  settings: CallSettings,
  { writer }: FactoryConnection,
): Promise<Reserved> {
  const reserved = new Map<RowNode, Map<string, unknown>>()
  const put = (node: RowNode, field: string, value: unknown): void => {
    const fields = reserved.get(node) ?? new Map<string, unknown>()
    reserved.set(node, fields.set(field, value))
  }
  const wanted: { request: Reservation; nodes: readonly RowNode[] }[] = []
  for (const [base, table] of facts) {
    if (table.sequenced.length === 0 && table.uuids.length === 0) continue
    const nodes = graph.nodes.filter(({ blueprint }) => blueprint.base === base)
    for (const field of table.sequenced) {
      const open = nodes.filter((node) => isNumbered(node, field, table.key.includes(field)))
      if (open.length > 0) wanted.push({ request: { entity: base.entity, field, count: open.length }, nodes: open })
    }
    for (const field of table.uuids) {
      for (const node of nodes) if (isOpen(node, field)) put(node, field, uuidOf(node, field, settings))
    }
  }
  if (wanted.length === 0) return reserved
  const numbers = await writer.reserve(wanted.map(({ request }) => request))
  wanted.forEach(({ request, nodes }, i) => {
    for (const [j, node] of nodes.entries()) put(node, request.field, numbers[i]?.[j])
  })
  return reserved
}

function isNumbered(node: RowNode, field: string, key: boolean): boolean {
  const recipe = node.blueprint.recipes.get(field)
  if (recipe) return recipe.by === 'database' && !Object.hasOwn(node.overrides, field)
  return key && isOpen(node, field)
}

function isOpen({ blueprint, overrides, links }: RowNode, field: string): boolean {
  return !blueprint.slots.has(field) && !Object.hasOwn(overrides, field) && !isLinked(links, field)
}

/** Version 4 by its form; its bits are a function of seed, factory, field and row. */
function uuidOf({ blueprint: { base }, place: { number } }: RowNode, field: string, { seed }: CallSettings): string {
  const stream = substream(streamOf(seed), 'factory', base.name, field, 'uuid')
  const hex = [0, 1, 2, 3].map((draw) => word(stream, number, draw).toString(16).padStart(8, '0')).join('')
  const variant = '89ab'[Number.parseInt(hex[16] ?? '0', 16) % 4]
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20)}`
}

/** Keys that the factory says nothing of are part of the row all the same: rows that point at it and cleaning need them. */
function withReserved(reserved: Reserved): void {
  for (const [node, fields] of reserved) {
    for (const [field, value] of fields) {
      if (!node.row || node.row[field] !== undefined) continue
      node.row = { ...node.row, [field]: value }
    }
  }
}

function rowsByTable(ordered: readonly RowNode[], facts: ReadonlyMap<Base, WriterTable>): TableRows[] {
  const tables = new Map<string, { entity: string; facts: WriterTable; nodes: RowNode[] }>()
  for (const node of ordered) {
    const { base } = node.blueprint
    const known = facts.get(base)
    if (!known) continue
    const table = tables.get(known.table) ?? { entity: base.entity, facts: known, nodes: [] }
    table.nodes.push(node)
    tables.set(known.table, table)
  }
  return [...tables.values()]
}
