import { randomBytes } from 'node:crypto'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { firstOf, testInFull } from '../../../../test/full.ts'
import { key, peoplePolicy, peopleRows, peopleTables } from '../../test/clone/shop-of-people.ts'
import { failure } from '../../test/failure.ts'
import { readMaskingKey } from '../anonymize/key/read-masking-key.ts'
import { connect } from '../database/connect.ts'
import { dropDatabase } from '../database/postgres/drop-database.ts'
import { inDatabase } from '../database/postgres/in-database.ts'
import { cloneDatabase } from './clone-database.ts'
import type { CloneEvent } from './clone-event.ts'
import type { CloneOptions } from './clone-options.ts'
import { readRecord, writeRecord } from './clone-record.ts'
import { newId } from './place/place-names.ts'
import { readClones } from './read-clones.ts'
import { backupsOf, rollbackClone } from './rollback-clone.ts'

const folder = await mkdtemp(join(tmpdir(), 'understudy clones-'))
const server = await connect(inject('testServer').url)
const unique = `cloning_${randomBytes(4).toString('hex')}`
const url = (name: string) => inDatabase(inject('testServer').url, `${unique}_${name}`)
const source = { url: url('source') }

const state = process.env.UNDERSTUDY_STATE

beforeAll(async () => {
  process.env.UNDERSTUDY_STATE = folder
  await server.query(`create database ${unique}_source`)
  await using database = await connect(source.url)
  await database.execute(`${peopleTables} ${peopleRows(200)}`)
})

afterAll(async () => {
  if (state === undefined) delete process.env.UNDERSTUDY_STATE
  else process.env.UNDERSTUDY_STATE = state
  const names = await server.query<{ name: string }>('select datname as name from pg_database where datname like $1', [
    `${unique}%`,
  ])
  for (const { name } of names) await dropDatabase(server, name)
  await server.close()
  await rm(folder, { recursive: true, force: true })
})

const usual = (name: string): CloneOptions => ({
  policy: peoplePolicy(),
  key,
  folder,
  waive: ['source-can-write'],
  confirm: { name: `${unique}_${name}` },
})

const known = async (id: string) => (await readClones(folder)).find(({ operation }) => operation.id === id)

async function target(name: string): Promise<{ url: string }> {
  await server.query(`create database ${unique}_${name}`)
  await using database = await connect(url(name))
  await database.execute("create table old (v text); insert into old values ('old')")
  return { url: url(name) }
}

async function ask<Row>(at: { url: string }, text: string): Promise<Row[]> {
  await using database = await connect(at.url)
  return await database.query<Row>(text)
}

const databases = async () =>
  (
    await server.query<{ name: string }>('select datname as name from pg_database where datname like $1 order by 1', [
      `${unique}%`,
    ])
  ).map(({ name }) => name.slice(unique.length + 1))

