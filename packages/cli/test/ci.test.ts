import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseEnv } from 'node:util'
import { prepareCiCdTestData } from '@understudy/sdk/production'
import { afterAll, expect, test } from 'vitest'
import { serveHandler } from '../../sdk/test/served-handler.ts'
import { key, openTestDataApp } from '../../sdk/test/test-data-app.ts'
import { scratch, understudy, understudyHere } from './understudy.ts'

const folder = await scratch()
const app = await openTestDataApp(`sqlite:${join(folder, 'app.db')}`)
const server = await serveHandler((request) => app.api(request))
afterAll(async () => {
  await server.close()
  await app.close()
})
const secret = `ci:${key}`
const env = {
  UNDERSTUDY_TEST_API_URL: server.url,
  UNDERSTUDY_TEST_API_SECRET: secret,
  GITHUB_ACTIONS: '',
  GITLAB_CI: '',
  TF_BUILD: '',
}
const run = (args: readonly string[], more: Readonly<Record<string, string>> = {}) =>
  understudyHere(['ci', ...args], { cwd: folder, env: { ...env, ...more } })

test('prepare writes what the next steps need, and the same again for the same build', async () => {
  const first = await run(['prepare', '--environment', 'staging', '--build', '17', '--out', 'build.env'])
  expect([first.code, first.stderr]).toEqual([0, ''])
  expect(first.stdout).toMatch(
    /^build 17 is prepared for staging\n {2}TEST_ID understudy_test_[0-9a-f]{40}, until 20.*Z\n {2}written to build.env\n$/,
  )
  const written = await readFile(join(folder, 'build.env'), 'utf8')
  expect(parseEnv(written)).toEqual({ TEST_ID: expect.stringMatching(/^understudy_test_/), TEST_BUILD_ID: '17' })
  expect(first.stdout + written).not.toContain(key)
  await run(['prepare', '--environment', 'staging', '--build', '17', '--env-file', 'build.env'])
  expect(await readFile(join(folder, 'build.env'), 'utf8')).toBe(written)
  // Of a file that is there.
  const third = await run(['prepare', '--environment', 'staging', '--build', '16', '--env-file', 'build.env'])
  expect(third.code).toBe(0)
  expect(await readFile(join(folder, 'build.env'), 'utf8')).toContain('TEST_BUILD_ID=16\n')
})

test('cleanup removes what the build created, in another process, and says so', async () => {
  const before = await app.checksum()
  await prepareCiCdTestData({
    environment: 'staging',
    buildId: '18',
    envFile: join(folder, 'build.env'),
    variables: env,
    async create(production) {
      await production.createMany('builders', [{ name: 'Ada' }, { name: 'Grace' }])
    },
  })
  expect(await app.testRows()).toBe(2)
  const cleaned = await run(['cleanup', '--environment', 'staging', '--build', '18', '--json'])
  expect(cleaned.code).toBe(0)
  expect(JSON.parse(cleaned.stdout)).toMatchObject({ ok: true, command: 'ci cleanup', buildId: '18', removed: 2 })
  expect(await app.checksum()).toBe(before)
  const again = await run(['cleanup', '--environment', 'staging', '--build', '18'])
  expect(again).toMatchObject({ code: 0, stdout: '0 records of build 18 removed from staging\n' })
})

test('what stays makes cleanup end with 1, and is named', async () => {
  const { records } = await prepareCiCdTestData({
    environment: 'staging',
    buildId: '19',
    envFile: join(folder, 'build.env'),
    variables: env,
    async create(production) {
      await production.create('builders', { name: 'Ada' })
    },
  })
  const id = records[0]?.id
  await app.db.query("insert into bookings (builder_id, reference, is_test) values ($1, 'R-2', 0)", [id])
  const stuck = await run(['cleanup', '--environment', 'staging', '--build', '19'])
  expect(stuck.code).toBe(1)
  expect(stuck.stdout).toContain(`stayed: builders ${id}: `)
  await app.db.query('delete from bookings where builder_id = $1', [id])
  expect((await run(['cleanup', '--environment', 'staging', '--build', '19'])).code).toBe(0)
})

