import { createHash } from 'node:crypto'
import { mkdir, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { connectSqlite } from '@understudy/sdk/sqlite'
import pg from 'pg'
import { afterAll, describe, expect, test } from 'vitest'
import { testDatabase } from '../../../../../test/database.ts'
import { enginesAbove } from '../../../test/above.ts'
import { connectorWorld, webServer } from '../../../test/connectors.ts'
import { until } from '../../../test/jobs.ts'
import { refuse, s3Credentials, testS3 } from '../../../test/s3.ts'
import { StepLog } from './transfers/step-log.ts'
import { tidyTransfers } from './transfers/tidy-transfers.ts'

describe.each(enginesAbove)('exports on %s', async (engine) => {
  const world = await connectorWorld(engine, { name: 'export' })
  const { must, send, done, connector, upload, folder } = world
  let stop = await world.work()
  const lines = Array.from(
    { length: 300 },
    (_, i) => `{"_e":"${i % 3 === 0 ? 'o/d..d' : 'people'}","id":${i},"text":"${'x'.repeat(40)}"}\n`,
  ).join('')
  await upload('data', lines, 'entityField=_e')
  const exported = async (id: string, asked: object = {}) =>
    done(await must('POST', `/connectors/${id}/export`, { dataset: 'data', ...asked }))
  const idsIn = (text: string): number[] =>
    text
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line).id)
  const all = Array.from({ length: 300 }, (_, i) => i)
  const ofPeople = all.filter((i) => i % 3 !== 0)

  describe('to files', async () => {
    const id = await connector({ name: 'files', kind: 'files', use: 'export', settings: { folder: 'out/side' } })
    const place = join(folder, 'out', 'side')

    test('a folder with an object for each entity and a manifest appears, and no draft stays', async () => {
      const { job, transfer } = await exported(id)
      expect(job).toMatchObject({ status: 'completed', result: { objects: 2, rows: 300, version: 1 } })
      expect(await readdir(place)).toEqual(['data-v1'])
      expect((await readdir(join(place, 'data-v1'))).sort()).toEqual([
        'manifest.json',
        'o%2Fd..d.ndjson',
        'people.ndjson',
      ])
      const manifest = JSON.parse(await readFile(join(place, 'data-v1', 'manifest.json'), 'utf8'))
      expect(manifest).toMatchObject({
        kind: 'understudy.export',
        dataset: 'data',
        datasetVersion: 1,
        transfer: transfer.id,
      })
      for (const { name, sha256, bytes } of manifest.objects) {
        const content = await readFile(join(place, 'data-v1', name))
        expect([content.length, createHash('sha256').update(content).digest('hex')]).toEqual([bytes, sha256])
      }
      expect(idsIn(await readFile(join(place, 'data-v1', 'people.ndjson'), 'utf8'))).toEqual(ofPeople)
      await upload('persons', '{"id":1,"email":"ford@betelgeuse.example"}\n', 'entity=persons')
      for (const [reveal, is] of [
        [false, '***'],
        [true, 'ford@betelgeuse.example'],
      ] as const) {
        await exported(id, { dataset: 'persons', to: 'persons', existing: 'replace', reveal })
        expect(await readFile(join(place, 'persons', 'persons.ndjson'), 'utf8')).toBe(`{"id":1,"email":"${is}"}\n`)
      }
      const audit = await must('GET', '/audit').catch(() => undefined)
      expect(JSON.stringify(audit ?? 'rows.export')).toContain('rows.export')
    })

    test('what is there is kept, or replaced where that is said and it is an export', async () => {
      const again = await exported(id)
      expect(again.job.error).toMatchObject({ errorCode: 'TARGET_OCCUPIED' })
      const csv = await exported(id, { existing: 'replace', format: 'csv', entities: ['people'] })
      expect(csv.job.status).toBe('completed')
      expect((await readdir(join(place, 'data-v1'))).sort()).toEqual(['manifest.json', 'people.csv'])
      await mkdir(join(place, 'precious'))
      await writeFile(join(place, 'precious', 'file'), 'kept')
      const refused = await exported(id, { to: 'precious', existing: 'replace' })
      expect(refused.job.error).toMatchObject({ errorCode: 'TARGET_OCCUPIED' })
      expect(await readFile(join(place, 'precious', 'file'), 'utf8')).toBe('kept')
      expect((await readdir(place)).filter((name) => name.startsWith('.'))).toEqual([])
    })

    test('of several that replace the same one at once, each is done and one of them stands there', async () => {
      const given = { to: 'crowded', existing: 'replace', entities: ['people'] } as const
      for (let round = 0; round < 3; round++) {
        const all = await Promise.all(Array.from({ length: 4 }, () => exported(id, given)))
        expect(all.map(({ job }) => job.status)).toEqual(all.map(() => 'completed'))
      }
      expect((await readdir(join(place, 'crowded'))).sort()).toEqual(['manifest.json', 'people.ndjson'])
      expect((await readdir(place)).filter((name) => name.startsWith('.'))).toEqual([])
    })

    test('no name leads out of the folder of the team', async () => {
      for (const to of ['..', '../x', '/tmp/x', 'a/b', '.hidden', 'a\\b', '']) {
        const answer = await send('POST', `/connectors/${id}/export`, { dataset: 'data', to })
        expect([answer.status, answer.body.errorCode], to).toEqual([400, 'REQUEST_INVALID'])
      }
      await symlink(world.folders, join(place, 'door'))
      const door = await exported(id, { to: 'door', existing: 'replace' })
      expect(door.job.error).toMatchObject({ errorCode: 'CONNECTOR_FAILED' })
      const inside = await connector({
        name: 'inside',
        kind: 'files',
        use: 'export',
        settings: { folder: 'out/side/door' },
      })
      expect((await exported(inside)).job.error).toMatchObject({ errorCode: 'CONNECTOR_FAILED' })
      expect((await readdir(world.folders)).filter((name) => name.startsWith('data'))).toEqual([])
    })

    test('what was to be replaced is there again when nobody goes on, and replaced when somebody does', async () => {
      const first = await exported(id, { to: 'swap' })
      const before = await readFile(join(place, 'swap', 'manifest.json'), 'utf8')
      const second = await exported(id, { to: 'swap', existing: 'replace', format: 'csv' })
      const after = JSON.parse(await readFile(join(place, 'swap', 'manifest.json'), 'utf8'))
      expect([first.job.status, second.job.status, after.format]).toEqual(['completed', 'completed', 'csv'])
      /** As if the process had died between the two renamings. */
      const dieBetween = async () => {
        await rm(join(place, 'swap'), { recursive: true })
        await mkdir(join(place, `.old-${second.transfer.id}`))
        await writeFile(join(place, `.old-${second.transfer.id}`, 'manifest.json'), before)
        await world.services.store.team(world.team, async (tx) => {
          await tx.updateTable('jobs').set({ status: 'failed' }).where('id', '=', second.job.id).execute()
          await tx.updateTable('transfers').set({ state: 'failed' }).where('job_id', '=', second.job.id).execute()
        })
        const held = async () => {}
        const log = await StepLog.open(
          world.services,
          { team: world.team, transfer: second.transfer.id, job: 'x' },
          held,
        )
        await log.add({ kind: 'upload', object: 'swap', upload: '' })
      }
      await dieBetween()
      world.clock.pass(25 * 3600)
      await tidyTransfers(world.standing, new AbortController().signal)
      expect(await readFile(join(place, 'swap', 'manifest.json'), 'utf8')).toBe(before)
      await dieBetween()
      const { job } = await done(await must('POST', `/jobs/${second.job.id}/retry`))
      expect(job.status).toBe('completed')
      expect(JSON.parse(await readFile(join(place, 'swap', 'manifest.json'), 'utf8')).format).toBe('csv')
      expect((await readdir(place)).filter((name) => name.startsWith('.'))).toEqual([])
    })

    test('one that was put there by a try that did not live to tell is not put there twice', async () => {
      const first = await exported(id, { to: 'once' })
      const before = await readFile(join(place, 'once', 'manifest.json'), 'utf8')
      // As if the process had died after the renaming: of the job nothing is known but that it failed.
      await world.services.store.team(world.team, async (tx) => {
        await tx.updateTable('jobs').set({ status: 'failed' }).where('id', '=', first.job.id).execute()
        await tx.updateTable('transfers').set({ state: 'failed' }).where('job_id', '=', first.job.id).execute()
      })
      const { job } = await done(await must('POST', `/jobs/${first.job.id}/retry`))
      expect(job).toMatchObject({ status: 'completed', result: { objects: 2, rows: 300 } })
      expect(await readFile(join(place, 'once', 'manifest.json'), 'utf8')).toBe(before)
    })
  })

  describe('to an object store', async () => {
    const s3 = await testS3()
    const settings = { bucket: s3.bucket, endpoint: s3.endpoint, prefix: 'exports/of us' }
    const id = await connector({ name: 'store', kind: 's3', use: 'export', settings, credentials: s3Credentials })
    const text = async (key: string) => {
      const pieces: Uint8Array[] = []
      for await (const piece of (await s3.client.get(`exports/of us/${key}`)).bytes) pieces.push(piece)
      return Buffer.concat(pieces).toString()
    }
    const isPart = (url = '') => url.includes('partNumber=')

    test('an object for each entity, whole, and the manifest last of all', async () => {
      s3.requests.length = 0
      const { job } = await exported(id)
      expect(job).toMatchObject({ status: 'completed', result: { objects: 2, rows: 300 } })
      expect(idsIn(await text('data-v1/people.ndjson'))).toEqual(ofPeople)
      const puts = s3.requests.filter((line) => /^(PUT|POST) /.test(line))
      expect(puts.at(-1)).toContain('manifest.json')
      expect(puts.filter(isPart).length).toBeGreaterThan(10)
      const again = await exported(id)
      expect(again.job.error).toMatchObject({ errorCode: 'TARGET_OCCUPIED' })
      expect((await exported(id, { existing: 'replace', format: 'csv' })).job.status).toBe('completed')
      expect(JSON.parse(await text('data-v1/manifest.json')).format).toBe('csv')
    })

    test('a worker that ends in the middle is gone on after: no part is sent twice, nothing half is seen', async () => {
      let parts = 0
      const sent: string[] = []
      let hold: () => void = () => {}
      const held = new Promise<void>((resolve) => {
        hold = resolve
      })
      s3.meddle((request) => {
        if (request.method !== 'PUT' || !isPart(request.url)) return false
        parts++
        if (parts === 6) {
          hold()
          return true
        }
        sent.push(request.url ?? '')
        return false
      })
      const job = await must('POST', `/connectors/${id}/export`, { dataset: 'data', to: 'stopped' })
      await held
      expect(await s3.client.head('exports/of us/stopped/people.ndjson')).toBeUndefined()
      await stop()
      stop = await world.work()
      const { job: whole } = await done(job)
      s3.meddle(() => false)
      expect(whole.status).toBe('completed')
      expect(new Set(sent).size).toBe(sent.length)
      expect(idsIn(await text('stopped/people.ndjson'))).toEqual(ofPeople)
      expect(JSON.parse(await text('stopped/manifest.json')).objects).toHaveLength(2)
    })

    test('credentials that expire fail it, and with new ones a retry goes on', async () => {
      let parts = 0
      s3.meddle((request, response) => isPart(request.url) && ++parts > 4 && refuse(response, 400, 'ExpiredToken'))
      const first = await exported(id, { to: 'expired' })
      expect(first.job.error).toMatchObject({ errorCode: 'CONNECTOR_DENIED' })
      expect(first.transfer).toMatchObject({ state: 'failed', errorCode: 'CONNECTOR_DENIED' })
      const sent: string[] = []
      s3.meddle((request) => {
        if (isPart(request.url)) sent.push(request.url ?? '')
        return false
      })
      await must('PATCH', `/connectors/${id}`, { credentials: s3Credentials })
      const { job } = await done(await must('POST', `/jobs/${first.job.id}/retry`))
      s3.meddle(() => false)
      expect(job.status).toBe('completed')
      expect(sent.some((url) => /partNumber=1&/.test(url) && url.includes('o%252Fd'))).toBe(false)
      expect(idsIn(await text('expired/people.ndjson'))).toEqual(ofPeople)
    })

    test('an upload that the store has forgotten is begun anew, and one that it completed in silence is done', async () => {
      let parts = 0
      s3.meddle((request, response) => isPart(request.url) && ++parts === 3 && refuse(response, 404, 'NoSuchUpload'))
      expect((await exported(id, { to: 'forgotten' })).job.status).toBe('completed')
      expect(idsIn(await text('forgotten/people.ndjson'))).toEqual(ofPeople)
      let completed = 0
      const sent: string[] = []
      s3.meddle((request, response) => {
        if (isPart(request.url)) sent.push(request.url ?? '')
        if (request.method !== 'POST' || !/uploadId=/.test(request.url ?? '')) return false
        completed++
        // The first answer gets lost; asked again, the store knows of no such upload.
        if (completed === 1) {
          response.end = (() => response.destroy()) as typeof response.end
          return false
        }
        return completed === 2 && refuse(response, 404, 'NoSuchUpload')
      })
      expect((await exported(id, { to: 'silent' })).job.status).toBe('completed')
      s3.meddle(() => false)
      expect(completed).toBeGreaterThan(2)
      expect(new Set(sent.map((url) => url.replace(/uploadId=.*/, ''))).size).toBe(sent.length)
      expect(idsIn(await text('silent/people.ndjson'))).toEqual(ofPeople)
    })
  })

  describe('to an address', async () => {
    test('each chunk is one request with a key of its own; what failed is sent again under the same', async () => {
      const got = new Map<string, { readonly path: string; readonly body: string }>()
      const keys: string[] = []
      let failing = 2
      const url = await webServer((request, response) => {
        let body = ''
        request.setEncoding('utf8').on('data', (piece) => {
          body += piece
        })
        request.on('end', () => {
          const key = String(request.headers['idempotency-key'])
          keys.push(key)
          got.set(key, { path: request.url ?? '', body })
          expect(request.headers).toMatchObject({ authorization: 'Bearer t', 'understudy-version': '1' })
          response.writeHead(failing-- > 0 ? 503 : 204).end()
        })
      })
      const settings = { url: `${url}/to/{entity}` }
      const id = await connector({ name: 'hook', kind: 'http', use: 'export', settings, credentials: { token: 't' } })
      const { job } = await exported(id)
      expect(job).toMatchObject({ status: 'completed', result: { objects: 2, rows: 300 } })
      expect([...got.values()].map(({ path }) => path)).toEqual(['/to/o%2Fd..d', '/to/people'])
      expect([...got.values()].flatMap(({ body }) => idsIn(body)).toSorted((a, b) => a - b)).toEqual(all)
      expect([keys.length, new Set(keys).size]).toEqual([4, 2])
    })

    test('a receiver that refuses is told of, and a retry sends only what was not answered', async () => {
      let refusing = true
      const paths: string[] = []
      const url = await webServer((request, response) => {
        request.resume().on('end', () => {
          paths.push(request.url ?? '')
          response.writeHead(refusing && request.url === '/people' ? 401 : 200).end('secret')
        })
      })
      const id = await connector({ name: 'refuses', kind: 'http', use: 'export', settings: { url: `${url}/{entity}` } })
      const first = await exported(id)
      expect(first.job.error).toMatchObject({ errorCode: 'CONNECTOR_DENIED' })
      expect(JSON.stringify(first)).not.toContain('secret')
      refusing = false
      const { job } = await done(await must('POST', `/jobs/${first.job.id}/retry`))
      expect(job.status).toBe('completed')
      expect(paths).toEqual(['/o%2Fd..d', '/people', '/people'])
    })
  })

  describe('to a database', async () => {
    const url = new URL(await testDatabase(`connector_target_${engine}`))
    const client = new pg.Client({ connectionString: url.href })
    await client.connect()
    afterAll(() => client.end())
    const settings = {
      host: url.hostname,
      port: Number(url.port),
      database: url.pathname.slice(1),
      user: decodeURIComponent(url.username) || 'postgres',
      tls: false,
    }
    const id = await connector({ name: 'database', kind: 'postgres', use: 'export', settings })
    const count = async (table: string) => Number((await client.query(`select count(*) as n from ${table}`)).rows[0].n)

    test('a table for each entity is made and filled, and what is there is left, added to or replaced as is said', async () => {
      const { job } = await exported(id)
      expect(job).toMatchObject({ status: 'completed', result: { objects: 2, rows: 300 } })
      expect([await count('people'), await count('"o/d..d"')]).toEqual([200, 100])
      const { rows } = await client.query('select id, text from people order by id limit 1')
      expect(rows).toEqual([{ id: '1', text: 'x'.repeat(40) }])
      expect((await exported(id)).job.error).toMatchObject({ errorCode: 'TARGET_OCCUPIED' })
      await exported(id, { existing: 'append', entities: ['people'] })
      expect(await count('people')).toBe(400)
      await exported(id, { existing: 'replace' })
      expect([await count('people'), await count('"o/d..d"')]).toEqual([200, 100])
    })

    test('what the database refuses leaves nothing of it behind', async () => {
      await client.query('create schema strict; create table strict.people (id bigint check (id < 150), text text)')
      const strict = await connector({
        name: 'strict',
        kind: 'postgres',
        use: 'export',
        settings: { ...settings, schema: 'strict' },
      })
      const { job } = await exported(strict, { existing: 'append' })
      expect(job.error).toMatchObject({ errorCode: 'CONSTRAINT_VIOLATED' })
      expect(await count('strict.people')).toBe(0)
      const { rows } = await client.query(
        "select to_regclass('strict.\"o/d..d\"') as other, to_regclass('strict.understudy_exports') as marks",
      )
      expect(rows).toEqual([{ other: null, marks: null }])
    })

    test('a commit whose answer got lost is not done twice', async () => {
      const first = await exported(id, { existing: 'append' })
      const before = await count('people')
      await world.services.store.team(world.team, async (tx) => {
        await tx.updateTable('jobs').set({ status: 'failed' }).where('id', '=', first.job.id).execute()
        await tx.updateTable('transfers').set({ state: 'failed' }).where('job_id', '=', first.job.id).execute()
      })
      const { job } = await done(await must('POST', `/jobs/${first.job.id}/retry`))
      expect(job).toMatchObject({ status: 'completed', result: { rows: 300 } })
      expect(await count('people')).toBe(before)
    })

    test('a database that says that it is production is not written to', async () => {
      process.env.UNDERSTUDY_PRODUCTION_URLS = url.href
      try {
        expect((await exported(id, { existing: 'append' })).job.error).toMatchObject({
          errorCode: 'PRODUCTION_REFUSED',
        })
      } finally {
        delete process.env.UNDERSTUDY_PRODUCTION_URLS
      }
    })

    test('a file of SQLite is made where there is none', async () => {
      const file = await connector({
        name: 'sqlite',
        kind: 'sqlite',
        use: 'export',
        settings: { file: 'some/where/made.db' },
      })
      const { job } = await exported(file)
      expect(job.status).toBe('completed')
      const database = await connectSqlite(join(folder, 'some', 'where', 'made.db'))
      expect(await database.query('select count(*) as n from people')).toEqual([{ n: 200 }])
      await database.close()
      await rm(join(folder, 'some', 'where', 'made.db'))
    })
  })

  test('what was exported is imported again, row by row', async () => {
    const id = await connector({ name: 'there and back', kind: 'files', settings: { folder: 'back' } })
    const out = await done(await must('POST', `/connectors/${id}/export`, { dataset: 'data', format: 'parquet' }))
    expect(out.job.status).toBe('completed')
    const { job } = await done(await must('POST', `/connectors/${id}/import`, { dataset: 'back' }))
    expect(job).toMatchObject({ status: 'completed', result: { objects: 2, rows: 300 } })
    expect(await world.rows('back', 'people')).toEqual(await world.rows('data', 'people'))
  })

  test('a connector of one use is of no other, and one at work is not removed', async () => {
    const id = await connector({ name: 'in', kind: 'files', use: 'import', settings: {} })
    const answer = await send('POST', `/connectors/${id}/export`, { dataset: 'data' })
    expect([answer.status, answer.body.errorCode]).toEqual([409, 'CONFLICT'])
    const hang = await webServer(() => {})
    const http = await connector({ name: 'hang', kind: 'http', use: 'export', settings: { url: hang } })
    const job = await must('POST', `/connectors/${http}/export`, { dataset: 'data' })
    await until(async () => (await must('GET', `/jobs/${job.id}`)).status === 'running')
    expect((await send('DELETE', `/connectors/${http}`)).status).toBe(409)
    await must('POST', `/jobs/${job.id}/cancel`)
    await done(job)
    expect((await send('DELETE', `/connectors/${http}`)).status).toBe(204)
  })

  test('nothing of this was a fault of the server', () => {
    expect(world.faults).toEqual([])
  })
})
