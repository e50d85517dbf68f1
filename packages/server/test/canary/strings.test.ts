import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, describe, expect, test } from 'vitest'
import { startPostgres } from '../../../../test/postgres.ts'
import { eraseTeam } from '../../src/services/teams/erase-team.ts'
import { forgetTeam } from '../../src/store/back-up/forget-team.ts'
import { until } from '../jobs.ts'
import { testServer } from '../server.ts'
import { server as byServer } from '../services.ts'
import { engines } from '../store.ts'
import { type CanaryTeam, plantTeam } from './plant.ts'

// What `strings` finds in everything that a server leaves on a disk: its store with logs and locks, its blobs, a backup,
// its log; on Postgres the whole folder of the database server, and what a dump would say.

/** As it stands, and as it would stand in what holds bytes as text. */
function spellings(mark: string): [string, Buffer][] {
  const bytes = Buffer.from(mark)
  const base64 = [0, 1, 2].map((shift) => {
    const text = Buffer.concat([Buffer.alloc(shift), bytes]).toString('base64')
    // Without the digits that what stands before and behind it decides on.
    return text.slice(Math.ceil((shift * 8) / 6), Math.floor(((shift + bytes.length) * 8) / 6))
  })
  return [
    ['as it is', bytes],
    ['in UTF-16', Buffer.from(mark, 'utf16le')],
    ['in hex', Buffer.from(bytes.toString('hex'))],
    ...base64.map((text): [string, Buffer] => ['in base64', Buffer.from(text)]),
  ]
}

async function filesIn(folder: string): Promise<[string, Buffer][]> {
  const all = await readdir(folder, { recursive: true, withFileTypes: true })
  const paths = all.filter((one) => one.isFile()).map((one) => join(one.parentPath, one.name))
  return Promise.all(
    paths.map(async (path): Promise<[string, Buffer]> => [path.slice(folder.length), await readFile(path)]),
  )
}

