import { afterAll, expect, test } from 'vitest'
import { testDatabase } from '../../../../../../test/database.ts'
import type { Session } from '../../../database/adapter.ts'
import { connectPostgres } from '../../../database/postgres/connect.ts'
import { analyzeSchema } from '../../analyze.ts'
import type { Column, SchemaDefinition, Table } from '../../definition.ts'
import { factsOf } from '../../facts.ts'
import { dropRoles, kitchenSink } from './kitchen-sink.ts'
import { kitchenSinkNeeds } from './kitchen-sink-needs.ts'

const postgres = await connectPostgres(await testDatabase('kitchen'))
const [server] = await postgres.query<{ number: number }>("select current_setting('server_version_num')::int as number")
const version = server?.number ?? 0
const asked = await countQueries(postgres)
await postgres.execute(kitchenSink(version))
const definition = await analyzeSchema(postgres)
const facts = factsOf(definition)
afterAll(async () => {
  await postgres.execute(dropRoles)
  await postgres.close()
})

async function countQueries(database: Session): Promise<number> {
  let count = 0
  const counting = (session: Session): Session =>
    new Proxy(session, {
      get(target, key) {
        if (key === 'query') count++
        const value: unknown = Reflect.get(target, key)
        return typeof value === 'function' ? value.bind(target) : value
      },
    })
  await database.transaction((session) =>
    analyzeSchema({
      dialect: session.dialect,
      query: (text, parameters) => session.query(text, parameters),
      transaction: (run) => run(counting(session)),
    }),
  )
  return count
}

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

test('how often the catalog is asked depends on nothing that it holds', async () => {
  expect(asked).toBeGreaterThan(20)
  expect(await countQueries(postgres)).toBe(asked)
})

test('dependencies, comments, owners and privileges are told of objects that there are, in order', () => {
  const { dependencies, comments, owners, access, partComments = {} } = definition
  for (const told of [dependencies, comments, owners, access, partComments]) {
    expect(Object.keys(told).filter((id) => !facts.has(id))).toEqual([])
    expect(Object.keys(told)).toEqual(Object.keys(told).toSorted())
  }
  for (const [id, needed] of Object.entries(dependencies)) {
    expect(needed.filter((one) => !facts.has(one) || one === id || one === facts.get(id)?.parent)).toEqual([])
    expect(needed).toEqual([...new Set(needed)].toSorted())
  }
})

test('each object needs its schema, and what its statement names', () => {
  const beside = Object.entries(definition.dependencies).flatMap(([id, needed]) => {
    const others = needed.filter((one) => !one.startsWith('schema '))
    return others.length === 0 ? [] : [[id, others] as const]
  })
  const needs = Object.fromEntries(beside.filter(([id]) => !/^(column|default|constraint) sink\.holder\./.test(id)))
  const { 'publication of_schema': _, ...expected } = kitchenSinkNeeds(version)
  expect(needs).toEqual(expected)
  for (const { id, kind, parent, object } of facts.values()) {
    if (parent !== null || !('schema' in object) || kind === 'default privileges' || kind === 'extension') continue
    expect(definition.dependencies[id]?.filter((one) => one.startsWith('schema '))).toHaveLength(1)
  }
  if (version >= 150000) expect(definition.dependencies['publication of_schema']).toEqual(['schema "Odd ""Schema."'])
})

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

test.runIf(version >= 150000)('what came with Postgres 15 is told', () => {
  expect(written('loose')).toEqual({ one_null: 'UNIQUE NULLS NOT DISTINCT (a)' })
  expect(named(definition.views, 'invoked')?.options).toEqual({ security_invoker: 'true' })
  expect(named(definition.publications, 'of_parts')?.tables).toEqual([
    { schema: 'sink', name: 'person', columns: ['id', 'name'], where: '(id > 0)' },
  ])
  expect(named(definition.publications, 'of_schema')?.schemas).toEqual(['Odd "Schema.'])
  expect(named(definition.sequences, 'light')?.unlogged).toBe(true)
})

