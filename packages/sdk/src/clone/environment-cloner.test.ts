import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { key, peoplePolicy, peopleTables } from '../../test/clone/shop-of-people.ts'
import { failure } from '../../test/failure.ts'
import { connect } from '../database/connect.ts'
import { openEnvironments } from '../environments/open-environments.ts'
import { discardClone } from './discard-clone.ts'
import { EnvironmentCloner } from './environment-cloner.ts'
import { readClones } from './read-clones.ts'
import { resetDatabase } from './reset-database.ts'
import { rollbackClone } from './rollback-clone.ts'

const folder = await mkdtemp(join(tmpdir(), 'understudy cloner-'))
afterAll(() => rm(folder, { recursive: true, force: true }))
const registry = openEnvironments({
  folder: join(folder, 'state'),
  env: { UNDERSTUDY_KEY: Buffer.from('a key of this test alone, 32 by.').toString('base64') },
})
const cloner = new EnvironmentCloner({ registry, folder: join(folder, 'clones') })
const urlOf = (name: string) => `sqlite:${join(folder, `${name}.db`)}`
const usual = (name: string) => ({ policy: peoplePolicy({}, ''), key, confirm: { name } })

async function make(name: string, rows: number): Promise<void> {
  await using database = await connect(urlOf(name))
  const people = Array.from({ length: rows }, (_, i) => `(${i}, 'p${i}@real.example', 'Real Name${i}', null, 'n')`)
  await database.execute(`${peopleTables}; insert into people values ${people.join()}`)
}

async function emails(name: string): Promise<string[]> {
  await using database = await connect(urlOf(name), { create: false })
  return (await database.query<{ email: string }>('select email from people order by id')).map(({ email }) => email)
}

beforeAll(async () => {
  await make('live', 50)
  await make('training', 2)
  await registry.add({ name: 'live', type: 'production', databaseUrl: urlOf('live') })
  await registry.add({ name: 'training', type: 'training', databaseUrl: urlOf('training') })
})

const status = async () => (await registry.get('training')).status

test('an environment is cloning while it is, and active afterwards; its backup comes back', async () => {
  const [live, training] = [await registry.get('live'), await registry.get('training')]
  const before = await emails('training')
  const seen = new Set<string>()
  const running = cloner.cloneEnvironment(live, training, {
    ...usual('training'),
    onEvent: () => void status().then((one) => seen.add(one)),
  })
  expect(cloner.running).toHaveLength(1)
  const { operation } = await running
  expect([operation.status, await status(), [...seen][0], cloner.running]).toEqual([
    'completed',
    'active',
    'cloning',
    [],
  ])
  const masked = await emails('training')
  expect([masked.length, masked.some((email) => email.includes('real.example'))]).toEqual([50, false])
  expect(await cloner.validateClone(training)).toMatchObject({ passed: true })
  expect(await cloner.operations()).toMatchObject([{ id: operation.id, source: 'live', target: 'training' }])

  const [backup] = await cloner.backups(training)
  expect(backup).toMatchObject({ id: operation.backupId, cloneId: operation.id })
  await cloner.rollbackClone(training, backup?.id ?? '')
  expect(await emails('training')).toEqual(before)
  expect(await cloner.backups(training)).toMatchObject([{ cloneId: null }])
})

test('a clone is cancelled by its id, and its target is as it was, status and all', async () => {
  const [live, training] = [await registry.get('live'), await registry.get('training')]
  const before = await emails('training')
  const work = cloner.cloneEnvironment(live, training, {
    ...usual('training'),
    onEvent: (event, { id }) => event.type === 'phase' && event.phase === 'copying' && cloner.cancel(id),
  })
  const error = await failure(work)
  expect([error.code, error.details.stands, await status()]).toEqual(['CANCELLED', 'the target is as it was', 'active'])
  expect(await emails('training')).toEqual(before)
  expect((await failure((async () => cloner.cancel('0123456789'))())).code).toBe('CLONE_UNKNOWN')
})

test('production is never a target, not of a clone, a rollback or a reset', async () => {
  const [live, training] = [await registry.get('live'), await registry.get('training')]
  const environments = await registry.list()
  const refusals = [
    await failure(cloner.cloneEnvironment(training, live, usual('live'))),
    await failure(cloner.cloneEnvironment(training, { url: urlOf('live') }, usual('live.db'))),
    await failure(rollbackClone({ url: urlOf('live') }, '0123456789', { environments })),
    await failure(resetDatabase({ url: urlOf('live') }, { confirm: 'live.db', environments })),
  ]
  expect(refusals.map(({ code }) => code)).toEqual(Array.from({ length: 4 }, () => 'TARGET_REFUSED'))
  expect((await registry.get('live')).status).toBe('inactive')
})

test('a sealed backup needs the key that made it', async () => {
  await make('sealed', 3)
  const target = { url: urlOf('sealed') }
  const before = await emails('sealed')
  const { operation } = await cloner.cloneEnvironment(await registry.get('live'), target, {
    ...usual('sealed.db'),
    backup: 'file',
  })
  const id = operation.backupId ?? ''
  expect(await cloner.backups(target)).toMatchObject([{ id, sealed: true }])
  expect((await failure(cloner.rollbackClone(target, id))).code).toBe('MASKING_KEY_MISSING')
  await cloner.rollbackClone(target, id, { key })
  expect(await emails('sealed')).toEqual(before)
})

test('a reset goes back to what was promoted and kept for it', async () => {
  await make('reset', 3)
  const target = { url: urlOf('reset') }
  await cloner.cloneEnvironment(await registry.get('live'), target, { ...usual('reset.db'), keepForReset: true })
  const promoted = await emails('reset')
  {
    await using database = await connect(target.url)
    await database.execute('delete from people where id > 7')
  }
  expect((await failure(resetDatabase(target, {}))).code).toBe('UNCONFIRMED')
  expect(await resetDatabase(target, { confirm: 'reset.db' })).toMatchObject({
    to: 'clone',
    cloneId: expect.any(String),
  })
  expect(await emails('reset')).toEqual(promoted)
})

test('what an interrupted clone has left goes when it is discarded', async () => {
  await make('left', 3)
  const target = { url: urlOf('left') }
  const controller = new AbortController()
  const error = await failure(
    cloner.cloneEnvironment(await registry.get('live'), target, {
      ...usual('left.db'),
      keepWhenCancelled: true,
      signal: controller.signal,
      onEvent: (event) => event.type === 'phase' && event.phase === 'verifying' && controller.abort(),
    }),
  )
  const id = String(error.details.clone)
  const beside = async () => (await readdir(folder)).filter((name) => name.startsWith('left.db'))
  expect(await beside()).toContain(`left.db.understudy-${id}`)
  const known = (await readClones(join(folder, 'clones'))).find(({ operation }) => operation.id === id)
  expect(known).toMatchObject({ interrupted: true, operation: { status: 'cancelled' } })
  await discardClone(id, target, { folder: join(folder, 'clones') })
  expect(await beside()).toEqual(['left.db'])
  expect((await cloner.operations()).some((one) => one.id === id)).toBe(false)
})
