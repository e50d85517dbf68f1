import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { testDatabase } from '../../../../test/database.ts'
import { failure } from '../../test/failure.ts'
import { readMaskingKey } from '../anonymize/key/read-masking-key.ts'
import { parsePolicy } from '../anonymize/policy/parse-policy.ts'
import { connect } from '../database/connect.ts'
import { openAudit } from '../safety/audit/open-audit.ts'
import { runHealthChecks } from './run-health-checks.ts'
import { testFunctionality } from './test-functionality.ts'
import { validateEnvironment } from './validate-environment.ts'

const tables = `
  create table customers (id integer primary key, email text not null, name text not null);
  create table orders (id integer primary key, customer_id integer references customers, total integer check (total >= 0));`
const rows = (email: string, name: string) =>
  `insert into customers values (1, '${email}', '${name}'); insert into orders values (1, 1, 5)`

async function made(engine: 'postgres' | 'sqlite', name: string, script: string): Promise<string> {
  const url =
    engine === 'postgres'
      ? await testDatabase(`validate_${name}`)
      : `sqlite:${join(await mkdtemp(join(tmpdir(), 'understudy-validate-')), `${name}.db`)}`
  await using database = await connect(url)
  await database.execute(script)
  return url
}

describe.each(['postgres', 'sqlite'] as const)('%s', (engine) => {
  const main = engine === 'postgres' ? 'public.' : ''
  let source: string
  beforeAll(async () => {
    source = await made(engine, 'source', tables + rows('ada@example.com', 'Ada Lovelace'))
  })
  const failed = async (databaseUrl: string, options: Parameters<typeof validateEnvironment>[1] = {}) => {
    const { valid, checks } = await validateEnvironment({ name: 'target', databaseUrl }, options)
    const names = checks.filter(({ outcome }) => outcome === 'failed').map(({ name }) => name)
    expect(valid).toBe(names.length === 0)
    expect(checks.length).toBeGreaterThan(0)
    return names
  }

  test('what holds together is valid; a row that refers to nothing is named', async () => {
    const url = await made(engine, 'alone', tables + rows('x@example.com', 'X'))
    expect(await failed(url)).toEqual([])
    await using database = await connect(url)
    await database.execute(
      engine === 'postgres'
        ? 'set session_replication_role = replica; insert into orders values (2, 77, 1)'
        : 'pragma foreign_keys = off; insert into orders values (2, 77, 1)',
    )
    expect((await failed(url)).join()).toContain('orders')
  })

  test('against its source, an original value that came along and a row that did not are named, and not shown', async () => {
    const policy = parsePolicy({
      kind: 'masking-policy',
      version: 1,
      transforms: { email: 2, 'full-name': 2 },
      tables: {
        [`${main}customers`]: {
          columns: { id: 'keep', email: { transform: 'email' }, name: { transform: 'full-name' } },
        },
        [`${main}orders`]: { columns: { id: 'keep', customer_id: 'keep', total: 'keep' } },
      },
    })
    const key = readMaskingKey(Buffer.from(Array.from({ length: 32 }, (_, i) => i * 7)).toString('base64'))
    const against = { source: { url: source, policy, key }, waive: ['source-can-write'] }
    const clean = await made(engine, 'clean', tables + rows('q@w.test', 'Zoe Zed'))
    expect(await failed(clean, against)).toEqual([])
    const leaking = await made(engine, 'leaking', tables + rows('q@w.test', 'Ada Lovelace'))
    expect(await failed(leaking, against)).toEqual([`leaked values: ${main}customers.name`])
    const result = await validateEnvironment({ name: 'target', databaseUrl: leaking }, against)
    expect(JSON.stringify(result)).not.toContain('Lovelace')
    await using database = await connect(clean)
    await database.execute('delete from orders')
    expect(await failed(clean, against)).toEqual([`row count: ${main}orders`])
  })
})

test.each(['postgres', 'sqlite'] as const)(
  'production is looked at behind the guard, told and recorded: %s',
  async (engine) => {
    const folder = await mkdtemp(join(tmpdir(), 'understudy-looked-at-'))
    const databaseUrl = engine === 'postgres' ? await testDatabase('looked_at') : `sqlite:${join(folder, 'live.db')}`
    {
      await using database = await connect(databaseUrl)
      await database.execute(`
      create table customers (id integer primary key, email text not null unique);
      create table orders (id integer primary key, customer_id integer not null references customers, total integer check (total > 0));
      insert into customers values (1, 'ada@example.com'); insert into orders values (1, 1, 5)`)
    }
    const live = { name: 'live', type: 'production', isReadOnly: true, databaseUrl, secrets: {} } as const
    const audit = openAudit(folder)
    const told: string[] = []
    const look = { audit, alert: ({ place }: { place: string }) => void told.push(place), waive: ['source-can-write'] }
    expect(await runHealthChecks(live, look)).toMatchObject({ status: 'healthy' })
    expect(await validateEnvironment(live, look)).toMatchObject({ valid: true })
    const probe = { kind: 'sql', name: 'one', query: 'select email from customers', expect: { rows: 1 } } as const
    expect(await testFunctionality(live, [{ name: 'own', probes: [probe] }], look)).toMatchObject([
      { outcome: 'passed' },
    ])
    expect(told).toEqual(['live', 'live', 'live'])
    const lines = (await readFile(audit.file, 'utf8')).trim().split('\n')
    expect(lines.map((line) => JSON.parse(line)).filter(({ event }) => event === 'source opened')).toHaveLength(3)
    if (engine === 'postgres') {
      expect((await failure(validateEnvironment(live, { audit }))).code).toBe('SOURCE_CAN_WRITE')
      const { status, checks } = await runHealthChecks(live)
      expect([status, checks[0]?.message]).toEqual(['unhealthy', expect.stringContaining('SOURCE_CAN_WRITE')])
    }
    await rm(folder, { recursive: true })
  },
)

test('a database that does not answer is not valid, and its secret is not said', async () => {
  const result = await validateEnvironment({ name: 'gone', databaseUrl: 'postgres://me:hidden@127.0.0.1:1/shop' })
  expect(result.valid).toBe(false)
  expect(JSON.stringify(result)).not.toContain('hidden')
})
