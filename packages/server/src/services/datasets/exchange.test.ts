import { describe, expect, test } from 'vitest'
import { enginesAbove } from '../../../test/above.ts'
import { testServices } from '../../../test/datasets.ts'
import { callAs, server } from '../../../test/services.ts'
import { compareVersions } from './compare-versions.ts'
import { createDataset } from './create-dataset.ts'
import { distributeDataset } from './distribute-dataset.ts'
import { readPage } from './read/read-page.ts'
import { importVersion } from './write/import-version.ts'

describe.each(enginesAbove)('versions and teams on %s', async (engine) => {
  const { services, team: newTeam } = await testServices(engine, 'exchange')
  const created = async (team: string, name: string) =>
    (await createDataset(services, server, team, { name, description: '' })).id
  const imported = (team: string, dataset: string, rows: readonly unknown[], primaryKeys?: Record<string, string[]>) =>
    importVersion(
      services,
      server,
      { team, dataset, format: 'ndjson', entity: 'users', primaryKeys },
      (async function* () {
        yield Buffer.from(rows.map((row) => `${JSON.stringify(row)}\n`).join(''))
      })(),
    )
  const rowsOf = async (team: string, dataset: string) => {
    const { lines } = await readPage(services, server, { team, dataset, limit: 100 })
    const written = Buffer.concat(lines).toString().trimEnd()
    return written === '' ? [] : written.split('\n').map((line) => JSON.parse(line))
  }

  test('two versions are compared by primary key, in any order of their rows', async () => {
    const team = await newTeam()
    const dataset = await created(team, 'compared')
    const keys = { users: ['id'] }
    await imported(
      team,
      dataset,
      [
        { id: 1, n: 'a' },
        { id: 2, n: 'b' },
        { id: 3, n: 'c' },
      ],
      keys,
    )
    await imported(
      team,
      dataset,
      [
        { id: 4, n: 'd' },
        { id: 3, n: 'c' },
        { id: 2, n: 'B' },
      ],
      keys,
    )
    const found = await compareVersions(services, server, { team, dataset, from: 1, to: 2, limit: 10 })
    expect(found).toMatchObject({ same: 1, added: 1, removed: 1, changed: 1, primaryKey: ['id'] })
    const shown = found.rows.map(({ change, before, after }) => [change, before?.toString(), after?.toString()])
    expect(shown).toEqual([
      ['added', undefined, '{"id":4,"n":"d"}\n'],
      ['removed', '{"id":1,"n":"a"}\n', undefined],
      ['changed', '{"id":2,"n":"b"}\n', '{"id":2,"n":"B"}\n'],
    ])
    const same = await compareVersions(services, server, { team, dataset, from: 2, to: 2, limit: 10 })
    expect(same).toMatchObject({ same: 3, added: 0, removed: 0, changed: 0, rows: [] })
  })

  test('rows that all lie elsewhere than before are the same rows', async () => {
    const team = await newTeam()
    const dataset = await created(team, 'shifted')
    const keys = { users: ['id'] }
    const rows = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => ({ id: from + i }))
    await imported(team, dataset, rows(1, 20_001), keys)
    await imported(team, dataset, [...rows(30_000, 30_005), ...rows(3, 20_001)], keys)
    const found = await compareVersions(services, server, { team, dataset, from: 1, to: 2, limit: 3 })
    expect(found).toMatchObject({ same: 19_998, added: 5, removed: 2, changed: 0 })
    expect(found.rows.map(({ change, after }) => [change, after?.toString()])).toEqual(
      [30_000, 30_001, 30_002].map((id) => ['added', `{"id":${id}}\n`]),
    )
    const back = await compareVersions(services, server, { team, dataset, from: 2, to: 1, limit: 10 })
    expect(back).toMatchObject({ same: 19_998, added: 2, removed: 5, changed: 0 })
    expect(back.rows).toHaveLength(7)
  })

  test('a team gets its own copy with its own changes, and the next one as its next version', async () => {
    const [from, to] = [await newTeam(), await newTeam()]
    const dataset = await created(from, 'users')
    await imported(
      from,
      dataset,
      [
        { id: 1, n: 'a', s: 'x' },
        { id: 2, n: 'b', s: 'y' },
      ],
      { users: ['id'] },
    )
    const customizations = { volumes: { users: 1 }, overrides: { users: { n: 'same' } }, without: { users: ['s'] } }
    const given = await distributeDataset(services, server, { team: from, dataset, to, customizations })
    expect(given).toMatchObject({ team: to, version: 1, rows: 1 })
    expect(await rowsOf(to, 'users')).toEqual([{ id: 1, n: 'same' }])
    expect(await rowsOf(from, 'users')).toHaveLength(2)
    expect(await distributeDataset(services, server, { team: from, dataset, to })).toMatchObject({
      dataset: given.dataset,
      version: 2,
      rows: 2,
    })
  })

  test('what contradicts is refused as a whole, every conflict named', async () => {
    const [from, to] = [await newTeam(), await newTeam()]
    const dataset = await created(from, 'users')
    await imported(from, dataset, [{ id: 1, n: 'a' }], { users: ['id'] })
    const customizations = {
      volumes: { users: 2, orders: 1 },
      overrides: { users: { id: 7, n: 5, nothing: 1 } },
      without: { users: ['id', 'n'] },
      locale: 'de',
      fields: { users: { n: { kind: 'email' } } },
      rules: [{ type: 'range', entity: 'users', field: 'id', max: 5 }],
    }
    const refused = distributeDataset(services, server, { team: from, dataset, to, customizations })
    await expect(refused).rejects.toMatchObject({ code: 'TEAM_CONFIG_CONFLICT' })
    const { details } = await refused.catch((thrown) => thrown)
    expect(details.conflicts.map(({ at }: { at: string }) => at)).toEqual([
      'locale',
      'users.n',
      'rules[0]',
      'users',
      'orders',
      'users.id',
      'users.id',
      'users.n',
      'users.n',
      'users.nothing',
      'users.id',
      'users',
    ])
    await created(to, 'users')
    const taken = distributeDataset(services, server, { team: from, dataset, to })
    await expect(taken).rejects.toMatchObject({ code: 'CONFLICT' })
    await distributeDataset(services, server, { team: from, dataset, to, as: 'theirs' })
    expect(await rowsOf(to, 'theirs')).toEqual([{ id: 1, n: 'a' }])
  })

  test('who may give here and not write there gives nothing', async () => {
    const [from, to] = [await newTeam(), await newTeam()]
    const dataset = await created(from, 'users')
    await imported(from, dataset, [{ id: 1 }])
    const actor = {
      kind: 'key',
      id: 'k',
      name: 'k',
      team: from,
      scopes: new Set(['datasets.distribute'] as const),
    } as const
    const refused = distributeDataset(services, callAs(actor), { team: from, dataset, to })
    await expect(refused).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })
})
