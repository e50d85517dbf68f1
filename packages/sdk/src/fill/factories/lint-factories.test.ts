import { type } from 'arktype'
import * as v from 'valibot'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { testDatabase } from '../../../../../test/database.ts'
import type { Database } from '../../database/adapter.ts'
import { connect } from '../../database/connect.ts'
import { UnderstudyError } from '../../errors.ts'
import { ref } from '../../factory/association.ts'
import { defineFactory } from '../../factory/define-factory.ts'
import { assigned, kind } from '../../factory/field-maker.ts'
import { entity } from '../../factory/source.ts'
import { lint, refuseProblems } from './lint-factories.ts'

let database: Database
beforeAll(async () => {
  database = await connect(await testDatabase('lint'))
  await database.execute(`
    create type role as enum ('admin', 'member');
    create domain rating as integer check (value between 1 and 5);
    create table teams (id uuid primary key, name varchar(30) not null);
    create table users (
      id uuid primary key, email varchar(60) not null unique, name varchar(20) not null, role role not null,
      age integer not null check (age >= 18 and age < 120), stars rating, shirt smallint not null,
      balance numeric(6, 2) not null, country char(2) not null check (country in ('NO', 'SE')), bio text,
      born date not null, team_id uuid not null references teams, search text generated always as (lower(name)) stored,
      created_at timestamptz not null default now());
  `)
})
afterAll(() => database.close())

const teams = defineFactory('teams', { fields: { id: kind('uuid').unique(), name: kind('company').maxLength(30) } })

/** A schema that fits the table. */
const fitting = {
  id: z.uuid(),
  email: z.email().max(60),
  name: z.string().max(20),
  role: z.enum(['admin', 'member']),
  age: z.number().int().min(18).max(119),
  stars: z.number().int().min(1).max(5).nullable(),
  shirt: z.number().int().min(1).max(60),
  balance: z.number().min(0).max(999).multipleOf(0.01),
  country: z.enum(['NO', 'SE']),
  bio: z.string().nullable(),
  born: z.iso.date(),
  team_id: z.uuid(),
}
const team = { team: ref(teams) }

describe('comparing a factory with the catalog', () => {
  const compare = async (shape: z.ZodRawShape, associations: Record<string, ReturnType<typeof ref>> = team) => {
    const users = defineFactory(z.object(shape), {
      entity: 'users',
      fields: { id: kind('uuid').unique() },
      associations,
    })
    const { problems } = await lint({ factories: { users }, database })
    return problems.filter(({ found }) => found === 'by comparing').map(({ kind: what, at }) => `${what}: ${at}`)
  }

  test('finds nothing where they fit', async () => {
    expect(await compare(fitting)).toEqual([])
  })

  const { bio: _bio, country: _country, ...without } = fitting
  const rivals = defineFactory('users', { name: 'rivals', fields: { id: kind('uuid').unique() } })
  const planted: [string, z.ZodRawShape, string, Record<string, ReturnType<typeof ref>>?][] = [
    ['a text that may be longer than its column', { ...fitting, name: z.string().max(21) }, 'length: users.name'],
    ['a text of any length', { ...fitting, email: z.email() }, 'length: users.email'],
    ['a value that the enum does not have', { ...fitting, role: z.enum(['admin', 'owner']) }, 'enum: users.role'],
    ['any text for an enum', { ...fitting, role: z.string() }, 'enum: users.role'],
    ['a number below a check', { ...fitting, age: z.number().int().min(17).max(100) }, 'check: users.age'],
    [
      'a number at an end that a check leaves out',
      { ...fitting, age: z.number().int().min(18).max(120) },
      'check: users.age',
    ],
    ['a value that a check does not list', { ...fitting, country: z.enum(['NO', 'DK']) }, 'check: users.country'],
    ['a number beyond a domain', { ...fitting, stars: z.number().int().min(0).max(5) }, 'check: users.stars'],
    ['a null where there may be none', { ...fitting, born: z.iso.date().nullable() }, 'nullability: users.born'],
    ['a field that may be left out', { ...fitting, shirt: fitting.shirt.optional() }, 'nullability: users.shirt'],
    ['a column that nobody fills', { ...without, bio: fitting.bio }, 'missing: users.country'],
    ['a field without a column', { ...fitting, nickname: z.string() }, 'column: users.nickname'],
    ['another type', { ...fitting, shirt: z.string().max(3) }, 'type: users.shirt'],
    ['a text for a date', { ...fitting, born: z.string() }, 'type: users.born'],
    ['a number beyond the type', { ...fitting, shirt: z.number().int().min(1).max(40_000) }, 'range: users.shirt'],
    [
      'a number beyond the precision',
      { ...fitting, balance: z.number().min(0).max(10_000).multipleOf(0.01) },
      'precision: users.balance',
    ],
    [
      'steps finer than the scale',
      { ...fitting, balance: z.number().min(0).max(9).multipleOf(0.001) },
      'precision: users.balance',
    ],
    ['a column that the database computes', { ...fitting, search: z.string() }, 'generated: users.search'],
    ['a foreign key that no association gives', fitting, 'foreign key: users.team_id', {}],
    ['an association to another table than the foreign key', fitting, 'foreign key: users.team', { team: ref(rivals) }],
    [
      'an association without a foreign key',
      fitting,
      'foreign key: users.bio',
      { ...team, bio: ref(rivals, { field: 'bio' }) },
    ],
  ]
  test.each(planted)('finds %s', async (_, shape, expected, associations) => {
    const { bio, ...rest } = shape
    const own = associations && 'bio' in associations ? rest : { ...rest, ...(bio ? { bio } : {}) }
    expect(await compare(own, associations)).toEqual([expected])
  })

  test('finds the same, whatever library the schema is of', async () => {
    const inValibot = v.object({ id: v.pipe(v.string(), v.uuid()), name: v.pipe(v.string(), v.maxLength(31)) })
    const inArktype = type({ id: 'string.uuid', name: 'string <= 31' })
    const factories = [
      defineFactory(inValibot, { entity: 'teams', name: 'of valibot' }),
      defineFactory(inArktype, { entity: 'teams', name: 'of arktype' }),
    ]
    const { problems } = await lint({ factories, database })
    expect(problems.map(({ kind: what, at }) => `${what}: ${at}`)).toEqual([
      'length: of valibot.name',
      'length: of arktype.name',
    ])
  })

  test('finds a constant in a unique column, and a table that is not there', async () => {
    const same = defineFactory('teams', {
      name: 'same',
      fields: { id: '00000000-0000-4000-8000-000000000000', name: 'x' },
    })
    const lost = defineFactory('nowhere', { fields: { a: 1 } })
    const { problems } = await lint({ factories: { same, lost }, database })
    const compared = problems.filter(({ found }) => found === 'by comparing')
    expect(compared.map(({ kind: what, at }) => `${what}: ${at}`)).toEqual(['unique: same.id', 'table: nowhere'])
  })
})

