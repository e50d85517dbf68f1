import { type ChildProcess, spawn } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import type { CrashWork } from '../../test/clone/crash-program.ts'
import { key, peoplePolicy, peopleTables } from '../../test/clone/shop-of-people.ts'
import { connect } from '../database/connect.ts'
import { dropDatabase } from '../database/postgres/drop-database.ts'
import { inDatabase } from '../database/postgres/in-database.ts'
import { cloneDatabase } from './clone-database.ts'
import { readRecord } from './clone-record.ts'
import { backupKey } from './place/backup-key.ts'
import { openPlace } from './place/open-place.ts'
import { newId } from './place/place-names.ts'
import { rollbackClone } from './rollback-clone.ts'

/** `npm run test:full clone` kills twenty times at each, and around files as well; here once. */
const kills = Number(process.env.UNDERSTUDY_CLONE_KILLS ?? 1)
const sealedKills = Number(process.env.UNDERSTUDY_CLONE_KILLS ?? 0)
const seed = Number(process.env.UNDERSTUDY_KILL_SEED ?? 1)
const program = join(import.meta.dirname, '..', '..', 'test', 'clone', 'crash-program.ts')
const server = await connect(inject('testServer').url)
const unique = `crash_${randomBytes(4).toString('hex')}`
const folder = await mkdtemp(join(tmpdir(), 'understudy crash-'))
const state = join(folder, 'state')
const stateBefore = process.env.UNDERSTUDY_STATE
const outcomes: string[] = []

interface Place {
  readonly source: string
  readonly target: string
  readonly confirm: string
}
const engines = ['postgres', 'sqlite'] as const
const sources = {
  postgres: inDatabase(inject('testServer').url, `${unique}_source`),
  sqlite: `sqlite:${join(folder, 'source.db')}`,
}
/** What an undisturbed clone looks like. */
const whole = { postgres: '', sqlite: '' }
/** How long an undisturbed promotion takes, and one whose old target becomes a file. */
const usual = { postgres: 0, sqlite: 0, sealed: 0 }
let number = 0

beforeAll(async () => {
  process.env.UNDERSTUDY_STATE = state
  await server.query(`create database ${unique}_source`)
  for (const engine of engines.slice(0, kills)) {
    await using database = await connect(sources[engine])
    await database.execute(peopleTables)
    const people = Array.from(
      { length: 300 },
      (_, i) => `(${i}, 'p${i}@real.example', 'Real Name${i}', '+4930${1000000 + i}', 'n')`,
    )
    const orders = Array.from({ length: 300 }, (_, i) => `(${i}, ${i}, ${i}.5, 'm')`)
    await database.execute(`insert into people values ${people.join()}; insert into orders values ${orders.join()}`)
    const place = await placed(engine)
    await cloned(place, newId())
    whole[engine] = await checksum(place.target)
    const ready = await staged(engine)
    usual[engine] = await timed(() => promoted(ready.place, ready.id))
  }
  if (sealedKills === 0) return
  const ready = await staged('postgres')
  usual.sealed = await timed(() => promoted(ready.place, ready.id, true))
}, 60_000)

async function timed(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now()
  await work()
  return performance.now() - start
}

afterAll(async () => {
  if (stateBefore === undefined) delete process.env.UNDERSTUDY_STATE
  else process.env.UNDERSTUDY_STATE = stateBefore
  const names = await server.query<{ name: string }>('select datname as name from pg_database where datname like $1', [
    `${unique}%`,
  ])
  for (const { name } of names) await dropDatabase(server, name)
  await server.close()
  await rm(folder, { recursive: true, force: true })
})

async function placed(engine: (typeof engines)[number]): Promise<Place> {
  const name = `${unique}_t${++number}`
  if (engine === 'postgres') await server.query(`create database ${name}`)
  const target =
    engine === 'postgres' ? inDatabase(inject('testServer').url, name) : `sqlite:${join(folder, `${name}.db`)}`
  await using database = await connect(target)
  await database.execute(`${peopleTables}; insert into people values (1, 'old', 'old', null, 'old')`)
  return { source: sources[engine], target, confirm: engine === 'postgres' ? name : `${name}.db` }
}

