import { afterAll, expect, test } from 'vitest'
import { testDatabase } from '../../../../../../test/database.ts'
import { connectPostgres } from '../../../database/postgres/connect.ts'
import { analyzeSchema } from '../../analyze.ts'
import type { Column, Table } from '../../definition.ts'
import { factsOf } from '../../facts.ts'
import { dropRoles, kitchenSink, serverNumber } from './kitchen-sink.ts'

const postgres = await connectPostgres(await testDatabase('kitchen'))
const version = await serverNumber(postgres)
await postgres.execute(kitchenSink(version, 'sink'))
const definition = await analyzeSchema(postgres)
const facts = factsOf(definition)
afterAll(async () => {
  await postgres.execute(dropRoles('sink'))
  await postgres.close()
})

function table(name: string): Table {
  const found = definition.tables.find((one) => one.name === name)
  if (!found) throw new Error(`${name} was not found`)
  return found
}

function column(of: string, name: string): Column {
  const found = table(of).columns.find((one) => one.name === name)
  if (!found) throw new Error(`${of}.${name} was not found`)
  return found
}

function written(of: string): Record<string, string | null> {
  return Object.fromEntries(table(of).constraints.map(({ name, definition }) => [name, definition]))
}

const named = <Named extends { readonly name: string }>(list: readonly Named[], name: string): Named | undefined =>
  list.find((one) => one.name === name)

test('the sequence of an identity and the index of a key are parts, and no objects of their own', () => {
  expect(definition.sequences.map(({ name }) => name)).toContain('person_id_seq')
  expect([facts.has('sequence sink.person_id_seq'), facts.has('sequence sink.parent_id_seq')]).toEqual([false, true])
  expect([facts.has('index sink.name_once'), facts.has('index sink.code_lower')]).toEqual([false, true])
  expect(column('person', 'id').identitySequence).toMatchObject({ start: '10', increment: '10', cache: '3' })
  expect(column('parent', 'id').identitySequence).toBeNull()
})

test('tables tell how they are kept', () => {
  expect(table('person')).toMatchObject({
    options: { autovacuum_enabled: 'false', fillfactor: '80', 'toast.autovacuum_enabled': 'false' },
    replicaIdentity: { index: 'name_once' },
    clusteredOn: 'name_once',
    rowSecurity: { enabled: true, forced: true },
    accessMethod: null,
    tablespace: null,
  })
  expect(table('loose')).toMatchObject({ unlogged: true, replicaIdentity: 'default', options: {} })
  expect(table('typed').ofType).toEqual({ schema: 'sink', name: 'price' })
  expect(table('abroad')).toMatchObject({
    kind: 'foreign',
    foreign: { server: 'away', options: { place: 'here' } },
    replicaIdentity: 'default',
  })
  expect(table('measured')).toMatchObject({ kind: 'partitioned', partitionBy: 'RANGE (at)', boundText: null })
  expect(table('measured_1')).toMatchObject({ kind: 'partition', partitionBy: 'LIST (value)' })
  expect(table('measured_1').boundText).toBe("FOR VALUES FROM ('2024-01-01 00:00:00+00') TO ('2025-01-01 00:00:00+00')")
  expect(table('measured_rest').boundText).toBe('DEFAULT')
  expect(table('placed_by').partitionBy).toBe('LIST (lower(place))')
})

test('columns tell all that is said of them', () => {
  expect(column('person', 'name')).toMatchObject({
    collation: 'sink.german',
    storage: 'external',
    compression: 'pglz',
    statisticsTarget: null,
  })
  expect(column('person', 'nick')).toMatchObject({
    collation: '"C"',
    storage: null,
    statisticsTarget: 250,
    options: { n_distinct: '-0.5' },
  })
  expect(column('person', 'twice').generated).toEqual({ expression: '(id * 2)', stored: true })
  expect(column('abroad', 'id').foreignOptions).toEqual({ key: 'yes' })
  expect([column('child', 'code').inherited, column('child', 'extra').inherited]).toEqual([true, false])
  expect(column('measured_1a', 'at').inherited).toBe(true)
})

