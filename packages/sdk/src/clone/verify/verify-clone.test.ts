import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { testDatabase } from '../../../../../test/database.ts'
import { backwards, handMadePolicy } from '../../../test/clone/hand-made-policy.ts'
import { plainSource } from '../../../test/clone/plain-source.ts'
import type { CompiledPolicy } from '../../anonymize/compiled-policy.ts'
import type { Promises } from '../../anonymize/transform.ts'
import { analyzeSchema } from '../../catalog/analyze.ts'
import type { SchemaDefinition } from '../../catalog/definition.ts'
import type { Database } from '../../database/adapter.ts'
import { connect } from '../../database/connect.ts'
import type { VerificationCheck } from '../verification.ts'
import { readOriginals } from './read-originals.ts'
import { verifyClone } from './verify-clone.ts'

/** Types, what a value of row i is, and what it is masked to. */
const types: Readonly<Record<string, readonly [string, string, string]>> = {
  text: ['text', "'canary' || i || '@real.example'", "'masked' || i || '@fake.test'"],
  varchar: ['varchar(60)', "'Original Person' || i", "'Other Body' || i"],
  char: ['char(20)', "'C-' || i || '-orig'", "'M-' || i || '-mask'"],
  integer: ['integer', 'i * 31 + 5', 'i * 17 + 1000000'],
  bigint: ['bigint', 'i * 1000003::bigint', '-i'],
  numeric: ['numeric(12, 2)', 'i + 0.25', 'i + 5000.75'],
  double: ['double precision', 'i / 7.0', 'i + 90000.5'],
  date: ['date', "date '1950-01-01' + i", "date '2150-01-01' + i"],
  instant: [
    'timestamptz',
    "timestamptz '2001-02-03 04:05:06Z' + i * interval '1 hour'",
    "timestamptz '2101-02-03Z' + i * interval '1 day'",
  ],
  uuid: ['uuid', "md5('o' || i)::uuid", "md5('m' || i)::uuid"],
  inet: ['inet', "('10.1.2.' || i % 250)::inet", "('192.168.7.' || i % 250)::inet"],
  json: ['jsonb', "jsonb_build_object('mail', 'json' || i || '@real.example')", "jsonb_build_object('mail', 'x' || i)"],
  list: ['text[]', "array['list' || i || '@real.example', 'b']", "array['m' || i, 'n']"],
  bytes: ['bytea', "convert_to('bytes' || i || '@real.example', 'UTF8')", "convert_to('m' || i, 'UTF8')"],
  boolean: ['boolean', 'i % 2 = 0', 'i % 2 = 1'],
}
const kept: Readonly<Record<string, string>> = {
  kept_text: 'text',
  kept_varchar: 'varchar(200)',
  kept_json: 'jsonb',
  kept_old_json: 'json',
  kept_list: 'text[]',
  kept_bytes: 'bytea',
  kept_search: 'tsvector',
}
const columns = [
  ...Object.entries(types).map(([name, [type]]) => `m_${name} ${type}`),
  ...Object.entries(kept).map(([name, type]) => `${name} ${type}`),
]
const ddl = `
  create table things (id integer primary key, ${columns.join(', ')},
    kept_copy text generated always as (upper(kept_text)) stored, check (m_integer > 0));
  create table parts (id serial primary key, thing_id integer references things (id), soft_id integer);
  comment on table things is 'Things';`
const insert = (which: 1 | 2) => `
  insert into things (id, ${Object.keys(types)
    .map((name) => `m_${name}`)
    .join(', ')}, kept_text)
    select i, ${Object.values(types)
      .map((type) => type[which])
      .join(', ')}, 'kept ' || i from generate_series(1, 100) i;
  insert into parts (thing_id, soft_id) select i, i from generate_series(1, 100) i;`

const strict: Promises = { deterministic: true, unique: 'preserved', format: 'similar', longest: (length) => length }
let source: Database
let target: Database
let urls: { source: string; target: string }
let schema: SchemaDefinition
let policy: CompiledPolicy

beforeAll(async () => {
  urls = { source: await testDatabase('verify_source'), target: await testDatabase('verify_target') }
  source = await connect(urls.source)
  target = await connect(urls.target)
  await source.execute(ddl + insert(1))
  await target.execute(ddl + insert(2))
  schema = await analyzeSchema(source)
  policy = promising(strict)
})
afterAll(async () => {
  await source.close()
  await target.close()
})

