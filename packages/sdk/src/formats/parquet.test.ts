import { createHash } from 'node:crypto'
import { open } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { parquetReadObjects } from 'hyparquet'
import { ByteWriter, parquetWrite } from 'hyparquet-writer'
import { expect, test } from 'vitest'
import type { Batch, Vector } from '../model/batch.ts'
import { batchArbitrary, rawText, sliceBatch, wellFormed } from './arbitrary-batch.ts'
import { batchOf } from './batch-of-rows.ts'
import type { EncodeOptions } from './contract.ts'
import { parquet } from './parquet.ts'
import { parquetBatches } from './parquet-decode.ts'
import { exactRows, postgresTypes } from './postgres-types.ts'
import { batchesOf, decodedRows, documentOf, shapeOf } from './round-trip.ts'

/** The document of one encoder that is given the rows in batches of so many. */
function inBatches(batch: Batch, size: number, options: EncodeOptions = {}): Buffer {
  const encoder = parquet.encoder({ name: batch.entity, columns: postgresTypes(batch) }, options)
  const parts = [encoder.header().slice()]
  for (let at = 0; at < batch.length; at += size) {
    parts.push(encoder.batch(sliceBatch(batch, at, Math.min(at + size, batch.length))).slice())
  }
  parts.push(encoder.footer().slice())
  return Buffer.concat(parts)
}

test('every vector comes back as it was, whatever the row groups and the batches', async () => {
  await fc.assert(
    fc.asyncProperty(
      batchArbitrary({ text: rawText.map(wellFormed) }),
      fc.integer({ min: 1, max: 13 }),
      fc.integer({ min: 1, max: 13 }),
      async (batch, rowGroupRows, size) => {
        const batches = await batchesOf(parquet, inBatches(batch, size, { rowGroupRows }), { batchRows: 3 }, 1000)
        expect(batches.flatMap(exactRows)).toEqual(exactRows(batch))
        expect(batches.every(({ entity }) => entity === 'things')).toBe(true)
        if (batch.length > 0)
          expect(batches[0]?.columns.map(({ name }) => name)).toEqual(batch.columns.map(({ name }) => name))
      },
    ),
  )
})

test('decimals that come after the type of their column was fixed without them keep their digits', async () => {
  const list = (...unscaled: number[]): Vector => ({
    type: 'list',
    length: 1,
    values: [{ type: 'decimal', length: unscaled.length, unscaled: Float64Array.from(unscaled), scale: 2 }],
  })
  const encoder = parquet.encoder(
    { name: 'things', columns: [{ name: 'prices', databaseType: 'numeric[]' }] },
    { rowGroupRows: 1 },
  )
  const batch = (firstRow: number, vector: Vector) =>
    encoder.batch({ entity: 'things', firstRow, length: 1, columns: [{ name: 'prices', vector }] }).slice()
  const parts = [encoder.header().slice(), batch(0, list()), batch(1, list(0, 150)), encoder.footer().slice()]
  const batches = await batchesOf(parquet, Buffer.concat(parts), {}, 1000)
  expect(batches.flatMap(exactRows)).toEqual([[[]], [['0.00', '1.50']]])
})

test('the bytes do not depend on how many rows come at a time', () => {
  fc.assert(
    fc.property(
      batchArbitrary({ types: ['int', 'text', 'decimal', 'uuid'] }),
      fc.integer({ min: 1, max: 5 }),
      (batch, size) => {
        expect(inBatches(batch, size, { rowGroupRows: 4 })).toEqual(inBatches(batch, 100, { rowGroupRows: 4 }))
      },
    ),
  )
})

test('any names of columns and of the entity come back', async () => {
  await fc.assert(
    fc.asyncProperty(rawText, fc.uniqueArray(rawText, { minLength: 1, maxLength: 4 }), async (entity, names) => {
      const batch = {
        ...batchOf(
          '',
          [{}],
          names.map((name) => ({ name })),
        ),
        entity,
      }
      const [again] = await batchesOf(parquet, documentOf(parquet, batch), {}, 1000)
      expect([again?.entity, again?.columns.map(({ name }) => name)]).toEqual([entity, names])
    }),
  )
})

test('other readers see its logical types', async () => {
  const rows = [
    {
      id: 1,
      price: '1.50',
      born: '2020-02-29',
      at: new Date(1234),
      ok: true,
      u: '123e4567-e89b-12d3-a456-426614174000',
      l: ['a', null],
      n: 'x',
    },
  ]
  const types = { price: 'numeric', born: 'date', u: 'uuid' }
  const columns = shapeOf(batchOf('t', rows), types).columns
  const document = new Uint8Array(documentOf(parquet, batchOf('t', rows, columns), { columns }))
  expect(await parquetReadObjects({ file: document.buffer })).toEqual([
    { ...rows[0], id: 1n, price: 1.5, born: new Date('2020-02-29') },
  ])
})

test('a column that shows its type only later takes it, and without one all values as text', async () => {
  const columns = [{ name: 'a' }, { name: 'b', databaseType: 'integer[]' }]
  const batch = batchOf(
    't',
    [
      { a: null, b: [] },
      { a: 5, b: [] },
      { a: 6, b: [7] },
    ],
    [{ name: 'a' }, { name: 'b', databaseType: 'integer[]' }],
  )
  const absent = batchOf('t', [{ a: null, b: [] }], columns)
  const encode = (rowGroupRows: number) => {
    const encoder = parquet.encoder({ name: 't', columns }, { rowGroupRows })
    const parts = [encoder.header().slice(), encoder.batch(absent).slice(), encoder.batch(batch).slice()]
    return Buffer.concat([...parts, encoder.footer()])
  }
  expect(await decodedRows(parquet, encode(100), {}, 1000)).toEqual([
    { a: null, b: [] },
    { a: null, b: [] },
    { a: 5, b: [] },
    { a: 6, b: [7] },
  ])
  expect(await decodedRows(parquet, encode(1), {}, 1000)).toEqual([
    { a: null, b: [] },
    { a: null, b: [] },
    { a: '5', b: [] },
    { a: '6', b: [7] },
  ])
})

