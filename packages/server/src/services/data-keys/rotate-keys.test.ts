import { describe, expect, test } from 'vitest'
import { testServices } from '../../../test/datasets.ts'
import { callAs, server } from '../../../test/services.ts'
import { engines } from '../../../test/store.ts'
import { teamShape } from '../../store/shape/team-shape.ts'
import { createDataset } from '../datasets/create-dataset.ts'
import { readPage } from '../datasets/read/read-page.ts'
import { importVersion } from '../datasets/write/import-version.ts'
import { destroyOldKeys } from './destroy-old-keys.ts'
import { resealTeam } from './reseal-team.ts'
import { rotateKeys } from './rotate-keys.ts'
import { sealedColumns, underDatasetKey } from './sealed-columns.ts'

test('every column of a team that is sealed is sealed anew at a rotation, or goes with its dataset', () => {
  const sealed = Object.entries(teamShape).flatMap(([table, { columns }]) =>
    Object.keys(columns)
      .filter((column) => column.endsWith('_sealed'))
      .map((column) => `${table}.${column}`),
  )
  const known = [...sealedColumns.map(({ table, column }) => `${table}.${column}`), ...underDatasetKey]
  expect(known.sort()).toEqual(sealed.sort())
})

describe.each(engines)('rotating keys on %s', async (engine) => {
  const { services, clock, team: newTeam } = await testServices(engine, 'rotate')
  const team = await newTeam()
  const { id: dataset } = await createDataset(services, server, team, { name: 'kept', description: '' })
  const input = { team, dataset, format: 'ndjson', entity: 'rows' }
  await importVersion(
    services,
    server,
    input,
    (async function* () {
      yield Buffer.from('{"id":1}\n')
    })(),
  )
  const keySealed = async () =>
    (
      await services.store.readTeam(team, (db) =>
        db.selectFrom('datasets').select('key_sealed').where('id', '=', dataset).executeTakeFirstOrThrow(),
      )
    ).key_sealed!

  test('seals the keys of datasets anew, and their rows are read as before', async () => {
    const before = await keySealed()
    const { resealed, teams } = await rotateKeys(services, server)
    expect([resealed, teams]).toEqual([1, 1])
    const after = await keySealed()
    expect(await services.sealer.isCurrent(team, before)).toBe(false)
    expect(await services.sealer.isCurrent(team, after)).toBe(true)
    expect((await readPage(services, server, { team, dataset, limit: 1 })).rows).toBe(1)
    expect(await resealTeam(services, team)).toBe(0)
  })

  test('goes on where it broke off, however many rows there are', async () => {
    const webhooks = Array.from({ length: 250 }, async (_, i) => {
      const id = `webhook-${String(i).padStart(3, '0')}`
      return {
        ...({ team_id: team, id, types: '[]', active: 0, created_at: '', created_by: 'system' } as const),
        url_sealed: await services.sealer.seal(team, `webhooks/url/${id}`, Buffer.from(id)),
        secret_sealed: await services.sealer.seal(team, `webhooks/secret/${id}`, Buffer.from(id)),
      }
    })
    const rows = await Promise.all(webhooks)
    await services.store.team(team, (tx) => tx.insertInto('webhooks').values(rows).execute())
    await services.sealer.rotate(team)
    expect(await resealTeam(services, team)).toBe(501)
    const row = await services.store.readTeam(team, (db) =>
      db.selectFrom('webhooks').selectAll().where('id', '=', 'webhook-249').executeTakeFirstOrThrow(),
    )
    const url = await services.sealer.open(team, 'webhooks/url/webhook-249', row.url_sealed)
    expect(Buffer.from(url).toString()).toBe('webhook-249')
  })

  test('destroys what was rotated away two days later, when nothing stands under it, and the team goes on', async () => {
    const old = await keySealed()
    await rotateKeys(services, server)
    await rotateKeys(services, server)
    const destroy = () => destroyOldKeys(services, new AbortController().signal)
    expect(await destroy()).toBe(0)
    await expect(services.sealer.open(team, `datasets/key/${dataset}`, old)).resolves.toHaveLength(32)
    // Of something that was sealed late, by a process that did not know yet.
    await services.store.team(team, (tx) =>
      tx.updateTable('datasets').set({ key_sealed: old }).where('id', '=', dataset).execute(),
    )
    clock.pass(49 * 3600)
    expect(await destroy()).toBeGreaterThan(2)
    await expect(services.sealer.open(team, `datasets/key/${dataset}`, old)).rejects.toMatchObject({
      code: 'SEAL_BROKEN',
    })
    expect((await readPage(services, server, { team, dataset, limit: 1 })).rows).toBe(1)
    const { id: next } = await createDataset(services, server, team, { name: 'next', description: '' })
    expect(next).not.toBe(dataset)
    await services.sealer.rotate(team)
    expect(await destroy()).toBe(0)
  })

  test('is for who operates the system', async () => {
    const member = callAs({ kind: 'key', id: 'k', name: 'k', team, scopes: new Set(['team.update']) })
    await expect(rotateKeys(services, member)).rejects.toMatchObject({ code: 'FORBIDDEN' })
  })
})
