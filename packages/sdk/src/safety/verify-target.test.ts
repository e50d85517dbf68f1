import { linkSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { testDatabase } from '../../../../test/database.ts'
import { failure } from '../../test/failure.ts'
import { connect } from '../database/connect.ts'
import { inDatabase } from '../database/postgres/in-database.ts'
import { openKnownSources } from './known-sources.ts'
import { openGuardedSource } from './open-guarded-source.ts'
import { verifyTarget } from './verify-target.ts'

let source: string
let target: string
const folder = mkdtempSync(join(tmpdir(), 'understudy-target-'))
afterAll(() => rmSync(folder, { recursive: true }))
beforeAll(async () => {
  source = await testDatabase('target_source')
  target = await testDatabase('target')
})

const waivers = ['source-can-write']
const env = {}
const place = (type: string, databaseUrl: string, isReadOnly = false) => ({
  name: 'named',
  type,
  databaseUrl,
  isReadOnly,
})
const refusal = async (work: Promise<unknown>) => {
  const error = await failure(work)
  expect(error.code).toBe('TARGET_REFUSED')
  return error.message
}

test('another database passes, and the checks say what was looked at', async () => {
  await using opened = await openGuardedSource(source, { waivers })
  const checks = await verifyTarget(target, { source: opened, sourceUrl: source, env })
  expect(checks.map(({ name, outcome }) => [name, outcome])).toEqual([
    ['target is not production', 'passed'],
    ['target is not the source', 'passed'],
  ])
})

test('a database that is not there yet passes; a server that does not answer does not', async () => {
  await using opened = await openGuardedSource(source, { waivers })
  expect(await verifyTarget(inDatabase(target, 'not_there_yet'), { source: opened, env })).toHaveLength(2)
  expect((await failure(verifyTarget('postgres://127.0.0.1:1/x', { env }))).code).toBe('CONNECTION_FAILED')
})

test('the source itself is refused, by its URL and by another name of it', async () => {
  expect(await refusal(verifyTarget(source, { sourceUrl: source.replace('127.0.0.1', 'localhost'), env }))).toContain(
    'the source itself',
  )
  await using opened = await openGuardedSource(source, { waivers })
  const other = source.replace('127.0.0.1', '[::ffff:127.0.0.1]')
  expect(await refusal(verifyTarget(other, { source: opened, sourceUrl: source, env }))).toContain(
    'behind another name',
  )
})

test('swapped URLs are refused: what is registered as production is no target, by whatever name', async () => {
  const environments = [place('production', source.replace('postgres@', 'reader:secret@'))]
  const message = await refusal(verifyTarget(source, { environments, env }))
  expect(message).toContain('registered as production')
  expect(message).not.toContain('secret')
  const other = source.replace('127.0.0.1', '[::ffff:127.0.0.1]')
  expect(await refusal(verifyTarget(other, { environments: [place('production', source)], env }))).toContain(
    'same database',
  )
  expect(await refusal(verifyTarget(source, { env: { UNDERSTUDY_PRODUCTION_URLS: source } }))).toContain('registered')
})

test('what was read as production from here is no target, until it is registered as something else', async () => {
  const known = openKnownSources(join(folder, 'known'))
  const opened = await openGuardedSource(source, { waivers, known })
  await opened.close()
  expect(await refusal(verifyTarget(source, { known, env }))).toContain('it was read as production')
  expect(await verifyTarget(target, { known, env })).toHaveLength(2)
  expect(await verifyTarget(source, { known, environment: place('test', source), env })).toHaveLength(2)
  const staging = await openGuardedSource(target, { waivers, known, environment: { name: 'staging', type: 'test' } })
  await staging.close()
  expect(await verifyTarget(target, { known, env })).toHaveLength(2)
})

test('what is remembered and cannot be read lets nothing pass', async () => {
  const own = join(folder, 'broken')
  mkdirSync(own)
  writeFileSync(join(own, 'sources.json'), '{}')
  expect((await failure(verifyTarget(target, { known: openKnownSources(own), env }))).code).toBe('REGISTRY_UNREADABLE')
})

test('what says itself that it is production is refused', async () => {
  const name = new URL(target).pathname.slice(1)
  await using server = await connect(inject('testServer').url)
  await server.execute(`comment on database "${name}" is 'understudy: production'`)
  try {
    expect(await refusal(verifyTarget(target, { env }))).toContain('comment')
  } finally {
    await server.execute(`comment on database "${name}" is null`)
  }
})

test.each([
  ['production', false, 'production'],
  ['test', true, 'read-only'],
])('an environment that is %s (read-only: %s) is refused before anything is asked', async (type, isReadOnly, why) => {
  const environment = place(type, 'postgres://127.0.0.1:1/x', isReadOnly)
  expect(await refusal(verifyTarget('postgres://127.0.0.1:1/x', { environment, env }))).toContain(why)
})

describe('files', () => {
  const file = join(folder, 'live.db')
  beforeAll(async () => {
    await using database = await connect(`sqlite:${file}`)
    await database.execute('create table t (a integer); insert into t values (1)')
    linkSync(file, join(folder, 'hard.db'))
    symlinkSync(file, join(folder, 'soft.db'))
    symlinkSync(folder, join(folder, 'here'))
    mkdirSync(join(folder, 'state'))
  })

  test.each(['live.db', 'here/live.db', 'hard.db', 'soft.db', 'live.db-wal', 'hard.db-journal'])(
    '%s is the source',
    async (name) => {
      await using opened = await openGuardedSource(`sqlite:${file}`)
      await refusal(verifyTarget(`sqlite:${join(folder, name)}`, { source: opened, sourceUrl: `sqlite:${file}`, env }))
    },
  )

  test('another file passes, one in the folder of Understudy itself does not', async () => {
    await using opened = await openGuardedSource(`sqlite:${file}`)
    const options = { source: opened, env: { UNDERSTUDY_STATE: join(folder, 'state') } }
    expect(await verifyTarget(`sqlite:${join(folder, 'new.db')}`, options)).toHaveLength(2)
    expect(await refusal(verifyTarget(`sqlite:${join(folder, 'here', 'state', 'new.db')}`, options))).toContain(
      'folder of Understudy',
    )
  })
})