test('constraints are told as they are written', () => {
  expect(written('person')).toEqual({
    person_pkey: 'PRIMARY KEY (id) INCLUDE (name)',
    name_once: 'UNIQUE (name)',
    nick_once: "UNIQUE (nick) WITH (fillfactor='70') DEFERRABLE INITIALLY DEFERRED",
    odd_number: 'CHECK ((sink.is_even((number)::integer) IS FALSE)) NO INHERIT',
  })
  expect(written('pointing')).toEqual({
    by_index: 'FOREIGN KEY (code, id) REFERENCES sink.parent(code, id) MATCH FULL NOT VALID',
  })
  expect(written('booked')).toEqual({
    booked_a_fkey: 'FOREIGN KEY (a) REFERENCES sink.parent(id)',
    booked_during_excl: 'EXCLUDE USING gist (during WITH &&) WHERE ((room > 0))',
  })
  const inherited = ({ constraints }: Table) => constraints.filter((one) => one.inherited).map(({ name }) => name)
  expect(inherited(table('measured_1'))).toEqual(['measured_1_pkey', 'positive'])
  expect(inherited(table('child'))).toEqual(['code_known'])
  expect(inherited(table('measured'))).toEqual([])
})

test('a foreign key to partitions is one, whatever number of partitions there is', () => {
  expect(written('reads')).toEqual({
    reads_at_value_fkey: 'FOREIGN KEY (at, value) REFERENCES sink.measured(at, value)',
  })
})

test('indexes are told as they are written, those of partitions with the one that they are a part of', () => {
  const index = (name: string) => named(definition.indexes, name)
  expect(index('code_lower')).toMatchObject({
    statisticsTargets: { 1: 77 },
    parent: null,
    definition: `CREATE UNIQUE INDEX code_lower ON sink.parent USING btree (lower(code) text_pattern_ops, id DESC NULLS LAST) INCLUDE (person) WITH (fillfactor='90') WHERE (code IS NOT NULL)`,
  })
  expect(index('measured_1a_place_idx')).toMatchObject({
    inherited: true,
    parent: { schema: 'sink', name: 'measured_1_place_idx' },
  })
})

test('types are told with all of their parts', () => {
  expect(named(definition.domains, 'shout')).toMatchObject({
    baseType: 'text',
    collation: '"C"',
    notNull: true,
    checks: [
      { name: 'short', valid: false },
      { name: 'shout_check', valid: true },
    ],
  })
  expect(named(definition.composites, 'price')?.fields).toMatchObject([
    { databaseType: 'numeric(10,2)', collation: null },
    { databaseType: 'character(3)', collation: '"C"' },
    { databaseType: 'sink.mood', collation: null },
  ])
  expect(definition.ranges).toEqual([
    {
      schema: 'sink',
      name: 'span',
      subtype: 'double precision',
      multirange: 'sink.spans',
      operatorClass: null,
      collation: null,
      canonical: null,
      difference: 'sink.span_length',
    },
    {
      schema: 'sink',
      name: 'words',
      subtype: 'text',
      multirange: 'sink.words_multirange',
      operatorClass: null,
      collation: '"C"',
      canonical: null,
      difference: null,
    },
  ])
  expect(definition.collations).toEqual([
    {
      schema: 'sink',
      name: 'german',
      provider: 'icu',
      locale: version >= 150000 ? expect.stringMatching(/^de/) : 'de-x-icu',
      collate: null,
      ctype: null,
      deterministic: false,
      rules: null,
    },
    {
      schema: 'sink',
      name: 'plain',
      provider: 'libc',
      locale: null,
      collate: 'C',
      ctype: 'C',
      deterministic: true,
      rules: null,
    },
  ])
  expect(named(definition.sequences, 'counter')).toMatchObject({ databaseType: 'smallint', cache: '5', cycle: true })
})

