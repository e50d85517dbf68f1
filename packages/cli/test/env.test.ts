import { spawn } from 'node:child_process'
import { mkdtemp, readFile, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { beforeEach, expect, test } from 'vitest'
import { scratch, understudyHere } from './understudy.ts'

const folder = await scratch()
const secretUrl = 'postgres://app:hidden-password@db.example.com/shop'
let env: Record<string, string>
beforeEach(async () => {
  env = {
    UNDERSTUDY_STATE: await mkdtemp(join(folder, 'state-')),
    UNDERSTUDY_KEY: '',
    LIVE_URL: secretUrl,
    API_KEY: 'hidden-key',
  }
})
const run = (...args: string[]) => understudyHere(args, { env })

test('an environment is added, listed, shown, chosen and removed, and no secret is ever shown', async () => {
  const said: string[] = []
  const ok = async (...args: string[]) => {
    const { code, stdout, stderr } = await run(...args)
    expect([code, stderr]).toEqual([0, ''])
    said.push(stdout)
    return stdout
  }
  expect(await ok('env', 'list')).toContain('no environment yet')
  await ok('env', 'add', 'live', '--type', 'production', '--url-env', 'LIVE_URL', '--secret-env', 'apiKey=API_KEY')
  await ok('env', 'add', 'staging', '--type', 'test', '--url', 'sqlite:./staging.db')
  expect(await ok('switch')).toContain('No environment is active')
  expect(await ok('switch', 'STAGING')).toContain('staging (test) is active')
  expect(await ok('env', 'list')).toMatch(/^ {3}live +production +read-only .*\n\* {2}staging +test +writable /)
  expect(await ok('env', 'show', 'live')).toMatch(/postgres:\/\/app:\*\*\*@[\s\S]*secret apiKey: \*\*\*/)
  const document = JSON.parse(await ok('env', 'show', 'live', '--json'))
  expect(document).toMatchObject({ ok: true, environment: { isReadOnly: true, secrets: { apiKey: '***' } } })
  expect(await ok('env', 'remove', 'staging')).toContain('staging is forgotten')
  expect(JSON.parse(await ok('env', 'list', '--json'))).toMatchObject({
    active: null,
    environments: [{ name: 'live' }],
  })
  expect(said.join()).not.toContain('hidden')
  const audit = await readFile(join(env.UNDERSTUDY_STATE ?? '', 'audit.ndjson'), 'utf8')
  expect(
    audit
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line).event),
  ).toEqual(['environment added', 'environment added', 'environment removed'])
})

test('a URL is read from standard input, where no shell keeps it', async () => {
  const bin = join(import.meta.dirname, '..', 'bin', 'understudy.js')
  const child = spawn(process.execPath, [bin, 'env', 'add', 'live', '--type', 'production', '--url', '-'], {
    env: { ...process.env, ...env },
    stdio: ['pipe', 'ignore', 'inherit'],
  })
  child.stdin.end(`${secretUrl}\n`)
  expect(await new Promise((resolve) => child.on('close', resolve))).toBe(0)
  expect((await run('env', 'show', 'live')).stdout).toContain('postgres://app:***@db.example.com/shop')
})

test('the name of an environment stands for its URL, and what is production is filled by no name of it', async () => {
  const live = join(folder, 'live.db')
  await run('env', 'add', 'source', '--type', 'test', '--url', `sqlite:${live}`)
  const script = join(folder, 'shop.sql')
  await writeFile(script, 'create table people (id integer primary key, name text not null);')
  expect((await run('load', 'source', script)).code).toBe(0)
  expect((await run('generate', '--from', 'source', '--into', 'SOURCE', '--rows', '3')).code).toBe(0)
  expect((await run('schema', 'show', 'source')).stdout).toContain('people')
  await run('env', 'add', 'live', '--type', 'production', '--url', `sqlite:${live}`)
  for (const args of [
    ['load', 'live', script],
    ['load', `sqlite:${live}`, script],
    ['generate', '--from', 'source', '--into', 'live', '--rows', '3'],
    ['generate', '--from', 'source', '--into', live, '--rows', '3'],
    ['schema', 'apply', 'live', script],
    ['schema', 'apply', `sqlite:${live}`, script, '--confirm', 'live'],
    ['schema', 'migrate', 'source', script, '--scratch', live],
    ['testkit', 'migrations', 'live', folder],
    ['reset', 'live', '--confirm', 'live'],
  ]) {
    const { code, stdout } = await run(...args, '--json')
    expect([args[0], code, JSON.parse(stdout).errorCode]).toEqual([args[0], 1, 'TARGET_REFUSED'])
  }
  const count = async () => {
    const text = await readFile(join(env.UNDERSTUDY_STATE ?? '', 'audit.ndjson'), 'utf8')
    return text.split('\n').filter((line) => line.includes('"source opened"')).length
  }
  for (const args of [
    ['schema', 'compare', 'live', 'source'],
    ['schema', 'migrate', 'live', script, '--out', join(folder, 'up.sql')],
    ['generate', '--from', 'live', '--rows', '1', '--out', join(folder, 'made.ndjson')],
    ['doctor', 'live'],
    ['init', '--from', 'live', '--dir', folder],
    ['validate', '--target', 'live'],
  ]) {
    const before = await count()
    expect([args[0], (await run(...args)).code]).toEqual([args[0], 0])
    expect(await count()).toBeGreaterThan(before)
  }
  expect((await run('schema', 'show', 'nowhere', '--json')).stdout).toContain('ENVIRONMENT_UNKNOWN')
})

