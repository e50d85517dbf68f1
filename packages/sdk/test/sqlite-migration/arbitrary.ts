import fc from 'fast-check'
import type { Rename } from '../../src/catalog/diff/schema-diff.ts'
import { objectId } from '../../src/catalog/identity.ts'
import { at, type ColumnModel, type SchemaModel, type TableModel } from './model.ts'

export interface RandomPair {
  readonly a: SchemaModel
  readonly b: SchemaModel
  readonly renames: readonly Rename[]
}

const types = ['INTEGER', 'TEXT', 'ANY', 'REAL', 'BLOB', '', 'varchar(20)', 'decimal(8, 2)', 'odd type']
const columnNames = ['a', 'b', 'order', 'it"s', 'Größe', '🙂']
const tableNames = ['one', 'group', 'da ta', "it's", 'Vier']

let ids = 0

const column: fc.Arbitrary<ColumnModel> = fc.record({
  id: fc.constant(0),
  name: fc.constantFrom(...columnNames),
  type: fc.constantFrom(...types),
  notNull: fc.constantFrom(false, false, true),
  default: fc.constantFrom(null, null, '7', "'x'", '(1 + 2)', 'current_date', '-1.5'),
  collation: fc.constantFrom(null, null, 'nocase'),
  generated: fc.constantFrom(null, null, null, 'stored', 'virtual'),
})

const check = fc.record({
  name: fc.constantFrom(null, 'short', 'named'),
  column: fc.nat(5),
  bound: fc.integer({ min: 3, max: 40 }),
})
const unique = fc.record({
  columns: fc.array(fc.nat(5), { minLength: 1, maxLength: 2 }),
  conflict: fc.constantFrom('', '', ' on conflict replace', ' on conflict ignore'),
})
const reference = fc.record({
  column: fc.nat(5),
  table: fc.nat(5),
  rules: fc.constantFrom(
    '',
    ' on delete cascade',
    ' on delete set null on update cascade',
    ' deferrable initially deferred',
  ),
})
const index = fc.record({
  name: fc.constantFrom('i1', 'i2', 'i3', 'i "4"'),
  unique: fc.boolean(),
  column: fc.nat(5),
  form: fc.constantFrom('plain', 'descending', 'expression', 'partial'),
})
const trigger = fc.record({
  event: fc.constantFrom('after insert', 'before update', 'after delete'),
  table: fc.nat(5),
})
const view = fc.record({
  name: fc.constantFrom('v1', 'v2', 'v 3'),
  table: fc.nat(5),
  form: fc.constantFrom('all', 'named', 'filtered'),
})

const table: fc.Arbitrary<TableModel> = fc.record({
  id: fc.constant(0),
  name: fc.constantFrom(...tableNames),
  key: fc.constantFrom('none', 'rowid', 'counted', 'text', 'pair', 'descending'),
  strict: fc.boolean(),
  withoutRowid: fc.boolean(),
  columns: fc.uniqueArray(column, { minLength: 2, maxLength: 5, selector: ({ name }) => name.toLowerCase() }),
  checks: fc.array(check, { maxLength: 2 }),
  uniques: fc.array(unique, { maxLength: 1 }),
  references: fc.array(reference, { maxLength: 2 }),
  indexes: fc.array(index, { maxLength: 2 }),
  triggers: fc.array(trigger, { maxLength: 1 }),
})

const schema: fc.Arbitrary<SchemaModel> = fc
  .record({
    tables: fc.uniqueArray(table, { minLength: 2, maxLength: 5, selector: ({ name }) => name.toLowerCase() }),
    views: fc.uniqueArray(view, { maxLength: 2, selector: ({ name }) => name }),
  })
  .map(withIdentities)

function withIdentities({ tables, views }: SchemaModel): SchemaModel {
  return {
    views,
    tables: tables.map((one) => ({
      ...one,
      id: ++ids,
      columns: one.columns.map((column) => ({ ...column, id: ++ids })),
    })),
  }
}

/** One change of one table; what it does not fit leaves it as it was. */
const edit = fc.record({
  table: fc.nat(5),
  column: fc.nat(5),
  what: fc.constantFrom(
    'add column',
    'add column',
    'drop column',
    'change column',
    'rename column',
    'rename table',
    'add table',
    'drop table',
    'replace parts',
    'replace parts',
    'shuffle',
    'views',
  ),
  fresh: table,
  views: fc.array(view, { maxLength: 2 }),
})
type Edit = typeof edit extends fc.Arbitrary<infer One> ? One : never

function edited(schema: SchemaModel, { table, column, what, fresh, views }: Edit): SchemaModel {
  const old = at(schema.tables, table)
  if (!old) return schema
  const others = schema.tables.filter((one) => one !== old)
  const free = !schema.tables.some((one) => one.name.toLowerCase() === fresh.name.toLowerCase())
  const change = (changed: TableModel): SchemaModel => ({
    ...schema,
    tables: schema.tables.map((one) => (one === old ? changed : one)),
  })
  const aimed = at(old.columns, column)
  const added = fresh.columns.find(
    ({ name }) => !old.columns.some((one) => one.name.toLowerCase() === name.toLowerCase()),
  )
  const columns = (next: readonly ColumnModel[]) => change({ ...old, columns: next })
  switch (what) {
    case 'add column':
      return added ? columns([...old.columns, { ...added, id: ++ids }]) : schema
    case 'drop column':
      return old.columns.length > 1 ? columns(old.columns.filter((one) => one !== aimed)) : schema
    case 'change column': {
      const [other] = fresh.columns
      if (!other || !aimed) return schema
      return columns(old.columns.map((one) => (one === aimed ? { ...other, id: one.id, name: one.name } : one)))
    }
    case 'rename column':
      return added ? columns(old.columns.map((one) => (one === aimed ? { ...one, name: added.name } : one))) : schema
    case 'rename table':
      return free ? change({ ...old, name: fresh.name }) : schema
    case 'add table':
      return free
        ? { ...schema, tables: [...schema.tables, ...withIdentities({ tables: [fresh], views: [] }).tables] }
        : schema
    case 'drop table':
      return others.length > 0 ? { ...schema, tables: others } : schema
    case 'replace parts':
      return change({ ...fresh, id: old.id, name: old.name, columns: old.columns })
    case 'shuffle':
      return columns([...old.columns].reverse())
    case 'views':
      return { ...schema, views: [...new Map(views.map((one) => [one.name, one])).values()] }
  }
}

/** What kept its identity under another name. */
function renamesOf(a: SchemaModel, b: SchemaModel): Rename[] {
  return a.tables.flatMap((table) => {
    const now = b.tables.find(({ id }) => id === table.id)
    if (!now) return []
    const columns = table.columns.flatMap((column) => {
      const other = now.columns.find(({ id }) => id === column.id)
      if (!other || other.name === column.name) return []
      const from = objectId('column', 'main', table.name, column.name)
      return [{ from, to: objectId('column', 'main', now.name, other.name) }]
    })
    const whole = { from: objectId('table', 'main', table.name), to: objectId('table', 'main', now.name) }
    return [...(table.name === now.name ? [] : [whole]), ...columns]
  })
}

const derived = fc.tuple(schema, fc.array(edit, { minLength: 1, maxLength: 6 })).map(([a, edits]): RandomPair => {
  const b = edits.reduce(edited, a)
  return { a, b, renames: renamesOf(a, b) }
})
const independent = fc.tuple(schema, schema).map(([a, b]): RandomPair => ({ a, b, renames: [] }))

export const randomPairs: fc.Arbitrary<RandomPair> = fc.oneof(derived, independent)