function promising(promises: Promises): CompiledPolicy {
  const masks = { 'public.things': Object.fromEntries(Object.keys(types).map((name) => [`m_${name}`, backwards])) }
  return strictly(masks, promises)
}

function strictly(masks: Parameters<typeof handMadePolicy>[1], promises = strict): CompiledPolicy {
  const made = handMadePolicy(schema, masks)
  const tables = [...made.tables].map(([name, mask]) => {
    const columns = mask.columns.map((column) => (column.mask ? { ...column, promises } : column))
    return [name, { ...mask, columns }] as const
  })
  return { ...made, tables: new Map(tables) }
}

async function failures(options: Partial<Parameters<typeof verifyClone>[0]> = {}): Promise<VerificationCheck[]> {
  const guarded = await plainSource(urls.source)
  try {
    const report = await verifyClone({
      source: guarded,
      schema,
      expected: schema,
      policy,
      target: urls.target,
      selections: new Map(),
      references: [],
      ...options,
    })
    const failed = report.checks.filter(({ passed }) => !passed)
    expect(report.passed).toBe(failed.length === 0)
    // Nothing that was masked is told.
    expect(JSON.stringify(report)).not.toMatch(/canary|Original|real\.example/)
    return failed
  } finally {
    await guarded.close()
  }
}

/** With a change to both or to one that is undone afterwards. */
async function during<T>(
  changes: { source?: string; target?: string },
  undo: { source?: string; target?: string },
  work: () => Promise<T>,
) {
  await source.execute(changes.source ?? '')
  await target.execute(changes.target ?? '')
  try {
    return await work()
  } finally {
    await source.execute(undo.source ?? '')
    await target.execute(undo.target ?? '')
  }
}

test('a clone that is right has nothing to tell', async () => {
  expect(await failures()).toEqual([])
})

describe('originals that are read while the target is made', () => {
  const leaked = {
    target: `update things set m_text = 'canary5@real.example' where id = 5`,
    undo: `update things set m_text = 'masked5@fake.test' where id = 5`,
  }
  const found = { kind: 'leaked values', table: 'public.things', column: 'm_text', count: 1 }

  test('are what it is held against, whatever becomes of the source', async () => {
    const later = {
      source: `update things set m_text = 'later' || id where id = 5; insert into things (id) values (101)`,
    }
    const undo = {
      source: `delete from things where id = 101; update things set m_text = 'canary5@real.example' where id = 5`,
    }
    const read = async (): Promise<VerificationCheck[]> => {
      const early = await plainSource(urls.source)
      try {
        const input = { source: early, schema, policy, selections: new Map(), engine: 'postgres' } as const
        const originals = await readOriginals(input)
        return await during(later, undo, () => failures({ source: early, originals: Promise.resolve(originals) }))
      } finally {
        await early.close()
      }
    }
    expect(await read()).toEqual([])
    expect(await during({ target: leaked.target }, { target: leaked.undo }, read)).toContainEqual(
      expect.objectContaining(found),
    )
  })

  test('are all found, in every kind of place at once', async () => {
    const everywhere = {
      target: `${leaked.target}; update things set m_uuid = md5('o' || id)::uuid where id < 31; update things set m_boolean = not m_boolean; update things set kept_text = 'canary9@real.example' where id = 9`,
      undo: `${leaked.undo}; update things set m_uuid = md5('m' || id)::uuid where id < 31; update things set m_boolean = not m_boolean; update things set kept_text = 'kept 9' where id = 9`,
    }
    const all = await during({ target: everywhere.target }, { target: everywhere.undo }, () => failures())
    expect(all).toEqual(
      expect.arrayContaining(
        [
          { column: 'm_text', count: 1 },
          { column: 'm_uuid', count: 30 },
          { column: 'm_boolean', count: 100 },
          { column: 'kept_text', count: 1 },
        ].map((one) => expect.objectContaining(one)),
      ),
    )
  })

  test('are read again where that failed', async () => {
    const lost = Promise.reject(new Error('the connection was lost'))
    lost.catch(() => {})
    const failed = () => failures({ originals: lost })
    expect(await failed()).toEqual([])
    expect(await during({ target: leaked.target }, { target: leaked.undo }, failed)).toContainEqual(
      expect.objectContaining(found),
    )
  })
})

