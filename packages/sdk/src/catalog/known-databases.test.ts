import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, test } from 'vitest'
import { testDatabase } from '../../../../test/database.ts'
import { knownDatabases } from '../../test/known-databases.ts'
import type { Database } from '../database/adapter.ts'
import { connect } from '../database/connect.ts'
import { loadSqlFile } from '../database/sql-file/load.ts'
import { validateSchema } from '../model/validate.ts'
import { analyzeSchema } from './analyze.ts'
import type { SchemaDefinition } from './definition.ts'
import { factsOf } from './facts.ts'
import { type Model, toModel } from './to-model.ts'

const folder = new URL('../../../../../shared/data/databases/', import.meta.url)
const known = existsSync(folder)
if (!known) console.log('Known databases are not read: shared/data/databases is absent.')

interface Loaded {
  readonly database: Database
  readonly definition: SchemaDefinition
  readonly model: Model
}
const once = new Map<string, Promise<Loaded>>()
afterAll(async () => {
  for (const { database } of await Promise.all(once.values())) await database.close()
})

function loaded(file: string): Promise<Loaded> {
  const before = once.get(file) ?? load(file)
  once.set(file, before)
  return before
}

async function load(file: string): Promise<Loaded> {
  const database = await connect(file.includes('sqlite') ? 'sqlite::memory:' : await testDatabase('known'))
  await loadSqlFile(database, fileURLToPath(new URL(file, folder)))
  const definition = await analyzeSchema(database)
  return { database, definition, model: toModel(definition) }
}

/** The same numbers by the standard's own views, which share nothing with the catalog queries. */
const countsBySchema = `
select
  (select count(*)::int from information_schema.tables where table_schema = any ($1) and table_type = 'BASE TABLE') as tables,
  (select count(*)::int from information_schema.columns join information_schema.tables using (table_schema, table_name)
    where table_schema = any ($1) and table_type = 'BASE TABLE') as columns,
  (select count(*)::int from information_schema.table_constraints where table_schema = any ($1) and constraint_type = 'PRIMARY KEY') as "primary key",
  (select count(*)::int from information_schema.table_constraints where table_schema = any ($1) and constraint_type = 'UNIQUE') as "unique",
  (select count(*)::int from information_schema.table_constraints where table_schema = any ($1) and constraint_type = 'FOREIGN KEY') as "foreign key",
  (select count(*)::int from information_schema.views where table_schema = any ($1)) as views,
  (select count(*)::int from information_schema.sequences where sequence_schema = any ($1)) as sequences,
  (select count(distinct (trigger_schema, trigger_name, event_object_table))::int from information_schema.triggers
    where trigger_schema = any ($1) and not exists (select from pg_trigger g where g.tgname = trigger_name and g.tgisinternal)) as triggers,
  (select count(*)::int from pg_indexes where schemaname = any ($1)) as indexes`

function counts(definition: SchemaDefinition) {
  const constraints = definition.tables.flatMap((table) => table.constraints)
  const ofKind = (kind: string) => constraints.filter((one) => one.kind === kind).length
  return {
    tables: definition.tables.length,
    columns: definition.tables.flatMap((table) => table.columns).length,
    'primary key': ofKind('primary key'),
    unique: ofKind('unique'),
    'foreign key': ofKind('foreign key'),
    views: definition.views.filter((view) => !view.materialized).length,
    sequences: definition.sequences.filter((sequence) => !isIdentity(definition, sequence.schema, sequence.name))
      .length,
    triggers: definition.triggers.length,
    indexes: definition.indexes.length,
  }
}

/** The standard's view of sequences leaves those of identity columns out. */
function isIdentity(definition: SchemaDefinition, schema: string, name: string): boolean {
  return definition.tables.some((table) =>
    table.columns.some(
      (column) => column.identity && column.sequence?.schema === schema && column.sequence.name === name,
    ),
  )
}

const few = ['pagila.sql', 'neosync-alltypes-create-tables.sql']
const databases = knownDatabases(few, [
  ...[...few, 'chinook.sql', 'employees/employee.sql', 'northwind.sql', 'world.sql', 'french-towns.sql'],
  ...['neosync-subsetting-create-tables.sql', 'neosync-uuids-create-tables.sql'],
])

