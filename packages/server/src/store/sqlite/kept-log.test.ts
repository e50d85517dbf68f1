import { createHook } from 'node:async_hooks'
import { join } from 'node:path'
import { setImmediate as nextTurn } from 'node:timers/promises'
import Database from 'better-sqlite3'
import { afterAll, expect, test } from 'vitest'
import { testFolder } from '../../../test/folder.ts'
import type { TeamTables } from '../tables/team-tables.ts'
import { KeptLog } from './kept-log.ts'
import { StoreFile } from './store-file.ts'

const folder = await testFolder('kept-log')
const team = '00000000-0000-4000-8000-000000000000'
const file = await StoreFile.open<TeamTables>(join(folder, 'team.db'), Database, team)

/** What Node's threads have been asked for and have not done yet, and how much they have been asked for. */
const under = new Set<number>()
let asked = 0
const hook = createHook({
  init(id, type) {
    if (type !== 'FSREQPROMISE') return
    under.add(id)
    asked++
  },
  before: (id) => void under.delete(id),
}).enable()
afterAll(async () => {
  hook.disable()
  await file.close()
})

const write = (position: number) =>
  file.write((tx) =>
    tx
      .insertInto('heads')
      .values({ team_id: team, name: `${position}` as 'audit', position })
      .execute(),
  )
const rows = () => file.read((db) => db.selectFrom('heads').select('position').execute())

test('what was written is on the disk before its writer or any reader hears of it', async () => {
  for (let i = 0; i < 20; i++) {
    const before = asked
    let written = false
    const writing = write(i).then(() => {
      written = true
      expect(asked).toBe(before + 1)
      expect(under.size).toBe(0)
    })
    while (!written) {
      const seen = (await rows()).some(({ position }) => position === i)
      if (seen) expect(under.size).toBe(0)
      await nextTurn()
    }
    await writing
  }
})

test('a log that cannot be brought to the disk is a failure of its writer', async () => {
  const log = await KeptLog.open(file.path)
  await log.close()
  log.committed()
  await expect(log.kept()).rejects.toMatchObject({ code: 'STORE_UNREACHABLE' })
})