test('a value that does not fit the type of its column is refused with its place', () => {
  const encoder = parquet.encoder({ name: 't', columns: [{ name: 'a' }] })
  encoder.batch(batchOf('t', [{ a: 1 }]))
  expect(() => encoder.batch({ ...batchOf('t', [{ a: true }]), firstRow: 1 })).toThrow(
    expect.objectContaining({ code: 'FORMAT_UNSUPPORTED', at: 't.a, rows 1 to 1' }),
  )
  const infinite = batchOf('t', [{ a: 'infinity' }], [{ name: 'a', databaseType: 'timestamp with time zone' }])
  expect(() => documentOf(parquet, infinite)).toThrow(expect.objectContaining({ code: 'FORMAT_UNSUPPORTED' }))
  expect(() => parquet.encoder({ name: 't', columns: [] })).toThrow(expect.objectContaining({ at: 't' }))
  expect(() => parquet.encoder({ name: 't', columns: [{ name: 'a' }] }, { rowGroupRows: 0 })).toThrow(
    expect.objectContaining({ code: 'FORMAT_UNSUPPORTED' }),
  )
})

test('an entity without rows keeps its columns and their types', async () => {
  const columns = [
    { name: 'a', databaseType: 'uuid' },
    { name: 'b', databaseType: 'text[]' },
  ]
  const document = documentOf(parquet, batchOf('t', [], columns), { columns })
  expect(await batchesOf(parquet, document)).toEqual([])
})

test('files of other writers are read: structures as JSON, other units of time, names from the schema', async () => {
  const writer = new ByteWriter()
  const columnData = [
    { name: 'a.b', data: [{ x: 1, y: 'z' }] },
    { name: 'millis', data: [86_400_000n] },
    { name: 'nanos', data: [-1n] },
    { name: 'flags', data: [4_000_000_000] },
    { name: 'wide', data: [2n ** 64n - 1n] },
    { name: 'price', data: [-123456789012345678901234567890n] },
    { name: 'doc', data: [{ k: [1] }] },
  ]
  parquetWrite({
    writer,
    columnData,
    schema: [
      { name: 'root', num_children: 7 },
      { name: 'a.b', num_children: 2, repetition_type: 'OPTIONAL' },
      { name: 'x', type: 'INT32', repetition_type: 'OPTIONAL' },
      { name: 'y', type: 'BYTE_ARRAY', converted_type: 'UTF8', repetition_type: 'OPTIONAL' },
      { name: 'millis', type: 'INT64', converted_type: 'TIMESTAMP_MILLIS' },
      { name: 'nanos', type: 'INT64', logical_type: { type: 'TIMESTAMP', isAdjustedToUTC: false, unit: 'NANOS' } },
      { name: 'flags', type: 'INT32', converted_type: 'UINT_32' },
      { name: 'wide', type: 'INT64', converted_type: 'UINT_64' },
      {
        name: 'price',
        type: 'FIXED_LEN_BYTE_ARRAY',
        type_length: 16,
        converted_type: 'DECIMAL',
        scale: 3,
        precision: 38,
      },
      { name: 'doc', type: 'BYTE_ARRAY', converted_type: 'JSON' },
    ],
  })
  expect(await decodedRows(parquet, new Uint8Array(writer.getBuffer()), {}, 1000)).toEqual([
    {
      'a.b': { x: 1, y: 'z' },
      millis: new Date(86_400_000),
      nanos: '1969-12-31T23:59:59.999999',
      flags: 4_000_000_000,
      wide: '18446744073709551615',
      price: '-123456789012345678901234567.890',
      doc: { k: [1] },
    },
  ])
})

test('a file is read by ranges, without being held', async () => {
  const rows = Array.from({ length: 20_000 }, (_, id) => ({
    text: createHash('sha512').update(String(id)).digest('hex'),
  }))
  const document = documentOf(parquet, batchOf('t', rows), { rowGroupRows: 2000 })
  const path = join(tmpdir(), `understudy-${process.pid}.parquet`)
  await using file = await open(path, 'w+')
  await file.write(document)
  let largest = 0
  const ranged = {
    byteLength: document.length,
    async slice(start: number, end = document.length) {
      largest = Math.max(largest, end - start)
      const bytes = new Uint8Array(end - start)
      await file.read(bytes, 0, bytes.length, start)
      return bytes.buffer
    },
  }
  let seen = 0
  for await (const batch of parquetBatches(ranged)) seen += batch.length
  expect(seen).toBe(20_000)
  expect(largest).toBeLessThan(document.length / 2)
})

test('what is no Parquet is refused, wherever it is broken', async () => {
  const whole = documentOf(
    parquet,
    batchOf('t', [
      { a: 1, b: 'x' },
      { a: 2, b: 'y' },
    ]),
  )
  for (const bytes of [
    Buffer.alloc(0),
    Buffer.from('PAR1'),
    Buffer.from('a,b\n1,2\n'),
    whole.subarray(0, -1),
    whole.subarray(9),
  ]) {
    await expect(decodedRows(parquet, bytes), String(bytes.length)).rejects.toMatchObject({ code: 'INPUT_MALFORMED' })
  }
  const zeroed = Buffer.from(whole).fill(255, 4, 60)
  await expect(decodedRows(parquet, zeroed)).rejects.toMatchObject({ code: 'INPUT_MALFORMED', at: 'rows 0 to 1' })
})
