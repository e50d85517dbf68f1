import pg from 'pg'
import { expect, test } from 'vitest'
import { testDatabase } from './database.ts'

const url = await testDatabase('same')

test('nothing of another test file is seen, though it uses the same names', async () => {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  await client.query("create table mine (file text); insert into mine values ('database-isolation')")
  const { rows } = await client.query('select file from mine')
  await client.end()
  expect(rows).toEqual([{ file: 'database-isolation' }])
})