const clonesFolder = join(folder, 'clones')
async function cloned({ source, target, confirm }: Place, id: string, resume = false): Promise<void> {
  await cloneDatabase(
    { url: source },
    { url: target },
    {
      policy: peoplePolicy({}, target.startsWith('sqlite') ? '' : 'public.'),
      key,
      folder: clonesFolder,
      waive: ['source-can-write'],
      confirm: { name: confirm },
      ...(resume ? { resume: id } : { id }),
    },
  )
}

/** Over all rows: an open, consistent database or nothing. */
async function checksum(url: string): Promise<string> {
  await using database = await connect(url, { create: false, maxConnections: 1 })
  const rows = await Promise.all(
    ['people', 'orders'].map((table) => database.query(`select * from ${table} order by id`)),
  )
  return createHash('sha256').update(JSON.stringify(rows)).digest('hex')
}

/** Starts, lets it come to the line, waits a moment longer, and kills; answers what it had said. */
async function killed(work: CrashWork, lines: number, delay: number): Promise<string[]> {
  const child = spawn(process.execPath, [program, JSON.stringify(work)], { stdio: ['pipe', 'pipe', 'pipe'] })
  const said: string[] = []
  let rest = ''
  let errors = ''
  child.stdout.on('data', (text: Buffer) => {
    const parts = (rest + text).split('\n')
    rest = parts.pop() ?? ''
    said.push(...parts)
  })
  child.stderr.on('data', (text: Buffer) => {
    errors += text
  })
  const closed = once(child, 'close')
  await until(child, closed, said, 1)
  child.stdin.write('go\n')
  await until(child, closed, said, 1 + lines)
  await sleep(delay)
  child.kill('SIGKILL')
  await closed
  expect(errors).toBe('')
  // What it had asked for last, the server may still be at.
  const application = said[0]?.replace('loaded as ', '')
  const there = 'select 1 from pg_stat_activity where application_name = $1'
  await expect.poll(() => server.query(there, [application]), { timeout: 20_000 }).toEqual([])
  return said
}

async function until(
  child: ChildProcess,
  closed: Promise<unknown>,
  said: readonly string[],
  lines: number,
): Promise<void> {
  while (said.length < lines && child.exitCode === null && child.stdout)
    await Promise.race([once(child.stdout, 'data'), closed])
}

function random(at: number, salt: number): number {
  return Number.parseInt(createHash('sha256').update(`${seed} ${at} ${salt}`).digest('hex').slice(0, 8), 16) / 2 ** 32
}

const points = Array.from({ length: kills }, (_, at) => ({ at, engine: engines[at % 2] ?? 'postgres' }))

describe.each(points)('killed at point $at in $engine', ({ at, engine }) => {
  test('a clone leaves the old target or the new one, and goes on', { timeout: 60_000 }, async () => {
    const place = await placed(engine)
    const old = await checksum(place.target)
    const id = newId()
    const said = await killed(
      { what: 'clone', ...place, folder: clonesFolder, id },
      Math.floor(random(at, 1) * 24),
      random(at, 2) * 60,
    )
    const after = await checksum(place.target)
    expect([old, whole[engine]]).toContain(after)
    outcomes.push(`clone at ${said.at(-1)}: ${after === old ? 'old' : 'new'}`)
    if (said.at(-1) === 'ended') return
    const begun = existsSync(join(clonesFolder, id, 'operation.json'))
    // Killed when all was noted, and before it said so.
    const completed = begun && (await readRecord(clonesFolder, id)).operation.status === 'completed'
    if (!completed) await cloned(place, id, begun)
    expect(await checksum(place.target)).toBe(whole[engine])
    await rolledBack(place, old)
  })

  test('a promote leaves the old target or the new one, and can be done', { timeout: 60_000 }, async () => {
    const { place, id, old, made } = await staged(engine)
    await killed({ what: 'promote', ...place, folder, id }, 2, random(at, 3) * 1.5 * usual[engine])
    const after = await checksum(place.target)
    expect([old, made]).toContain(after)
    outcomes.push(`promote: ${after === old ? 'old' : 'new'}`)
    if (after === old) await promoted(place, id)
    expect(await checksum(place.target)).toBe(made)
    await rolledBack(place, old)
  })

  test('a rollback leaves the one or the other, and can be done', { timeout: 60_000 }, async () => {
    const { place, id, old, made } = await staged(engine)
    const backup = await promoted(place, id)
    await killed({ what: 'rollback', ...place, folder, id: backup }, 2, random(at, 4) * 1.5 * usual[engine])
    const after = await checksum(place.target)
    expect([old, made]).toContain(after)
    outcomes.push(`rollback: ${after === old ? 'old' : 'new'}`)
    await rolledBack(place, after === old ? made : old)
  })
})

