import { describe, expect, test } from 'vitest'
import { testServices } from '../../../../test/datasets.ts'
import { server } from '../../../../test/services.ts'
import { engines } from '../../../../test/store.ts'
import { createDataset } from '../../datasets/create-dataset.ts'
import { beginTransfer } from './begin-transfer.ts'
import { readSteps, StepLog } from './step-log.ts'

describe.each(engines)('what was done of a transfer on %s', async (engine) => {
  const { services, team: newTeam } = await testServices(engine, 'steps')
  const held = async () => {}

  async function begun() {
    const team = await newTeam()
    const { id: dataset } = await createDataset(services, server, team, { name: 'd', description: '' })
    const transfer = services.newId()
    const about = { connector: 'c', direction: 'export', dataset, version: 1 } as const
    await beginTransfer(services, server, { team, transfer, ...about, job: 'first' })
    return { team, transfer }
  }

  test('is there in order for whoever goes on, and sealed', async () => {
    const place = await begun()
    const log = await StepLog.open(services, { ...place, job: 'first' }, held)
    for (let ordinal = 0; ordinal < 12; ordinal++) await log.add({ kind: 'sent', entity: 'Zaphod', ordinal })
    const next = await StepLog.open(services, { ...place, job: 'second' }, held)
    expect(next.ofKind('sent').map(({ ordinal }) => ordinal)).toEqual(Array.from({ length: 12 }, (_, i) => i))
    expect([log.hasInherited, next.hasInherited]).toEqual([false, true])
    const rows = await services.store.readTeam(place.team, (db) =>
      db.selectFrom('transfer_steps').select('step_sealed').execute(),
    )
    expect(rows.some(({ step_sealed }) => Buffer.from(step_sealed).includes('Zaphod'))).toBe(false)
  })

  test('is added to by whoever holds the job, and by nobody who held it', async () => {
    const place = await begun()
    let isHeld = true
    const log = await StepLog.open(services, { ...place, job: 'first' }, async () => {
      if (!isHeld) throw new Error('the partition is no longer held')
    })
    await log.add({ kind: 'sent', entity: 'e', ordinal: 0 })
    isHeld = false
    await expect(log.add({ kind: 'sent', entity: 'e', ordinal: 1 })).rejects.toThrow('no longer held')
    await expect(log.clear()).rejects.toThrow('no longer held')
    expect((await readSteps(services, place)).map(({ step }) => step)).toEqual([
      { kind: 'sent', entity: 'e', ordinal: 0 },
    ])
  })

  test('two who believe that they hold it do not both add', async () => {
    const place = await begun()
    const [one, other] = [
      await StepLog.open(services, { ...place, job: 'first' }, held),
      await StepLog.open(services, { ...place, job: 'first' }, held),
    ]
    await one.add({ kind: 'sent', entity: 'e', ordinal: 0 })
    await expect(other.add({ kind: 'sent', entity: 'e', ordinal: 0 })).rejects.toThrow()
    expect(await readSteps(services, place)).toHaveLength(1)
  })
})