describe('originals in columns of every type', () => {
  const setting = (names: readonly string[], which: 1 | 2) =>
    names.map((name) => `m_${name} = ${types[name]?.[which].replaceAll(/\bi\b/g, 'id')}`).join(', ')

  test('are found, however few, and named by column and count', async () => {
    const names = Object.keys(types)
    const found = await during(
      { target: `update things set ${setting(names, 1)} where id <= 3` },
      { target: `update things set ${setting(names, 2)} where id <= 3` },
      () => failures(),
    )
    const place = { kind: 'leaked values', table: 'public.things', count: 3 }
    for (const name of names) expect(found).toContainEqual(expect.objectContaining({ ...place, column: `m_${name}` }))
  })

  test('are found where a rule did nothing, though it may keep some', async () => {
    // Two values: a mask that may keep them tells nothing.
    const names = Object.keys(types).filter((name) => name !== 'boolean')
    const found = await during(
      { target: `update things set ${setting(names, 1)}` },
      { target: `update things set ${setting(names, 2)}` },
      () => failures({ policy: promising({ ...strict, mayKeep: 'some' }) }),
    )
    for (const name of names) expect(found).toContainEqual(expect.objectContaining({ column: `m_${name}`, count: 100 }))
  })
})

test('one name of one row is enough', async () => {
  const found = await during(
    {
      source: 'delete from parts; delete from things where id > 1',
      target: "delete from parts; delete from things where id > 1; update things set m_varchar = 'Original Person1'",
    },
    {
      source: `truncate things, parts restart identity; ${insert(1)}`,
      target: `truncate things, parts restart identity; ${insert(2)}`,
    },
    () => failures(),
  )
  expect(found).toMatchObject([{ column: 'm_varchar', count: 1 }])
})

test('values that the policy lets through are none to look for; those of other rows are, there and elsewhere', async () => {
  const letting = [...policy.tables].map(([name, mask]) => {
    const columns = mask.columns.map((column) =>
      column.name === 'm_text' ? { ...column, passes: [{ failing: 'id > 3' }] } : column,
    )
    return [name, { ...mask, columns }] as const
  })
  const after = (rows: string, text: string) =>
    during(
      {
        target: `update things set m_text = 'canary' || id || '@real.example' where id in (${rows}); update things set kept_varchar = '${text}' where id = 1`,
      },
      {
        target: `update things set m_text = 'masked' || id || '@fake.test'; update things set kept_varchar = null where id = 1`,
      },
      () => failures({ policy: { ...policy, tables: new Map(letting) } }),
    )
  expect(await after('1, 2, 3', 'to canary2@real.example')).toEqual([])
  const found = await after('1, 2, 3, 7', 'to canary9@real.example')
  expect(found[0]).toMatchObject({ column: 'm_text', count: 1, message: expect.stringMatching(/^of 97 values/) })
  expect(found).toContainEqual(expect.objectContaining({ column: 'kept_varchar', count: 1 }))
})

test('rows that no key tells apart: what most of them keep is a leak, what some meet by chance is none', async () => {
  const change = (values: string) =>
    `create table pairs (a integer, b text, name text, day date, flags bit(10), state text); insert into pairs ${values}`
  // Forty names, a day for each row, and a state that nearly all have.
  const rows = (
    a: string,
    b: string,
    other = 0,
  ) => `select ${a}, ${b}, 'Name' || (i + ${other}) % 40, date '2020-01-01' + i + ${other}, (i * 37 % 1009 + ${other})::bit(10),
    case when i % 50 = 0 then 'new' else 'done' end from generate_series(100, 999) i`
  const undo = { source: 'drop table pairs', target: 'drop table pairs' }
  const own = { 'public.pairs': { a: backwards, b: backwards, name: backwards, day: backwards, flags: backwards } }
  const after = async (target: string) => {
    const before = schema
    try {
      return await during({ source: change(rows('i', "'original ' || i")), target: change(target) }, undo, async () => {
        schema = await analyzeSchema(source)
        return await failures({ expected: schema, policy: strictly(own) })
      })
    } finally {
      schema = before
    }
  }
  // All numbers of three digits are there, in another order; nearly all days and flags, and all names.
  expect(await after(rows('1099 - i', "'masked ' || i", 7))).toEqual([])
  expect(
    await after(rows('1099 - i', "case when i < 800 then 'original ' || i else 'masked ' || i end", 7)),
  ).toContainEqual(expect.objectContaining({ table: 'public.pairs', column: 'b', count: 700 }))
})