describe('creating every factory with every trait', () => {
  const users = defineFactory(entity<{ id: string; email: string; name: string; age: number; role: string }>('users'), {
    fields: {
      id: kind('uuid').unique(),
      email: kind('email').unique().maxLength(60),
      name: kind('first-name').maxLength(20),
      role: 'member',
      age: kind('integer', { min: 18, max: 90 }),
      ...({ shirt: 12, balance: 1, country: 'NO', born: '1990-01-01' } as object),
    },
    traits: {
      child: { fields: { age: 9 } },
      nameless: { fields: { name: ({ index }) => (index < 0 ? 'x' : (null as unknown as string)) } },
      twin: { fields: { email: ({ pick }) => pick(['same@example.com']) } },
      homeless: { associations: { team: null } },
      stranger: {
        associations: { team: null },
        fields: { ...({ team_id: '00000000-0000-4000-8000-000000000001' } as object) },
      },
      broken: {
        afterBuild: () => {
          throw new Error('a hook of the factory')
        },
      },
      called: (name: string) => ({ fields: { name } }),
      good: { fields: { role: 'admin' } },
    },
    associations: { team: ref(teams, { field: 'team_id' }) },
  })

  test('reports each that fails by trait, SQLSTATE and class, and leaves no row behind', async () => {
    const report = await lint({ factories: { users, teams }, database })
    const failed = report.problems.map(({ factory, trait, sqlstate, class: of }) => [factory, trait, sqlstate, of])
    const violation = 'integrity constraint violation'
    expect(failed).toEqual([
      ['users', 'child', '23514', violation],
      ['users', 'nameless', '23502', violation],
      ['users', 'twin', '23505', violation],
      ['users', 'homeless', '23502', violation],
      ['users', 'stranger', '23503', violation],
      ['users', 'broken', undefined, undefined],
    ])
    expect(report.created).toBe(9)
    expect(report.skipped).toEqual([expect.objectContaining({ factory: 'users', trait: 'called' })])
    for (const table of ['users', 'teams']) {
      expect(await database.query(`select 1 from ${table}`)).toEqual([])
    }
  })

  test('takes what factories require and what traits are called with', async () => {
    const strict = defineFactory(entity<{ id: string; name: string }>('teams'), {
      name: 'strict',
      fields: { id: kind('uuid').unique() },
      required: ['name'],
      traits: { called: (name: string) => ({ fields: { name } }) },
    })
    expect((await lint({ factories: [strict], database })).skipped).toHaveLength(2)
    const given = { overrides: { strict: { name: 'x' } }, arguments: { strict: { called: ['y'] } } }
    expect(await lint({ factories: [strict], database, ...given })).toEqual({ created: 2, problems: [], skipped: [] })
  })

  test('fails a test with all of it in one message', async () => {
    const report = await lint({ factories: { users }, database })
    expect(() => refuseProblems(report)).toThrow(UnderstudyError)
    expect(() => refuseProblems(report)).toThrow(/users with child: [\s\S]+users with broken: /)
    expect(() => refuseProblems({ created: 1, problems: [], skipped: [] })).not.toThrow()
  })

  test('says the same of SQLite, by the SQLSTATE that its own code stands for', async () => {
    await using file = await connect('sqlite::memory:')
    await file.execute('create table pets (id integer primary key, name text not null unique check (length(name) < 9))')
    const pets = defineFactory('pets', {
      fields: { id: assigned(), name: kind('pattern', { pattern: '[a-z]{8}' }).unique() },
      traits: {
        same: { fields: { name: ({ pick }) => pick(['same']) } },
        long: { fields: { name: ({ sequence }) => `more than nine ${sequence}` } },
      },
    })
    const { problems } = await lint({ factories: { pets }, database: file })
    expect(problems.map(({ trait, sqlstate }) => [trait, sqlstate])).toEqual([
      ['same', '23505'],
      ['long', '23514'],
    ])
    expect(await file.query('select 1 from pets')).toEqual([])
  })
})
