import fc from 'fast-check'
import { expect, test } from 'vitest'
import { batchArbitrary } from './arbitrary-batch.ts'
import { batchOf } from './batch-of-rows.ts'
import { jsonOf } from './expected-text.ts'
import { json } from './json.ts'
import { batchesOf, decodedRows, documentOf } from './round-trip.ts'

const rowText = (batch: Parameters<typeof documentOf>[1], row: number) =>
  `{${batch.columns.map(({ name, vector }) => `${JSON.stringify(name)}:${jsonOf(vector, row)}`)}}`

test('every value of every vector is written as JSON.stringify would, with all its digits', () => {
  fc.assert(
    fc.property(batchArbitrary(), fc.array(fc.nat(), { maxLength: 3 }), (batch, cuts) => {
      const rows = Array.from({ length: batch.length }, (_, row) => rowText(batch, row))
      const expected = `[${rows.map((row, i) => (i === 0 ? '\n' : ',\n') + row).join('')}\n]\n`
      expect(documentOf(json, batch, {}, cuts).toString()).toBe(expected)
    }),
  )
})

test('what is read back has the values that the text has', async () => {
  await fc.assert(
    fc.asyncProperty(batchArbitrary(), fc.integer({ min: 1, max: 50 }), async (batch, pieceSize) => {
      const bytes = documentOf(json, batch)
      const again = await batchesOf(
        json,
        bytes,
        { batchRows: 1 + (pieceSize % 5), columns: batch.columns.map(({ name }) => ({ name })) },
        pieceSize,
      )
      const texts = again.flatMap((one) =>
        Array.from({ length: one.length }, (_, row) => JSON.parse(rowText(one, row))),
      )
      expect(texts).toEqual(JSON.parse(bytes.toString()))
      expect(again.map(({ firstRow }) => firstRow)).toEqual(again.map((_, i) => i * (1 + (pieceSize % 5))))
    }),
  )
})

test('whole numbers beyond 2^53 come back exactly, also inside of JSON values', async () => {
  const document = '[{"id":9223372036854775807,"more":{"n":[12345678901234567890]},"text":"1234567890123456789"}]'
  expect(await decodedRows(json, document)).toEqual([
    { id: 9223372036854775807n, more: { n: [12345678901234567890n] }, text: '1234567890123456789' },
  ])
})

test('an entity without rows is an empty array, and an empty array has no batches', async () => {
  const empty = documentOf(json, batchOf('things', [], [{ name: 'id' }]))
  expect(JSON.parse(empty.toString())).toEqual([])
  expect(await batchesOf(json, empty)).toEqual([])
})

test('an entity without columns keeps its rows', async () => {
  const document = documentOf(json, { entity: 'things', firstRow: 0, length: 2, columns: [] }, {}, [1])
  expect(JSON.parse(document.toString())).toEqual([{}, {}])
  expect((await batchesOf(json, document)).map(({ length }) => length)).toEqual([2])
})

test('numbers that JSON has none for are strings', () => {
  const document = documentOf(json, batchOf('things', [{ a: Number.NaN, b: Number.NEGATIVE_INFINITY }]))
  expect(JSON.parse(document.toString())).toEqual([{ a: 'NaN', b: '-Infinity' }])
})

test('a byte order mark and white space around values do not disturb', async () => {
  expect(await decodedRows(json, '\ufeff [ { "a" : "}]," } ,\r\n\t{ "a": "\\"" } ] \n', {}, 1)).toEqual([
    { a: '}],' },
    { a: '"' },
  ])
})

const broken: [string, string, string][] = [
  ['an object instead of an array', '{"a":1}', 'line 1'],
  ['an element that is no object', '[\n{"a":1},\n2]', 'line 3'],
  ['an array as element', '[[1]]', 'line 1'],
  ['a missing comma', '[{"a":1}\n{"a":2}]', 'line 2'],
  ['a comma too many', '[{"a":1},\n]', 'line 2'],
  ['an object that is not JSON', '[\n{"a":01}]', 'line 2'],
  ['brackets that do not match', '[{"a":[1}]', 'line 1'],
  ['text after the array', '[]\n[]', 'line 2'],
  ['an array without end', '[{"a":1}', 'line 1, at the end'],
  ['an object without end', '[\n{"a":"', 'line 2'],
  ['nothing', '', 'line 1, at the end'],
]

test.each(broken)('%s is refused with its line', async (_what, document, at) => {
  await expect(decodedRows(json, document, {}, 2)).rejects.toMatchObject({ code: 'INPUT_MALFORMED', at })
})

test('bytes that are not UTF-8 are refused', async () => {
  const bytes = Buffer.concat([Buffer.from('[{"a":"'), Buffer.from([0xc3, 0x28]), Buffer.from('"}]')])
  await expect(decodedRows(json, bytes)).rejects.toMatchObject({ code: 'INPUT_MALFORMED', at: 'byte 7 to 12' })
})

test('an error does not show the data', async () => {
  const error = await decodedRows(json, '[{"secret":tomato}]').catch((thrown: Error) => thrown)
  expect(JSON.stringify(error) + String(error)).not.toContain('tomato')
})
