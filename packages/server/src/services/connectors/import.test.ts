import { execFileSync } from 'node:child_process'
import { mkdir, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { batchOf, formatNamed } from '@understudy/sdk/formats'
import { describe, expect, test } from 'vitest'
import { enginesAbove } from '../../../test/above.ts'
import { connectorWorld } from '../../../test/connectors.ts'
import { until } from '../../../test/jobs.ts'

describe.each(enginesAbove)('imports of files on %s', async (engine) => {
  const world = await connectorWorld(engine, { name: 'import' })
  const { must, send, done, rows, file, connector } = world
  await world.work()

  const imported = async (connectorId: string, asked: object) =>
    done(await must('POST', `/connectors/${connectorId}/import`, asked))
  let count = 0
  const fresh = async (settings: object = {}) => {
    const name = `files-${count++}`
    return connector({ name, kind: 'files', settings: { folder: name, ...settings } }).then((id) => ({ id, name }))
  }

  test('whatever lies in the folder becomes a version, each object an entity, with types as they show', async () => {
    const { id, name } = await fresh()
    const parquet = formatNamed('parquet').encoder({ name: 'p', columns: [{ name: 'n', databaseType: 'bigint' }] })
    const batch = batchOf('p', [{ n: 1 }, { n: 2 }], [{ name: 'n', databaseType: 'bigint' }])
    const bytes = [parquet.header(), parquet.batch(batch), parquet.footer(2)].map((one) => Uint8Array.from(one))
    await file(
      `${name}/people.csv`,
      '\ufeffid,name,born,code,vip\n1,"Ann, ""A""",2000-01-02,007,true\n2,"B\nob",1999-12-31,010,false\n',
    )
    await file(`${name}/sub/orders.ndjson`, '{"id":1,"total":12345678901234567890}\n\n{"id":2,"total":null}\n')
    await file(`${name}/list.json`, '[{"a":1},{"a":2,"b":"x"}]')
    await file(`${name}/figures.parquet`, Buffer.concat(bytes))
    await file(`${name}/tabs.tsv`, 'a\tb\n1\t2\n')
    await file(`${name}/.hidden.csv`, 'a\n1\n')
    await file(`${name}/readme.txt`, 'nothing')
    const { job, transfer } = await imported(id, { dataset: `all-${name}` })
    expect(job).toMatchObject({ status: 'completed', result: { objects: 5, rows: 9, rejected: 0, version: 1 } })
    expect(transfer).toMatchObject({ state: 'completed', direction: 'import', rows: 9, objects: 5, errorCode: null })
    expect(transfer.report.objects.map(({ name, rows }: { name: string; rows: number }) => [name, rows])).toEqual([
      ['figures.parquet', 2],
      ['list.json', 2],
      ['people.csv', 2],
      ['sub/orders.ndjson', 2],
      ['tabs.tsv', 1],
    ])
    const dataset = `all-${name}`
    expect(await rows(dataset, 'people')).toEqual([
      { id: 1, name: 'Ann, "A"', born: '2000-01-02', code: '007', vip: true },
      { id: 2, name: 'B\nob', born: '1999-12-31', code: '010', vip: false },
    ])
    expect(await rows(dataset, 'list')).toEqual(
      [{ a: 1 }, { a: 2, b: 'x' }].map((row) => ({ b: null, ...row, a: row.a })),
    )
    const { entities, origin } = await must('GET', `/datasets/${dataset}/versions/1`)
    const people = entities.find(({ entity }: { entity: string }) => entity === 'people')
    expect(people.columns.map(({ type }: { type: string }) => type)).toEqual([
      'bigint',
      'text',
      'date',
      'text',
      'boolean',
    ])
    expect(origin).toMatchObject({ kind: 'import', connector: id, job: job.id })
  })

  test('rows that are not what the others are fail it, and are told of without a value; or as many are left out as may be', async () => {
    const { id, name } = await fresh()
    const lines = Array.from({ length: 160 }, (_, i) => (i > 100 && i % 20 === 19 ? `secret-${i},x` : `${i},y`))
    await file(`${name}/numbers.csv`, `n,t\n${lines.join('\n')}\n1,2,3\n`)
    await file(`${name}/lines.ndjson`, '{"a":1}\nno json of secret-9\n[1]\n{"a":2}\n')
    const dataset = `rejected-${name}`
    const first = await imported(id, { dataset })
    expect(first.job).toMatchObject({ status: 'failed', error: { errorCode: 'ROWS_REJECTED' } })
    expect(first.transfer).toMatchObject({ state: 'failed', errorCode: 'ROWS_REJECTED' })
    expect((await must('GET', `/datasets/${dataset}`)).publishedVersion).toBeNull()
    const { job, transfer } = await imported(id, { dataset, mostRejected: 6 })
    expect(job).toMatchObject({ status: 'completed', result: { rows: 159, rejected: 6 } })
    expect(transfer.report.rejected.map(({ object, row, column }: never) => [object, row, column])).toEqual([
      ['lines.ndjson', 2, null],
      ['lines.ndjson', 3, null],
      ['numbers.csv', 120, 'n'],
      ['numbers.csv', 140, 'n'],
      ['numbers.csv', 160, 'n'],
      ['numbers.csv', 161, null],
    ])
    expect(transfer.report.rejected[2].reason).toBe('its value is no bigint')
    expect(JSON.stringify([first, job, transfer])).not.toContain('secret')
    expect((await rows(dataset, 'numbers')).map(({ n }) => n)).not.toContain(119)
    const asText = await imported(id, { dataset, types: 'text', objects: [{ name: 'numbers.csv' }], mostRejected: 1 })
    expect(asText.job).toMatchObject({ status: 'completed', result: { rows: 160, rejected: 1 } })
  })

  test('a schema says what rows are: its types, what must be there, its keys', async () => {
    const { id, name } = await fresh()
    const fields = {
      id: { kind: 'sequence', type: 'integer' },
      at: { type: 'timestamptz' },
      price: { type: 'decimal', nullable: true },
      tags: { type: 'json', nullable: true },
    }
    const schema = { entities: [{ name: 'sales', fields, primaryKey: ['id'] }] }
    await file(
      `${name}/a.csv`,
      'id,at,price,tags\n1,2026-01-02T03:04:05Z,1.50,"[1,2]"\n2,,2.00,\nx,2026-01-02T03:04:05Z,1,\n3,2026-01-02T03:04:05Z,,\n',
    )
    await file(`${name}/b.ndjson`, '{"id":4,"at":"2026-01-02T03:04:05Z","price":"7.25"}\n{"id":5,"at":"never"}\n')
    const objects = [
      { name: 'a.csv', entity: 'sales' },
      { name: 'b.ndjson', entity: 'sales' },
    ]
    const dataset = `schema-${name}`
    const { job, transfer } = await imported(id, { dataset, objects, schema, mostRejected: 3 })
    expect(job).toMatchObject({ status: 'completed', result: { rows: 3, rejected: 3 } })
    expect(
      transfer.report.rejected.map(({ object, row, column, reason }: never) => [object, row, column, reason]),
    ).toEqual([
      ['a.csv', 2, 'at', 'it has no value, and needs one'],
      ['a.csv', 3, 'id', 'its value is no bigint'],
      ['b.ndjson', 2, 'at', 'its value is no timestamp with time zone'],
    ])
    expect(await rows(dataset, 'sales')).toMatchObject([
      { id: 1, price: 1.5, tags: [1, 2] },
      { id: 3, price: null, tags: null },
      { id: 4, price: 7.25 },
    ])
    const { entities } = await must('GET', `/datasets/${dataset}/versions/1`)
    expect(entities[0]).toMatchObject({ primaryKey: ['id'] })
    const unknown = await imported(id, { dataset, objects: [{ name: 'a.csv' }], schema })
    expect(unknown.job.error).toMatchObject({ errorCode: 'REQUEST_INVALID', message: expect.stringContaining('"a"') })
    const broken = await send('POST', `/connectors/${id}/import`, { dataset: 'new', schema: { entities: 7 } })
    expect([broken.status, broken.body.errorCode]).toEqual([400, 'SCHEMA_INVALID'])
    expect((await send('GET', '/datasets/new')).status).toBe(404)
  })

  test('no path leads out of the folder of the team: not by .., not by a link, not to what is no file', async () => {
    const { id, name } = await fresh()
    await file(`${name}/ok.csv`, 'a\n1\n')
    await writeFile(join(world.folders, 'outside.csv'), 'a\n1\n')
    await mkdir(join(world.folders, 'other-team'))
    await writeFile(join(world.folders, 'other-team', 'theirs.csv'), 'a\n1\n')
    await symlink(join(world.folders, 'outside.csv'), join(world.folder, name, 'link.csv'))
    await symlink(join(world.folders, 'other-team'), join(world.folder, name, 'door'))
    execFileSync('mkfifo', [join(world.folder, name, 'pipe.csv')])
    for (const path of [
      '../../outside.csv',
      '../../other-team/theirs.csv',
      '/etc/passwd',
      'link.csv',
      'door/theirs.csv',
      'pipe.csv',
      'none.csv',
      'a\0b.csv',
    ]) {
      const answer = await send('POST', `/connectors/${id}/import`, {
        dataset: 'out',
        objects: [{ name: path, format: 'csv' }],
      })
      expect(answer.status, path).toBe(202)
      const { job } = await done(answer.body)
      expect(job.error, path).toMatchObject({ errorCode: 'CONNECTOR_FAILED' })
      expect(job.errorMessage).not.toContain(world.folders)
    }
    const listed = await must('POST', `/connectors/${id}/test`)
    expect(listed).toEqual({ ok: true, objects: [{ name: 'ok.csv', size: null }], error: null })
    for (const folder of ['..', '/etc', 'a/../..', 'a\\b', 'C:x']) {
      const refused = await send('POST', '/connectors', { name: 'out', kind: 'files', settings: { folder } })
      expect([refused.status, refused.body.errorCode], folder).toEqual([400, 'REQUEST_INVALID'])
    }
    await symlink(world.folders, join(world.folder, 'away'))
    const away = await connector({ name: `away-${name}`, kind: 'files', settings: { folder: 'away/other-team' } })
    expect(await must('POST', `/connectors/${away}/test`)).toMatchObject({
      ok: false,
      error: { errorCode: 'CONNECTOR_FAILED' },
    })
  })

  test('a worker that ends in the middle is gone on after, behind what it has taken', async () => {
    const { id, name } = await fresh()
    const line = (i: number) => `{"id":${i},"text":"${'x'.repeat(50)}"}\n`
    await file(`${name}/long.ndjson`, Array.from({ length: 3000 }, (_, i) => line(i)).join(''))
    const stop = await world.work()
    const job = await must('POST', `/connectors/${id}/import`, { dataset: `long-${name}` })
    const steps = () =>
      world.services.store.readTeam(world.team, async (db) => {
        const { id } = await db
          .selectFrom('transfers')
          .select('id')
          .where('job_id', '=', job.id)
          .executeTakeFirstOrThrow()
        return db.selectFrom('transfer_steps').select('step').where('transfer_id', '=', id).execute()
      })
    await until(async () => (await steps()).length > 5)
    await stop()
    const { job: whole } = await done(job)
    expect(whole).toMatchObject({ status: 'completed', result: { rows: 3000 } })
    expect((await rows(`long-${name}`, 'long')).map(({ id }) => id)).toEqual(Array.from({ length: 3000 }, (_, i) => i))
    expect(await steps()).toEqual([])
  })

  test('a file that is another one when it is gone on with is taken from its beginning, all of one', async () => {
    const { id, name } = await fresh()
    const whole = (text: string) =>
      Array.from({ length: 3000 }, (_, i) => `{"id":${i},"text":"${text.repeat(50)}"}\n`).join('')
    await file(`${name}/long.ndjson`, `${whole('x')}broken\n`)
    const failed = await imported(id, { dataset: `changed-${name}` })
    expect(failed.job.status).toBe('failed')
    await file(`${name}/long.ndjson`, whole('y'))
    const { job } = await done(await must('POST', `/jobs/${failed.job.id}/retry`))
    expect(job).toMatchObject({ status: 'completed', result: { rows: 3000 } })
    const found = await rows(`changed-${name}`, 'long')
    expect([found.length, new Set(found.map(({ text }) => text)).size]).toEqual([3000, 1])
  })

  test('a job that failed is gone on with by a retry, once; what it took is published though it became old', async () => {
    const { id, name } = await fresh()
    await file(`${name}/a.csv`, 'a\n1\n2\n')
    await file(`${name}/b.ndjson`, '{"b":1}\nbroken\n')
    const objects = [{ name: 'a.csv' }, { name: 'b.ndjson' }]
    const failed = await imported(id, { dataset: `retry-${name}`, objects })
    expect(failed.job.status).toBe('failed')
    await file(`${name}/a.csv`, 'a\n1\n2\n3\n')
    await file(`${name}/b.ndjson`, '{"b":1}\n{"b":2}\n')
    world.clock.pass(20 * 3600)
    const retry = await must('POST', `/jobs/${failed.job.id}/retry`)
    const { job, transfer } = await done(retry)
    expect(job).toMatchObject({ status: 'completed', attempt: 2, result: { rows: 4, version: 2 } })
    expect(transfer).toMatchObject({ id: failed.transfer.id, state: 'completed' })
    // As it was when it was taken.
    expect(await rows(`retry-${name}`, 'a')).toEqual([{ a: 1 }, { a: 2 }])
    const again = await send('POST', `/jobs/${failed.job.id}/retry`)
    expect([again.status, again.body.errorCode]).toEqual([409, 'CONFLICT'])
  })

  test('an import that is cancelled leaves no version, and says so', async () => {
    const { id, name } = await fresh()
    await file(`${name}/long.ndjson`, Array.from({ length: 20_000 }, (_, i) => `{"id":${i}}\n`).join(''))
    const job = await must('POST', `/connectors/${id}/import`, { dataset: `cancel-${name}` })
    await until(async () => (await must('GET', `/jobs/${job.id}`)).status === 'running')
    await must('POST', `/jobs/${job.id}/cancel`)
    const { transfer } = await done(job)
    expect(transfer).toMatchObject({ state: 'cancelled', endedAt: expect.any(String) })
    expect((await must('GET', `/datasets/cancel-${name}`)).publishedVersion).toBeNull()
  })

  test('nothing of this was a fault of the server', () => {
    expect(world.faults).toEqual([])
  })
})
