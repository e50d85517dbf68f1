import { describe, expect, test } from 'vitest'
import { testServices } from '../../../test/datasets.ts'
import { callAs, server } from '../../../test/services.ts'
import { engines } from '../../../test/store.ts'
import { insertDataset } from '../datasets/create-dataset.ts'
import { createKey } from '../keys/create-key.ts'
import { eraseTeam } from './erase-team.ts'
import { teamFor } from './team-for.ts'

describe.each(engines)('erasing a team on %s', async (engine) => {
  const { services, team: newTeam } = await testServices(engine, 'erase-team')
  const { store, sealer } = services
  const slugOf = async (id: string) =>
    (await store.readSystem((db) => db.selectFrom('teams').selectAll().where('id', '=', id).executeTakeFirstOrThrow()))
      .slug

  test('takes all of it away for ever, and leaves every other team as it is', async () => {
    const [team, other] = [await newTeam(), await newTeam()]
    const secret = await sealer.seal(team, 'test', Buffer.from('canary'))
    const kept = await sealer.seal(other, 'test', Buffer.from('canary'))
    for (const id of [team, other]) {
      await insertDataset(services, server, id, { name: 'people', description: '' })
      await createKey(services, server, id, { name: 'ci', scopes: ['datasets.read'], days: 1 })
    }
    const slug = await slugOf(team)
    expect(await eraseTeam(services, server, team, slug)).toEqual({ id: team, slug })
    expect(await store.places()).toEqual([other])
    await expect(teamFor(services, server, 'team.read', slug)).rejects.toMatchObject({ code: 'NOT_FOUND' })
    await expect(sealer.open(team, 'test', secret)).rejects.toMatchObject({ code: 'SEAL_BROKEN' })
    expect(Buffer.from(await sealer.open(other, 'test', kept)).toString()).toBe('canary')
    const keys = await store.readSystem((db) => db.selectFrom('api_keys').select('team_id').execute())
    expect(keys).toEqual([{ team_id: other }])
    const lines = await store.readSystem((db) =>
      db.selectFrom('system_audit').select(['action', 'team_id']).where('action', '=', 'team.erase').execute(),
    )
    expect(lines).toEqual([{ action: 'team.erase', team_id: team }])
  })

  test('goes on where it broke off, and says once that it was done', async () => {
    const team = await newTeam()
    const slug = await slugOf(team)
    const broken = {
      ...services,
      sealer: { ...sealer, shred: () => Promise.reject(new Error('the process ends here')) },
    }
    await expect(eraseTeam(broken, server, team, slug)).rejects.toThrow('ends here')
    expect(await store.places()).toContain(team)
    await eraseTeam(services, server, team, slug)
    await eraseTeam(services, server, team, slug)
    expect(await store.places()).not.toContain(team)
    const lines = await store.readSystem((db) =>
      db
        .selectFrom('system_audit')
        .select('action')
        .where('action', '=', 'team.erase')
        .where('team_id', '=', team)
        .execute(),
    )
    expect(lines).toHaveLength(1)
  })

  test('wants its short name once more, a team that there is, and whoever administers the system', async () => {
    const team = await newTeam()
    await expect(eraseTeam(services, server, team, team)).rejects.toMatchObject({ code: 'CONFLICT' })
    await expect(eraseTeam(services, server, 'nowhere', 'nowhere')).rejects.toMatchObject({ code: 'NOT_FOUND' })
    const key = callAs({ kind: 'key', id: 'k', name: 'k', team, scopes: new Set(['datasets.erase' as const]) })
    await expect(eraseTeam(services, key, team, await slugOf(team))).rejects.toMatchObject({ code: 'FORBIDDEN' })
    expect(await store.places()).toContain(team)
  })
})
