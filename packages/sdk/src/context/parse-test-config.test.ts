import { describe, expect, test } from 'vitest'
import { UnderstudyError } from '../errors.ts'
import { type ParseTestConfigOptions, parseTestConfig } from './parse-test-config.ts'
import type { TestConfig } from './test-config.ts'

const key = 'k'.repeat(40)
const url = 'postgres://shop:hunter2@localhost/shop_test'

function problemsOf(config: unknown, options: Partial<ParseTestConfigOptions> = {}): Record<string, string> {
  try {
    parseTestConfig(asWritten(config), { requires: [], environment: {}, ...options })
  } catch (thrown) {
    if (!(thrown instanceof UnderstudyError)) throw thrown
    expect(thrown.code).toBe('TEST_CONFIG_INVALID')
    const problems = thrown.details.problems
    if (!Array.isArray(problems)) throw thrown
    return Object.fromEntries(problems.map(({ path, message }) => [path, message]))
  }
  return {}
}

/** What JavaScript can pass, whatever the types say. */
function asWritten(config: unknown): TestConfig {
  return config as TestConfig
}

test('everything that is left out is filled in', () => {
  const parsed = parseTestConfig({ database: { url } }, { requires: ['database'], environment: {} })
  expect(parsed).toMatchObject({
    database: { url, isolation: 'auto', ready: 1, leaks: 'report', productionUrls: [] },
    production: { basePath: '/api/test/', prefix: 'understudy_test_', shadow: false },
    seed: 1,
    scope: 'ephemeral',
    maxAgeMinutes: 60,
    policy: 'always',
    cleanupTimeout: 10_000,
    worker: 0,
    required: [],
  })
  expect(parsed.runId).toBe(parseTestConfig({}, { requires: [], environment: {} }).runId)
})

test('the environment counts where the configuration says nothing', () => {
  const environment = {
    UNDERSTUDY_DATABASE_URL: url,
    UNDERSTUDY_TEST_API_URL: 'https://shop.example',
    UNDERSTUDY_TEST_API_SECRET: `now:${key}:more`,
    UNDERSTUDY_PRODUCTION_URLS: 'postgres://live/shop, postgres://live/other',
    UNDERSTUDY_SEED: '7',
    UNDERSTUDY_RUN_ID: 'build-12',
    UNDERSTUDY_LEDGER: '/var/tmp/ledger',
  }
  const requires = ['database', 'production'] as const
  expect(parseTestConfig({}, { requires, environment })).toMatchObject({
    database: { url, productionUrls: ['postgres://live/shop', 'postgres://live/other'] },
    production: { baseUrl: 'https://shop.example', secret: { id: 'now', key: `${key}:more` } },
    seed: '7',
    runId: 'build-12',
    ledger: { folder: '/var/tmp/ledger' },
  })
  const own = { database: { url: 'sqlite:./a.db', productionUrls: ['postgres://mine/live'] }, seed: 3, runId: 'mine' }
  expect(parseTestConfig(own, { requires, environment })).toMatchObject({
    database: {
      url: 'sqlite:./a.db',
      productionUrls: ['postgres://mine/live', 'postgres://live/shop', 'postgres://live/other'],
    },
    seed: 3,
    runId: 'mine',
  })
})

test('all problems are listed at once, each at its place', () => {
  const problems = problemsOf({
    database: { url: 'mysql://localhost/shop', isolation: 'savepoints', ready: -1 },
    production: { baseUrl: 'ftp://shop', secret: { id: 'a', key: 'short' }, budget: { requests: 0 } },
    data: { users: { kind: 'own' } },
    required: ['user'],
    maxAgeMinutes: 1441,
    cleanup: { policy: 'sometimes', timeout: 0 },
    scope: 'forever',
  })
  expect(Object.keys(problems).sort()).toEqual([
    'cleanup.policy',
    'cleanup.timeout',
    'data.users',
    'database.isolation',
    'database.ready',
    'database.url',
    'maxAgeMinutes',
    'production.baseUrl',
    'production.budget.requests',
    'production.secret.key',
    'required[0]',
    'scope',
  ])
  expect(problems.maxAgeMinutes).toBe('must be a whole number of minutes from 1 to 1440')
  expect(problems['required[0]']).toBe('data has no "user"; did you mean "users"?')
})

