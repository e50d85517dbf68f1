import { stat } from 'node:fs/promises'
import pg from 'pg'
import { expect, test } from 'vitest'
import { templateDatabase, testDatabase } from './database.ts'

const url = await testDatabase('same')

async function query(database: string, text: string) {
  const client = new pg.Client({ connectionString: database })
  await client.connect()
  try {
    return (await client.query(text)).rows
  } finally {
    await client.end()
  }
}

test('a test file has a database of its own, whatever other files call theirs', async () => {
  await query(url, "create table mine (file text); insert into mine values ('database')")
  expect(await query(url, 'select file from mine')).toEqual([{ file: 'database' }])
})

test.skipIf(process.getuid?.() !== 0 || process.env.TEST_DATABASE_URL)('the server never runs as root', async () => {
  const rows = await query(url, "select current_setting('data_directory') as data")
  expect((await stat(rows[0].data)).uid).not.toBe(0)
})

test('a template is built once, and its copies are independent', async () => {
  const sql = 'create table seed as select 1 as id'
  let built = 0
  const build = async (target: string) => {
    built++
    await query(target, sql)
  }
  const [one, two] = await Promise.all([templateDatabase(sql, build), templateDatabase(sql, build)])
  expect([one === two, built]).toEqual([true, 1])

  const first = await testDatabase('copy', one)
  const second = await testDatabase('copy', one)
  await query(first, 'delete from seed')
  expect(await query(second, 'select id from seed')).toEqual([{ id: 1 }])
})
