import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { testDatabase } from '../../../../test/database.ts'
import { key, peoplePolicy, peopleTables } from '../../test/clone/shop-of-people.ts'
import { connect } from '../database/connect.ts'
import { dropDatabase } from '../database/postgres/drop-database.ts'
import { inDatabase } from '../database/postgres/in-database.ts'
import { openEnvironments } from '../environments/open-environments.ts'
import { discardClone } from './discard-clone.ts'
import { EnvironmentCloner } from './environment-cloner.ts'
import { openPlace } from './place/open-place.ts'
import { newId } from './place/place-names.ts'
import { readClones } from './read-clones.ts'

const folder = await mkdtemp(join(tmpdir(), 'understudy interrupted-'))
const state = join(folder, 'state')
const clones = join(folder, 'clones')
const registry = openEnvironments({ folder: state, env: {} })
const source = await testDatabase('interrupted')
const name = `${new URL(source).pathname.slice(1)}_target`
const target = inDatabase(source, name)
const server = await connect(inDatabase(source, 'postgres'))

beforeAll(async () => {
  await server.query(`create database "${name}"`)
  {
    await using database = await connect(source)
    const people = Array.from({ length: 20 }, (_, i) => `(${i}, 'p${i}@real.example', 'Real Name${i}', null, 'n')`)
    await database.execute(`${peopleTables}; insert into people values ${people.join()}`)
  }
  await using old = await connect(target)
  await old.execute('create table old (a int)')
  await registry.add({ name: 'live', type: 'production', databaseUrl: source })
  await registry.add({ name: 'training', type: 'training', databaseUrl: target, status: 'active' })
})
afterAll(async () => {
  {
    await using place = await openPlace(target)
    for (const { id } of await place.backups()) await place.dropBackup(id)
  }
  await dropDatabase(server, name)
  await server.close()
  await rm(folder, { recursive: true, force: true })
})

const program = join(import.meta.dirname, '..', '..', 'test', 'clone', 'environment-program.ts')
const seen = async () => {
  const { status, brokenClone } = await registry.get('training')
  return [status, brokenClone]
}
const tables = async () => {
  await using database = await connect(target)
  return (await database.query<{ t: string }>("select tablename as t from pg_tables where schemaname = 'public'")).map(
    ({ t }) => t,
  )
}

async function killedIn(phase: string): Promise<string> {
  const id = newId()
  const child = spawn(process.execPath, [program, state, clones, 'live', 'training', id, phase], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  await once(child.stdout, 'data')
  expect(await seen()).toEqual(['cloning', null])
  child.kill('SIGKILL')
  await once(child, 'exit')
  return id
}

test('an environment whose clone was killed says so, and discarding it puts it back as it was', async () => {
  const id = await killedIn('finishing')
  expect(await seen()).toEqual(['error', id])
  expect((await readClones(clones))[0]).toMatchObject({ interrupted: true, operation: { id, status: 'failed' } })
  await discardClone(id, { url: target, environment: await registry.get('training') }, { folder: clones, registry })
  expect([await seen(), await tables(), await readClones(clones)]).toEqual([['active', null], ['old'], []])
})

test('and resuming it makes it active', async () => {
  const id = await killedIn('verifying')
  expect(await seen()).toEqual(['error', id])
  const cloner = new EnvironmentCloner({ registry, folder: clones })
  const policy = { ...peoplePolicy({}, 'public.'), largeObjects: { keep: { reason: 'of no one', by: 'a test' } } }
  const options = { policy, key, waive: ['source-can-write'] }
  const live = await registry.get('live')
  // What is refused before it begins leaves it as it is.
  const other = { ...options, resume: id, policy: { ...options.policy, tables: {} } }
  await expect(cloner.cloneEnvironment(live, await registry.get('training'), other)).rejects.toMatchObject({
    code: 'POLICY_INCOMPLETE',
  })
  expect(await seen()).toEqual(['error', id])
  await cloner.cloneEnvironment(live, await registry.get('training'), { ...options, resume: id })
  expect([await seen(), (await tables()).sort()]).toEqual([
    ['active', null],
    ['orders', 'people'],
  ])
})