test('a day is the longest life', () => {
  expect(problemsOf({ maxAgeMinutes: 1440 })).toEqual({})
})

test('an unknown key is named together with the closest one that is known', () => {
  expect(
    problemsOf({ databse: {}, database: { isolaton: 'clone' }, cleanup: { policy: { ephemral: 'never' } }, zzz: 1 }),
  ).toMatchObject({
    databse: 'is not known; did you mean "data" or "database"?',
    'database.isolaton': 'is not known; did you mean "isolation"?',
    zzz: 'is not known',
  })
})

test('what the mode requires and nobody gives is missing, by the name of its variable', () => {
  expect(problemsOf({}, { requires: ['database', 'production'] })).toEqual({
    'database.url': 'is missing: give it, or set UNDERSTUDY_DATABASE_URL',
    'production.baseUrl': 'is missing: give it, or set UNDERSTUDY_TEST_API_URL',
    'production.secret': 'is missing: give it, or set UNDERSTUDY_TEST_API_SECRET',
  })
  expect(problemsOf({}, { requires: [] })).toEqual({})
})

test('the policy is that of the scope', () => {
  const policy = { ephemeral: 'on-success', persistent_session: 'never' } as const
  const of = (scope: 'ephemeral' | 'persistent_session' | 'persistent_environment') =>
    parseTestConfig({ cleanup: { policy }, scope }, { requires: [], environment: {} }).policy
  expect([of('ephemeral'), of('persistent_session'), of('persistent_environment')]).toEqual([
    'on-success',
    'never',
    'always',
  ])
})

test('a savepoint cannot be asked to be kept', () => {
  expect(problemsOf({ database: { isolation: 'savepoint' }, cleanup: { policy: 'on-success' } })).toHaveProperty([
    'database.isolation',
  ])
  expect(problemsOf({ database: { isolation: 'savepoint' }, cleanup: { policy: 'always' } })).toEqual({})
})

describe('secrets', () => {
  test('no password and no key is in what an error says', () => {
    const hostile = [
      { database: { url: 'postgre://me:hunter2@host/db' } },
      { database: { url: ['postgres://me:hunter2@host/db'] } },
      { database: { url, productionUrls: [{ url: 'hunter2' }] } },
      { production: { baseUrl: 'https://me:hunter2@shop.example' } },
      { production: { secret: { id: 'a', key: 'hunter2' } } },
      { production: { secret: 'hunter2' } },
    ]
    for (const config of hostile) {
      const thrown = thrownBy(config, { UNDERSTUDY_TEST_API_SECRET: 'hunter2' })
      expect(thrown.code).toBe('TEST_CONFIG_INVALID')
      expect(JSON.stringify(thrown) + thrown.message + thrown.stack + String(thrown.cause)).not.toContain('hunter2')
    }
  })
})

function thrownBy(config: unknown, environment: Record<string, string>): UnderstudyError {
  try {
    parseTestConfig(asWritten(config), { requires: [], environment })
  } catch (thrown) {
    if (thrown instanceof UnderstudyError) return thrown
  }
  throw new Error('it was taken')
}

test.each([null, undefined, 'database', 3, []])('%j is no configuration', (config) => {
  expect(Object.keys(problemsOf(config))).toEqual([''])
})

test('where a team has its data: what is said, then the environment; an address never holds a secret', () => {
  const environment = { UNDERSTUDY_SERVER_URL: 'https://data.example', UNDERSTUDY_API_KEY: 'ptd_of_the_environment' }
  const parsed = parseTestConfig({ server: { team: 'checkout', key: 'ptd_own' } }, { requires: [], environment })
  expect(parsed.server).toEqual({ url: 'https://data.example', team: 'checkout', key: 'ptd_own' })
  for (const url of [
    'ftp://data.example',
    'http://me:secret@data.example',
    'http://me@data.example',
    'http://data.example/?key=x',
  ]) {
    const { message = '' } = { message: problemsOf({ server: { url } })['server.url'] }
    expect(message).toContain('without a name, a password or a query')
    expect(message).not.toContain('secret')
  }
  expect(problemsOf({ server: { ulr: 'http://data.example' } })).toEqual({
    'server.ulr': 'is not known; did you mean "url"?',
  })
})