describe('a clone', () => {
  test('takes the place of its target masked, verified, with the old one kept and all of it told', async () => {
    const to = await target('one')
    const events: CloneEvent[] = []
    const progress: number[] = []
    const { operation, plan, verification } = await cloneDatabase(source, to, {
      ...usual('one'),
      onEvent: (event, now) => {
        events.push(event)
        progress.push(now.progress)
      },
    })
    expect(verification?.checks.filter(({ passed }) => !passed)).toEqual([])
    expect(operation).toMatchObject({ status: 'completed', phase: 'done', progress: 100, failure: null })
    expect(operation.backupId).toMatch(/^[0-9a-f]{10}$/)
    expect(operation.statistics).toMatchObject({ rows: 600, rowsMasked: 200 })
    expect(operation.statistics.groups).toMatchObject([{ group: 'people', rows: 600, rowsMasked: 200 }])
    expect(progress).toEqual([...progress].sort((a, b) => a - b))
    expect(new Set(events.map(({ type }) => type))).toEqual(new Set(['phase', 'step', 'copied', 'table']))
    expect(plan.tables.map(({ table }) => table).sort()).toEqual(['public.orders', 'public.people'])

    const masked = await ask<Record<string, unknown>>(to, 'select * from people order by id')
    const originals = await ask<Record<string, unknown>>(source, 'select * from people order by id')
    expect(masked).toHaveLength(200)
    for (const [at, row] of masked.entries()) {
      expect([row.id, row.note]).toEqual([originals[at]?.id, originals[at]?.note])
      for (const name of ['email', 'name', 'phone']) expect(row[name]).not.toBe(originals[at]?.[name])
    }
    const record = await readFile(join(folder, operation.id, 'operation.json'), 'utf8')
    expect(await readRecord(folder, operation.id)).toMatchObject({ operation: { status: 'completed', progress: 100 } })
    for (const name of ['operation.json', 'manifest.json', 'verification.json', 'ledger.ndjson'])
      expect(await readFile(join(folder, operation.id, name), 'utf8')).not.toMatch(/Originalson|real@mail/)
    expect(record).not.toContain('postgres:s')
    expect(await databases()).toEqual(['one', `one_understudy_${operation.backupId}_backup`, 'source'])
  })

  test('that nobody confirmed, or that only plans, changes nothing', async () => {
    const to = await target('two')
    const { confirm: _, ...unconfirmed } = usual('two')
    const { plan, operation } = await cloneDatabase(source, to, { ...unconfirmed, dryRun: true })
    expect([operation.status, plan.rows]).toEqual(['pending', expect.any(Number)])
    const codes = [
      await failure(cloneDatabase(source, to, unconfirmed)),
      await failure(cloneDatabase(source, to, { ...unconfirmed, confirm: { name: 'another' } })),
      await failure(
        cloneDatabase(source, to, { ...usual('two'), confirm: { name: `${unique}_two`, planHash: '0'.repeat(64) } }),
      ),
    ].map(({ code }) => code)
    expect(codes).toEqual(['UNCONFIRMED', 'UNCONFIRMED', 'PLAN_CHANGED'])
    expect(await ask(to, 'select v from old')).toEqual([{ v: 'old' }])
  })

  test('that could not keep the old target as it was asked to is refused before anything is copied', async () => {
    const phases: string[] = []
    const onEvent: CloneOptions['onEvent'] = (event) => void (event.type === 'phase' && phases.push(event.phase))
    const asked = { ...usual('seven'), backup: 'file', onEvent } as const
    const to = await target('seven')
    await ask(to, 'create operator === (leftarg = integer, rightarg = integer, function = int4eq)')
    const error = await failure(cloneDatabase(source, to, asked))
    expect([error.code, error.message]).toEqual(['CATALOG_UNSUPPORTED', expect.stringContaining('operator public.===')])
    expect((await failure(cloneDatabase(source, to, { ...asked, key: undefined }))).code).toBe('MASKING_KEY_MISSING')
    expect(new Set(phases)).toEqual(new Set(['checking']))
  })

  test('keeps the old target as a file that its key alone brings back', async () => {
    const to = await target('file')
    const steps: string[] = []
    const id = newId()
    const onEvent: CloneOptions['onEvent'] = (event) => void (event.type === 'step' && steps.push(event.title))
    const { operation } = await cloneDatabase(source, to, { ...usual('file'), backup: 'file', id, onEvent })
    expect(operation.logs.map(({ message }) => message).filter((message) => message.includes('backup'))).toEqual([])
    expect(steps.slice(-2)).toEqual([
      'write the backup to a file',
      'load the backup from its file to see that it comes back',
    ])
    const backup = operation.backupId ?? ''
    expect(await backupsOf(to)).toMatchObject([{ id: backup, cloneId: id, sealed: true }])
    const refusals = [
      await failure(rollbackClone(to, backup)),
      await failure(rollbackClone(to, backup, { key: readMaskingKey('another passphrase of some length') })),
    ]
    expect(refusals.map(({ code }) => code)).toEqual(['MASKING_KEY_MISSING', 'BACKUP_UNKNOWN'])
    await rollbackClone(to, backup, { key })
    expect(await ask(to, 'select v from old')).toEqual([{ v: 'old' }])
  })

  testInFull('makes a file of a backup that it had not come to', async () => {
    const to = await target('file_late')
    // As a process leaves it that dies between the swap and the file.
    const again = newId()
    await cloneDatabase(source, to, { ...usual('file_late'), id: again })
    const record = await readRecord(folder, again)
    await writeRecord(folder, { ...record, operation: { ...record.operation, status: 'failed', backupId: null } })
    const resumed = await cloneDatabase(source, to, { ...usual('file_late'), backup: 'file', resume: again })
    expect(await backupsOf(to)).toContainEqual(
      expect.objectContaining({ id: resumed.operation.backupId, cloneId: again, sealed: true }),
    )
    expect(
      (await databases()).filter(
        (name) => name.startsWith('file_late') && name.includes(resumed.operation.backupId ?? '-'),
      ),
    ).toEqual([])
  })

  test('whose target is in use is refused by who uses it, and goes on by its id', async () => {
    const to = await target('three')
    const used = await connect(to.url)
    const error = await failure(cloneDatabase(source, to, usual('three')))
    const id = String(error.details.clone)
    expect([error.code, error.details.stands]).toEqual([
      'TARGET_IN_USE',
      `the target is as it was; go on with --resume ${id}`,
    ])
    expect(await known(id)).toMatchObject({ interrupted: true, operation: { status: 'failed' } })
    await used.close()
    const logged: string[] = []
    await failure(
      cloneDatabase(source, to, {
        ...usual('three'),
        confirm: {},
        onEvent: (event) => event.type === 'log' && logged.push(event.log.message),
      }),
    )
    expect(logged).toEqual([expect.stringContaining(`--resume ${id} goes on with it`)])
    const copied: CloneEvent[] = []
    const { operation } = await cloneDatabase(source, to, {
      ...usual('three'),
      resume: id,
      onEvent: (event) => event.type === 'copied' && copied.push(event),
    })
    expect([operation.id, operation.status, copied]).toEqual([id, 'completed', []])
    expect((await failure(cloneDatabase(source, to, { ...usual('three'), resume: id }))).code).toBe('CLONE_UNKNOWN')
  })

  test('that is cancelled leaves nothing but the old target', async () => {
    const to = await target('four')
    for (const phase of ['copying', 'verifying'] as const) {
      const controller = new AbortController()
      const error = await failure(
        cloneDatabase(source, to, {
          ...usual('four'),
          signal: controller.signal,
          onEvent: (event) => event.type === 'phase' && event.phase === phase && controller.abort(),
        }),
      )
      expect(error.code).toBe('CANCELLED')
      expect((await readRecord(folder, String(error.details.clone))).operation.status).toBe('cancelled')
    }
    expect(await ask(to, 'select v from old')).toEqual([{ v: 'old' }])
    expect((await databases()).filter((name) => name.startsWith('four'))).toEqual(['four'])
  })

  test('without a complete policy reads no row, and with another engine says so', async () => {
    const to = await target('five')
    const { people, ...rest } = peoplePolicy().tables as Record<string, never>
    expect(people).toBeUndefined()
    const policy = { ...peoplePolicy(), tables: { 'public.people': rest['public.people'] ?? { columns: {} } } }
    const error = await failure(cloneDatabase(source, to, { ...usual('five'), policy }))
    expect(error.code).toBe('POLICY_INCOMPLETE')
    expect((await databases()).filter((name) => name.startsWith('five'))).toEqual(['five'])
  })

  test('into its own source, or into production, is refused', async () => {
    expect((await failure(cloneDatabase(source, source, usual('source')))).code).toBe('TARGET_REFUSED')
  })
})

describe('clones at once', () => {
  test('each takes its target, and a second one of the same target waits for nobody but is refused', async () => {
    const names = firstOf(2, ['a', 'b', 'c', 'd', 'e'])
    const targets = await Promise.all(names.map((name) => target(`p${name}`)))
    const all = await Promise.allSettled([
      ...targets.map((to, at) => cloneDatabase(source, to, { ...usual(`p${names[at]}`), workers: 1 })),
      cloneDatabase(source, targets[0] ?? { url: '' }, { ...usual('pa'), workers: 1 }),
    ])
    expect(all.filter(({ status }) => status === 'fulfilled')).toHaveLength(names.length)
    expect(all.flatMap((one) => (one.status === 'rejected' ? [one.reason.code] : []))).toEqual(['CLONE_BUSY'])
    for (const to of targets) expect(await ask(to, 'select count(*)::int as n from orders')).toEqual([{ n: 400 }])
  })
})
