import { generateData } from '@understudy/sdk'
import { batchOf } from '@understudy/sdk/formats'
import { describe, expect, test } from 'vitest'
import { above } from '../../../test/above.ts'
import { people } from '../../../test/app.ts'
import { testServices } from '../../../test/datasets.ts'
import { callAs, server } from '../../../test/services.ts'
import { engines } from '../../../test/store.ts'
import { takeLease } from '../leases/take-lease.ts'
import { createDataset } from './create-dataset.ts'
import { exportRows } from './read/export-rows.ts'
import { readPage } from './read/read-page.ts'
import { beginVersion, readVersionSchema } from './write/begin-version.ts'
import { decideVersion } from './write/decide-version.ts'
import { importVersion } from './write/import-version.ts'
import { publishVersion } from './write/publish-version.ts'
import { writePart } from './write/write-part.ts'

async function* body(...pieces: string[]): AsyncGenerator<Uint8Array> {
  for (const piece of pieces) yield Buffer.from(piece)
}
async function textOf(bytes: AsyncIterable<Uint8Array>): Promise<string> {
  const pieces: Uint8Array[] = []
  for await (const piece of bytes) pieces.push(piece)
  return Buffer.concat(pieces).toString()
}
const ndjson = (rows: readonly unknown[]) => rows.map((row) => `${JSON.stringify(row)}\n`).join('')

