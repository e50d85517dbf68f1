import { randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { server } from '../../test/services.ts'
import { engines, testSealer, testStore, testTeam } from '../../test/store.ts'
import { createTrail } from '../audit/trail.ts'
import { fileWitness } from '../audit/witness.ts'
import { createBell } from '../events/bell.ts'
import { createOutgoingGuard } from '../events/outgoing/guard.ts'
import { createLog } from '../observe/log.ts'
import { verifyAudit } from './audit/verify-audit.ts'
import { change } from './change.ts'
import { startUpkeep } from './upkeep.ts'

describe.each(engines)('a server that closes on %s', async (engine) => {
  const store = await testStore(engine, 'upkeep')
  const sealer = await testSealer(store)
  const folder = await mkdtemp(join(tmpdir(), 'understudy-upkeep-'))
  afterAll(() => rm(folder, { recursive: true }))

  test('has signed all of every trail, outside of the store too, however little time it had', async () => {
    const lines: string[] = []
    const services = {
      store,
      sealer,
      trail: createTrail(sealer),
      witness: fileWitness(join(folder, 'checkpoints.ndjson')),
      bell: createBell(),
      now: () => new Date(),
      newId: () => randomUUID(),
    }
    const log = createLog((line) => lines.push(line), services.now)
    const receivers = { guard: createOutgoingGuard(), allowHttp: false }
    const upkeep = startUpkeep({ services, receivers, log })
    const team = await testTeam(store)
    await change(services, server, team, async (_tx, { audit }) => audit({ action: 'team.update', subject: 'team:x' }))
    await Promise.all([upkeep.close(), upkeep.close()])
    expect((await services.witness.recall(team)).map((checkpoint) => checkpoint?.position)).toEqual([1])
    expect(await verifyAudit(services, server, team)).toMatchObject({ intact: true, witnessed: 1, checkpoints: 1 })
    expect(lines).toEqual([])
  })
})
