import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest'
import { testDatabase } from '../../../../../test/database.ts'
import { firstOf } from '../../../../../test/full.ts'
import { failure } from '../../../test/failure.ts'
import { type FaultyProxy, faultyProxy, type ServedHandler, serveHandler } from '../../../test/served-handler.ts'
import {
  type entitiesOf,
  key,
  openTestDataApp,
  type scenariosOf,
  type TestDataApp,
} from '../../../test/test-data-app.ts'
import type { ProductionCreator } from '../production-creator.ts'
import { cleanupCiCdTestData } from './cleanup-ci-cd-test-data.ts'
import { prepareCiCdTestData } from './prepare-ci-cd-test-data.ts'

type Production = ProductionCreator<ReturnType<typeof entitiesOf>, ReturnType<typeof scenariosOf>>

const folder = await mkdtemp(join(tmpdir(), 'understudy-ci-'))
afterAll(() => rm(folder, { recursive: true, force: true }))
const postgresUrl = testDatabase('ci_test_data')
let files = 0
const engines: [string, () => Promise<string>][] = [
  ['sqlite', async () => `sqlite:${join(folder, `${files++}.db`)}`],
  ['postgres', () => postgresUrl],
]

let app: TestDataApp
let server: ServedHandler
let proxy: FaultyProxy
let before: string
let envFile: string
let variables: Record<string, string>

async function open(url: string): Promise<void> {
  app = await openTestDataApp(url)
  server = await serveHandler((request) => app.api(request))
  proxy = await faultyProxy(server.url)
  before = await app.checksum()
  envFile = join(folder, `build-${files++}`, 'test.env')
  variables = { UNDERSTUDY_TEST_API_URL: proxy.url, UNDERSTUDY_TEST_API_SECRET: `ci:${key}` }
}

async function close(): Promise<void> {
  await proxy.close()
  await server.close()
  await app.close()
}

const create = async (production: Production) => {
  const [ada] = await production.createMany('builders', [{ name: 'Ada' }, { name: 'Grace' }])
  await production.create('builders', { name: 'Same' })
  await production.create('builders', { name: 'Same' })
  await production.createScenario('booked-builders', { bookings: 1 })
  return { TEST_BUILDER: ada!.id }
}
const build = (buildId: string, more: object = {}) => ({
  environment: 'staging',
  buildId,
  envFile,
  variables,
  create,
  ...more,
})