test('in production it is a shadow, and --json is one document', async () => {
  const { code, stdout } = await run(['prepare', '--environment', 'production', '--build', '20', '--json'])
  expect(code).toBe(0)
  expect(JSON.parse(stdout)).toMatchObject({
    ok: true,
    command: 'ci prepare',
    environment: 'production',
    shadow: true,
    envFile: 'understudy.env',
    variables: { TEST_BUILD_ID: '20' },
  })
  const real = await run(['prepare', '--environment', 'production', '--build', '20', '--no-shadow', '--json'])
  expect(JSON.parse(real.stdout)).toMatchObject({ shadow: false })
})

test('it speaks the language of the CI system that it runs in', async () => {
  const github = { GITHUB_ACTIONS: 'true', GITHUB_ENV: join(folder, 'github.env') }
  expect((await run(['prepare', '--environment', 'staging', '--build', '21'], github)).code).toBe(0)
  expect(await readFile(github.GITHUB_ENV, 'utf8')).toMatch(/^TEST_ID<<(understudy_\S+)\nunderstudy_test_\w+\n\1\n/)
  const azure = await run(['prepare', '--environment', 'staging', '--build', '21'], { TF_BUILD: 'True' })
  expect(azure.stdout).toMatch(/^##vso\[task\.setvariable variable=TEST_BUILD_ID\]21$/m)
})

test.each([
  [['prepare', '--environment', 'staging'], 'USAGE', {}],
  [['prepare', '--environment', 'staging', '--build', '1\nPATH=/tmp'], 'TEST_CONFIG_INVALID', {}],
  [['cleanup', '--environment', 'staging', '--build', '$(id)'], 'TEST_CONFIG_INVALID', {}],
  [['prepare', '--environment', 'Staging!', '--build', '1'], 'TEST_CONFIG_INVALID', {}],
  [['prepare', '--environment', 'staging', '--build', '1', '--format', 'jenkins'], 'USAGE', {}],
  [['prepare', '--environment', 'staging', '--build', '1'], 'TEST_CONFIG_INVALID', { UNDERSTUDY_TEST_API_SECRET: '' }],
  [['cleanup', '--environment', 'staging', '--build', '1'], 'TEST_CONFIG_INVALID', { UNDERSTUDY_TEST_API_URL: '' }],
] as const)('%j ends with 2', async (args, code, more) => {
  const ended = await run([...args, '--json'], more)
  expect(ended.code).toBe(2)
  expect(JSON.parse(ended.stdout)).toMatchObject({ ok: false, errorCode: code })
})

test('an API that is down, or has another secret, ends with 1 and what to do', async () => {
  const wrong = await run(['prepare', '--environment', 'staging', '--build', '1'], {
    UNDERSTUDY_TEST_API_SECRET: `ci:${'x'.repeat(40)}`,
  })
  expect(wrong.code).toBe(1)
  expect(wrong.stderr).toContain('error TEST_API_UNAUTHORIZED: ')
  expect(wrong.stderr).not.toContain('xxxxx')
  const down = await run(['cleanup', '--environment', 'staging', '--build', '1', '--base-url', 'http://127.0.0.1:9'])
  expect(down.code).toBe(1)
  expect(down.stderr).toContain('error TEST_API_UNREACHABLE: ')
})

test.each(['ci', 'ci prepare', 'ci cleanup'])('%s has help with examples', async (command) => {
  const { code, stdout } = await understudyHere([...command.split(' '), '--help'])
  expect(code).toBe(0)
  expect(stdout).toMatch(/Examples:\n {2}\$ understudy ci /)
})

test.each([
  ['prepare', 'nothing was created'],
  ['cleanup', 'what was removed is gone'],
])('Ctrl-C ends %s, and says what stands', async (command, stands) => {
  let asked = () => {}
  const reached = new Promise<void>((resolve) => {
    asked = resolve
  })
  const silent = await serveHandler(async () => {
    asked()
    await sleep(60_000, undefined, { ref: false })
    return new Response()
  })
  try {
    const { code, stderr } = await understudy(['ci', command, '--environment', 'staging', '--build', '21'], {
      cwd: folder,
      env: { ...env, UNDERSTUDY_TEST_API_URL: silent.url },
      watch: async (kill) => {
        await reached
        kill('SIGINT')
      },
    })
    expect([code, stderr]).toEqual([
      130,
      expect.stringMatching(new RegExp(`^error CANCELLED: ci ${command} was interrupted\n[\\s\\S]*stands ${stands}`)),
    ])
  } finally {
    await silent.close()
  }
})
