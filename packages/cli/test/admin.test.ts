import { randomBytes } from 'node:crypto'
import { copyFile, cp, mkdtemp, readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { expect, test } from 'vitest'
import { testDatabase } from '../../../test/database.ts'
import { isFull } from '../../../test/full.ts'
import { ask, serving } from './serving.ts'
import { scratch, understudyHere } from './understudy.ts'

const folder = await scratch()
const key = randomBytes(32).toString('base64')
const people = Array.from({ length: 500 }, (_, id) => `${JSON.stringify({ id, plan: `plan ${id}` })}\n`).join('')
const scopes = ['datasets.read', 'datasets.write'].flatMap((scope) => ['--scope', scope])

/** Runs a command that works, and gives its document. */
async function admin(args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const { code, stdout, stderr } = await understudyHere(['admin', ...args, '--json'], { env })
  expect([code, stderr]).toEqual([0, ''])
  return JSON.parse(stdout)
}

const engines = ['sqlite', 'postgres'] as const
/** Flags and environment of a store of its own. */
async function newStore(engine: (typeof engines)[number], name: string) {
  if (engine === 'sqlite') return { flags: ['--data', join(folder, `${name} of sqlite`)], env: { UNDERSTUDY_KEY: key } }
  const url = await testDatabase(name)
  return { flags: [], env: { UNDERSTUDY_KEY: key, UNDERSTUDY_SERVER_DATABASE_URL: url } }
}

let nobodys: Promise<string> | undefined
/** The folder of a store that a server has made and left, to be copied. */
function storeOfNobody(): Promise<string> {
  nobodys ??= (async () => {
    const data = join(folder, 'of nobody')
    await (await serving(['--data', data])).stop()
    return data
  })()
  return nobodys
}

const ways = [
  ['sqlite', 'postgres'],
  ['postgres', 'sqlite'],
] as const

test.each(isFull ? ways : ways.slice(0, 1))(
  'what a server on %s has is served again from its backup, on %s',
  async (engine, to) => {
    const { flags, env } = await newStore(engine, 'backed')
    const server = await serving(flags, env)
    await admin(['create-team', 'shop', ...flags], env)
    const { text } = await admin(['create-key', '--team', 'shop', '--name', 'ci', ...scopes, ...flags], env)
    await ask(server, text, 'POST', '/teams/shop/datasets', { json: { name: 'people' } })
    const sent = await ask(server, text, 'POST', '/teams/shop/datasets/people/versions', { rows: people })
    expect(sent).toMatchObject({ status: 201, body: { rows: 500 } })
    const backup = join(folder, `backup of ${engine}`)
    expect(await admin(['backup', backup, ...flags], env)).toMatchObject({ ok: true, teams: 1, gone: 0 })
    await ask(server, text, 'POST', '/teams/shop/datasets/people/versions', { rows: '{"id":"later"}\n' })
    expect(await server.stop()).toBe(0)

    const restored = await newStore(to, `from ${engine}`)
    expect(await admin(['restore', backup, ...restored.flags], restored.env)).toMatchObject({ teams: 1 })
    const again = await serving(restored.flags, restored.env)
    const { body } = await ask(again, text, 'GET', '/teams/shop/datasets/people/rows?limit=1000')
    expect(body).toMatchObject({ version: 1, total: 500 })
    expect(body.rows.at(-1)).toEqual({ id: 499, plan: 'plan 499' })
    const added = await ask(again, text, 'POST', '/teams/shop/datasets/people/versions', { rows: people })
    expect(added.status).toBe(201)
    const { trails } = await admin(['verify-audit', ...restored.flags], restored.env)
    expect(trails).toMatchObject([
      { of: null, intact: true },
      { of: 'shop', intact: true },
    ])
    expect(await again.stop()).toBe(0)
    const occupied = await understudyHere(['admin', 'restore', backup, ...restored.flags], { env: restored.env })
    expect([occupied.code, occupied.stderr]).toEqual([1, expect.stringContaining('BACKUP_TARGET')])
  },
)

test('a backup is restored by the key of its store alone, and by no other anything', async () => {
  const [from, to] = [join(folder, 'keyed'), join(folder, 'without a key')]
  await cp(await storeOfNobody(), from, { recursive: true })
  const backup = join(folder, 'backup of keyed')
  await admin(['backup', backup, '--data', from])
  const none = await understudyHere(['admin', 'restore', backup, '--data', to])
  expect([none.code, none.stderr]).toEqual([2, expect.stringMatching(/KEY_MISSING[\s\S]*--key-file/)])
  const wrong = await understudyHere(['admin', 'restore', backup, '--data', to], { env: { UNDERSTUDY_KEY: key } })
  expect([wrong.code, wrong.stderr]).toEqual([1, expect.stringContaining('KEY_WRONG')])
  await expect(readdir(to)).rejects.toThrow('ENOENT')
  await admin(['restore', backup, '--data', to, '--key-file', join(from, 'understudy.key')])
  expect(await readdir(to)).toContain('control.db')
})

test('everything is sealed by a new key, that of the backups stays below it, and a server that runs is left alone', async () => {
  const data = join(folder, 'rotated')
  const [file, old, backup] = [join(data, 'understudy.key'), join(folder, 'old.key'), join(folder, 'before rotation')]
  const server = await serving(['--data', data])
  await admin(['create-team', 'shop', '--data', data])
  const odd = await understudyHere([
    'admin',
    'create-key',
    '--team',
    'shop',
    '--name',
    'ci',
    '--scope',
    'rows.read',
    '--data',
    data,
  ])
  expect([odd.code, odd.stderr]).toEqual([2, expect.stringMatching(/--scope rows\.read: no key[\s\S]*datasets\.read/)])
  const { text } = await admin(['create-key', '--team', 'shop', '--name', 'ci', ...scopes, '--data', data])
  await ask(server, text, 'POST', '/teams/shop/datasets', { json: { name: 'people' } })
  await ask(server, text, 'POST', '/teams/shop/datasets/people/versions', { rows: people })
  await admin(['rotate-keys', '--data', data])
  expect((await ask(server, text, 'GET', '/teams/shop/datasets/people/rows')).body).toMatchObject({ total: 500 })
  const busy = await understudyHere(['admin', 'rotate-keys', '--new-key', '--data', data])
  expect([busy.code, busy.stderr]).toEqual([1, expect.stringMatching(/STORE_BUSY[\s\S]*Stop it/)])
  await server.stop()
  await copyFile(file, old)
  await admin(['backup', backup, '--data', data])
  expect(await admin(['rotate-keys', '--new-key', '--data', data])).toMatchObject({ newKey: true, teams: 1 })
  const [first, second] = (await readFile(file, 'utf8')).trim().split('\n')
  expect([first, second]).toEqual([expect.stringMatching(/^[\w+/]{43}=$/), (await readFile(old, 'utf8')).trim()])

  const outdated = await understudyHere(['admin', 'verify-audit', '--data', data, '--key-file', old])
  expect([outdated.code, outdated.stderr]).toEqual([1, expect.stringContaining('KEY_WRONG')])
  const again = await serving(['--data', data], { UNDERSTUDY_KEY: first ?? '' })
  expect((await ask(again, text, 'GET', '/teams/shop/datasets/people/rows')).body).toMatchObject({ total: 500 })
  await again.stop()
  await admin(['restore', backup, '--data', join(folder, 'restored with old key'), '--key-file', file])
})

test('a team is erased once it is confirmed, and forgotten by older backups', async () => {
  const data = join(folder, 'erased')
  const [backup, restored] = [join(folder, 'before erasing'), join(folder, 'after erasing')]
  const server = await serving(['--data', data])
  const keyOf = async (slug: string): Promise<string> => {
    await admin(['create-team', slug, '--data', data])
    return (await admin(['create-key', '--team', slug, '--name', 'ci', ...scopes, '--data', data])).text
  }
  const [shop, other] = [await keyOf('shop'), await keyOf('other')]
  await admin(['backup', backup, '--data', data])
  for (const confirm of [[], ['--confirm', 'other']]) {
    const refused = await understudyHere(['admin', 'erase-team', 'shop', ...confirm, '--data', data])
    expect([refused.code, refused.stderr]).toEqual([expect.any(Number), expect.stringMatching(/confirm/)])
    expect(refused.code).not.toBe(0)
  }
  expect((await ask(server, shop, 'GET', '/me')).status).toBe(200)
  await admin(['erase-team', 'shop', '--confirm', 'shop', '--data', data])
  expect((await ask(server, shop, 'GET', '/me')).status).toBe(401)
  expect((await ask(server, other, 'GET', '/me')).status).toBe(200)
  await server.stop()

  const { team } = await admin(['forget-team', backup, 'shop'])
  expect((await readdir(backup, { recursive: true })).filter((name) => name.includes(team.id))).toEqual([])
  await admin(['restore', backup, '--data', restored, '--key-file', join(data, 'understudy.key')])
  const again = await serving(['--data', restored, '--key-file', join(data, 'understudy.key')])
  expect((await ask(again, shop, 'GET', '/me')).status).toBe(401)
  expect((await ask(again, other, 'GET', '/me')).status).toBe(200)
  await again.stop()
})

test('links that are made beside the server are good once: for a password, and into a team', async () => {
  const data = join(folder, 'links')
  const server = await serving(['--data', data])
  const { user, link } = await admin(['create-user', 'Ada@Example.org', '--name', 'Ada', '--data', data])
  expect(user).toMatchObject({ email: 'ada@example.org', isSystemAdmin: false })
  const take = async (url: string, password?: string) => {
    const json = { link: url.split('/#/link/')[1], ...(password === undefined ? {} : { password }), tokens: 'body' }
    return ask(server, undefined, 'POST', '/auth/sessions', { json })
  }
  expect(await take(link.url, 'several quiet words')).toMatchObject({ status: 201 })
  expect(await take(link.url, 'several other words')).toMatchObject({
    status: 401,
    body: { errorCode: 'LINK_USELESS' },
  })
  await admin(['create-team', 'shop', '--data', data])
  const into = ['--team', 'shop', '--role', 'admin']
  const publicUrl = ['--public-url', 'https://data.example.org']
  const invited = await admin(['make-link', 'ada@example.org', ...into, ...publicUrl, '--data', data])
  expect(invited.link.url).toMatch(/^https:\/\/data\.example\.org\/#\/link\/[\w-]+$/)
  const joined = await take(invited.link.url, 'several quiet words')
  expect(joined.status).toBe(201)
  const me = await ask(server, joined.body.accessToken, 'GET', '/me')
  expect(me.body).toMatchObject({ name: 'Ada', teams: [{ slug: 'shop', role: 'admin' }] })
  const unknown = await understudyHere(['admin', 'make-link', 'nobody@example.org', '--data', data])
  expect([unknown.code, unknown.stderr]).toEqual([1, expect.stringContaining('NOT_FOUND')])
  await server.stop()
})

test('what the server was told is known beside it: where people reach it, its keys, the folder of its blobs', async () => {
  const [data, blobs] = [join(folder, 'told'), join(folder, 'blobs of told')]
  const [backup, restored] = [join(folder, 'backup of told'), join(folder, 'restored of told')]
  const publicUrl = 'https://data.example.org'
  const server = await serving(['--data', data, '--environment', 'test', '--blobs', blobs, '--public-url', publicUrl])
  const { link } = await admin(['create-user', 'ada@example.org', '--data', data])
  expect(link.url).toMatch(/^https:\/\/data\.example\.org\/#/)
  await admin(['create-team', 'shop', '--data', data])
  const { text } = await admin(['create-key', '--team', 'shop', '--name', 'ci', ...scopes, '--data', data])
  expect(text).toMatch(/^ptd_test_/)
  await ask(server, text, 'POST', '/teams/shop/datasets', { json: { name: 'people' } })
  await ask(server, text, 'POST', '/teams/shop/datasets/people/versions', { rows: people })
  await admin(['backup', backup, '--data', data])
  const from = ['--key-file', join(data, 'understudy.key')]
  await admin(['restore', backup, '--data', restored, ...from])
  await server.stop()
  const again = await serving(['--data', restored, '--environment', 'test', ...from])
  expect((await ask(again, text, 'GET', '/teams/shop/datasets/people/rows')).body).toMatchObject({ total: 500 })
  await again.stop()
})

test('a trail that somebody changed is found out, and the exit code says so', async () => {
  const data = join(folder, 'tampered')
  await cp(await storeOfNobody(), data, { recursive: true })
  await admin(['create-team', 'shop', '--data', data])
  expect((await understudyHere(['admin', 'verify-audit', '--data', data])).code).toBe(0)
  const database = new Database(join(data, 'control.db'))
  for (const { name } of database
    .prepare<[], { name: string }>(
      `select name from sqlite_schema where type = 'trigger' and tbl_name = 'system_audit'`,
    )
    .all())
    database.exec(`drop trigger "${name}"`)
  database.exec(`update system_audit set actor = 'user:somebody' where action = 'team.create'`)
  database.close()
  const { code, stdout } = await understudyHere(['admin', 'verify-audit', '--data', data])
  expect([code, stdout]).toEqual([1, expect.stringMatching(/^the system: changed at line \d+$/m)])
})

test.each<[string, readonly string[], number, RegExp, Readonly<Record<string, string>>]>([
  ['no store', ['create-team', 'shop'], 1, /STORE_MISSING/, {}],
  ['two stores', ['verify-audit', '--data', 'x', '--database-url', 'postgres://h/d'], 2, /USAGE.*--data/, {}],
  [
    'two stores in the environment',
    ['verify-audit'],
    2,
    /USAGE.*UNDERSTUDY_DATA/,
    { UNDERSTUDY_DATA: 'x', UNDERSTUDY_SERVER_DATABASE_URL: 'postgres://h/d' },
  ],
  [
    'a password on the command line',
    ['verify-audit', '--database-url', 'postgres://me:geheim@h/d'],
    2,
    /PGPASSWORD/,
    {},
  ],
  ['no Postgres', ['verify-audit', '--database-url', 'mysql://h/d'], 2, /USAGE.*--database-url/, {}],
  ['no key', ['verify-audit', '--database-url', 'postgres://127.0.0.1:1/d'], 2, /KEY_MISSING[\s\S]*openssl/, {}],
  ['a link into nowhere', ['make-link', 'ada@example.org', '--role', 'admin'], 2, /--team SLUG/, {}],
  [
    'an unknown role',
    ['make-link', 'ada@example.org', '--team', 'shop', '--role', 'king'],
    2,
    /read\|write\|admin/,
    {},
  ],
  ['no days', ['create-key', '--team', 'shop', '--name', 'ci', '--scope', 'x', '--days', '0'], 2, /--days/, {}],
  ['no backup', ['restore', 'no such folder', '--data', 'x'], 1, /BACKUP_INVALID/, { UNDERSTUDY_KEY: key }],
])('%s: one clear error, and nothing is made', async (_what, args, code, says, env) => {
  const cwd = await mkdtemp(join(folder, 'empty-'))
  const ended = await understudyHere(['admin', ...args], { cwd, env })
  expect([ended.code, ended.stderr]).toEqual([code, expect.stringMatching(says)])
  expect(ended.stdout + ended.stderr).not.toMatch(/geheim|\n\s+at .*:\d+:\d+\)/)
  expect(await readdir(cwd)).toEqual([])
})