test('what was read as production from here is written by no command, until it is registered as something else', async () => {
  const file = join(folder, 'scanned.db')
  const script = join(folder, 'more.sql')
  await writeFile(script, 'create table more (id integer primary key);')
  expect((await run('load', file, script)).code).toBe(0)
  expect((await run('scan', file)).code).toBe(0)
  for (const args of [
    ['load', file, script],
    ['schema', 'apply', file, script],
    ['generate', '--from', file, '--into', file, '--rows', '1'],
    ['reset', file, '--confirm', 'scanned.db'],
  ]) {
    const { code, stdout } = await run(...args, '--json')
    expect([args[0], code, JSON.parse(stdout)]).toEqual([
      args[0],
      1,
      expect.objectContaining({
        errorCode: 'TARGET_REFUSED',
        message: expect.stringContaining('it was read as production'),
      }),
    ])
  }
  await run('env', 'add', 'mine', '--type', 'test', '--url', `sqlite:${file}`)
  expect((await run('generate', '--from', 'mine', '--into', 'mine', '--rows', '1')).code).toBe(0)
})

test('each access to production is told to the webhook of UNDERSTUDY_ALERT_URL', async () => {
  const told: { operation?: string; place?: string }[] = []
  await using server = createServer((request, response) => {
    text(request).then((body) => {
      told.push(JSON.parse(body))
      response.end()
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('A TCP server has a port.')
  env.UNDERSTUDY_ALERT_URL = `http://127.0.0.1:${address.port}/hidden`
  const file = join(folder, 'told.db')
  const script = join(folder, 'told.sql')
  await writeFile(script, 'create table more (id integer primary key);')
  await run('env', 'add', 'live', '--type', 'production', '--url', `sqlite:${file}`)
  await understudyHere(['load', file, script], { env: { ...env, UNDERSTUDY_STATE: join(folder, 'another') } })
  expect((await run('scan', 'live')).code).toBe(0)
  expect(told).toMatchObject([{ operation: 'open the source', place: 'live' }])
})

test('secrets are not revealed to what is no terminal', async () => {
  await run('env', 'add', 'live', '--type', 'production', '--url-env', 'LIVE_URL')
  const { code, stdout, stderr } = await run('env', 'show', 'live', '--reveal')
  expect([code, stdout, stderr]).toEqual([2, '', expect.stringContaining('no terminal')])
})

test.each([
  [['env', 'add', 'a', '--type', 'prod', '--url', 'sqlite:a.db'], 2, 'USAGE'],
  [['env', 'add', 'a', '--type', 'test'], 2, 'USAGE'],
  [['env', 'add', 'a', '--type', 'test', '--url-env', 'NOT_SET_AT_ALL'], 2, 'USAGE'],
  [['env', 'add', 'a', '--type', 'test', '--url', 'mysql://h/d'], 2, 'URL_INVALID'],
  [['env', 'add', 'a/b', '--type', 'test', '--url', 'sqlite:a.db'], 2, 'ENVIRONMENT_INVALID'],
  [['env', 'show', 'nothing'], 2, 'ENVIRONMENT_UNKNOWN'],
  [['switch', 'nothing'], 2, 'ENVIRONMENT_UNKNOWN'],
])('understudy %j ends with %i and %s', async (args, exit, code) => {
  const { code: ended, stdout } = await run(...args, '--json')
  expect([ended, JSON.parse(stdout).errorCode]).toEqual([exit, code])
})