describe.each(engines)('datasets on %s', async (engine) => {
  const { testAbove } = above(engine)
  const { services, team: newTeam } = await testServices(engine)
  const team = await newTeam()
  const created = async (name: string) => (await createDataset(services, server, team, { name, description: '' })).id
  const imported = (dataset: string, rows: readonly unknown[]) =>
    importVersion(services, server, { team, dataset, format: 'ndjson', entity: 'rows' }, body(ndjson(rows)))
  const rows = Array.from({ length: 20_000 }, (_, i) => ({ id: i + 1, name: `name ${i + 1}`, big: i % 7 === 0 }))

  test('what came in goes out again, byte for byte, and page by page without a gap', async () => {
    const dataset = await created('whole')
    const { version, rows: count } = await imported(dataset, rows)
    expect([version, count]).toEqual([1, 20_000])
    const whole = await exportRows(services, server, { team, dataset, format: 'ndjson' })
    expect(await textOf(whole.bytes)).toBe(ndjson(rows))
    const seen: string[] = []
    let cursor: string | undefined
    do {
      const page = await readPage(services, server, { team, dataset: 'whole', cursor, limit: 7000 })
      seen.push(...page.lines.map((line) => Buffer.from(line).toString()))
      cursor = page.next ?? undefined
    } while (cursor !== undefined)
    expect(seen.join('')).toBe(ndjson(rows))
  })

  testAbove('a walk stays in the version it began in', async () => {
    const dataset = await created('walk')
    await imported(dataset, [{ id: 1 }, { id: 2 }])
    const first = await readPage(services, server, { team, dataset, limit: 1 })
    await imported(dataset, [{ id: 10 }, { id: 20 }])
    const second = await readPage(services, server, { team, dataset, limit: 1, cursor: first.next ?? '' })
    expect(Buffer.concat(second.lines).toString()).toBe('{"id":2}\n')
    const now = await readPage(services, server, { team, dataset, limit: 1 })
    expect(Buffer.concat(now.lines).toString()).toBe('{"id":10}\n')
    const other = readPage(services, server, { team, dataset, limit: 1, cursor: first.next ?? '', filter: 'id = 2' })
    await expect(other).rejects.toMatchObject({ code: 'REQUEST_INVALID' })
  })

  testAbove('a filter picks rows wherever they lie', async () => {
    const dataset = await created('filtered')
    await imported(dataset, rows)
    const page = await readPage(services, server, { team, dataset, filter: 'id > 19995 and big', limit: 10 })
    expect(page.lines.map((line) => JSON.parse(Buffer.from(line).toString()).id)).toEqual([20_000])
    const csv = await exportRows(services, server, { team, dataset, format: 'csv', filter: "name = 'name 5'" })
    expect(await textOf(csv.bytes)).toBe('id,name,big\n5,name 5,false\n')
    const wrong = readPage(services, server, { team, dataset, filter: 'nothing = 1', limit: 10 })
    await expect(wrong).rejects.toMatchObject({ code: 'REQUEST_INVALID' })
  })

  testAbove('a body that breaks off leaves no version, and its number is not given again', async () => {
    const dataset = await created('broken')
    const broken = importVersion(
      services,
      server,
      { team, dataset, format: 'ndjson', entity: 'rows' },
      body(ndjson([{ id: 1 }]), '{"id":'),
    )
    await expect(broken).rejects.toMatchObject({ code: 'INPUT_MALFORMED' })
    await expect(readPage(services, server, { team, dataset, limit: 1 })).rejects.toMatchObject({ code: 'NOT_FOUND' })
    expect((await imported(dataset, [{ id: 1 }])).version).toBe(2)
  })

  test('partitions that were written apart, one of them twice, are the whole', async () => {
    const dataset = await created('parts')
    const place = await beginVersion(services, server, { team, dataset, origin: { kind: 'job' }, schema: people })
    const options = { seed: 7, rows: 9000 }
    const part = (number: number) =>
      writePart(services, place, generateData(people, { ...options, partition: { number, of: 3 } }))
    await part(2)
    const parts = [await part(1), await part(2), await part(3)]
    expect(await readVersionSchema(services, place)).toEqual(people)
    await publishVersion(services, server, { ...place, parts, primaryKeys: { people: ['id'] } })
    const whole = await exportRows(services, server, { team, dataset, format: 'ndjson' })
    const alone: Uint8Array[] = []
    for await (const piece of generateData(people, { ...options, format: 'ndjson' })) alone.push(piece)
    expect(await textOf(whole.bytes)).toBe(Buffer.concat(alone).toString())
    await expect(publishVersion(services, server, { ...place, parts })).rejects.toMatchObject({ code: 'CONFLICT' })
  })

  testAbove('a held version is read by nobody until it is decided on, and refused it never is', async () => {
    const dataset = await created('held')
    const held = async (n: number) => {
      const place = await beginVersion(services, server, { team, dataset, origin: { kind: 'job' } })
      const parts = [await writePart(services, place, [batchOf('rows', [{ n }])])]
      await publishVersion(services, server, { ...place, parts, hold: true })
      return place
    }
    const now = () => readPage(services, server, { team, dataset, limit: 1 })
    const [first, second] = [await held(1), await held(2)]
    await expect(now()).rejects.toMatchObject({ code: 'NOT_FOUND' })
    await decideVersion(services, server, { ...first, outcome: 'ready' })
    await decideVersion(services, server, { ...second, outcome: 'refused' })
    expect(Buffer.concat((await now()).lines).toString()).toBe('{"n":1}\n')
    const read = readPage(services, server, { team, dataset, version: second.version, limit: 1 })
    await expect(read).rejects.toMatchObject({ code: 'NOT_FOUND' })
    const again = decideVersion(services, server, { ...second, outcome: 'ready' })
    await expect(again).rejects.toMatchObject({ code: 'CONFLICT' })
  })

  test('what fails within the publishing transaction publishes nothing', async () => {
    const dataset = await created('fenced')
    const place = await beginVersion(services, server, { team, dataset, origin: { kind: 'job' } })
    const parts = [await writePart(services, place, [batchOf('rows', [{ n: 1 }])])]
    const fenced = publishVersion(services, server, { ...place, parts }, async () => {
      throw new Error('another worker has it')
    })
    await expect(fenced).rejects.toThrow('another worker has it')
    await expect(readPage(services, server, { team, dataset, limit: 1 })).rejects.toMatchObject({ code: 'NOT_FOUND' })
    await publishVersion(services, server, { ...place, parts })
    expect((await readPage(services, server, { team, dataset, limit: 1 })).rows).toBe(1)
  })

  testAbove('of values, and of what was asked for, nothing stands in blobs, in the trail or in events', async () => {
    const own = await newTeam()
    const { id: dataset } = await createDataset(services, server, own, { name: 'secret', description: '' })
    const rows = [{ id: 1, name: 'canary-4711' }]
    await importVersion(services, server, { team: own, dataset, format: 'ndjson', entity: 'rows' }, body(ndjson(rows)))
    await readPage(services, server, { team: own, dataset, filter: "name = 'canary-4711'", limit: 1 })
    await exportRows(services, server, { team: own, dataset, format: 'csv', filter: "name = 'canary-4711'" })
    await takeLease(services, server, { team: own, dataset, rows: 1, seconds: 60, holder: 'w' })
    const kept = await services.store.readTeam(own, async (db) => ({
      audit: await db.selectFrom('audit').selectAll().execute(),
      events: await db.selectFrom('events').selectAll().execute(),
      versions: await db.selectFrom('versions').selectAll().execute(),
      blobs: (await db.selectFrom('blob_bytes').selectAll().execute()).map(({ sealed }) =>
        Buffer.from(sealed).toString('latin1'),
      ),
    }))
    expect(kept.audit.map(({ action }) => action)).toEqual([
      'dataset.create',
      'version.publish',
      'rows.read',
      'rows.export',
      'lease.take',
    ])
    expect(kept.blobs).toHaveLength(1)
    expect(JSON.stringify(kept)).not.toContain('4711')
  })

  test('another team sees none of it', async () => {
    const dataset = await created('ours')
    await imported(dataset, [{ id: 1 }])
    const other = await newTeam()
    const stranger = callAs({ kind: 'key', id: 'k', name: 'k', team: other, scopes: new Set(['datasets.read']) })
    const asked = readPage(services, stranger, { team, dataset, limit: 1 })
    await expect(asked).rejects.toMatchObject({ code: 'NOT_FOUND' })
    const there = readPage(services, stranger, { team: other, dataset, limit: 1 })
    await expect(there).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })
})
