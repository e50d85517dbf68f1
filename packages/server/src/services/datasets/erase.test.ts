import { batchOf } from '@understudy/sdk/formats'
import { describe, expect, test } from 'vitest'
import { above } from '../../../test/above.ts'
import { testServices } from '../../../test/datasets.ts'
import { server } from '../../../test/services.ts'
import { engines } from '../../../test/store.ts'
import { applyRetention } from './apply-retention.ts'
import { datasetKey } from './chunks/dataset-key.ts'
import { createDataset } from './create-dataset.ts'
import { discardAbandoned } from './discard-abandoned.ts'
import { eraseDataset } from './erase-dataset.ts'
import { listVersions } from './list-versions.ts'
import { readPage } from './read/read-page.ts'
import { sweepBlobs } from './sweep-blobs.ts'
import { tidyDatasets } from './tidy-datasets.ts'
import { updateDataset } from './update-dataset.ts'
import { beginVersion } from './write/begin-version.ts'
import { importVersion } from './write/import-version.ts'
import { publishVersion } from './write/publish-version.ts'
import { writePart } from './write/write-part.ts'

describe.each(engines)('what goes, on %s', async (engine) => {
  const { testAbove } = above(engine)
  const { services, clock, team: newTeam } = await testServices(engine, 'erase')
  const created = async (team: string, name: string) =>
    (await createDataset(services, server, team, { name, description: '' })).id
  const imported = (team: string, dataset: string, text: string) =>
    importVersion(
      services,
      server,
      { team, dataset, format: 'ndjson', entity: 'rows' },
      (async function* () {
        yield Buffer.from(text)
      })(),
    )
  const startedJob = (team: string, status: 'running' | 'failed') =>
    services.store.team(team, (tx) =>
      tx
        .insertInto('jobs')
        .values({
          ...{ team_id: team, id: status, kind: 'generate', status, input_sealed: new Uint8Array(), attempt: 1 },
          ...{ result: null, progress: 0, error_sealed: null, cancel_requested: 0, retry_of: null, usage: null },
          ...{ created_at: '', created_by: 'system', started_at: null, finished_at: null },
        })
        .execute(),
    )
  const blobsOf = async (team: string) => {
    const hashes: string[] = []
    for await (const { hash } of services.blobs.list(team)) hashes.push(hash)
    return hashes
  }

  test('of an erased dataset there is no row, no blob and no key, and others stay', async () => {
    const team = await newTeam()
    const [gone, stays] = [await created(team, 'gone'), await created(team, 'stays')]
    await imported(team, gone, '{"id":1}\n')
    await imported(team, stays, '{"id":1}\n')
    expect(new Set(await blobsOf(team)).size).toBe(2)
    await eraseDataset(services, server, team, 'gone')
    expect(await blobsOf(team)).toHaveLength(1)
    await expect(datasetKey(services, team, gone)).rejects.toMatchObject({ code: 'NOT_FOUND' })
    await expect(readPage(services, server, { team, dataset: gone, limit: 1 })).rejects.toMatchObject({
      code: 'NOT_FOUND',
    })
    expect((await readPage(services, server, { team, dataset: stays, limit: 1 })).rows).toBe(1)
    await created(team, 'gone')
  })

  testAbove(
    'retention erases what is neither new nor young nor published, and the sweep takes its blobs a day later',
    async () => {
      const team = await newTeam()
      const dataset = await created(team, 'kept')
      for (const id of [1, 2, 3]) await imported(team, dataset, `{"id":${id}}\n`)
      await imported(team, dataset, '{"id":1}\n')
      await updateDataset(services, server, { team, dataset, retention: { versions: 2, days: 1 } })
      expect(await applyRetention(services, server, team)).toBe(0)
      clock.pass(2 * 86_400)
      expect(await applyRetention(services, server, team)).toBe(2)
      const { versions } = await listVersions(services, server, { team, dataset, limit: 10 })
      expect(versions.map(({ version, status }) => [version, status])).toEqual([
        [4, 'ready'],
        [3, 'ready'],
        [2, 'erased'],
        [1, 'erased'],
      ])
      expect(await sweepBlobs(services, team)).toBe(1)
      expect((await readPage(services, server, { team, dataset, limit: 1 })).rows).toBe(1)
    },
  )

  testAbove(
    'the sweep takes nothing of a version that is being written; one that was given up after a day is',
    async () => {
      const team = await newTeam()
      const dataset = await created(team, 'slow')
      const begin = (kind: string) => beginVersion(services, server, { team, dataset, origin: { kind } })
      const [job, upload] = [await begin('job'), await begin('upload')]
      const parts = [await writePart(services, job, [batchOf('rows', [{ id: 1 }])])]
      await writePart(services, upload, [batchOf('rows', [{ id: 2 }])])
      clock.pass(2 * 86_400)
      expect(await sweepBlobs(services, team)).toBe(0)
      expect(await discardAbandoned(services, team)).toBe(1)
      await publishVersion(services, server, { ...job, parts })
      expect(await sweepBlobs(services, team)).toBe(1)
      expect((await readPage(services, server, { team, dataset, limit: 1 })).rows).toBe(1)
      await expect(publishVersion(services, server, { ...upload, parts })).rejects.toMatchObject({ code: 'CONFLICT' })
    },
  )

  testAbove(
    'a version whose job is not there, or has ended, is given up after an hour; one that is held stays',
    async () => {
      const team = await newTeam()
      const dataset = await created(team, 'jobs')
      const begin = (job: string) =>
        beginVersion(services, server, { team, dataset, origin: { kind: 'generate', job } })
      await startedJob(team, 'failed')
      await startedJob(team, 'running')
      const held = await begin('another')
      const parts = [await writePart(services, held, [batchOf('rows', [{ id: 1 }])])]
      await publishVersion(services, server, { ...held, parts, hold: true })
      for (const job of ['nowhere', 'failed', 'running']) await begin(job)
      clock.pass(3_599)
      expect(await discardAbandoned(services, team)).toBe(0)
      clock.pass(2)
      expect(await discardAbandoned(services, team)).toBe(2)
      const { versions } = await listVersions(services, server, { team, dataset, limit: 10 })
      expect(versions.map(({ status }) => status)).toEqual(['hidden', 'refused', 'refused', 'hidden'])
    },
  )

  test('what a writer puts again while the sweep looks at it is there when it is published', async () => {
    const team = await newTeam()
    const dataset = await created(team, 'again')
    await imported(team, dataset, '{"id":1}\n')
    await imported(team, dataset, '{"id":2}\n')
    await updateDataset(services, server, { team, dataset, retention: { versions: 1 } })
    clock.pass(2 * 86_400)
    await applyRetention(services, server, team)
    const blobs = {
      ...services.blobs,
      delete: async (...given: Parameters<typeof services.blobs.delete>) => {
        await imported(team, dataset, '{"id":1}\n')
        await services.blobs.delete(...given)
      },
    }
    await sweepBlobs({ ...services, blobs }, team)
    const { lines } = await readPage(services, server, { team, dataset, limit: 1 })
    expect(Buffer.concat(lines).toString()).toBe('{"id":1}\n')
  })

  testAbove('every team is tidied, though one fails', async () => {
    const [broken, team] = [await newTeam(), await newTeam()]
    const dataset = await created(team, 'tidied')
    await imported(team, dataset, '{"id":1}\n')
    await imported(team, dataset, '{"id":2}\n')
    await updateDataset(services, server, { team, dataset, retention: { versions: 1 } })
    const blobs = {
      ...services.blobs,
      list: (of: string) => {
        if (of === broken) throw new Error('its blobs cannot be read')
        return services.blobs.list(of)
      },
    }
    clock.pass(2 * 86_400)
    const tidied = tidyDatasets({ ...services, blobs }, new AbortController().signal)
    await expect(tidied).rejects.toMatchObject({ errors: [new Error('its blobs cannot be read')] })
    expect(await blobsOf(team)).toHaveLength(1)
    expect((await readPage(services, server, { team, dataset, limit: 1 })).rows).toBe(1)
  })

  testAbove('an archived dataset can be read and takes no version', async () => {
    const team = await newTeam()
    const dataset = await created(team, 'archived')
    await imported(team, dataset, '{"id":1}\n')
    await updateDataset(services, server, { team, dataset, archived: true })
    await expect(imported(team, dataset, '{"id":2}\n')).rejects.toMatchObject({ code: 'CONFLICT' })
    expect((await readPage(services, server, { team, dataset, limit: 1 })).rows).toBe(1)
  })
})
