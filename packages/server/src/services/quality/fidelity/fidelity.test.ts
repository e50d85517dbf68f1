import { afterAll, describe, expect, test } from 'vitest'
import { enginesAbove } from '../../../../test/above.ts'
import { testRefresh } from '../../../../test/refresh.ts'
import { server } from '../../../../test/services.ts'
import { eraseDataset } from '../../datasets/erase-dataset.ts'
import { readPage } from '../../datasets/read/read-page.ts'
import { startGeneration } from '../../jobs/start-generation.ts'
import { startRefresh } from '../../refresh/start-refresh.ts'
import { type Gate, gateSchema } from '../gate.ts'
import { readFidelity } from './read-fidelity.ts'

const visits = {
  entities: [
    {
      name: 'people',
      primaryKey: ['id'],
      fields: [
        { name: 'id', kind: 'sequence' },
        { name: 'age', type: 'integer', kind: 'integer', options: { min: 18, max: 80 } },
        { name: 'town', kind: 'one-of', options: { values: ['Aachen', 'Bonn', 'Celle'] } },
        { name: 'spent', type: 'integer', kind: 'integer', options: { min: 0, max: 100_000 } },
      ],
    },
  ],
}

describe.each(enginesAbove)('the gates for fidelity and privacy on %s', async (engine) => {
  const all = await testRefresh(engine, 'fidelity')
  const { services, team, done, upload, settled, published, statuses } = all
  await all.work()
  afterAll(() => expect(all.faults).toEqual([]))
  const made = async (dataset: string) => {
    const asked = { team, dataset, schema: visits, options: { rows: 300, seed: 1 } }
    const job = await startGeneration(services, server, asked)
    await done(job)
    return String((await all.ended(job)).result?.dataset)
  }
  const real = async (name: string, rows: readonly object[]) => {
    const dataset = await all.dataset(name)
    await upload(dataset, rows)
    return dataset
  }
  const alike = (shift = 0) =>
    Array.from({ length: 300 }, (_, i) => ({
      id: i,
      age: 18 + ((i * 37) % 63) + shift,
      town: ['Aachen', 'Bonn', 'Celle'][(i * 7 + 1) % 3],
      spent: (i * 7919 + 13) % 100_001,
    }))
  const gated = (dataset: string, gate: Partial<Gate>) =>
    all.rules(dataset, {}, { refuse: 'failed', strict: false, minScore: null, ...gate })
  const refreshed = async (dataset: string, seed: 'new' | 'same' = 'new') =>
    settled((await startRefresh(services, server, { team, datasets: [dataset], seed })).refresh)

  test('a version that is like its reference, and holds none of its rows, is published', async () => {
    const [a, like] = [await made('good'), await real('like', alike())]
    await gated(a, { reference: { dataset: 'like' }, fidelity: { shapes: 0.8 }, privacy: {} })
    const found = await refreshed(a)
    expect(found).toMatchObject({ state: 'published', datasets: [{ gate: null, reason: null }] })
    const run = String(found.datasets[0]?.run)
    expect(await readFidelity(services, server, { team, run })).toMatchObject({
      reference: { dataset: like, version: 1 },
      holdout: null,
      fidelity: 'passed',
      privacy: 'passed',
      why: null,
      figures: [{ entity: 'people', leaked: 0, risk: null }],
      report: { kind: 'understudy.fidelity-report', alarms: [] },
    })
    // With the rows that it was held against goes what tells of them.
    await eraseDataset(services, server, team, like)
    expect(await readFidelity(services, server, { team, run })).toMatchObject({ fidelity: 'passed', report: null })
    // And what cannot be measured any more is refused.
    expect(await refreshed(a)).toMatchObject({
      state: 'refused',
      errorCode: 'FIDELITY_INSUFFICIENT',
      datasets: [{ gate: 'fidelity', reason: 'the version that it is to be held against is not there' }],
    })
  })

  test('a gate that cannot be measured is not put', async () => {
    const a = await all.dataset('gate')
    await real('people', alike())
    const put = (gate: Partial<Gate>) => expect(gated(a, gate)).rejects
    await put({ fidelity: {} }).toMatchObject({ code: 'REQUEST_INVALID' })
    await put({ reference: { dataset: null }, privacy: {} }).toMatchObject({ code: 'REQUEST_INVALID' })
    await put({ reference: { dataset: 'people' }, privacy: { risk: 0.1 } }).toMatchObject({ code: 'REQUEST_INVALID' })
    await put({ reference: { dataset: 'nobody' }, privacy: {} }).toMatchObject({ code: 'NOT_FOUND' })
    expect(gateSchema.safeParse({ reference: { dataset: 'people' } }).success).toBe(true)
    expect(gateSchema.safeParse({ reference: { dataset: 'a\0b' } }).success).toBe(false)
    expect(gateSchema.safeParse({ reference: { dataset: 'people', holdout: { dataset: 'a\0b' } } }).success).toBe(false)
  })

  test('one that is not like it is refused, with the figure', async () => {
    const a = await made('unlike')
    await real('other', alike(500))
    await gated(a, { reference: { dataset: 'other' }, fidelity: { shapes: 0.8 } })
    const found = await refreshed(a)
    expect(found).toMatchObject({ state: 'refused', datasets: [{ gate: 'fidelity' }] })
    expect(found.datasets[0]?.reason).toMatch(/^people: shapes is 0\.\d+, not 0\.8$/)
    expect(await published(a)).toEqual([1])
    expect(await statuses(a)).toEqual(['ready', 'refused'])
    await expect(readPage(services, server, { team, dataset: a, version: 2, limit: 1 })).rejects.toMatchObject({
      code: 'FIDELITY_INSUFFICIENT',
    })
  })

  test('one that holds rows of real people is refused, and how many', async () => {
    const a = await made('leak')
    const page = await readPage(services, server, { team, dataset: a, limit: 200 })
    const rows = Buffer.concat(page.lines).toString().trim().split('\n')
    await real('leaked', [...rows.map((line) => JSON.parse(line)), ...alike().slice(0, 100)])
    await gated(a, { reference: { dataset: 'leaked' }, privacy: {} })
    const found = await refreshed(a, 'same')
    expect(found).toMatchObject({
      state: 'refused',
      errorCode: 'PRIVACY_INSUFFICIENT',
      datasets: [{ gate: 'privacy' }],
    })
    expect(found.datasets[0]?.reason).toMatch(/^people: \d+ rows are real rows/)
  })

  test('a dataset is held against what it has published itself, and the first version against nothing', async () => {
    const a = await all.dataset('own')
    await gated(a, { reference: { dataset: null }, fidelity: { shapes: 0.8 } })
    const statusOf = async (version: number) => {
      for (;;) {
        const status = (await statuses(a))[version - 1]
        if (status !== 'hidden') return status
        await new Promise((resolve) => setTimeout(resolve, 20))
      }
    }
    await upload(a, alike())
    expect(await statusOf(1)).toBe('ready')
    await upload(a, alike(1))
    expect(await statusOf(2)).toBe('ready')
    await upload(a, alike(900))
    expect(await statusOf(3)).toBe('refused')
    expect(await published(a)).toEqual([2])
  })
})
