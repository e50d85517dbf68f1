import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parsePolicy, readMaskingKey } from '@understudy/sdk'
import { cloneDatabase } from '@understudy/sdk/clone'
import { afterAll, describe, expect, test } from 'vitest'
import { isAbove } from '../../../test/above.ts'
import { rowsIn } from '../../../test/environments.ts'
import { testServer } from '../../../test/server.ts'
import { server as byServer } from '../../../test/services.ts'
import { fillShop, shopPolicy } from '../../../test/shop.ts'
import { engines } from '../../../test/store.ts'
import { HoldLost } from '../jobs/hold.ts'
import { noProgress } from './clone.ts'
import { storeKeeping } from './store-keeping.ts'

const folder = await mkdtemp(join(tmpdir(), 'understudy-keeping-'))
afterAll(() => rm(folder, { recursive: true, force: true }))
const source = `sqlite:${join(folder, 'live.db')}`
await fillShop(source, 3000)
const policy = parsePolicy(shopPolicy('sqlite'))
const key = readMaskingKey('a passphrase of many words')
/** Ten digits each: what stands in the names of files beside the target. */
let clones = 0

describe.each(engines)('the record and the ledger of a clone in a store on %s', async (engine) => {
  const { services, team: newTeam } = await testServer(engine, { name: 'store-keeping' })
  const team = await newTeam()

  async function begun() {
    const cloneId = String(++clones).padStart(10, '0')
    const id = services.newId()
    await services.store.team(team, (tx) =>
      tx
        .insertInto('clones')
        .values({
          team_id: team,
          id,
          job_id: id,
          clone_id: cloneId,
          source_id: 's',
          target_id: 't',
          source_name: 's',
          target_name: 't',
          policy_id: 'p',
          policy_version: 1,
          dry_run: 0,
          request_hash: '',
          progress: JSON.stringify(noProgress),
          is_left: 0,
          status: 'in_progress',
          created_at: new Date().toISOString(),
          created_by: 'system',
        })
        .execute(),
    )
    const file = join(folder, `copy-${cloneId}.db`)
    /** One that holds the job for so many writes, and then has lost it. */
    const keeping = (writes = Number.POSITIVE_INFINITY) => {
      let left = writes
      const guard = async () => {
        if (left-- <= 0) throw new HoldLost('another has it')
      }
      return storeKeeping(services, { call: byServer, team, id, job: id, guard })
    }
    const run = (kept: ReturnType<typeof keeping>, more: { id?: string; resume?: string }) =>
      cloneDatabase(
        { url: source },
        { url: `sqlite:${file}` },
        { policy, key, keeping: kept, confirm: { name: `copy-${cloneId}.db` }, keepWhenCancelled: true, ...more },
      )
    const ledger = () =>
      services.store.readTeam(team, (db) =>
        db.selectFrom('clone_ledger').selectAll().where('clone', '=', id).orderBy('position').execute(),
      )
    return { cloneId, file, keeping, run, ledger }
  }

  // What a process does that has lost its job is decided above the store.
  test.each(isAbove(engine) ? [1, 4, 8] : [4])(
    'whoever loses the job after %i writes copies no further, and the next one goes on',
    async (writes) => {
      const { cloneId, file, keeping, run, ledger } = await begun()
      {
        await using first = keeping(writes)
        await expect(run(first, { id: cloneId })).rejects.toThrow('another has it')
      }
      expect(existsSync(file)).toBe(false)
      const before = await ledger()
      await using second = keeping()
      const record = await second.read(cloneId)
      const { operation } = await run(second, record ? { resume: cloneId } : { id: cloneId })
      expect(operation).toMatchObject({ status: 'completed', statistics: { rows: 6000, rowsMasked: 3000 } })
      expect(await rowsIn(`sqlite:${file}`, 'select 1 from customers')).toHaveLength(3000)
      const after = await ledger()
      expect(after.slice(0, before.length)).toEqual(before)
      expect(after.length).toBeGreaterThan(before.length)
    },
  )

  test('no table, no column and no hash of a value stands in it in the clear', async () => {
    const { cloneId, keeping, run, ledger } = await begun()
    await using kept = keeping()
    await run(kept, { id: cloneId })
    const lines = await ledger()
    expect(lines.length).toBeGreaterThan(3)
    for (const { lines_sealed } of lines)
      expect(Buffer.from(lines_sealed).toString('latin1')).not.toContain('customers')
    const text = await kept.ledger(cloneId).read()
    expect(text.split('\n').filter((line) => line.includes('customers')).length).toBeGreaterThan(0)
    expect((await kept.read(cloneId))?.operation.startedAt).toBeInstanceOf(Date)
  })
})