test('what rows of one table are masked to is no leak where rows of another one, with the same keys, held it', async () => {
  const make = (one: string, other: string) =>
    `create table ours (id int primary key, age int); create table them (id int primary key, age int);
     insert into ours select i, ${one} from generate_series(1, 20) i; insert into them select i, ${other} from generate_series(1, 20) i`
  const drop = 'drop table ours, them'
  const before = schema
  try {
    const change = { source: make('i', 'i + 20'), target: make('i + 20', 'i') }
    const found = await during(change, { source: drop, target: drop }, async () => {
      schema = await analyzeSchema(source)
      const masks = { 'public.ours': { age: backwards }, 'public.them': { age: backwards } }
      return await failures({ expected: schema, policy: strictly(masks) })
    })
    expect(found).toEqual([])
  } finally {
    schema = before
  }
})

describe('an original that stands elsewhere', () => {
  const canary = 'canary7@real.example'
  test.each([
    ['kept_text', `'please write to ${canary.toUpperCase()}, today'`, 'kept_copy'],
    ['kept_varchar', `'${canary}'`],
    ['kept_json', `'{"a": [{"b": "${canary}"}]}'`],
    ['kept_old_json', `'{"a": "mailto:${canary}?x"}'`],
    ['kept_list', `array['x', 'y ${canary}']`],
    ['kept_bytes', `convert_to('a${'\\'}x00 ${canary} b', 'UTF8')`],
    ['kept_search', `to_tsvector('simple', 'to ${canary} now')`],
    ['kept_text', "'told by Original Person9 himself'", undefined],
    ['kept_text', `'id ' || md5('o' || 5)::uuid`, 'kept_copy'],
    ['kept_text', "'from list8@real.example'", 'kept_copy'],
  ])('is found in %s (%s)', async (column, value, also?: string) => {
    const change = `update things set ${column} = ${value} where id = 11`
    const undo = `update things set ${column} = ${column === 'kept_text' ? "'kept ' || id" : 'null'} where id = 11`
    const found = await during({ source: change, target: change }, { source: undo, target: undo }, () => failures())
    expect(found.map((check) => [check.kind, check.column, check.count])).toEqual(
      [also, column].filter((name) => name !== undefined).map((name) => ['leaked values', name, 1]),
    )
  })

  test.each([
    [5, [1]],
    [6, []],
  ])("is nobody's own where more than five rows have it: %i rows", async (rows, counts) => {
    const shared = `update things set m_text = 'shared@real.example' where id <= ${rows}`
    const stands = "update things set kept_varchar = 'write to shared@real.example' where id = 50"
    const undo = 'update things set kept_varchar = null where id = 50'
    const found = await during(
      { source: `${shared}; ${stands}`, target: stands },
      { source: `update things set m_text = 'canary' || id || '@real.example'; ${undo}`, target: undo },
      () => failures(),
    )
    expect(found.map(({ count }) => count)).toEqual(counts)
  })

  test("is nobody's own where numbers meet by chance, and is found where more do", async () => {
    const make = (name: string, numbers: string, from: number) =>
      `create table ${name} (id int primary key, number text); insert into ${name} select i, ${numbers} from generate_series(${from}, ${from} + 19999) i`
    // Eight digits, of which one in two hundred is somebody's.
    const phone = (i: string) => `(10000000 + (${i}::bigint * 48271 % 4194301))::text`
    const parcel = '(10000000 + (i::bigint * 69621 % 4194301))::text'
    const drop = 'drop table phones, parcels'
    const before = schema
    const found = (parcels: string, phones = '') =>
      during(
        {
          source: `${make('phones', phone('i'), 1)}; ${make('parcels', parcel, 1)}; ${parcels}; ${phones}`,
          target: `${make('phones', "'9' || i", 1)}; ${make('parcels', parcel, 1)}; ${parcels}`,
        },
        { source: drop, target: drop },
        async () => {
          schema = await analyzeSchema(source)
          return await failures({
            expected: schema,
            policy: strictly({ 'public.phones': { number: backwards } }),
          })
        },
      )
    try {
      const some = (rows: number) => `update parcels set number = ${phone('id')} where id <= ${rows}`
      expect(await found(some(0))).toEqual([])
      const one = `update parcels set number = 'no ' || id; update parcels set number = 'call ' || ${phone('7')} where id = 9`
      expect(await found(one)).toMatchObject([{ table: 'public.parcels', column: 'number', count: 1 }])
      // Where all numbers of a range are somebody's, a copy of them is no chance.
      const close = 'update phones set number = (10000000 + id)::text'
      for (const share of [1, 4]) {
        const copies = `update parcels set number = case id % ${share} when 0 then 10000000 + id else 90000000 + id end::text`
        expect(await found(copies, close)).toMatchObject([
          { table: 'public.parcels', column: 'number', count: 20_000 / share },
        ])
      }
      expect(await found(some(800))).toMatchObject([{ table: 'public.parcels', column: 'number' }])
    } finally {
      schema = before
    }
  })

  test('is found in a comment', async () => {
    const change = `comment on column things.kept_text is 'as ${canary} says'`
    const undo = 'comment on column things.kept_text is null'
    const both = await during({ source: change, target: change }, { source: undo, target: undo }, async () =>
      failures({ expected: await analyzeSchema(source) }),
    )
    expect(both).toMatchObject([
      { kind: 'leaked values', table: 'comment on column public.things.kept_text', count: 1 },
    ])
  })
})