describe.each(engines)('what a server leaves on the disk of %s', async (engine) => {
  const folder = await mkdtemp(join(tmpdir(), 'understudy-strings-'))
  const postgres = engine === 'postgres' ? await startPostgres(undefined, { own: true }) : undefined
  afterAll(async () => {
    await rm(folder, { recursive: true, force: true })
  })
  const server = await testServer(engine, {
    name: 'strings',
    config: {
      webhooks: { networks: ['127.0.0.1'], http: true },
      blobs: join(folder, 'blobs'),
      auditCheckpoints: join(folder, 'checkpoints.ndjson'),
      ...(postgres ? { databaseUrl: postgres.url } : {}),
    },
  })
  afterAll(() => postgres?.stop())
  await server.work()
  const team = await plantTeam(server)
  const gone = await plantTeam(server)
  const mentions = await mention(team)

  /** Everything that a caller can say with a value in it, and be refused. Gives what it is that must not be found. */
  async function mention({ slug, admin, secret, things, key, private: called }: CanaryTeam): Promise<string[]> {
    const { token } = admin
    const ask = (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) =>
      server.ask(method, path, { token, body, headers })
    const dataset = `/teams/${slug}/datasets/${things.dataset}`
    const filter = encodeURIComponent(`name = '${secret}'`)
    await ask('GET', `${dataset}/rows?filter=${filter}`)
    await ask('GET', `${dataset}/rows?filter=${encodeURIComponent(`nothing like ${secret}`)}`)
    await ask('GET', `${dataset}/diff?from=1&to=2`)
    await ask(
      'POST',
      `${dataset}/lease`,
      { holder: called, rows: 1, filter: `name = '${secret}-2-3'` },
      { 'idempotency-key': secret },
    )
    await server.app.request(`/api${dataset}/export?format=csv&filter=${filter}`, {
      headers: { authorization: `Bearer ${key}` },
    })
    await server.app.request(`/api${dataset}/versions`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}` },
      body: `{"id":1,"name":"${secret}"}\n{"id":"${secret}`,
    })
    await ask('POST', '/auth/sessions', { email: 'who@example.org', password: secret })
    const named = { kind: 'one-of', options: { values: [secret] } }
    const constraints = [{ type: 'check', entity: 'people', expression: `name <> '${secret}'` }]
    const schema = { entities: [{ name: 'people', fields: { id: 'sequence', name: named } }], constraints }
    const { id: job } = (await ask('POST', `/teams/${slug}/generate`, { dataset: 'fails', schema, rows: 9 })).body
    const failed = await until(async () => {
      const { body } = await ask('GET', `/teams/${slug}/jobs/${job}`)
      return body.status === 'failed' && body
    })
    // Whoever started it is told why, in full.
    expect(failed.errorMessage).toContain(secret)
    const made = await ask(
      'POST',
      '/keys',
      { team: slug, name: 'made', scopes: ['team.read'] },
      { 'idempotency-key': 'k' },
    )
    const link = (await ask('POST', `/teams/${slug}/members`, { email: 'new@example.org', role: 'read' })).body
    const password = `correct ${secret} horse`
    const taken = link.link.url.split('/').at(-1)
    const joined = await server.ask('POST', '/auth/sessions', { body: { link: taken, password, tokens: 'body' } })
    expect([made.status, joined.status]).toEqual([201, 201])
    const { accessToken, refreshToken } = joined.body
    const secrets = [secret, key, made.body.text, token, taken, password, accessToken, refreshToken]
    expect(secrets.filter((one) => typeof one === 'string' && one.length > 20)).toEqual(secrets)
    return secrets
  }

  async function disk(): Promise<[string, Buffer][]> {
    const backup = await mkdtemp(join(folder, 'backup-'))
    await server.services.store.backUp(backup)
    const said: [string, Buffer][] = [['the log', Buffer.from(server.lines.join('\n'))]]
    if (server.place.engine === 'sqlite')
      return [...said, ...(await filesIn(folder)), ...(await filesIn(server.place.folder))]
    const owner = new pg.Client({ connectionString: postgres!.url })
    await owner.connect()
    try {
      await owner.query('checkpoint')
      const { rows: tables } = await owner.query<{ name: string }>(
        "select format('%I.%I', nspname, relname) as name from pg_class c join pg_namespace n on n.oid = relnamespace where relkind in ('r', 'p', 'm') and nspname like 'understudy%'",
      )
      expect(tables.length).toBeGreaterThan(35)
      for (const { name } of tables) {
        const { rows } = await owner.query<{ text: string }>(`select t::text as text from ${name} t`)
        said.push([`dump of ${name}`, Buffer.from(rows.map(({ text }) => text).join('\n'))])
      }
      const { rows } = await owner.query<{ folder: string }>("select current_setting('data_directory') as folder")
      return [...said, ...(await filesIn(folder)), ...(await filesIn(rows[0]?.folder ?? ''))]
    } finally {
      await owner.end()
    }
  }

  test('no value of a team, no key, no token and no password is found in it', async () => {
    const all = await disk()
    expect(all.length).toBeGreaterThan(10)
    const found = mentions.flatMap((mark) =>
      spellings(mark).flatMap(([how, bytes]) =>
        all.flatMap(([where, content]) =>
          content.includes(bytes) ? [`${mark.slice(0, 12)}… ${how} in ${where}`] : [],
        ),
      ),
    )
    expect(found).toEqual([])
    // What is no secret is found by the same search.
    expect(all.some(([, content]) => content.includes(team.private))).toBe(true)
  })

  test('of an erased team nothing opens, and its files are gone', async () => {
    const keys = await server.services.store.readSystem((db) =>
      db.selectFrom('data_keys').select('wrapped').where('team_id', '=', gone.id).execute(),
    )
    expect(keys.length).toBeGreaterThan(0)
    await eraseTeam(server.services, byServer, gone.slug, gone.slug)
    // Backups that were made before are told to forget it; the database's own log is cut by who runs it.
    for (const name of await readdir(folder))
      if (name.startsWith('backup-')) await forgetTeam(join(folder, name), gone.id)
    const files = (await disk()).filter(([where]) => !where.startsWith('/pg_wal'))
    for (const { wrapped } of keys) {
      const holding = files.filter(([, content]) => content.includes(Buffer.from(wrapped)))
      expect(holding.map(([where]) => where)).toEqual([])
    }
    expect(files.map(([where]) => where).filter((where) => where.includes(gone.id))).toEqual([])
    expect((await server.ask('GET', `/teams/${gone.slug}`, { token: gone.admin.token })).status).toBe(404)
    expect((await server.ask('GET', `/teams/${gone.slug}`, { token: gone.key })).status).toBe(401)
  })

  test('nothing of this was a fault of the server', () => expect(server.faults).toEqual([]))
})
