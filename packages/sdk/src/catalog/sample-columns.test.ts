import { expect, test } from 'vitest'
import { testDatabase } from '../../../../test/database.ts'
import { connectPostgres } from '../database/postgres/connect.ts'
import { connectSqlite } from '../database/sqlite/connect.ts'
import { analyzeSchema } from './analyze.ts'
import { sampleColumns } from './sample-columns.ts'
import { toModel } from './to-model.ts'

const script = `
create table "odd ""t" (id int primary key, "s ""t" text, n int, made varchar(5));
insert into "odd ""t" values (3, 'c', 1, null), (1, 'a', 1, 'x'), (2, 'b', 1, null);
create table empty (x text);
create table numbers (n int);
`

test.each([
  ['postgres', async () => connectPostgres(await testDatabase('sample_columns'))],
  ['sqlite', () => connectSqlite('')],
])('%s: text of the first rows by key is given, of tables and columns that hold some', async (_, connect) => {
  await using database = await connect()
  await database.execute(script)
  const definition = await analyzeSchema(database)
  expect(await sampleColumns(database, definition, { rows: 2 })).toEqual({
    'odd "t': { 's "t': ['a', 'b'], made: ['x'] },
    empty: { x: [] },
  })
})

test('what stands in a column is made again as often as it stands there', async () => {
  await using database = await connectSqlite('')
  await database.execute(`
    create table t (id integer primary key, state text);
    insert into t (state) select case when value % 4 = 0 then 'closed' else 'open' end from json_each(json_array(1,2,3,4,5,6,7,8,9,10,11,12))`)
  const definition = await analyzeSchema(database)
  const { schema, inferences } = toModel(definition, await sampleColumns(database, definition))
  expect(schema.entities[0]?.fields[1]).toMatchObject({
    kind: 'one-of',
    options: { values: ['closed', 'open'], weights: [3, 9] },
  })
  expect(inferences[1]?.inference.why).toBe('12 values that stand there are 2 different ones')
})
