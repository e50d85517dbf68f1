import { randomUUID } from 'node:crypto'
import { mkdtemp, readdir, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { auditRow, datasetRow } from '../../../test/rows.ts'
import { engines, testRing, testSealer, testStore, testTeam } from '../../../test/store.ts'
import { openSealer } from '../data-keys/open-sealer.ts'
import { systemShape } from '../shape/system-shape.ts'
import { teamShape } from '../shape/team-shape.ts'
import type { Store } from '../store.ts'
import { forgetTeam } from './forget-team.ts'
import { restoreStore } from './restore-store.ts'
import { lineOf, rowsOf } from './rows.ts'

const folder = await mkdtemp(join(tmpdir(), 'understudy-backup-'))
afterAll(() => rm(folder, { recursive: true, force: true }))
const newFolder = () => join(folder, randomUUID())

/** Every row of every table, as text. */
async function contentOf(store: Store): Promise<Record<string, string[]>> {
  const content: Record<string, string[]> = {}
  const read = async (name: string, rows: AsyncIterable<string>) => {
    const found: string[] = []
    for await (const row of rows) found.push(row)
    content[name] = found.sort()
  }
  for (const [table, shape] of Object.entries(systemShape))
    await store.readSystem((db) => read(table, lines(rowsOf(db, table, shape), shape)))
  for (const team of await store.places())
    for (const [table, shape] of Object.entries(teamShape))
      await store.readTeam(team, (db) => read(`${team}/${table}`, lines(rowsOf(db, table, shape), shape)))
  return content
}

async function* lines(rows: ReturnType<typeof rowsOf>, shape: Parameters<typeof lineOf>[1]): AsyncGenerator<string> {
  for await (const row of rows) yield lineOf(row, shape)
}

describe.each(engines)('a backup of a store on %s', async (engine) => {
  const store = await testStore(engine, 'backed')
  const sealer = await testSealer(store)
  const empty = { sqlite: await testStore('sqlite', 'restored'), postgres: await testStore('postgres', 'restored') }
  const [target, part] = [await testStore('sqlite', 'refused'), await testStore('sqlite', 'part')]
  const forgotten = await testStore(engine, 'forgotten')
  const teams = [await testTeam(store), await testTeam(store)]
  const [team = '', other = ''] = teams
  for (const id of teams) {
    await store.team(id, async (tx) => {
      const rows = Array.from({ length: 600 }, (_, row) => datasetRow(id, `"n"\n${row} \u{1f600}`))
      await tx.insertInto('datasets').values(rows).execute()
      await tx.insertInto('audit').values(auditRow(id, 1)).execute()
    })
    const blobs = Array.from({ length: 45 }, async (_, blob) => {
      const sealed = await sealer.seal(id, `blob/${blob}`, Buffer.from(`blob ${blob}`))
      return { team_id: id, hash: `${blob}`, sealed, stored_at: '' }
    })
    const sealed = await Promise.all(blobs)
    await store.team(id, (tx) => tx.insertInto('blob_bytes').values(sealed).execute())
  }
  const backup = newFolder()
  await store.backUp(backup)

  test.each(engines)('is restored whole on %s, and opens with the same ring', async (to) => {
    const restored = empty[to]
    await restoreStore(restored, backup)
    expect(await contentOf(restored)).toEqual(await contentOf(store))
    const opened = await openSealer(restored, testRing)
    const { sealed } = await restored.readTeam(team, (db) =>
      db.selectFrom('blob_bytes').select('sealed').where('hash', '=', '44').executeTakeFirstOrThrow(),
    )
    expect(Buffer.from(await opened.open(team, 'blob/44', sealed)).toString()).toBe('blob 44')
    expect(opened.derive('api-keys')).toEqual(sealer.derive('api-keys'))
    await restored.proveIsolation()
  })

  test('is of one moment, whatever is written meanwhile', async () => {
    const name = `moment-${engine}`
    let stop = false
    let last = 0
    const writing = (async () => {
      while (!stop) {
        last++
        for (const id of teams)
          await store.team(id, (tx) =>
            tx
              .insertInto('team_config')
              .values({ team_id: id, config_sealed: new Uint8Array(), updated_at: '', revision: last })
              .onConflict((conflict) => conflict.column('team_id').doUpdateSet({ revision: last }))
              .execute(),
          )
        await store.system((tx) =>
          tx
            .insertInto('settings')
            .values({ name, value: `${last}` })
            .onConflict((conflict) => conflict.column('name').doUpdateSet({ value: `${last}` }))
            .execute(),
        )
      }
    })()
    await expect.poll(() => last).toBeGreaterThan(2)
    const during = newFolder()
    await store.backUp(during)
    stop = true
    await writing
    const read = async (file: string, pattern: RegExp) =>
      Number(pattern.exec(await readFile(join(during, file), 'utf8'))?.[1])
    const first = await read(`teams/${team}/team_config.ndjson`, /"revision":(\d+)/)
    const second = await read(`teams/${other}/team_config.ndjson`, /"revision":(\d+)/)
    const system = await read('system/settings.ndjson', new RegExp(`"${name}","value":"(\\d+)"`))
    const [lowest, highest] = [Math.min(first, second, system), Math.max(first, second, system)]
    expect(highest - lowest).toBeLessThanOrEqual(1)
    expect([first, second, system]).toEqual([first, second, system].toSorted((a, b) => b - a))
  })

  test('can be read by nobody else, and holds no key that is not wrapped', async () => {
    for (const name of await readdir(backup, { recursive: true })) {
      const { mode } = await stat(join(backup, name))
      expect(mode & 0o077, name).toBe(0)
    }
  })

  test('that is not whole is refused, and nothing of it restored', async () => {
    const broken = newFolder()
    await store.backUp(broken)
    const invalid = { code: 'BACKUP_INVALID' }
    const file = join(broken, 'teams', team, 'datasets.ndjson')
    const whole = await readFile(file)
    await truncate(file, whole.length - 10)
    await expect(restoreStore(target, broken)).rejects.toMatchObject(invalid)
    await rm(file)
    await expect(restoreStore(target, broken)).rejects.toMatchObject(invalid)
    await writeFile(file, whole)
    const manifest = await readFile(join(broken, 'backup.json'), 'utf8')
    await rm(join(broken, 'backup.json'))
    await expect(restoreStore(target, broken)).rejects.toMatchObject(invalid)
    await writeFile(join(broken, 'backup.json'), manifest.replace(/"schema": \d+/, '"schema": 99'))
    await expect(restoreStore(target, broken)).rejects.toMatchObject({ code: 'STORE_NEWER' })
    expect(await target.places()).toEqual([])
  })

  test('that is interrupted is none, and one that is restored in part lets nobody in', async () => {
    const interrupted = newFolder()
    await expect(store.backUp(interrupted, AbortSignal.abort())).rejects.toThrow('aborted')
    expect(await readdir(interrupted)).not.toContain('backup.json')
    await expect(restoreStore(target, interrupted)).rejects.toMatchObject({ code: 'BACKUP_INVALID' })
    const stop = new AbortController()
    const { signal } = stop
    const restoring = restoreStore(part, backup, { signal, besides: async () => stop.abort() })
    await expect(restoring).rejects.toThrow('aborted')
    expect(await part.places()).toEqual([team, other].toSorted())
    const system = await part.readSystem((db) => db.selectFrom('data_keys').select('id').execute())
    expect(system).toEqual([])
    await expect(restoreStore(part, backup)).rejects.toMatchObject({ code: 'BACKUP_TARGET' })
  })

  test('goes into no folder and no store that has something in it', async () => {
    const occupied = { code: 'BACKUP_TARGET' }
    await expect(store.backUp(backup)).rejects.toMatchObject(occupied)
    await expect(restoreStore(store, backup)).rejects.toMatchObject(occupied)
  })

  test('that has forgotten a team has nothing of it but its name', async () => {
    const forgetting = newFolder()
    await store.backUp(forgetting)
    await forgetTeam(forgetting, team)
    await forgetTeam(forgetting, team)
    const names = await readdir(forgetting, { recursive: true })
    expect(names.filter((name) => name.includes(team))).toEqual([])
    const restored = forgotten
    await restoreStore(restored, forgetting)
    expect(await restored.places()).toEqual([other])
    const rows = await restored.readSystem((db) => db.selectFrom('teams').select(['id', 'status']).execute())
    expect(rows.toSorted((a, b) => a.id.localeCompare(b.id))).toEqual(
      [
        { id: team, status: 'erased' },
        { id: other, status: 'active' },
      ].toSorted((a, b) => a.id.localeCompare(b.id)),
    )
    const keys = await restored.readSystem((db) => db.selectFrom('data_keys').select('team_id').execute())
    expect(keys.map((key) => key.team_id)).not.toContain(team)
  })
})
