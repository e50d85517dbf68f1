import { UnderstudyError } from '../errors.ts'
import { type RowNode, rowsOfNodes } from './row-node.ts'
import type { Insert, Row, Update, WritePlan, WriterReference, WriterTable } from './writer.ts'

/** A table, and the rows of one call that go into it. */
export interface TableRows {
  readonly entity: string
  readonly facts: WriterTable
  /** Parents first. */
  readonly nodes: readonly Pick<RowNode, 'row'>[]
}

interface Pointer {
  readonly from: string
  readonly to: string
  readonly reference: WriterReference
}

/**
 * One INSERT for each table, parents before children. Where tables point at each other in a circle, foreign keys of it are
 * checked at the end if they can be; else a nullable one is filled by an UPDATE.
 */
export function planInserts(tables: readonly TableRows[]): WritePlan {
  let pointers = tables.flatMap((table) => pointersOf(table, tables))
  const later: Pointer[] = []
  let defer = false
  let order = ordered(tables, pointers)
  for (; order.circle.length > 0; order = ordered(tables, pointers)) {
    const inCircle = pointers.filter(({ from, to }) => order.circle.includes(from) && order.circle.includes(to))
    const deferred = inCircle.filter(({ reference }) => reference.deferrable)
    const nullable = inCircle.find(({ from, reference }) => reference.nullable && keyOf(tables, from).length > 0)
    if (deferred.length > 0) defer = true
    else if (nullable) later.push(nullable)
    else throw unsatisfiable(order.circle, inCircle)
    const gone = deferred.length > 0 ? deferred : [nullable]
    pointers = pointers.filter((pointer) => !gone.includes(pointer))
  }
  return {
    inserts: order.tables.map((table) => insertOf(table, rowsOf(table, later))),
    updates: later.flatMap((pointer) => updateOf(pointer, tables)),
    defer,
  }
}

function pointersOf({ facts, nodes }: TableRows, tables: readonly TableRows[]): Pointer[] {
  return facts.references
    .filter(({ table }) => table !== facts.table && tables.some((other) => other.facts.table === table))
    .filter(({ fields }) => nodes.some(({ row }) => fields.every((field) => row?.[field] != null)))
    .map((reference) => ({ from: facts.table, to: reference.table, reference }))
}

/** Without a key, a row cannot be found again to be updated. */
function keyOf(tables: readonly TableRows[], name: string): readonly string[] {
  return tables.find(({ facts }) => facts.table === name)?.facts.key ?? []
}

interface Order {
  readonly tables: readonly TableRows[]
  /** Names of tables that are in a circle, or behind one. */
  readonly circle: readonly string[]
}

function ordered(tables: readonly TableRows[], pointers: readonly Pointer[]): Order {
  const done: TableRows[] = []
  const isDone = (name: string) => done.some(({ facts }) => facts.table === name)
  for (let open = [...tables]; ; open = open.filter((table) => !done.includes(table))) {
    const ready = open.filter(({ facts }) => pointers.every(({ from, to }) => from !== facts.table || isDone(to)))
    if (ready.length === 0) return { tables: done, circle: circleOf(open, pointers) }
    done.push(...ready)
  }
}

/** Of what is left, tables that somebody points at who is left himself: those behind the circle are none of it. */
function circleOf(open: readonly TableRows[], pointers: readonly Pointer[]): string[] {
  let names = open.map(({ facts }) => facts.table)
  for (;;) {
    const inside = names.filter((name) => pointers.some(({ from, to }) => to === name && names.includes(from)))
    if (inside.length === names.length) return names
    names = inside
  }
}

function rowsOf({ facts, nodes }: TableRows, later: readonly Pointer[]): readonly Row[] {
  const fields = later.filter(({ from }) => from === facts.table).flatMap(({ reference }) => reference.fields)
  const rows = rowsOfNodes(nodes)
  if (fields.length === 0) return rows
  const nulls = Object.fromEntries(fields.map((field) => [field, null]))
  return rows.map((row) => ({ ...row, ...nulls }))
}

function insertOf({ entity, facts }: TableRows, rows: readonly Row[]): Insert {
  const fields = new Set<string>()
  for (const row of rows) {
    for (const field in row) if (row[field] !== undefined) fields.add(field)
  }
  const unknown = [...fields].filter((field) => !facts.takes(field))
  if (unknown.length === 0) return { entity, fields: [...fields], rows }
  throw new UnderstudyError('FACTORY_INVALID', {
    operation: `create rows of ${entity}`,
    at: `${entity}.${unknown[0]}`,
    message: `the table ${facts.table} takes no ${unknown.join(', no ')}`,
    hint: `Leave ${unknown.length > 1 ? 'them' : 'it'} out of the row, by beforeCreate where build() needs ${unknown.length > 1 ? 'them' : 'it'}; or make ${unknown.length > 1 ? 'them transient parameters' : 'it a transient parameter'}.`,
  })
}

function updateOf({ from, reference }: Pointer, tables: readonly TableRows[]): Update[] {
  const table = tables.find(({ facts }) => facts.table === from)
  if (!table) return []
  const { key } = table.facts
  const rows = table.nodes.flatMap(({ row }) =>
    row && reference.fields.some((field) => row[field] != null) ? [row] : [],
  )
  return rows.length === 0 ? [] : [{ entity: table.entity, key, fields: reference.fields, rows }]
}

function unsatisfiable(circle: readonly string[], inCircle: readonly Pointer[]): UnderstudyError {
  const names = inCircle.map(({ reference }) => reference.name)
  return new UnderstudyError('CYCLE_UNSATISFIABLE', {
    operation: 'plan inserts',
    at: circle.join(', '),
    message: `rows of ${circle.join(' and ')} point at each other, and no order of inserts satisfies that`,
    hint: `Make one of these foreign keys deferrable, or nullable in a table that has a primary key: ${names.join(', ')}.`,
    details: { tables: circle, constraints: names },
  })
}