describe('what is not as it should be', () => {
  test('a row too few, a row too many', async () => {
    expect(
      await during(
        { target: 'delete from parts where id > 98' },
        { target: 'insert into parts (id, thing_id) values (99, 99), (100, 100)' },
        () => failures(),
      ),
    ).toMatchObject([{ kind: 'row count', table: 'public.parts', count: 2, message: '98 rows instead of 100' }])
  })

  test('a schema that is another one', async () => {
    expect(
      await during({ target: 'alter table parts add extra text' }, { target: 'alter table parts drop extra' }, () =>
        failures(),
      ),
    ).toMatchObject([{ kind: 'schema', count: 1, message: 'column public.parts.extra is too many' }])
  })

  test('orphans behind a key that is not held to, and behind a reference that only the policy knows', async () => {
    const disabled = 'set session_replication_role = replica; update parts set thing_id = 1000 where id < 5'
    const references = [{ from: 'public.parts.soft_id', to: 'public.things.id' }]
    const found = await during(
      { target: `${disabled}; update parts set soft_id = 2000 where id < 3` },
      { target: 'update parts set thing_id = id, soft_id = id; set session_replication_role = origin' },
      () => failures({ references }),
    )
    expect(found).toMatchObject([
      { kind: 'orphans', table: 'public.parts', column: 'thing_id', count: 4 },
      { kind: 'orphans', table: 'public.parts', column: 'soft_id', count: 2 },
    ])
  })

  test('a check that does not hold, and a sequence that is behind', async () => {
    const found = await during(
      {
        target: `alter table things drop constraint things_m_integer_check; update things set m_integer = -1 where id = 4;
          alter table things add constraint things_m_integer_check check (m_integer > 0) not valid;
          update pg_constraint set convalidated = true where conname = 'things_m_integer_check';
          select setval('parts_id_seq', 90)`,
      },
      { target: "update things set m_integer = 1000068 where id = 4; select setval('parts_id_seq', 100)" },
      () => failures(),
    )
    expect(found).toMatchObject([
      { kind: 'constraint', table: 'public.things', count: 1, message: 'rows break the check things_m_integer_check' },
      { kind: 'sequence', table: 'public.parts', column: 'id', count: 10 },
    ])
  })

  test('groups that are too few', async () => {
    const privacy = [
      { table: 'public.things', quasiIdentifiers: ['m_boolean'], k: 51, sensitive: ['kept_varchar'], l: 2 },
    ]
    expect(await failures({ policy: { ...policy, privacy } })).toMatchObject([
      { kind: 'privacy', column: 'm_boolean', count: 100 },
      { kind: 'privacy', column: 'kept_varchar', count: 100 },
    ])
  })
})
