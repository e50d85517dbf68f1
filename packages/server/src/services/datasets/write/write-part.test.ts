import { batchOf } from '@understudy/sdk/formats'
import { describe, expect, test } from 'vitest'
import { testServices } from '../../../../test/datasets.ts'
import { server } from '../../../../test/services.ts'
import { createDataset } from '../create-dataset.ts'
import { beginVersion } from './begin-version.ts'
import { writePart } from './write-part.ts'

describe('a partition that is being written', async () => {
  const { services, team: newTeam } = await testServices('sqlite', 'part')

  test('tells after each batch how many rows and bytes there are', async () => {
    const team = await newTeam()
    const { id: dataset } = await createDataset(services, server, team, { name: 'told', description: '' })
    const place = await beginVersion(services, server, { team, dataset, origin: { kind: 'upload' } })
    const told: [number, number][] = []
    const batches = [batchOf('rows', [{ id: 1 }, { id: 2 }]), batchOf('rows', [{ id: 3 }])]
    const onRows = (rows: number, bytes: number) => void told.push([rows, bytes])
    const part = await writePart(services, place, batches, { onRows })
    expect(told).toEqual([
      [2, '{"id":1}\n{"id":2}\n'.length],
      [1, '{"id":1}\n{"id":2}\n{"id":3}\n'.length],
    ])
    expect(part.entities[0]?.chunks).toMatchObject([{ rows: 3, bytes: told[1]?.[1] }])
  })
})
