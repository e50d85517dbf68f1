import { chmod, mkdir, writeFile } from 'node:fs/promises'
import { createServer, type Server, type Socket } from 'node:net'
import { join } from 'node:path'
import { inspect } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { failure } from '../../test/failure.ts'
import { type TestShop, testShop } from '../../test/test-shop.ts'
import { connect } from '../database/connect.ts'
import type { ContextEvent } from './context-event.ts'
import { DatabaseContextManager } from './database-context-manager.ts'
import { dataNeed } from './needs/data-need.ts'
import type { TestConfig } from './test-config.ts'
import type { TestMode } from './test-mode.ts'

/** What can go wrong around a test: it is said by its own code, and never in the place of what the test itself failed with. */

let shop: TestShop
let manager: DatabaseContextManager
type Rest = Omit<TestConfig, 'data' | 'required'>
const configured = (more: Rest = {}): Rest => ({
  ...more,
  database: { url: shop.url, ...more.database },
  ledger: more.ledger ?? { folder: join(shop.folder, 'ledger') },
})

beforeAll(async () => {
  shop = await testShop('postgres', 'bad_input')
  manager = new DatabaseContextManager({ environment: {}, sweep: false })
})
afterAll(() => manager.close())

test.each(['production', 'databse', '', undefined])(
  'the mode %j is refused, and those that are known are named',
  async (mode) => {
    const error = await failure(manager.setupContext(asMode(mode), configured()))
    expect(error.code).toBe('MODE_UNSUPPORTED')
    expect(error.message).toContain('database and dual')
  },
)

/** What JavaScript can pass, whatever the types say. */
function asMode(mode: string | undefined): TestMode {
  return mode as TestMode
}

test('dual is taken', async () => {
  const context = await manager.setupContext('dual', configured())
  expect(context.metadata.mode).toBe('dual')
  expect((await context.cleanup()).complete).toBe(true)
})

test('a URL that is missing is named with its variable, before anything is opened', async () => {
  const error = await failure(manager.setupContext('database', { ledger: { folder: shop.folder } }))
  expect(error.code).toBe('TEST_CONFIG_INVALID')
  expect(error.message).toBe('database.url is missing: give it, or set UNDERSTUDY_DATABASE_URL')
})

test('a URL of production is refused', async () => {
  const error = await failure(
    manager.setupContext('database', configured({ database: { productionUrls: [shop.url] } })),
  )
  expect(error.code).toBe('PRODUCTION_REFUSED')
  const environment = { UNDERSTUDY_PRODUCTION_URLS: shop.url }
  await using other = new DatabaseContextManager({ environment, sweep: false })
  expect((await failure(other.setupContext('database', configured()))).code).toBe('PRODUCTION_REFUSED')
})

describe('a database behind a line that can be cut', () => {
  let line: CutLine
  beforeAll(async () => {
    line = await CutLine.to(shop.url)
  })
  afterAll(() => line.cut())

  test('down at setup: said by its own code, without the password, and the setup can be repeated', async () => {
    await line.cut()
    const events: ContextEvent[] = []
    const own = new DatabaseContextManager({ environment: {}, sweep: false })
    const url = line.url.replace('postgres@', 'postgres:hunter2@')
    const config = configured({ database: { url }, onEvent: (event) => void events.push(event) })
    const error = await failure(own.setupContext('database', config))
    expect(error.code).toBe('CONNECTION_FAILED')
    expect(inspect(error, { depth: 10 }) + JSON.stringify(events)).not.toContain('hunter2')
    expect(events.map(({ type }) => type)).toEqual(['setup-started', 'setup-failed'])
    expect(own.active.size).toBe(0)
    await line.mend()
    const context = await own.setupContext('database', config)
    expect((await context.cleanup()).complete).toBe(true)
    await own.close()
  })

  test('dies in the middle: the test fails with its own error, and the cleanup says what it could not do', async () => {
    const own = new DatabaseContextManager({ environment: {}, sweep: false })
    const context = await own.setupContext(
      'database',
      configured({ database: { url: line.url, isolation: 'clone' }, cleanup: { timeout: 4000 } }),
    )
    const run = async () => {
      await using data = context
      await line.cut()
      await data.database.query('select 1').catch(() => {})
      expect(await own.inspectContext(data)).toMatchObject({ valid: false, problems: [{ about: 'connection' }] })
      throw new Error('the test itself')
    }
    await expect(run()).rejects.toThrow('the test itself')
    const report = await context.cleanup('failed')
    expect(report.complete).toBe(false)
    expect(report.failures.map(({ code }) => code).join()).toMatch(/CONNECTION|TIMEOUT/)
    expect(own.active.size).toBe(0)
    await line.mend()
    await own.close().catch(() => {})
  })
})

