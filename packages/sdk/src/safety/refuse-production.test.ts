import { beforeAll, expect, inject, test } from 'vitest'
import { testDatabase } from '../../../../test/database.ts'
import { failure } from '../../test/failure.ts'
import type { Database } from '../database/adapter.ts'
import { connect } from '../database/connect.ts'
import { inDatabase } from '../database/postgres/in-database.ts'
import { refuseProduction } from './refuse-production.ts'

let url: string
let name: string
beforeAll(async () => {
  url = await testDatabase('guard')
  name = new URL(url).pathname.slice(1)
})

/** On the server, beside the database. */
async function server<T>(work: (database: Database) => Promise<T>): Promise<T> {
  await using database = await connect(inject('testServer').url)
  return await work(database)
}

test('a database for tests passes', async () => {
  await refuseProduction(url, [inDatabase(url, 'postgres'), 'postgres://nobody@prod.invalid/shop'], {})
})

test('a registered URL is refused by whatever name it is given, and without a secret in the message', async () => {
  const other = url.replace('postgres@127.0.0.1', 'app:hidden@localhost')
  const error = await failure(refuseProduction(other, [url], {}))
  expect(error.code).toBe('PRODUCTION_REFUSED')
  expect(error.message).toContain(name)
  expect(error.message).not.toContain('hidden')
})

test('UNDERSTUDY_PRODUCTION_URLS registers several, parted by commas or spaces', async () => {
  const environment = { UNDERSTUDY_PRODUCTION_URLS: `postgres://a/b, postgres://c/d ${url}` }
  expect((await failure(refuseProduction(url, [], environment))).code).toBe('PRODUCTION_REFUSED')
})

test('a registered URL that cannot be read lets nothing pass', async () => {
  expect((await failure(refuseProduction(url, ['prod.example.com/shop'], {}))).code).toBe('URL_INVALID')
})

test.each([
  [
    'the setting of the database',
    `alter database %I set understudy.environment = 'production'`,
    `alter database %I reset all`,
  ],
  ['the comment', `comment on database %I is 'Orders. understudy: production'`, 'comment on database %I is null'],
])('%s tells production', async (_, mark, unmark) => {
  const run = (text: string) => server((database) => database.execute(text.replace('%I', `"${name}"`)))
  await run(mark)
  try {
    const error = await failure(refuseProduction(url, [], {}))
    expect([error.code, error.message]).toEqual(['PRODUCTION_REFUSED', expect.stringMatching(/setting|comment/)])
  } finally {
    await run(unmark)
  }
  await refuseProduction(url, [], {})
})

test('the same database behind another name is refused', async () => {
  // 127.0.0.2 is this machine too, and no name that is known for it.
  const proxy = url.replace('127.0.0.1', '127.0.0.2')
  const listens = await connect(proxy).then(
    (database) => database.close().then(() => true),
    () => false,
  )
  const registered = listens ? proxy : url.replace('127.0.0.1', '[::ffff:127.0.0.1]')
  const error = await failure(refuseProduction(url, [registered], {}))
  expect([error.code, error.message]).toEqual(['PRODUCTION_REFUSED', expect.stringContaining('same database')])
})

test('a file is refused when it is registered', async () => {
  expect((await failure(refuseProduction('sqlite:./live.db', ['sqlite:live.db'], {}))).code).toBe('PRODUCTION_REFUSED')
  await refuseProduction('sqlite:./test.db', ['sqlite:live.db'], {})
})

test('a database that does not answer is no test database', async () => {
  expect((await failure(refuseProduction(inDatabase(url, 'not_there'), [], {}))).code).toBe('CONNECTION_FAILED')
})
