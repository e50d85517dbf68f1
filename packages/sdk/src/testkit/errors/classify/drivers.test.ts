import { once } from 'node:events'
import { createRequire } from 'node:module'
import { createServer } from 'node:net'
import Sqlite from 'better-sqlite3'
import pg from 'pg'
import { describe, expect, test } from 'vitest'
import { testDatabase } from '../../../../../../test/database.ts'
import { testInFull } from '../../../../../../test/full.ts'
import { createPglite } from '../../../database/pglite/create-pglite.ts'
import type { ErrorCase, Provocation } from '../cases/error-case.ts'
import { errorCases } from '../cases/error-cases.ts'
import type { ErrorClass } from '../error-class.ts'
import { openFaultProxy } from '../proxy/fault-proxy.ts'
import { classifyError } from './classify-error.ts'

/** Errors as drivers throw them, without an adapter of this SDK in between. */

/** One connection of a driver. */
interface Raw {
  /** One statement. */
  run(statement: string): Promise<unknown>
  script(text: string): Promise<unknown>
  end(): Promise<unknown>
}

/** What of postgres.js is used here; it is a dependency of the example that shows it. */
type PostgresJs = (
  url: string,
  options: Readonly<Record<string, unknown>>,
) => { unsafe(text: string): Promise<unknown>; end(options?: { timeout: number }): Promise<void> }

const postgresJs: PostgresJs = createRequire(
  new URL('../../../../../../examples/drivers/package.json', import.meta.url),
)('postgres')

const url = await testDatabase('drivers')

const connectors = {
  async pg(to: string): Promise<Raw> {
    const client = new pg.Client({ connectionString: to })
    client.on('error', () => {})
    await client.connect()
    return { run: (text) => client.query(text), script: (text) => client.query(text), end: () => client.end() }
  },
  async 'postgres.js'(to: string): Promise<Raw> {
    const sql = postgresJs(to, { max: 1, onnotice: () => {}, connect_timeout: 1 })
    return { run: (text) => sql.unsafe(text), script: (text) => sql.unsafe(text), end: () => sql.end({ timeout: 1 }) }
  },
}

/** Cases of one connection, in which one statement fails after others that do not. */
function simple(side: 'postgres' | 'sqlite', { [side]: provocation }: ErrorCase): Provocation[] {
  if ('absent' in provocation || provocation.steps.some((step) => typeof step !== 'string')) return []
  return [provocation]
}

async function thrownBy(raw: Raw, { setUp, steps }: Provocation): Promise<{ thrown: unknown; statement: string }> {
  if (setUp !== undefined) await raw.script(setUp)
  for (const step of steps) {
    const statement = String(step).replaceAll('{schema}', 'own')
    const failed = await raw.run(statement).then(
      () => undefined,
      (thrown: unknown) => ({ thrown, statement }),
    )
    if (failed) return failed
  }
  throw new Error('Nothing failed.')
}

async function classesOf(
  side: 'postgres' | 'sqlite',
  connection: () => Promise<Raw>,
  without: readonly ErrorClass[] = [],
): Promise<{ found: unknown[]; expected: unknown[] }> {
  const found: unknown[] = []
  const expected: unknown[] = []
  for (const errorCase of errorCases) {
    for (const provocation of simple(side, errorCase)) {
      if (without.includes(provocation.expected)) continue
      const raw = await connection()
      const { thrown, statement } = await thrownBy(raw, provocation).finally(() => raw.end())
      // A server may say it in any language; SQLite has but one.
      if (side === 'postgres' && thrown instanceof Error) thrown.message = 'ошибка'
      found.push([errorCase.name, classifyError(thrown, { statement }).class])
      expected.push([errorCase.name, provocation.expected])
    }
  }
  return { found, expected }
}

const anew = 'drop schema if exists own cascade; create schema own; set search_path to own'

test.each(Object.entries(connectors))('%s: what a server says', async (_, open) => {
  const { found, expected } = await classesOf('postgres', async () => {
    const raw = await open(url)
    await raw.script(anew)
    return raw
  })
  expect(found).toEqual(expected)
  expect(found.length).toBeGreaterThan(50)
})

