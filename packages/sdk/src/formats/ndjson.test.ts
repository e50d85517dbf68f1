import fc from 'fast-check'
import { expect, test } from 'vitest'
import { batchArbitrary } from './arbitrary-batch.ts'
import { batchOf } from './batch-of-rows.ts'
import { jsonOf } from './expected-text.ts'
import { ndjson } from './ndjson.ts'
import { batchesOf, decodedRows, documentOf } from './round-trip.ts'

test('a line is a row, whatever the slices', () => {
  fc.assert(
    fc.property(batchArbitrary(), fc.array(fc.nat(), { maxLength: 3 }), (batch, cuts) => {
      const lines = Array.from(
        { length: batch.length },
        (_, row) => `{${batch.columns.map(({ name, vector }) => `${JSON.stringify(name)}:${jsonOf(vector, row)}`)}}\n`,
      )
      expect(documentOf(ndjson, batch, {}, cuts).toString()).toBe(lines.join(''))
    }),
  )
})

test('rows come back, however the stream is cut', async () => {
  await fc.assert(
    fc.asyncProperty(batchArbitrary(), fc.integer({ min: 1, max: 40 }), async (batch, pieceSize) => {
      const bytes = documentOf(ndjson, batch)
      const again = await batchesOf(ndjson, bytes, { columns: batch.columns.map(({ name }) => ({ name })) }, pieceSize)
      const second = again.map((one) => documentOf(ndjson, { ...one, entity: 'things' })).join('')
      expect(second.split('\n').map(parsed)).toEqual(bytes.toString().split('\n').map(parsed))
    }),
  )
})

const parsed = (line: string) => (line === '' ? '' : JSON.parse(line))

test('several entities share a stream, and each run of rows comes back under its name', async () => {
  const options = { entityField: '_entity' }
  const one = documentOf(ndjson, batchOf('a', [{ id: 1 }, { id: 2 }]), options)
  const other = documentOf(ndjson, batchOf('b', [{ __proto__: null, x: 'y' }]), options)
  expect(one.toString()).toBe('{"_entity":"a","id":1}\n{"_entity":"a","id":2}\n')
  const batches = await batchesOf(ndjson, Buffer.concat([one, other, one]), options)
  expect(batches.map(({ entity, firstRow, length }) => [entity, firstRow, length])).toEqual([
    ['a', 0, 2],
    ['b', 0, 1],
    ['a', 2, 2],
  ])
})

test('rows without columns keep the name of their entity', () => {
  const batch = { entity: 'a', firstRow: 0, length: 2, columns: [] }
  expect(documentOf(ndjson, batch, { entityField: '_entity' }).toString()).toBe('{"_entity":"a"}\n{"_entity":"a"}\n')
  expect(documentOf(ndjson, batch).toString()).toBe('{}\n{}\n')
})

test('a column that has the name of the entity field is refused before anything is written', () => {
  const batch = batchOf('a', [{ _entity: 1 }])
  expect(() => documentOf(ndjson, batch, { entityField: '_entity' })).toThrow(
    expect.objectContaining({ code: 'FORMAT_UNSUPPORTED', at: 'a._entity' }),
  )
})

test('empty lines, carriage returns and a missing last line feed are taken as they come', async () => {
  expect(await decodedRows(ndjson, '\ufeff{"a":1}\r\n\n  \n{"a":2}', {}, 1)).toEqual([{ a: 1 }, { a: 2 }])
})

test('a name that only some rows have is absent in the others', async () => {
  expect(await decodedRows(ndjson, '{"a":1}\n{"b":"x"}\n')).toEqual([
    { a: 1, b: null },
    { a: null, b: 'x' },
  ])
})

test('columns with a database type come back as that type', async () => {
  const columns = [
    { name: 'born', databaseType: 'date' },
    { name: 'price', databaseType: 'numeric' },
    { name: 'more', databaseType: 'jsonb' },
  ]
  const [batch] = await batchesOf(ndjson, '{"born":"2020-02-29","price":"1.50","more":"x"}', { columns })
  expect(batch?.columns.map(({ vector }) => vector.type)).toEqual(['date', 'decimal', 'json'])
})

test.each([
  ['a line that is not JSON', '{"a":1}\n{"a":}\n', 'line 2'],
  ['a line that is no object', '{"a":1}\n\n[1]\n', 'line 3'],
  ['a last line that is cut', '{"a":1}\n{"a"', 'line 2'],
])('%s is refused with its number', async (_what, document, at) => {
  await expect(decodedRows(ndjson, document, {}, 3)).rejects.toMatchObject({ code: 'INPUT_MALFORMED', at })
})

test('a row that does not name its entity is refused', async () => {
  const rows = decodedRows(ndjson, '{"_entity":"a"}\n{"_entity":1}\n', { entityField: '_entity' })
  await expect(rows).rejects.toMatchObject({ code: 'INPUT_MALFORMED', at: 'line 2' })
})

test('a value that is not of its column type is refused with its place, not shown', async () => {
  const rows = decodedRows(ndjson, '{"n":1}\n{"n":"tomato"}\n', { columns: [{ name: 'n', databaseType: 'integer' }] })
  const error = await rows.catch((thrown: Error) => thrown)
  expect(error).toMatchObject({ code: 'INPUT_MALFORMED', at: 'rows.n, row 1' })
  expect(String(error)).not.toContain('tomato')
})