describe.each(Array.from({ length: sealedKills }, (_, at) => ({ at })))(
  'killed at point $at around a file',
  ({ at }) => {
    test('a promote leaves the old target, or it as a database or a whole file', { timeout: 60_000 }, async () => {
      const { place, id, old, made } = await staged('postgres')
      const work = { what: 'promote', ...place, folder, id, sealed: true } as const
      const said = await killed(work, 2 + Math.floor(random(at, 5) * 3), random(at, 6) * 1.2 * usual.sealed)
      const after = await checksum(place.target)
      expect([old, made]).toContain(after)
      if (after === old) await promoted(place, id, true)
      const kind = await backupKind(place)
      outcomes.push(`promote to a file at ${said.at(-1)}: ${after === old ? 'old' : `new, and a ${kind}`}`)
      await rolledBack(place, old)
      expect(await leftOf(place)).toEqual([])
    })

    test('a rollback leaves the one or the other, and can be done', { timeout: 60_000 }, async () => {
      const { place, id, old, made } = await staged('postgres')
      const backup = await promoted(place, id, true)
      const work = { what: 'rollback', ...place, folder, id: backup, sealed: true } as const
      await killed(work, 2, random(at, 7) * 0.8 * usual.sealed)
      const after = await checksum(place.target)
      expect([old, made]).toContain(after)
      outcomes.push(`rollback from a file: ${after === old ? 'old' : 'new'}`)
      if (after === old) await dropSealed(place)
      await rolledBack(place, after === old ? made : old)
      expect(await leftOf(place)).toEqual([])
    })
  },
)

test('the kills came at every stage', () => {
  expect(outcomes).toHaveLength(kills * 3 + sealedKills * 2)
  const counts = new Map<string, number>()
  for (const one of outcomes) counts.set(one, (counts.get(one) ?? 0) + 1)
  console.info(
    [...counts]
      .sort()
      .map(([what, count]) => `${what} × ${count}`)
      .join('\n'),
  )
})

async function staged(engine: (typeof engines)[number]) {
  const place = await placed(engine)
  const id = newId()
  await using opened = await openPlace(place.target)
  const { url } = await opened.create(id)
  {
    await using database = await connect(url)
    await database.execute(`${peopleTables}; insert into people values (1, 'new', 'new', null, 'new')`)
  }
  return { place, id, old: await checksum(place.target), made: await checksum(url) }
}

async function promoted({ target }: Place, id: string, sealed = false): Promise<string> {
  await using place = await openPlace(target)
  const { backup } = await place.promote(id, {
    disconnect: false,
    keepUntil: new Date(Date.now() + 86_400_000),
    seal: sealed ? backupKey(key) : undefined,
  })
  expect(backup?.sealed).toBe(sealed)
  return backup?.id ?? ''
}

/** There is exactly one backup, and it is what stood there. */
async function rolledBack({ target }: Place, expected: string): Promise<void> {
  await using place = await openPlace(target)
  const backups = await place.backups()
  expect(backups).toHaveLength(1)
  await rollbackClone({ url: target }, backups[0]?.id ?? '', { key })
  expect(await checksum(target)).toBe(expected)
}

async function backupKind({ target }: Place): Promise<string> {
  await using place = await openPlace(target)
  return (await place.backups())[0]?.sealed ? 'file' : 'database'
}

async function dropSealed({ target }: Place): Promise<void> {
  await using place = await openPlace(target)
  for (const { id, sealed } of await place.backups()) if (sealed) await place.dropBackup(id)
}

/** Databases and files that are no backup of it. */
async function leftOf({ target }: Place): Promise<string[]> {
  await using place = await openPlace(target)
  {
    await using _hold = await place.hold()
  }
  const ids = (await place.backups()).map(({ id }) => id)
  const names = await server.query<{ name: string }>(
    'select datname as name from pg_database where datname like $1 escape $2',
    [`${place.target}!_understudy%`, '!'],
  )
  const files = (await readdir(join(state, 'backups'))).filter((name) => name.endsWith('.draft'))
  return [...names.map(({ name }) => name).filter((name) => !ids.some((id) => name.includes(`${id}_backup`))), ...files]
}