test('routines are told apart by what they take, and hold no functions that come with a range', () => {
  const routine = (name: string) => named(definition.routines, name)
  expect(definition.routines.filter(({ name }) => /^(span|spans|words|words_multirange)$/.test(name))).toEqual([])
  expect(routine('total')).toMatchObject({
    kind: 'function',
    argumentTypes: 'integer, integer[]',
    arguments: "integer, VARIADIC more integer[] DEFAULT '{}'::integer[], OUT sum integer",
    argumentNames: [null, 'more', 'sum'],
    defaults: 1,
    returns: 'integer',
    language: 'plpgsql',
    body: ' begin sum := $1; end ',
  })
  expect(routine('people')).toMatchObject({ body: null, returns: 'SETOF record' })
  expect(routine('tidy')).toMatchObject({ kind: 'procedure', argumentTypes: 'integer, text', returns: null })
  expect(routine('rank_of')?.definition).toContain('WINDOW')
})

/** Only what the engine itself knows of them, all of it, can prove a statement that it doesn't write itself. */
test('aggregates come again from their statements as they were', async () => {
  const catalog = `select pg_catalog.to_jsonb(a) - 'aggfnoid' || pg_catalog.jsonb_build_object('name', p.proname, 'parallel', p.proparallel,
    'kind', p.prokind, 'types', p.proargtypes::text, 'modes', p.proargmodes, 'variadic', p.provariadic::text) as fact
    from pg_aggregate a join pg_proc p on p.oid = a.aggfnoid join pg_namespace n on n.oid = p.pronamespace where n.nspname = 'sink' order by p.proname`
  const before = await postgres.query(catalog)
  const aggregates = definition.routines.filter(({ kind }) => kind === 'aggregate')
  expect(aggregates.map(({ name, argumentTypes }) => [name, argumentTypes])).toEqual([
    ['count_all', '*'],
    ['least_of', 'integer'],
    ['nth', 'double precision, anyelement'],
    ['placed', '"any"'],
    ['sum_up', 'integer'],
  ])
  const undone = new Error('undone')
  const again = postgres.transaction(async (session) => {
    await session.execute('drop view sink.over_shown')
    for (const { schema, name, argumentTypes, definition: statement } of aggregates) {
      await session.execute(`drop aggregate ${schema}.${name}(${argumentTypes}); ${statement}`)
    }
    expect(await session.query(catalog)).toEqual(before)
    throw undone
  })
  await expect(again).rejects.toBe(undone)
})

test('triggers and rules tell when they fire', () => {
  expect(definition.triggers.map(({ table, name, fires, enabled }) => [table.name, name, fires, enabled])).toEqual([
    ['measured', 'clone', 'origin', true],
    ['measured_1', 'clone', 'origin', true],
    ['measured_1a', 'clone', 'origin', true],
    ['measured_rest', 'clone', 'origin', true],
    ['person', 'always_on', 'always', true],
    ['person', 'checked', 'never', false],
    ['person', 'touched', 'origin', true],
    ['shown', 'instead_of_it', 'origin', true],
  ])
  expect(definition.triggers.filter(({ inherited }) => inherited)).toHaveLength(3)
  expect(named(definition.triggers, 'checked')?.constraint).toBe(true)
  expect(definition.eventTriggers).toEqual([
    {
      name: 'sink_noticed',
      event: 'ddl_command_end',
      function: { schema: 'sink', name: 'noticed' },
      tags: ['ALTER TABLE', 'CREATE TABLE'],
      fires: 'never',
    },
  ])
  expect(definition.rules).toMatchObject([{ name: 'quiet', fires: 'never' }])
})

test('views are told with their query, columns and options', () => {
  expect(named(definition.views, 'shown')).toMatchObject({
    materialized: false,
    definition: expect.stringMatching(/^SELECT [^;]*$/),
    columns: [
      { name: 'id', databaseType: 'integer', collation: null, default: null },
      { name: 'name', databaseType: 'text', collation: '"C"', default: null },
      { name: 'even', databaseType: 'boolean', collation: null, default: 'true' },
    ],
    options: { check_option: 'local', security_barrier: 'true' },
  })
  expect(named(definition.views, 'kept')).toMatchObject({
    materialized: true,
    populated: false,
    options: { fillfactor: '60' },
    clusteredOn: 'kept_id',
  })
})

