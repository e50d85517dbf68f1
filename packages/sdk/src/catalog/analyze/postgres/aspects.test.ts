import { afterAll, expect, test } from 'vitest'
import { testDatabase } from '../../../../../../test/database.ts'
import type { Session } from '../../../database/adapter.ts'
import { connectPostgres } from '../../../database/postgres/connect.ts'
import { analyzeSchema } from '../../analyze.ts'
import type { SchemaDefinition } from '../../definition.ts'
import { factsOf } from '../../facts.ts'
import { dropRoles, kitchenSink, serverNumber } from './kitchen-sink.ts'
import { kitchenSinkNeeds } from './kitchen-sink-needs.ts'

const postgres = await connectPostgres(await testDatabase('kitchen'))
const version = await serverNumber(postgres)
const asked = await countQueries(postgres)
await postgres.execute(kitchenSink(version, 'aspects'))
const definition = await analyzeSchema(postgres)
const facts = factsOf(definition)
afterAll(async () => {
  await postgres.execute(dropRoles('aspects'))
  await postgres.close()
})

async function countQueries(database: Session): Promise<number> {
  let count = 0
  const counting = (session: Session): Session => ({
    ...session,
    query: (text, parameters) => {
      count++
      return session.query(text, parameters)
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

test('how often the catalog is asked depends on nothing that it holds', async () => {
  expect(asked).toBeGreaterThan(20)
  expect(await countQueries(postgres)).toBe(asked)
})

test('dependencies, comments, owners and privileges are told of objects that there are, in order', () => {
  const { dependencies, comments, owners, access, partComments, partAccess } = definition
  for (const told of [dependencies, comments, owners, access, partComments, partAccess]) {
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
  const { 'publication of_schema': _, ...expected } = kitchenSinkNeeds(version, 'aspects')
  expect(needs).toEqual(expected)
  for (const { id, kind, parent, object } of facts.values()) {
    if (parent !== null || !('schema' in object) || kind === 'default privileges' || kind === 'extension') continue
    expect(definition.dependencies[id]?.filter((one) => one.startsWith('schema '))).toHaveLength(1)
  }
  if (version >= 150000) expect(definition.dependencies['publication of_schema']).toEqual(['schema "Odd ""Schema."'])
})

test('comments are told of objects of every kind, and of parts beside them', () => {
  expect(definition.comments).toMatchObject({
    'aggregate sink.sum_up(integer)': 'Sums',
    'column sink.person.name': 'As people say it',
    'constraint sink.person.name_once': 'No two alike',
    'domain sink.even': 'Without a rest',
    'enum sink.mood': 'How it is',
    'event trigger aspects_noticed': 'Sees',
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
    'schema sink': 'aspects_owner',
    'table sink.person': 'aspects_owner',
    'table sink.parent': 'postgres',
    'sequence sink.counter': 'postgres',
    'event trigger aspects_noticed': 'postgres',
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
    'column sink.person.name': granted('aspects_reader', 'UPDATE', true),
    'enum sink.mood': revoked(null, 'USAGE'),
    'foreign data wrapper far': granted('aspects_reader', 'USAGE'),
    'foreign server away': granted('aspects_reader', 'USAGE'),
    'function sink.next_even()': revoked(null, 'EXECUTE'),
    'function sink.of_table(sink.person)': granted('aspects_reader', 'EXECUTE'),
    'schema sink': granted('aspects_reader', 'USAGE'),
    'sequence sink.counter': granted('aspects_reader', 'SELECT'),
    'table sink.parent': revoked('postgres', 'INSERT'),
    'table sink.person': granted(null, 'SELECT'),
  })
  expect(Object.keys(definition.partAccess)).toEqual(['column sink.person.id'])
  expect(definition.defaultPrivileges).toEqual([
    { role: 'aspects_owner', schema: null, objects: 'functions', ...revoked(null, 'EXECUTE') },
    { role: 'aspects_owner', schema: 'sink', objects: 'tables', ...granted('aspects_reader', 'SELECT') },
  ])
})

test('what has no place is named', () => {
  expect(definition.unmodelled).toEqual(
    [
      { kind: 'column of a materialized view', name: 'sink.kept.name, how it is kept' },
      { kind: 'disabled triggers', name: 'sink.booked.booked_a_fkey' },
      { kind: "privileges of an extension's object", name: 'public.gen_random_bytes' },
      { kind: 'dependency on an extension', name: 'function sink.depends() on pgcrypto' },
      { kind: 'large objects', name: '1' },
      { kind: 'operator', name: 'sink.=== (integer, integer)' },
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