testInFull('PGlite: what the engine says', async () => {
  const engine = await createPglite()
  // Its stack has no limit that would be said, and its statements cannot be stopped.
  const { found, expected } = await classesOf('postgres', async () => {
    await engine.exec(`rollback; reset all; reset role; ${anew}`)
    return { run: (text) => engine.query(text), script: (text) => engine.exec(text), end: async () => {} }
  }, ['limit_exceeded', 'cancelled'])
  expect(found).toEqual(expected)
  await engine.close()
  const closed = await engine.query('select 1').catch((thrown: unknown) => thrown)
  expect(classifyError(closed).class).toBe('connection_lost')
})

test('better-sqlite3: what the engine says', async () => {
  const { found, expected } = await classesOf('sqlite', async () => {
    const engine = new Sqlite(':memory:')
    engine.pragma('foreign_keys = on')
    return {
      run: async (text) => {
        const statement = engine.prepare(text)
        return statement.reader ? statement.all() : statement.run()
      },
      script: async (text) => engine.exec(text),
      end: async () => engine.close(),
    }
  })
  // Without the catalog's keys, an UPDATE may as well have been the child's.
  const parents = 'the key of a parent that still has a child is changed'
  expect(found).toEqual(
    expected.map((one) => (Array.isArray(one) && one[0] === parents ? [parents, 'foreign_key_child'] : one)),
  )
  expect(found.length).toBeGreaterThan(35)
  expect(classifyError(sqliteFailure('/no/such/folder/a.db')).class).toBe('connection_refused')
})

function sqliteFailure(path: string): unknown {
  try {
    return new Sqlite(path)
  } catch (thrown) {
    return thrown
  }
}

describe.each(Object.entries(connectors))('%s: connections', (_, open) => {
  const told = async (to: string, during?: 'commit', statement = 'select 1') => {
    const work = open(to).then((raw) => raw.run(statement).finally(() => raw.end()))
    const thrown = await work.then(
      () => undefined,
      (reason: unknown) => reason,
    )
    return classifyError(thrown, { during }).class
  }

  test('nobody listens, nobody answers, nobody knows the role', async () => {
    const server = createServer().listen(0, '127.0.0.1')
    await once(server, 'listening')
    const address = server.address()
    const port = typeof address === 'object' ? address?.port : undefined
    server.close()
    await once(server, 'close')
    expect(await told(`postgres://127.0.0.1:${port}/none`)).toBe('connection_refused')
    expect(await told('postgres://no-such-host.invalid/none')).toBe('connection_refused')
    const stranger = new URL(url)
    stranger.username = 'no_such_role'
    expect(await told(stranger.href)).toBe('authentication_failed')
    stranger.username = new URL(url).username
    stranger.pathname = '/no_such_database'
    expect(await told(stranger.href)).toBe('undefined_object')
  })

  test('a connection that is cut is lost; while it commits, nobody knows what became of it', async () => {
    await using proxy = await openFaultProxy(url)
    const cut = 'select pg_sleep(600)'
    for (const [during, expected] of [
      [undefined, 'connection_lost'],
      ['commit', 'outcome_unknown'],
    ] as const) {
      const raw = await open(proxy.url)
      await raw.run('select 1')
      const lost = raw.run(cut).catch((thrown: unknown) => thrown)
      proxy.inject({ kind: 'drop' })
      proxy.cut()
      expect(classifyError(await lost, { during }).class).toBe(expected)
      proxy.heal()
      await raw.end()
    }
  })

  test('a COMMIT whose answer is lost is told as such by its statement', async () => {
    await using proxy = await openFaultProxy(url)
    const raw = await open(proxy.url)
    await raw.run('begin')
    proxy.inject({ kind: 'cut at commit', arrived: true })
    const thrown = await raw.run('commit').catch((reason: unknown) => reason)
    expect(proxy.strikes).toBe(1)
    expect(classifyError(thrown, { statement: 'commit' })).toMatchObject({
      class: 'outcome_unknown',
      group: 'connection_error',
      retry: 'only if idempotent',
    })
    await raw.end().catch(() => {})
  })
})
