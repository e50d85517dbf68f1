import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Batch, Vector } from '../model/batch.ts'
import {
  batchArbitrary,
  constOf,
  dictionaryOf,
  sliceBatch,
  storableText,
  vectorArbitraries,
} from './arbitrary-batch.ts'
import { batchOf } from './batch-of-rows.ts'
import { copyBinary } from './copy-binary.ts'
import { copyBinarySupports } from './copy-binary-types.ts'
import { exactRows, postgresTypes } from './postgres-types.ts'
import { batchesOf, decodedRows, documentOf } from './round-trip.ts'

test('every vector comes back as it was, whatever the slices and the pieces', async () => {
  await fc.assert(
    fc.asyncProperty(
      batchArbitrary({ text: storableText }),
      fc.array(fc.nat(), { maxLength: 3 }),
      fc.integer({ min: 1, max: 30 }),
      async (batch, cuts, pieceSize) => {
        const columns = postgresTypes(batch)
        const bytes = documentOf(copyBinary, batch, { columns }, cuts)
        expect(bytes).toEqual(documentOf(copyBinary, batch, { columns }))
        const again = await batchesOf(copyBinary, bytes, { columns, batchRows: 3 }, pieceSize)
        expect(again.flatMap(exactRows)).toEqual(exactRows(batch))
      },
    ),
  )
})

const everyType = [
  'smallint',
  'integer',
  'bigint',
  'real',
  'double precision',
  'numeric',
  'boolean',
  'date',
  'time without time zone',
  'timestamp without time zone',
  'timestamp with time zone',
  'uuid',
  'bytea',
  'text',
  'character varying',
  'character',
  'enum',
  'json',
  'jsonb',
  'vector',
  'integer[]',
  'text[]',
  'inet',
  'int4range',
  'mood[]',
  'constructor',
]

/** A batch of one row whose value fits every type that could take it. */
function small(type: Vector['type']): fc.Arbitrary<Batch> {
  return vectorArbitraries[type](1, fc.constantFrom('1', '-2.5')).map((vector) => ({
    entity: 't',
    firstRow: 0,
    length: 1,
    columns: [{ name: 'a', vector: tiny(vector) }],
  }))
}

function tiny(vector: Vector): Vector {
  if (vector.type === 'int') return { ...vector, values: Float64Array.of(7) }
  if (vector.type === 'bigint') return { ...vector, values: BigInt64Array.of(7n) }
  return vector.type === 'concat' ? { ...vector, parts: [constOf('1', 1)] } : vector
}

const isVectorType = (name: string): name is Vector['type'] => Object.hasOwn(vectorArbitraries, name)

test.each(Object.keys(vectorArbitraries).filter(isVectorType))(
  '%s is written for the types that it is said to be',
  (type) => {
    for (const databaseType of everyType) {
      const columns = [{ name: 'a', databaseType }]
      const encode = (batch: Batch) => documentOf(copyBinary, batch, { columns })
      const [batch] = fc.sample(small(type), { numRuns: 1, seed: 1 })
      if (copyBinarySupports(type, databaseType)) {
        if (type !== 'list') expect(encode(batch!).length).toBeGreaterThan(25)
      } else
        expect(() => encode(batch!)).toThrow(expect.objectContaining({ code: 'FORMAT_UNSUPPORTED', at: 't.a, row 0' }))
    }
  },
)

test('a list that is no list of its array type is refused', () => {
  const columns = [{ name: 'a', databaseType: 'integer[]' }]
  expect(() => documentOf(copyBinary, batchOf('t', [{ a: ['x'] }]), { columns })).toThrow(
    expect.objectContaining({ code: 'FORMAT_UNSUPPORTED', at: 't.a, row 0' }),
  )
})

test.each([
  ['smallint', 32768],
  ['smallint', -32769],
  ['integer', 2147483648],
  ['integer', -2147483649],
])('a number outside of %s is refused with its place', (databaseType, value) => {
  const batch = batchOf('t', [{ a: 1 }, { a: value }])
  expect(() => documentOf(copyBinary, batch, { columns: [{ name: 'a', databaseType }] })).toThrow(
    expect.objectContaining({ code: 'FORMAT_UNSUPPORTED', at: 't.a, row 1' }),
  )
})

test.each([[{ a: 'x\0' }], [{ a: '\0', b: 'second' }]])('NUL is refused', (row) => {
  const batch = batchOf('t', [row])
  const columns = batch.columns.map(({ name }) => ({ name, databaseType: 'text' }))
  expect(() => documentOf(copyBinary, batch, { columns })).toThrow(expect.objectContaining({ at: 't.a, row 0' }))
})

test('NUL in a word of a dictionary is refused only where the word is used', () => {
  const dictionary = dictionaryOf(['fine', '\0'])
  const vector: Vector = { type: 'pick', length: 2, indices: Int32Array.of(0, 1), dictionary }
  const batch: Batch = { entity: 't', firstRow: 0, length: 2, columns: [{ name: 'a', vector }] }
  const columns = [{ name: 'a', databaseType: 'text' }]
  expect(documentOf(copyBinary, sliceBatch(batch, 0, 1), { columns }).toString()).toContain('fine')
  expect(() => documentOf(copyBinary, batch, { columns })).toThrow(expect.objectContaining({ at: 't.a, row 1' }))
})

test('a column without a type is refused', () => {
  expect(() => copyBinary.encoder({ name: 't', columns: [{ name: 'a' }] })).toThrow(
    expect.objectContaining({ code: 'FORMAT_UNSUPPORTED', at: 't.a' }),
  )
})

const columns = [{ name: 'a', databaseType: 'integer' }]
const whole = documentOf(copyBinary, batchOf('t', [{ a: 1 }, { a: null }]), { columns })

test('input that ends anywhere but at its end is refused', async () => {
  for (let length = 0; length < whole.length; length++) {
    const rows = decodedRows(copyBinary, whole.subarray(0, length), { columns }, 5)
    await expect(rows, `${length} bytes`).rejects.toMatchObject({ code: 'INPUT_MALFORMED' })
  }
  expect(await decodedRows(copyBinary, whole, { columns }, 5)).toEqual([{ a: 1 }, { a: null }])
})

const changed = (at: number, ...bytes: number[]) => {
  const copy = Buffer.from(whole)
  copy.set(bytes, at)
  return copy
}

test.each([
  ['another signature', changed(3, 0), 'byte 0'],
  ['rows with object ids', changed(11, 0, 1, 0, 0), 'byte 11'],
  ['a row of other width', changed(19, 0, 2), 'byte 19'],
  ['a field with a negative length', changed(21, 255, 255, 255, 254), 'byte 21'],
  ['data behind the end', Buffer.concat([whole, Buffer.from([0])]), `byte ${whole.length}`],
])('%s is refused with its offset', async (_what, bytes, at) => {
  for (const size of [1, 1000]) {
    await expect(decodedRows(copyBinary, bytes, { columns }, size)).rejects.toMatchObject({
      code: 'INPUT_MALFORMED',
      at,
    })
  }
})

test('a field of another type is refused with its offset', async () => {
  const rows = decodedRows(copyBinary, whole, { columns: [{ name: 'a', databaseType: 'uuid' }] })
  await expect(rows).rejects.toMatchObject({ code: 'INPUT_MALFORMED', at: 'a, byte 25' })
})