describe.each(firstOf(1, engines))('a build, the registry in %s', (_engine, url) => {
  beforeEach(async () => open(await url()))
  afterEach(close)

  test('is prepared once, however often it is told to, and cleaned up from another process', async () => {
    const first = await prepareCiCdTestData(build('17'))
    expect(first).toMatchObject({ environment: 'staging', buildId: '17', shadow: false, format: 'dotenv', envFile })
    expect(first.records.map(({ type }) => type)).toEqual([...Array(5).fill('builders'), 'bookings'])
    expect(first.leftovers).toEqual({ removed: 0, expired: 0, problems: [] })
    expect(Date.parse(first.expiresAt) - Date.now()).toBeGreaterThan(23.9 * 3_600_000)
    const text = await readFile(envFile, 'utf8')
    expect(text).toBe(`TEST_BUILDER=${first.records[0]?.id}\nTEST_ID=${first.testId}\nTEST_BUILD_ID=17\n`)
    expect(text).not.toContain(key)
    const rows = await app.testRows()

    const second = await prepareCiCdTestData(build('17'))
    expect(second.testId).toBe(first.testId)
    expect(second.records).toEqual(first.records)
    expect(await app.testRows()).toBe(rows)
    expect(await readFile(envFile, 'utf8')).toBe(text)

    const { create: _, envFile: __, ...elsewhere } = build('17')
    expect(await cleanupCiCdTestData(elsewhere)).toMatchObject({
      testId: first.testId,
      removed: 6,
      left: [],
      complete: true,
    })
    expect(await app.checksum()).toBe(before)
    expect(await cleanupCiCdTestData(elsewhere)).toMatchObject({ removed: 0, complete: true })
  })

  test('that was cleaned up can be prepared again', async () => {
    await prepareCiCdTestData(build('18'))
    await cleanupCiCdTestData(build('18'))
    const again = await prepareCiCdTestData(build('18'))
    expect(again.records).toHaveLength(6)
    expect(await app.testRows()).toBeGreaterThan(0)
    await cleanupCiCdTestData(build('18'))
    expect(await app.checksum()).toBe(before)
  })

  test('whose preparation meets faults everywhere is made once', async () => {
    proxy.plan('verify-access', 'drop', 'lose')
    proxy.plan('builders', 'lose', 'cut', 'fail')
    proxy.plan('booked-builders', 'lose')
    proxy.plan('renew', 'lose')
    const { records } = await prepareCiCdTestData(build('19'))
    expect(records).toHaveLength(6)
    // The outside record of the booking is a row as well.
    expect(await app.testRows()).toBe(7)
    proxy.plan('cleanup', 'lose', 'drop')
    expect(await cleanupCiCdTestData(build('19'))).toMatchObject({ complete: true })
    expect(await app.checksum()).toBe(before)
  })

  test('whose preparation fails half-way goes on from there the next time', async () => {
    const failing = async (production: Production) => {
      await production.createMany('builders', [{ name: 'Ada' }, { name: 'Grace' }])
      throw new Error('the callback fails')
    }
    await expect(prepareCiCdTestData(build('20', { create: failing }))).rejects.toThrow('the callback fails')
    expect(await readFile(envFile, 'utf8')).toContain('TEST_ID=')
    expect(await app.testRows()).toBe(2)
    await prepareCiCdTestData(build('20'))
    expect(await app.testRows()).toBe(7)
    await cleanupCiCdTestData(build('20'))
    expect(await app.checksum()).toBe(before)
  })

  test('sweeps what the build before it left in this file, and what has expired of any', async () => {
    const create = (production: Production) => production.create('builders', { name: 'Ada' }).then(() => {})
    const old = await prepareCiCdTestData(build('21', { create }))
    const other = await prepareCiCdTestData({
      ...build('22', { create }),
      envFile: `${envFile}.other`,
      maxAgeMinutes: 1,
    })
    expect(await app.testRows()).toBe(2)
    app.pass(2)
    const { leftovers, testId } = await prepareCiCdTestData(build('23', { create }))
    expect(leftovers).toEqual({ removed: 1, expired: 1, problems: [] })
    expect(new Set([old.testId, other.testId, testId]).size).toBe(3)
    expect(await app.testRows()).toBe(1)
    expect(await readFile(envFile, 'utf8')).toBe(`TEST_ID=${testId}\nTEST_BUILD_ID=23\n`)
    await prepareCiCdTestData({ ...build('27', { create }), envFile: `${envFile}.other`, maxAgeMinutes: 1 })
    app.pass(2)
    expect(await cleanupCiCdTestData(build('23'))).toMatchObject({ removed: 1, expired: 1, complete: true })
    expect(await app.checksum()).toBe(before)
  })

  test('that is prepared again has its whole time again', async () => {
    const short = build('26', {
      create: (production: Production) => production.create('builders', { name: 'Ada' }).then(() => {}),
      maxAgeMinutes: 6,
    })
    await prepareCiCdTestData(short)
    app.pass(4)
    const { expiresAt } = await prepareCiCdTestData(short)
    expect(Date.parse(expiresAt) - app.now()).toBeGreaterThan(5 * 60_000)
    app.pass(4)
    expect(await app.api.reap()).toMatchObject({ removed: 0 })
    app.pass(3)
    expect(await app.api.reap()).toMatchObject({ removed: 1 })
    expect(await app.checksum()).toBe(before)
  })

  test('beside another one touches nothing of it', async () => {
    const create = (production: Production) => production.create('builders', { name: 'Ada' }).then(() => {})
    const one = { ...build('24', { create }), envFile: `${envFile}.24` }
    const two = { ...build('25', { create }), envFile: `${envFile}.25` }
    await Promise.all([prepareCiCdTestData(one), prepareCiCdTestData(two)])
    expect(await cleanupCiCdTestData(one)).toMatchObject({ removed: 1 })
    expect(await app.testRows()).toBe(1)
    expect(await cleanupCiCdTestData({ ...one, environment: 'development' })).toMatchObject({ removed: 0 })
    expect(await app.testRows()).toBe(1)
    expect(await cleanupCiCdTestData(two)).toMatchObject({ removed: 1 })
    expect(await app.checksum()).toBe(before)
  })
})