test.runIf(version >= 180000)('what came with Postgres 18 is told', () => {
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

test('comments are told of objects of every kind, and of parts beside them', () => {
  expect(definition.comments).toMatchObject({
    'aggregate sink.sum_up(integer)': 'Sums',
    'column sink.person.name': 'As people say it',
    'constraint sink.person.name_once': 'No two alike',
    'domain sink.even': 'Without a rest',
    'enum sink.mood': 'How it is',
    'event trigger sink_noticed': 'Sees',
    'foreign data wrapper far': 'Farther',
    'foreign server away': 'Far off',
    'function sink.total(integer, integer[])': 'Adds up',
    'index sink.code_lower': 'Found by it',
    'materialized view sink.kept': 'Kept',
    'policy sink.person.mine': 'Mine only',
    'procedure sink.tidy(integer, text)': 'Tidies',
    'publication of_tables': 'Some',
    'rule sink.loose.quiet': 'Hush',
    'schema sink': 'Where all of it is',
    'sequence sink.counter': 'Counts by two',
    'statistics sink.guess': 'Guesses',
    'table sink.abroad': 'Elsewhere',
    'table sink.person': 'Somebody',
    'trigger sink.person.touched': 'Before',
    'view sink.shown': 'Shown',
  })
  expect(definition.partComments).toEqual({
    'constraint sink.holder.holder_name_key': { 'INDEX sink.holder_name_key': 'The index of it' },
    'constraint sink.person.name_once': { 'INDEX sink.name_once': 'The index of it' },
    'domain sink.shout': { 'CONSTRAINT short ON DOMAIN sink.shout': 'Not too long' },
    'view sink.shown': { 'COLUMN sink.shown.name': 'Its name' },
    ...(version >= 180000 ? { 'column sink.eighteen.a': { 'CONSTRAINT a_there ON sink.eighteen': 'There' } } : {}),
  })
})

test('owners are told of what can have one of its own', () => {
  expect(definition.owners).toMatchObject({
    'schema sink': 'sink_owner',
    'table sink.person': 'sink_owner',
    'table sink.parent': 'postgres',
    'sequence sink.counter': 'postgres',
    'event trigger sink_noticed': 'postgres',
  })
  const kinds = new Set(Object.keys(definition.owners).map((id) => facts.get(id)?.kind))
  expect(
    [...kinds].filter((kind) => ['extension', 'index', 'constraint', 'column', 'trigger'].includes(kind ?? '')),
  ).toEqual([])
  expect(definition.owners['sequence sink.parent_id_seq']).toBeUndefined()
})

test('privileges are told as far as they differ from the usual', () => {
  const granted = (grantee: string | null, privilege: string, grantable = false) => ({
    granted: [{ grantee, privilege, grantable }],
    revoked: [],
  })
  const revoked = (grantee: string | null, privilege: string) => ({
    granted: [],
    revoked: [{ grantee, privilege, grantable: false }],
  })
  const { 'schema public': _, ...access } = definition.access
  expect(access).toEqual({
    'column sink.person.name': granted('sink_reader', 'UPDATE', true),
    'enum sink.mood': revoked(null, 'USAGE'),
    'foreign data wrapper far': granted('sink_reader', 'USAGE'),
    'foreign server away': granted('sink_reader', 'USAGE'),
    'function sink.next_even()': revoked(null, 'EXECUTE'),
    'function sink.of_table(sink.person)': granted('sink_reader', 'EXECUTE'),
    'schema sink': granted('sink_reader', 'USAGE'),
    'sequence sink.counter': granted('sink_reader', 'SELECT'),
    'table sink.parent': revoked('postgres', 'INSERT'),
    'table sink.person': granted(null, 'SELECT'),
  })
  expect(definition.defaultPrivileges).toEqual([
    { role: 'sink_owner', schema: null, objects: 'functions', ...revoked(null, 'EXECUTE') },
    { role: 'sink_owner', schema: 'sink', objects: 'tables', ...granted('sink_reader', 'SELECT') },
  ])
})

test('what has no place is named', () => {
  expect(definition.unmodelled).toEqual(
    [
      ...(version >= 180000 ? [{ kind: 'comment', name: 'on CONSTRAINT a_there ON sink.eighteen' }] : []),
      { kind: 'comment', name: 'on COLUMN sink.shown.name' },
      { kind: 'comment', name: 'on CONSTRAINT short ON DOMAIN sink.shout' },
      { kind: 'comment', name: 'on INDEX sink.holder_name_key' },
      { kind: 'comment', name: 'on INDEX sink.name_once' },
      { kind: 'column of a materialized view', name: 'sink.kept.name, how it is kept' },
      { kind: 'disabled triggers', name: 'sink.booked.booked_a_fkey' },
      { kind: "privileges of an extension's object", name: 'public.gen_random_bytes' },
      { kind: 'dependency on an extension', name: 'function sink.depends() on pgcrypto' },
      { kind: 'large objects', name: '1' },
      { kind: 'operator', name: 'sink.=== (integer, integer)' },
      { kind: 'privileges', name: 'on a part of column sink.person.id' },
      { kind: 'text search configuration', name: 'sink.simple_words' },
    ].sort((a, b) => (`${a.kind} ${a.name}` < `${b.kind} ${b.name}` ? -1 : 1)),
  )
})

test('a role without any right reads the same, but for numbers and options that are kept from it', async () => {
  const read = await postgres.transaction(async (session) => {
    await session.execute('create role nobody_at_all; set local role nobody_at_all')
    const found = await analyzeSchema(session)
    await session.execute('reset role; drop role nobody_at_all')
    return found
  })
  const open = ({ userMappings, ...rest }: SchemaDefinition) => ({
    ...rest,
    userMappings: userMappings.map(({ server, role }) => ({ server, role })),
  })
  expect(open(read)).toEqual(open(definition))
})

test('an index that failed to be built is told as such', async () => {
  await postgres.execute('create table sink.twice (a integer); insert into sink.twice values (1), (1)')
  const build = postgres.query('create unique index concurrently twice_once on sink.twice (a)')
  await expect(build).rejects.toMatchObject({ code: expect.any(String) })
  const { indexes } = await analyzeSchema(postgres)
  expect(named(indexes, 'twice_once')).toMatchObject({ valid: false, unique: true })
  await postgres.execute('drop table sink.twice')
})
