import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { startPostgres } from '../../../../test/postgres.ts'
import { startStandby } from '../../../../test/standby.ts'
import { key, peoplePolicy, peopleRows, peopleTables } from '../../test/clone/shop-of-people.ts'
import { failure } from '../../test/failure.ts'
import { connect } from '../database/connect.ts'
import { inDatabase } from '../database/postgres/in-database.ts'
import { openAudit } from '../safety/audit/open-audit.ts'
import { openKnownSources } from '../safety/known-sources.ts'
import { openGuardedSource } from '../safety/open-guarded-source.ts'
import { verifyTarget } from '../safety/verify-target.ts'
import { cloneDatabase } from './clone-database.ts'
import { scanSource } from './scan/scan-source.ts'

/** Whatever a password may hold. */
const password = 'p@ss:w/rd?#[]%é &\'"\\hidden'

const folder = await mkdtemp(join(tmpdir(), 'understudy own server-'))
const primary = await startPostgres(undefined, { own: true })
const on = (server: { url: string }, name: string) => inDatabase(server.url, name)
{
  await using server = await connect(primary.url)
  await server.query('create database live')
  await using live = await connect(on(primary, 'live'))
  await live.execute(`${peopleTables} ${peopleRows(500)} create sequence counted; select setval('counted', 41);
    create role reader login password '${password.replaceAll("'", "''")}';
    grant select on all tables in schema public to reader; grant select on all sequences in schema public to reader`)
}
const standby = await startStandby(primary.url)
afterAll(async () => {
  await standby.stop()
  await primary.stop()
  await rm(folder, { recursive: true, force: true })
})

const usual = { policy: peoplePolicy(), key, folder }
const waive = ['source-can-write']
const as = (userInfo: string, url: string) => url.replace('postgres@', `${userInfo}@`)

test('a standby is read as one state, by several sessions, and is cloned to the primary', async () => {
  const source = as('reader', on(standby, 'live'))
  {
    await using opened = await openGuardedSource(source, { sessions: 3 })
    expect(opened.checks.map(({ outcome }) => outcome)).toEqual(['passed', 'passed', 'passed', 'passed'])
    expect(opened.snapshot).not.toBe('')
  }
  const { scan } = await scanSource(source)
  expect(scan.tables.get('public.people')?.rows).toBe(500)
  const { operation } = await cloneDatabase(
    { url: source },
    { url: on(primary, 'copy') },
    { ...usual, workers: 3, confirm: { name: 'copy' } },
  )
  expect([operation.status, operation.statistics.rows]).toEqual(['completed', 1500])
  await using copy = await connect(on(primary, 'copy'))
  expect(await copy.query("select nextval('counted') as next")).toEqual([{ next: 42 }])
})

test('a standby is no target, and neither is the primary of a standby that is the source', async () => {
  const clone = cloneDatabase(
    { url: on(primary, 'live') },
    { url: on(standby, 'other') },
    { ...usual, waive, confirm: { name: 'other' } },
  )
  const error = await failure(clone)
  expect([error.code, error.message]).toEqual(['TARGET_REFUSED', expect.stringContaining('standby')])
  await using opened = await openGuardedSource(on(standby, 'live'), { waivers: waive })
  const same = await failure(verifyTarget(on(primary, 'live'), { source: opened, env: {} }))
  expect([same.code, same.message]).toEqual(['TARGET_REFUSED', expect.stringContaining('behind another name')])
})

test('a password may hold anything, and stands in no file, no event and no error', async () => {
  {
    await using server = await connect(primary.url)
    const [hba] = await server.query<{ file: string }>("select current_setting('hba_file') as file")
    const file = hba?.file ?? ''
    await writeFile(file, `host all reader all scram-sha-256\n${await readFile(file, 'utf8')}`)
    await server.query('select pg_reload_conf()')
  }
  const said: string[] = []
  const state = join(folder, 'state')
  const options = {
    ...usual,
    folder: join(state, 'clones'),
    audit: openAudit(state),
    known: openKnownSources(state),
    alert: (alert: object) => void said.push(JSON.stringify(alert)),
    onEvent: (...about: unknown[]) => void said.push(JSON.stringify(about)),
    confirm: { name: 'secret' },
  }
  const source = as(`reader:${encodeURIComponent(password)}`, on(primary, 'live'))
  const { operation } = await cloneDatabase({ url: source }, { url: on(primary, 'secret') }, options)
  expect(operation.status).toBe('completed')
  for (const wrong of [
    as(`reader:${encodeURIComponent(`${password}!`)}`, on(primary, 'live')),
    // Not encoded, as people write it: it is read as something else, and refused.
    as(`reader:${password}`, on(primary, 'live')),
    as('reader:p@hidden@ss', on(primary, 'live')),
  ]) {
    const error = await failure(cloneDatabase({ url: wrong }, { url: on(primary, 'secret') }, options))
    expect(error.code).toMatch(/^(CONNECTION_FAILED|URL_INVALID)$/)
    said.push(JSON.stringify(error), String(error.stack), error.hint)
  }
  for (const name of await readdir(state, { recursive: true, withFileTypes: true }))
    if (name.isFile()) said.push(await readFile(join(name.parentPath, name.name), 'utf8'))
  expect(said.join('\n')).not.toMatch(/hidden|p@ss|p%40ss/)
})
