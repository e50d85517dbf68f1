import { batchOf } from '@understudy/sdk/formats'
import { describe, expect, test } from 'vitest'
import { testServices } from '../../../../test/datasets.ts'
import { server } from '../../../../test/services.ts'
import { engines } from '../../../../test/store.ts'
import { createDataset } from '../../datasets/create-dataset.ts'
import { sweepBlobs } from '../../datasets/sweep-blobs.ts'
import { PartWriter } from '../../datasets/write/part-writer.ts'
import { renewParts } from './renew-parts.ts'

describe.each(engines)('what an earlier job has taken on %s', async (engine) => {
  const { services, clock, team: newTeam } = await testServices(engine, 'renew')
  const { signal } = new AbortController()

  async function taken() {
    const team = await newTeam()
    const { id: dataset } = await createDataset(services, server, team, { name: 'taken', description: '' })
    const writer = await PartWriter.open(services, { team, dataset })
    await writer.write(batchOf('rows', [{ id: 1 }, { id: 2 }]))
    return { team, part: await writer.end() }
  }

  test('stays for as long as it was just taken, once it is renewed; and else is swept', async () => {
    const [renewed, left] = [await taken(), await taken()]
    clock.pass(20 * 3600)
    expect(await renewParts(services, renewed.team, [renewed.part], signal)).toBe(true)
    clock.pass(10 * 3600)
    expect([await sweepBlobs(services, renewed.team), await sweepBlobs(services, left.team)]).toEqual([0, 1])
    expect(await renewParts(services, renewed.team, [renewed.part], signal)).toBe(true)
    expect(await renewParts(services, left.team, [left.part], signal)).toBe(false)
  })
})
