import { generateData } from '@understudy/sdk'
import { expect, test } from 'vitest'
import { people, posted, shop, testApp } from '../../test/app.ts'
import type { Asked } from '../client.ts'

const { api, post, request, services } = await testApp({ name: 'generate' })

const preview = (json: Asked<'post', '/preview'>['json']) => api.post('/preview', { json })

test('the plan names every entity with its columns and rows, parents first, and makes none', async () => {
  const json = { schema: shop, rows: { customers: 3, orders: 10_000_000 }, seed: 7 }
  expect(await api.post('/plan', { json })).toEqual({
    seed: 7,
    rows: 10_000_003,
    notes: [],
    entities: [
      { name: 'customers', rows: 3, columns: ['id', 'name'] },
      { name: 'orders', rows: 10_000_000, columns: ['id', 'customer_id', 'total'] },
    ],
  })
})

test('a page of a preview holds the rows that stand there in the whole', async () => {
  const request = { schema: shop, rows: 5000, seed: 7 }
  const whole = await generateData(shop, { rows: 5000, seed: 7 }).collect()
  const { pages } = await preview({ ...request, entity: 'orders', first: 4321, limit: 3 })
  expect(pages).toEqual([
    {
      entity: 'orders',
      first: 4321,
      types: ['integer', 'integer', 'decimal'],
      rows: whole.orders!.slice(4321, 4324).map(Object.values),
    },
  ])
})

test('a preview that names no entity shows all of them, and a page past the end is empty', async () => {
  const all = await preview({ schema: shop, rows: 7, limit: 5 })
  expect(all.pages.map(({ rows }) => rows.length)).toEqual([5, 5])
  const past = await preview({ schema: shop, rows: 7, first: 7 })
  expect(past.pages.map(({ rows }) => rows)).toEqual([[], []])
})

test('bytes and lists come through JSON as they are', async () => {
  const schema = {
    entities: [
      {
        name: 'odd',
        fields: {
          bytes: { kind: 'bytes', options: { min: 2, max: 2 } },
          list: { kind: 'list', options: { kind: 'boolean', min: 2, max: 2 } },
        },
      },
    ],
  }
  const { pages } = await preview({ schema, rows: 1 })
  expect(pages[0]?.rows).toEqual([
    [expect.stringMatching(/^\\x[0-9a-f]{4}$/), [expect.any(Boolean), expect.any(Boolean)]],
  ])
})

test.each([
  { format: 'ndjson', type: 'application/x-ndjson', entity: undefined, file: 'data.ndjson' },
  { format: 'SQL', type: 'application/sql', entity: undefined, file: 'data.sql' },
  { format: 'csv', type: 'text/csv', entity: 'orders', file: 'orders.csv' },
  { format: 'json', type: 'application/json', entity: 'orders', file: 'orders.json' },
  { format: 'xml', type: 'application/xml', entity: 'orders', file: 'orders.xml' },
  { format: 'parquet', type: 'application/vnd.apache.parquet', entity: 'orders', file: 'orders.parquet' },
])('a download in $format is byte for byte what the engine makes', async ({ format, type, entity, file }) => {
  const answer = await post('/api/generate', { schema: shop, rows: 9000, seed: 'ü', format, entity })
  expect(answer.status).toBe(200)
  expect(answer.headers.get('content-type')).toContain(type)
  expect(answer.headers.get('content-disposition')).toBe(`attachment; filename="${file}"`)
  const pieces: Uint8Array[] = []
  for await (const piece of generateData(shop, { rows: 9000, seed: 'ü', format, entity })) pieces.push(piece)
  expect(Buffer.from(await answer.arrayBuffer()).equals(Buffer.concat(pieces))).toBe(true)
})

test('the file of an entity is called as the entity, whatever that is', async () => {
  const schema = { entities: [{ name: '../"\r\nnäme\ud800', fields: { id: 'sequence' } }] }
  const answer = await post('/api/generate', { schema, rows: 1, format: 'csv', entity: schema.entities[0]!.name })
  expect(answer.headers.get('content-disposition')).toBe(
    `attachment; filename="..____n_me_.csv"; filename*=UTF-8''..%2F%22%0D%0An%C3%A4me_.csv`,
  )
})

test('what is closed is not made any further', async () => {
  const answer = await request('/api/generate', posted({ schema: people, rows: 10_000_000 }))
  const reader = answer.body!.getReader()
  expect((await reader.read()).done).toBe(false)
  await reader.cancel()
  expect((await reader.read()).done).toBe(true)
})

test('the same seed gives the same bytes, another seed others', async () => {
  const bytes = async (seed: number) => (await post('/api/generate', { schema: people, rows: 50, seed })).text()
  expect(await bytes(1)).toBe(await bytes(1))
  expect(await bytes(1)).not.toBe(await bytes(2))
})

test('the trail tells that somebody had rows, and none of them; previews, one after the other, are one look', async () => {
  for (const limit of [3, 4]) await post('/api/preview', { schema: people, rows: 5, limit })
  await post('/api/generate', { schema: people, rows: 7, format: 'csv' })
  const entries = (action: string) =>
    services.store.readSystem((db) =>
      db
        .selectFrom('system_audit')
        .select(['actor', 'subject', 'details'])
        .where('action', '=', action)
        .orderBy('position', 'desc')
        .execute(),
    )
  const actor = expect.stringMatching(/^user:/)
  // The one who asks in all tests of this file.
  expect(await entries('rows.preview')).toEqual([{ actor, subject: actor, details: '{"rows":3}' }])
  expect((await entries('rows.generate'))[0]).toEqual({ actor, subject: actor, details: '{"rows":7,"format":"csv"}' })
})
