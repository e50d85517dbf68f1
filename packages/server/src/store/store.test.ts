import { spawn } from 'node:child_process'
import { randomBytes, randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { gate } from '../../test/gate.ts'
import { auditRow, datasetRow } from '../../test/rows.ts'
import { engines, testKey, testRing, testStoreConfig, testTeam } from '../../test/store.ts'
import { openStore } from './open-store.ts'
import type { Store } from './store.ts'

const notFound = { code: 'NOT_FOUND' }
const misused = { code: 'STORE_MISUSED' }

describe.each(engines)('a store on %s', async (engine) => {
  const config = await testStoreConfig(engine)
  const open = async () => {
    const store = await openStore(config, testRing)
    afterAll(() => store.close())
    return store
  }
  const [store, second] = [await open(), await open()]

  const add = (team: string, name: string, on = store) =>
    on.team(team, (tx) => tx.insertInto('datasets').values(datasetRow(team, name)).execute())
  const names = async (team: string, on = store) => {
    const rows = await on.readTeam(team, (db) => db.selectFrom('datasets').select('name').orderBy('name').execute())
    return rows.map(({ name }) => name)
  }

  test('has what a transaction wrote, in every process, and nothing of one that failed', async () => {
    const team = await testTeam(store)
    await add(team, 'kept')
    const failed = store.team(team, async (tx) => {
      await tx.insertInto('datasets').values(datasetRow(team, 'lost')).execute()
      throw new Error('no')
    })
    await expect(failed).rejects.toThrow('no')
    expect(await names(team)).toEqual(['kept'])
    expect(await names(team, second)).toEqual(['kept'])
  })

  test('gives back numbers, bytes, flags and nulls as they were', async () => {
    const team = await testTeam(store)
    const job = {
      team_id: team,
      id: randomUUID(),
      kind: 'generate',
      status: 'pending',
      input_sealed: Uint8Array.from([0, 255, 10, 0]),
      result: null,
      progress: 0.125,
      error_sealed: null,
      cancel_requested: 1,
      attempt: 2 ** 40,
      retry_of: null,
      usage: null,
      created_at: '',
      created_by: 'a "quoted" \u{1f600} text',
      started_at: null,
      finished_at: null,
    } as const
    const found = await store.team(team, async (tx) => {
      await tx.insertInto('jobs').values(job).execute()
      return tx.selectFrom('jobs').selectAll().executeTakeFirstOrThrow()
    })
    expect({ ...found, input_sealed: Uint8Array.from(found.input_sealed) }).toEqual(job)
    const { count, sum } = await store.readTeam(team, (db) =>
      db
        .selectFrom('jobs')
        .select(({ fn }) => [fn.countAll<number>().as('count'), fn.sum<number>('attempt').as('sum')])
        .executeTakeFirstOrThrow(),
    )
    expect([count, sum]).toEqual([1, 2 ** 40])
  })

  test('lets writers of a team go one after another, whichever process they are in: none overwrites what it did not see', async () => {
    const team = await testTeam(store)
    await store.team(team, (tx) =>
      tx.insertInto('heads').values({ team_id: team, name: 'events', position: 0 }).execute(),
    )
    const increment = (on: Store) =>
      on.team(team, async (tx) => {
        const { position } = await tx.selectFrom('heads').select('position').executeTakeFirstOrThrow()
        await tx
          .updateTable('heads')
          .set({ position: position + 1 })
          .execute()
      })
    await Promise.all(Array.from({ length: 40 }, (_, index) => increment(index % 2 ? store : second)))
    const row = await store.readTeam(team, (db) => db.selectFrom('heads').select('position').executeTakeFirstOrThrow())
    expect(row.position).toBe(40)
  })

  test('lets writers of the system go one after another too', async () => {
    const name = randomUUID()
    await store.system((tx) => tx.insertInto('settings').values({ name, value: '0' }).execute())
    const increment = (on: Store) =>
      on.system(async (tx) => {
        const { value } = await tx
          .selectFrom('settings')
          .select('value')
          .where('name', '=', name)
          .executeTakeFirstOrThrow()
        await tx
          .updateTable('settings')
          .set({ value: `${Number(value) + 1}` })
          .where('name', '=', name)
          .execute()
      })
    await Promise.all(Array.from({ length: 40 }, (_, index) => increment(index % 2 ? store : second)))
    const row = await store.readSystem((db) =>
      db.selectFrom('settings').select('value').where('name', '=', name).executeTakeFirstOrThrow(),
    )
    expect(row.value).toBe('40')
  })

  test('lets readers wait for nobody, and shows each one moment', async () => {
    const team = await testTeam(store)
    await add(team, 'a')
    const [written, readers] = [gate(), gate()]
    const writing = store.team(team, async (tx) => {
      await tx.insertInto('datasets').values(datasetRow(team, 'b')).execute()
      written.open()
      await readers.opened
    })
    await written.opened
    const seen = await Promise.all(Array.from({ length: 20 }, (_, index) => names(team, index % 2 ? store : second)))
    expect(new Set(seen.flat())).toEqual(new Set(['a']))
    const [begun, changed] = [gate(), gate()]
    const reading = store.readTeam(team, async (db) => {
      const read = () => db.selectFrom('datasets').select('name').execute()
      const before = await read()
      begun.open()
      await changed.opened
      return [before, await read()]
    })
    await begun.opened
    readers.open()
    await writing
    await add(team, 'c', second)
    changed.open()
    expect(await reading).toEqual([[{ name: 'a' }], [{ name: 'a' }]])
    expect(await names(team)).toEqual(['a', 'b', 'c'])
  })

  test('lets no reader write', async () => {
    const team = await testTeam(store)
    await expect(
      store.readTeam(team, (db) => db.insertInto('datasets').values(datasetRow(team, 'x')).execute()),
    ).rejects.toThrow(/read.?only/i)
    await expect(
      store.readSystem((db) => db.insertInto('settings').values({ name: 'x', value: '' }).execute()),
    ).rejects.toThrow(/read.?only/i)
  })

  test('shows a team its own rows alone, and takes no other row from it', async () => {
    const [team, other] = [await testTeam(store), await testTeam(store)]
    await add(team, 'mine')
    expect(await names(other)).toEqual([])
    await expect(
      store.team(other, (tx) => tx.insertInto('datasets').values(datasetRow(team, 'planted')).execute()),
    ).rejects.toThrow()
    await store.team(other, (tx) => tx.updateTable('datasets').set({ name: 'taken' }).execute())
    await store.team(other, (tx) => tx.deleteFrom('datasets').execute())
    await expect(
      store.team(team, (tx) => tx.updateTable('datasets').set({ team_id: other }).execute()),
    ).rejects.toThrow()
    expect(await names(team)).toEqual(['mine'])
  })

  test('knows no team that was not made, none that was erased, and no id that is none', async () => {
    const team = await testTeam(store)
    await add(team, 'old')
    await store.createTeamPlace(team)
    expect(await names(team)).toEqual(['old'])
    expect(await store.places()).toContain(team)
    await store.eraseTeamPlace(team)
    await store.eraseTeamPlace(team)
    expect(await store.places()).not.toContain(team)
    for (const id of [
      team,
      randomUUID(),
      randomUUID().toUpperCase(),
      '',
      '..',
      '../control',
      "' or 1=1 --",
      `${team}\0`,
    ]) {
      await expect(
        store.team(id, async () => {}),
        id,
      ).rejects.toMatchObject(notFound)
      await expect(
        store.readTeam(id, async () => {}),
        id,
      ).rejects.toMatchObject(notFound)
    }
    await expect(store.createTeamPlace('../control')).rejects.toMatchObject(notFound)
    await store.createTeamPlace(team)
    expect(await names(team)).toEqual([])
  })

  test('erases a team while others are at work, once those of the team are done', async () => {
    const [team, other] = [await testTeam(store), await testTeam(store)]
    const at = Promise.all([
      ...Array.from({ length: 10 }, (_, index) => add(team, `n${index}`).catch((thrown: unknown) => thrown)),
      ...Array.from({ length: 10 }, (_, index) => add(other, `n${index}`)),
      store.team(team, (tx) => tx.insertInto('audit').values(auditRow(team, 1)).execute()),
    ])
    await store.eraseTeamPlace(team)
    for (const outcome of (await at).slice(0, 10)) if (outcome instanceof Error) expect(outcome).toMatchObject(notFound)
    expect(await names(other)).toHaveLength(10)
    await expect(names(team)).rejects.toMatchObject(notFound)
  })

  test('holds rows of a team to each other, some not before the end of the transaction', async () => {
    const [team, other] = [await testTeam(store), await testTeam(store)]
    const of = datasetRow(other, 'theirs')
    await store.team(other, (tx) => tx.insertInto('datasets').values(of).execute())
    const version = {
      team_id: team,
      dataset_id: of.id,
      version: 1,
      status: 'ready',
      origin: '{}',
      schema_sealed: null,
      content_hash: null,
      rows: 0,
      bytes: 0,
      created_at: '',
      created_by: '',
    } as const
    await expect(store.team(team, (tx) => tx.insertInto('versions').values(version).execute())).rejects.toThrow(
      /foreign key/i,
    )
    const chunk = {
      team_id: team,
      dataset_id: of.id,
      version: 1,
      entity: 'a',
      ordinal: 0,
      first_row: 0,
      rows: 1,
      bytes: 1,
      blob: 'b',
    }
    const dataset = datasetRow(team, 'ours', of.id)
    const write = (withBlob: boolean) =>
      store.team(team, async (tx) => {
        await tx.insertInto('chunks').values(chunk).execute()
        await tx.insertInto('datasets').values(dataset).execute()
        await tx.insertInto('versions').values(version).execute()
        const { dataset_id } = version
        await tx
          .insertInto('version_entities')
          .values({
            team_id: team,
            dataset_id,
            version: 1,
            entity: 'a',
            position: 0,
            rows: 1,
            columns: '[]',
            primary_key: '[]',
          })
          .execute()
        if (withBlob)
          await tx
            .insertInto('blobs')
            .values({ team_id: team, hash: 'b', references: 1, bytes: 1, created_at: '' })
            .execute()
      })
    await expect(write(false)).rejects.toThrow(/foreign key/i)
    await write(true)
    expect(await names(team)).toEqual(['ours'])
  })

  test('lets nobody change or delete a line of a trail', async () => {
    const team = await testTeam(store)
    await store.team(team, (tx) => tx.insertInto('audit').values(auditRow(team, 1)).execute())
    await expect(store.team(team, (tx) => tx.updateTable('audit').set({ actor: 'user:1' }).execute())).rejects.toThrow()
    await expect(store.team(team, (tx) => tx.deleteFrom('audit').execute())).rejects.toThrow()
    const { team_id: _, ...line } = auditRow(team, Math.floor(Math.random() * 2 ** 40))
    await store.system((tx) =>
      tx
        .insertInto('system_audit')
        .values({ ...line, team_id: team })
        .execute(),
    )
    await expect(store.system((tx) => tx.deleteFrom('system_audit').execute())).rejects.toThrow()
    await expect(store.system((tx) => tx.updateTable('system_audit').set({ seal: '' }).execute())).rejects.toThrow()
  })

  test('refuses a transaction inside another that it could wait for for ever', async () => {
    const team = await testTeam(store)
    const nothing = async () => {}
    await store.team(team, () => store.system(nothing))
    await store.readTeam(team, () => store.readSystem(nothing))
    await store.system(() => store.readSystem(nothing))
    await expect(store.system(() => store.team(team, nothing))).rejects.toMatchObject(misused)
    await expect(store.team(team, () => store.team(team, nothing))).rejects.toMatchObject(misused)
    await expect(store.system(() => store.system(nothing))).rejects.toMatchObject(misused)
    await expect(store.readSystem(() => store.readTeam(team, nothing))).rejects.toMatchObject(misused)
  })

  test('lets what was begun inside a transaction go on after it', async () => {
    const team = await testTeam(store)
    const ended = gate()
    let after: Promise<unknown> | undefined
    await store.system(async () => {
      after = ended.opened.then(() => names(team))
    })
    ended.open()
    expect(await after).toEqual([])
  })

  test('gives a lock to one, in all processes, until it is given back', async () => {
    const name = `sweep-${randomBytes(4).toString('hex')}`
    const lock = await store.tryLock(name)
    expect(lock?.lost.aborted).toBe(false)
    expect(await store.tryLock(name)).toBeUndefined()
    expect(await second.tryLock(name)).toBeUndefined()
    const another = await second.tryLock(`${name}-b`)
    expect(another).toBeDefined()
    await another?.[Symbol.asyncDispose]()
    await lock?.[Symbol.asyncDispose]()
    const again = await second.tryLock(name)
    expect(again).toBeDefined()
    await again?.[Symbol.asyncDispose]()
    await expect(store.tryLock('../x')).rejects.toMatchObject(misused)
  })

  test('takes a lock back from a process that was killed', async () => {
    const name = `dispatch-${randomBytes(4).toString('hex')}`
    const program = join(import.meta.dirname, '../../test/lock-process.ts')
    const child = spawn(process.execPath, [program, JSON.stringify(config), testKey, name], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const [said] = await once(child.stdout, 'data')
    expect(`${said}`).toBe('held\n')
    expect(await store.tryLock(name)).toBeUndefined()
    child.kill('SIGKILL')
    await once(child, 'exit')
    await expect
      .poll(() => store.tryLock(name).then((lock) => lock?.[Symbol.asyncDispose]().then(() => true)))
      .toBe(true)
  })

  test('proves that its teams are apart', async () => {
    await testTeam(store)
    await store.proveIsolation()
  })

  test('is closed once, however often it is asked, and refuses what comes after', async () => {
    const third = await openStore(config, testRing)
    const team = await testTeam(third)
    await add(team, 'last', third)
    await Promise.all([third.close(), third.close()])
    await third.close()
    await expect(third.team(team, async () => {})).rejects.toMatchObject(misused)
    await expect(third.readSystem(async () => {})).rejects.toMatchObject(misused)
    expect(await names(team)).toEqual(['last'])
  })
})
