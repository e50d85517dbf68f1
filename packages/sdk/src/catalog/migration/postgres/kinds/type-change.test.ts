import { afterAll, expect, test } from 'vitest'
import { testDatabase } from '../../../../../../../test/database.ts'
import { isFull } from '../../../../../../../test/full.ts'
import { connectPostgres } from '../../../../database/postgres/connect.ts'
import { analyzeSchema } from '../../../analyze.ts'
import { type TypeChange, typeChange } from './type-change.ts'

const database = await connectPostgres(await testDatabase('type_change'))
afterAll(() => database.close())

const types = [
  'smallint',
  'integer',
  'bigint',
  'numeric',
  'numeric(6,2)',
  'numeric(8,2)',
  'numeric(9,4)',
  'real',
  'double precision',
  'money',
  'oid',
  'boolean',
  'text',
  'varchar',
  'varchar(3)',
  'varchar(8)',
  'char(4)',
  'uuid',
  'date',
  'time',
  'timetz',
  'timestamp',
  'timestamp(3)',
  'timestamptz',
  'interval',
  'interval day to second(2)',
  'json',
  'jsonb',
  'bytea',
  'bit(3)',
  'bit varying(5)',
  'varbit',
  'inet',
  'cidr',
  'macaddr',
  'macaddr8',
  'xml',
  'tsvector',
  'point',
  'polygon',
  'path',
  'circle',
  'int4range',
  'int8range',
  'integer[]',
  'bigint[]',
  'text[]',
  'mood',
  'other_mood',
  'small',
  'pair',
]
await database.execute(
  `create type mood as enum ('a', 'b'); create type other_mood as enum ('a'); create domain small as integer check (value < 100); create type pair as (a int, b text)`,
)
await database.execute(`create table every (${types.map((type, at) => `c${at} ${type}`).join(', ')})`)
const columns = (await analyzeSchema(database)).tables[0]?.columns ?? []

/** What Postgres does itself with an empty table of the one type. */
async function measured(from: string, to: string): Promise<Pick<TypeChange, 'assignable' | 'rewrites'>> {
  await database.execute(`drop table if exists t; create table t (a ${from})`)
  const file = async () =>
    (await database.query<{ file: string }>(`select pg_relation_filenode('t')::text as file`))[0]?.file
  const before = await file()
  try {
    await database.execute(`alter table t alter a type ${to}`)
  } catch {
    return { assignable: false, rewrites: true }
  }
  return { assignable: true, rewrites: before !== (await file()) }
}

test('between any two types, Postgres assigns what is said to be assigned, and rewrites no more than what is said', async () => {
  const wrong: string[] = []
  for (const [i, from] of types.entries()) {
    for (const [j, to] of types.entries()) {
      const [one, other] = [columns[i], columns[j]]
      if (one === undefined || other === undefined || from === to) continue
      if (!isFull && (i + j) % 4 !== 0) continue
      const said = typeChange(one.type, other.type)
      const done = await measured(from, to)
      if (said.assignable && !done.assignable) wrong.push(`${from} is not assigned to ${to}`)
      if (!said.assignable && done.assignable) wrong.push(`${from} is assigned to ${to}`)
      if (done.rewrites && !said.rewrites) wrong.push(`${from} to ${to} rewrites`)
    }
  }
  expect(wrong).toEqual([])
})

test.each([
  ['smallint', 'integer', false, false],
  ['integer', 'smallint', true, false],
  ['bigint', 'double precision', false, true],
  ['integer', 'double precision', false, false],
  ['numeric(9,4)', 'numeric(8,2)', false, true],
  ['numeric(8,2)', 'numeric(6,2)', true, false],
  ['numeric', 'integer', true, true],
  ['varchar(8)', 'varchar(3)', true, false],
  ['text', 'varchar(8)', true, false],
  ['timestamp', 'timestamp(3)', false, true],
  ['timestamp', 'date', false, true],
  ['integer', 'text', false, false],
  ['mood', 'text', false, false],
  ['text', 'uuid', true, true],
  ['integer', 'small', true, false],
])('%s to %s: fails on some values %s, changes some %s', (from, to, mayFail, mayChange) => {
  const [one, other] = [columns[types.indexOf(from)], columns[types.indexOf(to)]]
  if (one === undefined || other === undefined) throw new Error('no such type')
  expect(typeChange(one.type, other.type)).toMatchObject({ mayFail, mayChange })
})