describe.skipIf(!known).each(databases)('%s', (file) => {
  test('tells needs, comments, owners and privileges of objects that it has', async () => {
    const { definition } = await loaded(file)
    const facts = factsOf(definition)
    const { dependencies, comments, owners, access } = definition
    const told = [dependencies, comments, owners, access].flatMap((one) => Object.keys(one))
    expect([...told, ...Object.values(dependencies).flat()].filter((id) => !facts.has(id))).toEqual([])
    expect(Object.entries(dependencies).filter(([id, needed]) => needed.includes(id))).toEqual([])
    expect(definition.unmodelled).toEqual([])
  })

  test('is read whole, and every table is filled or named', async () => {
    const { database, definition, model } = await loaded(file)
    const schemas = definition.schemas.map(({ name }) => name)
    const [expected] = await database.query<Record<string, number>>(countsBySchema, [schemas])
    expect(counts(definition)).toEqual(expected)

    expect(validateSchema(model.schema)).toMatchObject({ valid: true, problems: [] })
    expect(model.notes.filter(({ severity }) => severity === 'error')).toEqual([])
    expect(model.notes.filter(({ code }) => code === 'CHECK_NOT_UNDERSTOOD')).toEqual([])
    const named = new Set([...model.schema.entities.map(({ name }) => name), ...model.notes.map(({ at }) => at)])
    for (const table of definition.tables) {
      expect(named).toContain(table.schema === definition.defaultSchema ? table.name : `${table.schema}.${table.name}`)
    }
  })
})

test.skipIf(!known)('chinook for SQLite is read like chinook for Postgres', async () => {
  const sqlite = await loaded('chinook-sqlite.sql')
  const postgres = await loaded('chinook.sql')
  const lower = (name: string) => name.toLowerCase().replaceAll('_', '')
  const relationships = ({ schema }: Model) =>
    (schema.relationships ?? [])
      .flatMap((one) =>
        one.type === 'one-to-many'
          ? [`${lower(one.child.entity)}.${lower(one.child.fields.join())} ${lower(one.parent.entity)} ${one.optional}`]
          : [],
      )
      .sort()
  expect(relationships(sqlite.model)).toEqual(relationships(postgres.model))
  const kinds = ({ schema }: Model) =>
    Object.fromEntries(
      schema.entities.flatMap(({ name, fields }) =>
        fields.map((field) => [`${lower(name)}.${lower(field.name)}`, field.kind]),
      ),
    )
  expect(kinds(sqlite.model)).toEqual(kinds(postgres.model))
})

test.skipIf(!known)('pagila keeps what its partitions, domains and triggers say', async () => {
  const { model } = await loaded('pagila.sql')
  const { entities, relationships = [], constraints = [] } = model.schema
  const payment = entities.find(({ name }) => name === 'payment')
  expect(payment?.fields.find(({ name }) => name === 'payment_date')?.options).toMatchObject({
    from: expect.stringContaining('2022-01-01'),
    to: expect.stringContaining('2022-08-01'),
  })
  expect(
    relationships.flatMap((one) =>
      one.type === 'one-to-many' && one.child.entity === 'payment' ? [one.parent.entity] : [],
    ),
  ).toEqual(['customer', 'rental', 'staff'])
  const film = entities.find(({ name }) => name === 'film')
  expect(film?.fields.find(({ name }) => name === 'release_year')).toMatchObject({ options: { min: 1950, max: 2025 } })
  expect(film?.fields.find(({ name }) => name === 'rating')).toMatchObject({
    kind: 'one-of',
    options: { values: ['G', 'PG', 'PG-13', 'R', 'NC-17'] },
  })
  expect(constraints).toContainEqual({
    type: 'unique',
    name: 'idx_unq_rental_rental_date_inventory_id_customer_id',
    entity: 'rental',
    fields: ['rental_date', 'inventory_id', 'customer_id'],
  })
  expect(model.notes).toContainEqual(expect.objectContaining({ code: 'TRIGGER_RUNS', at: 'film' }))
})

test.skipIf(!known)('employees are who they are by name', async () => {
  const { model } = await loaded('employees/employee.sql')
  const employee = model.schema.entities.find(({ name }) => name === 'employee')
  expect(Object.fromEntries((employee?.fields ?? []).map(({ name, kind }) => [name, kind]))).toMatchObject({
    emp_no: 'sequence',
    birth_date: 'birthdate',
    first_name: 'first-name',
    last_name: 'last-name',
    hire_date: 'date',
  })
})
