import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { open, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import pg from 'pg'
import { expect, onTestFinished, test } from 'vitest'
import { testDatabase } from '../../../test/database.ts'
import { isFull } from '../../../test/full.ts'
import { ask, serving } from './serving.ts'
import { bin, scratch, understudy, understudyHere } from './understudy.ts'

const folder = await scratch()
const schema = { entities: [{ name: 'people', fields: { id: 'sequence', name: 'full-name', email: 'email' } }] }

/** A team with a key for all of it. */
async function keyOf(
  slug: string,
  flags: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<string> {
  const scopes = ['datasets.read', 'datasets.write', 'jobs.start', 'jobs.read', 'jobs.cancel', 'events.read']
  const said = scopes.flatMap((scope) => ['--scope', scope])
  await understudyHere(['admin', 'create-team', slug, ...flags], { env })
  const made = await understudyHere(['admin', 'create-key', '--team', slug, '--name', 'ci', ...said, ...flags], { env })
  return made.stdout.trim()
}

test('the first start offers a link that makes its taker the administrator, later ones none once there is one', async () => {
  const data = join(folder, 'first')
  const first = await serving(['--data', data])
  const json = { link: first.link, password: 'several quiet words', tokens: 'body' }
  const signedIn = await ask(first, undefined, 'POST', '/auth/sessions', { json })
  expect(signedIn.status).toBe(201)
  const me = await ask(first, signedIn.body.accessToken, 'GET', '/me')
  expect(me.body).toMatchObject({ kind: 'user', isSystemAdmin: true })
  expect(await first.stop('SIGINT')).toBe(0)
  // What goes to standard output is kept by whoever keeps logs.
  const lines = first.stdout().trim().split('\n')
  expect(lines.map((line) => JSON.parse(line).event)).toContain('request.answered')
  expect(first.stdout()).not.toContain(first.link)
  const second = await serving(['--data', data])
  expect(second.link).toBeUndefined()
  await second.stop()
})

const stores = {
  async sqlite() {
    const data = join(folder, 'stopped')
    return {
      flags: ['--data', data],
      env: {},
      /** Pieces of work that the queue takes for somebody's. */
      async inWork() {
        const control = new Database(join(data, 'control.db'), { readonly: true })
        const { all, taken } = control
          .prepare<[], { all: number; taken: number }>('select count(*) as "all", count(worker) as taken from queue')
          .get()!
        control.close()
        return { all, taken }
      },
    }
  },
  async postgres() {
    const url = await testDatabase('stopped')
    return {
      flags: [],
      env: { UNDERSTUDY_SERVER_DATABASE_URL: url, UNDERSTUDY_KEY: randomBytes(32).toString('base64') },
      async inWork() {
        const client = new pg.Client({ connectionString: url })
        await client.connect()
        const { rows } = await client.query(
          `select count(*)::int as "all", count(*) filter (where state = 'active')::int as taken
           from understudy_queue.job where state in ('created', 'retry', 'active') and name not like '\\_\\_%'`,
        )
        await client.end()
        return rows[0]
      },
    }
  },
}

test.each(isFull ? (['sqlite', 'postgres'] as const) : (['postgres'] as const))(
  'told to stop, a server on %s ends streams whole and gives its jobs back: they go on at the next start',
  async (engine) => {
    const { flags, env, inWork } = await stores[engine]()
    const server = await serving(flags, env)
    const key = await keyOf('shop', flags, env)
    const events = await fetch(`${server.url}/api/events?team=shop&after=0`, {
      headers: { authorization: `Bearer ${key}` },
    })
    const json = { dataset: 'people', schema, rows: 8_000_000 }
    const job = (await ask(server, key, 'POST', '/teams/shop/generate', { json })).body.id
    const status = async (of: typeof server) => (await ask(of, key, 'GET', `/teams/shop/jobs/${job}`)).body.status
    const stream = events.body!.pipeThrough(new TextDecoderStream())
    let told = ''
    for await (const text of stream.values({ preventCancel: true })) {
      told += text
      if (told.includes('event: job.started')) break
    }
    expect(told).toMatch(/event: job\.created[\s\S]*event: job\.started/)
    expect(await server.stop()).toBe(0)
    // It ends like a whole answer: one that is cut off would be thrown here.
    for await (const _ of stream);
    await expect(ask(server, key, 'GET', '/me')).rejects.toThrow('fetch failed')
    const queued = await inWork()
    expect(queued).toEqual({ all: expect.any(Number), taken: 0 })
    expect(queued.all).toBeGreaterThan(0)

    const again = await serving(flags, env)
    expect(['pending', 'running']).toContain(await status(again))
    expect((await ask(again, key, 'POST', `/teams/shop/jobs/${job}/cancel`)).status).toBe(200)
    const versions = await ask(again, key, 'GET', '/teams/shop/datasets/people/versions')
    expect(versions.body.versions.filter((version: { status: string }) => version.status === 'ready')).toEqual([])
    await again.stop()
  },
)

test('one process serves an embedded store, and others work for it', async () => {
  const data = join(folder, 'roles')
  const api = await serving(['--data', data, '--role', 'api'])
  const key = await keyOf('shop', ['--data', data])
  const second = await understudy(['serve', '--port', '0', '--data', data])
  expect([second.code, second.stderr]).toEqual([1, expect.stringContaining('STORE_BUSY')])
  const json = { dataset: 'people', schema, rows: 1000 }
  const job = (await ask(api, key, 'POST', '/teams/shop/generate', { json })).body.id
  const worker = await serving(['--data', data, '--role', 'worker'])
  expect((await fetch(`${worker.url}/readyz`)).status).toBe(200)
  expect((await ask(worker, key, 'GET', '/me')).status).toBe(404)
  const status = async () => (await ask(api, key, 'GET', `/teams/shop/jobs/${job}`)).body.status
  await expect.poll(status, { timeout: 20_000 }).toBe('completed')
  expect(await Promise.all([api.stop(), worker.stop()])).toEqual([0, 0])
})

test('it goes on though nobody takes its log: a reader that is gone, a disk that is full', async () => {
  const full = await open('/dev/full', 'w')
  onTestFinished(() => full.close())
  const server = await serving(['--data', join(folder, 'log')], {}, full.fd)
  for (const _ of [1, 2]) expect((await fetch(`${server.url}/readyz`)).status).toBe(200)
  await expect.poll(() => server.stderr()).toContain('The log is not written')
  expect((await fetch(`${server.url}/readyz`)).status).toBe(200)
  expect(await server.stop()).toBe(0)
  expect(server.stderr().match(/The log is not written/g)).toHaveLength(1)
  const left = await serving(['--data', join(folder, 'log')])
  left.leave()
  for (const _ of [1, 2]) expect((await fetch(`${left.url}/readyz`)).status).toBe(200)
  expect(await left.stop()).toBe(0)
})

test('how it is asked to serve is said as the help of any command: no log is missed by who has read enough', async () => {
  const help = spawn(process.execPath, [bin, 'serve', '--help'], { stdio: ['ignore', 'pipe', 'pipe'] })
  help.stdout.destroy()
  let said = ''
  help.stderr.on('data', (data: Buffer) => {
    said += data.toString()
  })
  const [code] = await once(help, 'close')
  expect([code, said]).toEqual([0, ''])
})

test.each<[string, readonly string[], number, RegExp]>([
  ['no port', ['--port', '65536'], 2, /USAGE.*--port "65536"/],
  ['no role', ['--role', 'king'], 2, /USAGE[\s\S]*all\|api\|worker/],
  ['no workers', ['--workers', '0'], 2, /USAGE.*--workers/],
  ['half a certificate', ['--tls-cert', 'cert.pem'], 2, /USAGE[\s\S]*--tls-key/],
  ['half a provider', ['--oidc-issuer', 'https://id.example.org'], 2, /UNDERSTUDY_OIDC_CLIENT_SECRET/],
  [
    'a certificate that is not there',
    ['--tls-cert', 'none.pem', '--tls-key', 'none.pem'],
    1,
    /CONFIG_INVALID.*none\.pem/,
  ],
  ['other machines without TLS', ['--host', '0.0.0.0'], 1, /CONFIG_INVALID[\s\S]*plain HTTP/],
  ['a proxy by name', ['--proxy', 'proxy.example.org', '--public-url', 'https://x.example.org'], 1, /CONFIG_INVALID/],
  ['a password on the command line', ['--database-url', 'postgres://me:geheim@h/d'], 2, /USAGE.*password/],
  ['a file for a folder', ['--data', 'package.json'], 1, /STORE_UNWRITABLE.*package\.json/],
  ['no key for Postgres', ['--database-url', 'postgres://127.0.0.1:1/d'], 2, /KEY_MISSING/],
])('%s: one clear error, and nothing is served', async (_what, args, code, says) => {
  const data = join(folder, 'refused')
  const where = args.includes('--database-url') || args.includes('--data') ? [] : ['--data', data]
  const ended = await understudyHere(['serve', '--port', '0', ...where, ...args])
  expect([ended.code, ended.stderr]).toEqual([code, expect.stringMatching(says)])
  expect(ended.stderr).not.toMatch(/geheim|\n\s+at .*:\d+:\d+\)/)
  expect(await readdir(folder)).not.toContain('understudy-data')
})
