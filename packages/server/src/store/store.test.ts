import { randomUUID } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { engines, testStore, testTeam } from '../../test/store.ts'

const at = '2026-01-02T03:04:05.000Z'
const dataset = (team_id: string, name: string) => ({
  team_id,
  id: randomUUID(),
  name,
  description: '',
  created_at: at,
  created_by: 'system',
  published_version: null,
  retention: null,
  archived_at: null,
  erased_at: null,
})

describe.each(engines)('a store on %s', async (engine) => {
  const store = await testStore(engine)

  test('what a transaction has written is there, and what one has failed to write is not', async () => {
    const team = await testTeam(store)
    await store.team(team, (tx) => tx.insertInto('datasets').values(dataset(team, 'kept')).execute())
    await expect(
      store.team(team, async (tx) => {
        await tx.insertInto('datasets').values(dataset(team, 'lost')).execute()
        throw new Error('no')
      }),
    ).rejects.toThrow('no')
    const rows = await store.readTeam(team, (db) => db.selectFrom('datasets').select('name').execute())
    expect(rows).toEqual([{ name: 'kept' }])
  })
})