test('a need that throws what is no error is told as such', async () => {
  const own = dataNeed({
    database: async () => {
      throw 'words'
    },
  })
  const error = await failure(manager.setupContext('database', { ...configured(), data: { own }, required: ['own'] }))
  expect(error.code).toBe('TEST_DATA_FAILED')
  expect(error.message).toContain('words')
})

test('a disk that refuses the ledger: nothing is made', async () => {
  await mkdir(join(shop.folder, 'shut'))
  await writeFile(join(shop.folder, 'shut', 'ledger'), 'a file')
  await chmod(join(shop.folder, 'shut'), 0o500)
  await using own = new DatabaseContextManager({ environment: {}, sweep: false })
  const databases = async () => {
    await using database = await connect(shop.url)
    return database.query(
      `select datname from pg_database where datname like 'understudy!_%!_${process.pid}!_%' escape '!'`,
    )
  }
  const before = await databases()
  const config = configured({
    database: { isolation: 'clone' },
    ledger: { folder: join(shop.folder, 'shut', 'ledger') },
  })
  const error = await failure(own.setupContext('database', config))
  expect(error.code).toBe('LEDGER_UNWRITABLE')
  expect((await databases()).length).toBe(before.length)
})

test.each(['report', 'fail'] as const)('what is left behind outside of the world: leaks %s', async (leaks) => {
  const events: ContextEvent[] = []
  const context = await manager.setupContext(
    'database',
    configured({ database: { leaks }, onEvent: (event) => void events.push(event) }),
  )
  await context.database.query('select pg_advisory_lock(4711)')
  const report = await context.cleanup('passed')
  expect(report.leaks).toEqual([expect.objectContaining({ kind: 'advisory lock' })])
  expect(report.failures.map(({ code }) => code)).toEqual(leaks === 'fail' ? ['LEAK_FOUND'] : [])
  expect(report.complete).toBe(leaks === 'report')
  expect(events.filter(({ type }) => type === 'leak')).toHaveLength(1)
})

test('an upgrade is told, with its reason', async () => {
  const events: ContextEvent[] = []
  const context = await manager.setupContext('database', configured({ onEvent: (event) => void events.push(event) }))
  expect(context.isolation).toBe('savepoint')
  await context.url()
  expect(context.isolation).toBe('clone')
  expect((await context.cleanup()).complete).toBe(true)
  expect(events.filter(({ type }) => type === 'upgraded')).toEqual([
    expect.objectContaining({ from: 'savepoint', to: 'clone', reason: expect.any(String) }),
  ])
})

test('reading the schema for test data is no reason to leave the savepoint', async () => {
  await using own = new DatabaseContextManager({ environment: {}, sweep: false })
  const loaded = dataNeed({ database: async ({ schema }) => (await schema()).tables.length })
  const context = await own.setupContext('database', { ...configured(), data: { loaded } })
  expect(await context.testData.get('loaded')).toBe(4)
  expect(context.isolation).toBe('savepoint')
  await context.cleanup()
})

/** A connection to a server that a test can cut and mend. */
class CutLine {
  readonly url: string
  readonly #server: Server
  readonly #sockets: Set<Socket>
  readonly #port: number

  private constructor(url: string, server: Server, sockets: Set<Socket>, port: number) {
    this.url = url
    this.#server = server
    this.#sockets = sockets
    this.#port = port
  }

  static async to(url: string): Promise<CutLine> {
    const target = new URL(url)
    const sockets = new Set<Socket>()
    const { connect: dial } = await import('node:net')
    const server = createServer((client) => {
      const behind = dial(Number(target.port || 5432), target.hostname)
      for (const [socket, other] of [
        [client, behind],
        [behind, client],
      ] as const) {
        sockets.add(socket)
        socket.pipe(other)
        socket.on('error', () => other.destroy())
        socket.on('close', () => {
          sockets.delete(socket)
          other.destroy()
        })
      }
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const address = server.address()
    if (typeof address !== 'object' || address === null) throw new Error('it listens nowhere')
    const own = new URL(url)
    own.hostname = '127.0.0.1'
    own.port = String(address.port)
    return new CutLine(own.href, server, sockets, address.port)
  }

  async cut(): Promise<void> {
    const closed = new Promise((resolve) => this.#server.close(resolve))
    for (const socket of this.#sockets) socket.destroy()
    await closed
  }

  mend(): Promise<void> {
    return new Promise((resolve) => {
      this.#server.listen(this.#port, '127.0.0.1', resolve)
    })
  }
}