describe('a build', () => {
  beforeEach(() => open(`sqlite:${join(folder, `${files++}.db`)}`))
  afterEach(close)

  test('in production is a shadow, unless it is said otherwise', async () => {
    const shadow = await prepareCiCdTestData(build('30', { environment: 'production' }))
    expect(shadow.shadow).toBe(true)
    expect(shadow.records.map(({ type }) => type)).toContain('bookings')
    expect(await app.checksum()).toBe(before)
    expect(await cleanupCiCdTestData(build('30', { environment: 'production' }))).toMatchObject({ complete: true })
    await prepareCiCdTestData(build('31', { environment: 'production', shadow: false }))
    expect(await app.testRows()).toBe(7)
  })

  test('keeps what else stands in its file, and has each name once', async () => {
    await prepareCiCdTestData(build('32', { create: undefined }))
    const text = await readFile(envFile, 'utf8')
    await writeFile(envFile, `# mine\nexport OTHER='two\nlines'\n${text}TEST_IDS=x\nexport TEST_ID="old"\nLAST=1`)
    const { testId } = await prepareCiCdTestData(build('33', { create: undefined }))
    expect(await readFile(envFile, 'utf8')).toBe(
      `# mine\nexport OTHER='two\nlines'\nTEST_IDS=x\nLAST=1\nTEST_ID=${testId}\nTEST_BUILD_ID=33\n`,
    )
    expect(await readdir(join(envFile, '..'))).toEqual(['test.env'])
  })

  test('a file that names somebody else’s test id has nothing swept', async () => {
    const { testId } = await prepareCiCdTestData(build('34', { create: undefined }))
    await writeFile(envFile, `TEST_ID=${testId}\nTEST_BUILD_ID=99\n`)
    const heard = proxy.heard.length
    await prepareCiCdTestData(build('35', { create: undefined }))
    expect(proxy.heard.slice(heard)).toEqual(['verify-access', 'cleanup'])
  })

  test('what older builds left and cannot be removed does not stop this one, and is told', async () => {
    proxy.plan('cleanup', ...Array.from({ length: 5 }, () => 'refuse' as const))
    const { leftovers, records } = await prepareCiCdTestData(build('36'))
    expect(leftovers.problems).toHaveLength(1)
    expect(records).toHaveLength(6)
  })

  test.each([
    [
      'github',
      { GITHUB_ACTIONS: 'true' },
      /^TEST_ID<<(understudy_[\w-]+)\n\w+\n\1\nTEST_BUILD_ID<<(understudy_[\w-]+)\n40\n\2\n$/,
    ],
    ['gitlab', { GITLAB_CI: 'true' }, /^TEST_ID=\w+\nTEST_BUILD_ID=40\n$/],
    ['dotenv', {}, /^TEST_ID=\w+\nTEST_BUILD_ID=40\n$/],
  ] as const)('writes for %s where it runs there', async (format, environment, expected) => {
    const { envFile: _, ...rest } = build('40', { create: undefined })
    const all = { ...variables, ...environment, GITHUB_ENV: envFile }
    const prepared = await prepareCiCdTestData({
      ...rest,
      variables: all,
      ...(format === 'github' ? {} : { envFile }),
    })
    expect(prepared).toMatchObject({ format, envFile })
    expect(await readFile(envFile, 'utf8').catch(() => '')).toMatch(expected)
  })

  test('answers lines to be printed where it runs in Azure', async () => {
    const { envFile: _, ...rest } = build('41', { create: undefined })
    const prepared = await prepareCiCdTestData({ ...rest, variables: { ...variables, TF_BUILD: 'True' } })
    expect(prepared).toMatchObject({ format: 'azure', envFile: undefined })
    expect(prepared.lines).toBe(
      `##vso[task.setvariable variable=TEST_ID]${prepared.testId}\n##vso[task.setvariable variable=TEST_BUILD_ID]41\n`,
    )
  })

  test.each([
    '',
    ' ',
    '1\nPATH=/tmp',
    '$(id)',
    '`id`',
    '1;id',
    '##vso[x]',
    "'1'",
    '"',
    '../1',
    '%0A',
    'a'.repeat(101),
    '1 2',
    'ü',
  ])('the build id %j is refused, and nothing is asked or written', async (buildId) => {
    for (const work of [prepareCiCdTestData, cleanupCiCdTestData]) {
      const refused = await failure(work(build(buildId)))
      expect(refused).toMatchObject({ code: 'TEST_CONFIG_INVALID', at: 'buildId' })
    }
    expect(proxy.heard).toEqual([])
    await expect(readFile(envFile)).rejects.toThrow('ENOENT')
  })

  test.each(['1', '20260501.3', '1234567890', 'refs/heads/main@1a2b3c', 'a-b_c:d+e'])(
    'the build id %s is taken',
    async (id) => {
      const prepared = await prepareCiCdTestData(build(id, { create: undefined }))
      expect(prepared.variables.TEST_BUILD_ID).toBe(id)
    },
  )

  test.each([
    ['environment', { environment: 'Production; x' }],
    ['baseUrl', { variables: { UNDERSTUDY_TEST_API_SECRET: `ci:${key}` } }],
    ['secret', { variables: { UNDERSTUDY_TEST_API_URL: 'http://127.0.0.1:9' } }],
    ['production.prefix', { prefix: 'Test' }],
  ])('a bad %s is said', async (at, more) => {
    for (const work of [prepareCiCdTestData, cleanupCiCdTestData])
      expect(await failure(work({ ...build('1'), ...more }))).toMatchObject({ code: 'TEST_CONFIG_INVALID', at })
  })

  test('a file that cannot be written stops the preparation before anything is created', async () => {
    for (const envFile of ['/dev/null/x/test.env', '/proc/test.env'])
      expect(await failure(prepareCiCdTestData(build('42', { envFile })))).toMatchObject({
        code: 'WRITE_FAILED',
        at: envFile,
      })
    expect(proxy.heard).toEqual(['verify-access'])
    expect(await app.checksum()).toBe(before)
  })
})
