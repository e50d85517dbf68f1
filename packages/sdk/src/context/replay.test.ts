import { execFile } from 'node:child_process'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { testDatabase } from '../../../../test/database.ts'
import { isFull } from '../../../../test/full.ts'
import { testWhere } from '../../../../test/test-where.ts'
import { data } from '../../test/shop-needs.ts'
import { shopTables, type TestShop, testShop } from '../../test/test-shop.ts'
import { analyzeSchema } from '../catalog/analyze.ts'
import type { Database, Engine } from '../database/adapter.ts'
import { connect } from '../database/connect.ts'
import { AddedRows } from './added-rows.ts'
import { DatabaseContextManager } from './database-context-manager.ts'
import { parseReplayToken, writeReplayToken } from './replay-token.ts'

const inProcess = join(import.meta.dirname, '../../test/replay-in-process.ts')

/** What another process makes of the token. */
async function replayed(token: string, url: string): Promise<string[]> {
  const { stdout } = await promisify(execFile)(process.execPath, [inProcess, token, url])
  return stdout.trim().split('\n')
}

describe.each<Engine>(['postgres', 'sqlite'])('%s', (engine) => {
  let shop: TestShop
  let manager: DatabaseContextManager
  let files = 0
  /** Refused by the token, whatever the engine. */
  const refused = testWhere(engine === 'sqlite' || isFull)
  const fresh = async (ddl: string = shopTables[engine]) => {
    const file = join(shop.folder, `replayed-${++files}.db`)
    await rm(file, { force: true })
    const url = engine === 'postgres' ? await testDatabase('replayed') : `sqlite:${file}`
    await using database = await connect(url)
    await database.execute(ddl)
    return url
  }
  beforeAll(async () => {
    shop = await testShop(engine, 'replay')
    manager = new DatabaseContextManager({ environment: {} })
  })
  afterAll(() => manager.close())

  const setup = (seed: string | number = 7) =>
    manager.setupContext('database', {
      database: { url: shop.url },
      ledger: { folder: join(shop.folder, 'ledger') },
      data,
      seed,
    })

  test('a clean process makes, byte for byte, the rows that the test saw', async () => {
    const context = await setup()
    if (engine === 'postgres') {
      // Sequences stand where the tests before left them.
      await context.database.query(
        "select nextval(pg_get_serial_sequence('customers', 'id')) from generate_series(1, 40)",
      )
    }
    const added = await AddedRows.after(context.database, await analyzeSchema(context.database))
    await context.testData.load('fill')
    const { customers, orders } = await context.testData.get('shop')
    const ada = await customers.with('vip').create({ email: 'ada@example.com' })
    await customers.build()
    await orders.createMany(3, (index) => ({ customerOf: ada, total: index }))
    const [vip] = (await context.testData.get('files')).customers ?? []
    await orders.create({ customerOf: { ...vip, id: 901 }, extra: { at: [1, null, 'x'] } })
    await context.testData.load('own')
    const seen = (await added.read()).flatMap(({ table, rows }) =>
      rows.map((row) => `{"table":"${table}","row":${row}}`),
    )
    expect(seen.length).toBeGreaterThan(15)
    const { replayToken } = context
    await context.cleanup('failed')

    expect(replayToken).toMatch(/^understudy-1:[\w-]+$/)
    expect(await replayed(replayToken, await fresh())).toEqual(seen)
  })

  testWhere(engine === 'postgres')('a test in a schema of its own has the token of its tables', async () => {
    const prepare = { key: 'shop', run: (database: Database) => database.execute(shopTables.postgres) }
    const context = await manager.setupContext('database', {
      database: { url: await testDatabase('schemas'), isolation: 'schema', prepare },
      ledger: { folder: join(shop.folder, 'ledger') },
      data,
    })
    await context.testData.load('fill', 'files')
    await (await context.testData.get('shop')).customers.create()
    expect(await manager.inspectContext(context)).toEqual({ valid: true, problems: [] })
    const { replayToken } = context
    await context.cleanup()
    expect((await replayed(replayToken, await fresh())).length).toBeGreaterThan(15)
  })

  test('a token names only what was loaded', async () => {
    const context = await setup('seven')
    expect(parseReplayToken(context.replayToken).needs).toEqual([])
    await context.testData.load('files')
    const { seed, needs } = parseReplayToken(context.replayToken)
    expect(seed).toBe('seven')
    expect(needs.map(({ name, kind }) => `${name} ${kind}`)).toEqual(['files fixtures'])
    await context.cleanup()
  })

  refused('another schema is refused', async () => {
    const token = await tokenOf('fill')
    const [answer] = await replayed(token, await fresh(`${shopTables[engine]} create table more (id int primary key);`))
    expect(answer).toMatch(/^REPLAY_TOKEN_OUTDATED: .*schema/)
  })

  refused('a database that holds other rows than the test began with is refused, before anything is made', async () => {
    const token = await tokenOf('fill')
    const url = await fresh()
    await using database = await connect(url)
    await database.query("insert into customers (id, email) values (77, 'x@example.com')")
    const [answer] = await replayed(token, url)
    expect(answer).toMatch(/^REPLAY_TOKEN_OUTDATED: .*customers has 1 rows before the fill, and had 0/)
    expect(await database.query('select id from customers')).toEqual([{ id: 77 }])
  })

  refused('fixtures that were changed, and calls that give other rows by now, are refused', async () => {
    const { needs, ...rest } = parseReplayToken(await tokenOf('files', 'shop'))
    const changed = (name: string, from: RegExp, to: string) =>
      writeReplayToken({
        ...rest,
        needs: needs
          .filter((one) => one.name === name)
          .map((one) => ({ ...one, recipe: JSON.parse(JSON.stringify(one.recipe).replace(from, to)) })),
      })
    const url = await fresh()
    expect(await replayed(changed('files', /"sha256":"../, '"sha256":"zz'), url)).toEqual([
      expect.stringMatching(/^REPLAY_TOKEN_OUTDATED: .*shop.json/),
    ])
    expect(await replayed(changed('shop', /customers\/0/, 'customers/4'), url)).toEqual([
      expect.stringMatching(/^REPLAY_TOKEN_OUTDATED: .*another row/),
    ])
  })

  async function tokenOf(...names: ('fill' | 'files' | 'shop' | 'own')[]): Promise<string> {
    const context = await setup()
    await context.testData.load(...names)
    if (names.includes('shop')) await (await context.testData.get('shop')).customers.create()
    const { replayToken } = context
    await context.cleanup()
    return replayToken
  }
})

test.each([
  ['', 'REPLAY_TOKEN_INVALID'],
  ['users/17?seed=1&version=1', 'REPLAY_TOKEN_INVALID'],
  ['understudy-1:', 'REPLAY_TOKEN_INVALID'],
  ['understudy-1:e30', 'REPLAY_TOKEN_INVALID'],
  ['understudy-1:####', 'REPLAY_TOKEN_INVALID'],
  ['understudy-2:e30', 'REPLAY_TOKEN_OUTDATED'],
])('%j is refused with %s', (token, code) => {
  expect(() => parseReplayToken(token)).toThrow(expect.objectContaining({ code }))
})

test('a token that was cut off anywhere is refused', () => {
  const needs = [{ name: 'a', kind: 'fill', recipe: { options: { rows: 3 } } }]
  const token = writeReplayToken({ seed: 1, needs, fingerprint: 'abc' })
  expect(parseReplayToken(` ${token}\n`)).toMatchObject({ seed: 1, needs, fingerprint: 'abc' })
  for (let end = 0; end < token.length - 3; end++) {
    expect(() => parseReplayToken(token.slice(0, end))).toThrow(
      expect.objectContaining({ code: 'REPLAY_TOKEN_INVALID' }),
    )
  }
})