test('what stands beside tables is told', () => {
  expect(definition.policies).toEqual([
    {
      table: { schema: 'sink', name: 'person' },
      name: 'mine',
      command: 'update',
      permissive: false,
      roles: ['sink_owner', 'sink_reader'],
      using: expect.stringContaining('CURRENT_USER'),
      check: 'sink.is_even(id)',
    },
  ])
  expect(definition.statistics.map(({ name, target }) => [name, target])).toEqual([
    ['guess', 300],
    ['guess_more', null],
  ])
  expect(named(definition.publications, 'of_all')).toMatchObject({ allTables: true, viaRoot: true, tables: [] })
  expect(named(definition.publications, 'of_tables')).toMatchObject({
    operations: ['insert', 'update'],
    tables: [{ name: 'child' }, { name: 'parent' }, { name: 'pointing', columns: null, where: null }],
  })
  expect(definition.foreignDataWrappers).toEqual([
    { name: 'far', handler: null, validator: null, options: { b: 'a=b', debug: 'yes' } },
  ])
  expect(definition.foreignServers).toMatchObject([{ name: 'away', wrapper: 'far', type: 'big', version: '2' }])
  expect(definition.userMappings).toEqual([
    { server: 'away', role: null, optionNames: ['password'] },
    { server: 'away', role: 'sink_reader', optionNames: ['password', 'user'] },
  ])
  expect(JSON.stringify(definition)).not.toContain('secret')
})

test('what came with Postgres 15 is told where the server has it', () => {
  if (version < 150000) return expect(named(definition.views, 'invoked')).toBeUndefined()
  expect(written('loose')).toEqual({ one_null: 'UNIQUE NULLS NOT DISTINCT (a)' })
  expect(named(definition.views, 'invoked')?.options).toEqual({ security_invoker: 'true' })
  expect(named(definition.publications, 'of_parts')?.tables).toEqual([
    { schema: 'sink', name: 'person', columns: ['id', 'name'], where: '(id > 0)' },
  ])
  expect(named(definition.publications, 'of_schema')?.schemas).toEqual(['Odd "Schema.'])
  expect(named(definition.sequences, 'light')?.unlogged).toBe(true)
})

test('what came with Postgres 18 is told where the server has it', () => {
  if (version < 180000) return expect(named(definition.tables, 'eighteen')).toBeUndefined()
  expect(written('eighteen')).toEqual({
    a_during: 'PRIMARY KEY (a, during WITHOUT OVERLAPS)',
    n_person: 'FOREIGN KEY (n) REFERENCES sink.person(id) NOT ENFORCED',
    unchecked: 'CHECK ((n > 0)) NOT ENFORCED',
  })
  expect(written('over_time')).toEqual({
    over_time_a_during_fkey: 'FOREIGN KEY (a, PERIOD during) REFERENCES sink.eighteen(a, PERIOD during)',
  })
  expect(column('eighteen', 'b').generated).toEqual({ expression: '(n + 1)', stored: false })
  expect(['a', 'n', 'c'].map((name) => column('eighteen', name).notNullConstraint)).toEqual([
    { name: 'a_there', valid: true, noInherit: false, inherited: false },
    { name: 'n_there', valid: true, noInherit: true, inherited: false },
    { name: 'c_there', valid: false, noInherit: false, inherited: false },
  ])
  expect(column('measured_1', 'at').notNullConstraint?.inherited).toBe(true)
  expect(named(definition.publications, 'of_generated')?.generatedColumns).toBe('stored')
})

test('an index that failed to be built is told as such', async () => {
  await postgres.execute('create table sink.twice (a integer); insert into sink.twice values (1), (1)')
  const build = postgres.query('create unique index concurrently twice_once on sink.twice (a)')
  await expect(build).rejects.toMatchObject({ code: expect.any(String) })
  const { indexes } = await analyzeSchema(postgres)
  expect(named(indexes, 'twice_once')).toMatchObject({ valid: false, unique: true })
  await postgres.execute('drop table sink.twice')
})
