import { afterAll, describe, expect, test } from 'vitest'
import { connectorWorld } from '../../../test/connectors.ts'
import { until } from '../../../test/jobs.ts'
import { server } from '../../../test/services.ts'
import { engines } from '../../../test/store.ts'
import { putRules } from '../quality/put-rules.ts'
import { startQualityWatch } from '../quality/quality-watch.ts'

describe.each(engines)('what a connector took, taken again on %s', async (engine) => {
  const world = await connectorWorld(engine, { name: 'import-again' })
  const { services, must, send, ask, done, rows, file, connector, team } = world
  await world.work()
  const reportFailure = (_team: string | undefined, thrown: unknown) => void world.faults.push(thrown)
  const watch = startQualityWatch({ services, bell: services.bell, reportFailure })
  afterAll(() => watch.close())

  async function imported(name: string) {
    await file(`${name}/people.csv`, 'id,name\n1,Ann\n')
    const id = await connector({ name, kind: 'files', settings: { folder: name } })
    const { job } = await done(
      await must('POST', `/connectors/${id}/import`, {
        dataset: name,
        types: 'text',
        objects: [{ name: 'people.csv', entity: 'person' }],
      }),
    )
    expect(job).toMatchObject({ status: 'completed', result: { version: 1 } })
    return { id, dataset: String(job.result.dataset) }
  }
  const settled = (refresh: string) =>
    until(async () => {
      const found = await must('GET', `/refreshes/${refresh}`)
      return found.state !== 'running' && found
    })

  test('a refresh brings what is there now, the way it was taken, beside what is generated, as one set', async () => {
    const { dataset } = await imported('again')
    const schema = { entities: [{ name: 'n', fields: { id: { kind: 'sequence' } } }] }
    await world.ended((await must('POST', '/generate', { dataset: 'made', schema, rows: 3 })).id)
    await file('again/people.csv', 'id,name\n007,Bo\n8,Cy\n')
    await file('again/other.csv', 'a\n1\n')
    const { refresh, skipped } = await must('POST', '/refresh', { datasets: ['again', 'made'] })
    expect(skipped).toEqual([])
    expect(await settled(refresh)).toMatchObject({
      state: 'published',
      datasets: [
        { name: 'again', before: 1, version: 2, state: 'published' },
        { name: 'made', before: 1, version: 2, state: 'published' },
      ],
    })
    expect(await rows('again', 'person')).toEqual([
      { id: '007', name: 'Bo' },
      { id: '8', name: 'Cy' },
    ])
    const { entities, origin } = await must('GET', `/datasets/${dataset}/versions/2`)
    expect(entities.map(({ entity }: { entity: string }) => entity)).toEqual(['person'])
    expect(origin).toMatchObject({ kind: 'import', refreshes: 1 })
    expect(await done(await must('POST', '/datasets/again/refresh', {}))).toMatchObject({
      job: { status: 'completed', result: { version: 3, rows: 2 } },
      transfer: { state: 'completed', rows: 2 },
    })
  })

  test('what does not pass the gate, or is not there, leaves what was read', async () => {
    const { dataset } = await imported('gated')
    const rule = { type: 'rowCount', id: 'enough', entity: 'person', min: 2, severity: 'critical' }
    await putRules(services, server, {
      ...{ team, dataset, samples: { rows: 5, days: 30 } },
      rules: { kind: 'understudy.quality-rules', version: 1, completenessRules: [rule] },
      gate: { refuse: 'failed', strict: false, minScore: null },
    })
    const again = async () => settled((await must('POST', '/refresh', { datasets: ['gated'] })).refresh)
    expect(await again()).toMatchObject({ state: 'refused', datasets: [{ gate: 'quality', version: 2 }] })
    await file('gated/people.csv', 'id,name\n1\n')
    expect(await again()).toMatchObject({ state: 'failed', datasets: [{ errorCode: 'ROWS_REJECTED' }] })
    expect((await must('GET', `/datasets/${dataset}`)).publishedVersion).toBe(1)
    expect(await rows('gated', 'person')).toEqual([{ id: '1', name: 'Ann' }])
  })

  test('whoever may not use connectors, and a connector that is gone, refresh nothing of it', async () => {
    const { id, dataset } = await imported('gone')
    const token = await world.key(team, ['jobs.start', 'datasets.write', 'datasets.read'])
    const without = (body: object) => ask('POST', `/teams/${team}/refresh`, { token, body })
    expect(await without({ datasets: ['gone'] })).toMatchObject({ status: 403 })
    const { status, body } = await without({ together: false })
    expect(status).toBe(202)
    expect(body.skipped).toContainEqual(expect.objectContaining({ dataset, errorCode: 'NOT_REFRESHABLE' }))
    expect(body.started.map(({ name }: { name: string }) => name)).not.toContain('gone')
    await must('DELETE', `/connectors/${id}`)
    expect(await send('POST', '/datasets/gone/refresh', {})).toMatchObject({
      status: 409,
      body: { errorCode: 'NOT_REFRESHABLE' },
    })
  })

  test('nothing of this was a fault of the server', () => expect(world.faults).toEqual([]))
})
