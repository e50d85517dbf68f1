import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Batch } from '../model/batch.ts'
import { batchArbitrary, storableText } from './arbitrary-batch.ts'
import { batchOf } from './batch-of-rows.ts'
import { copyText } from './copy-text.ts'
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
        const bytes = documentOf(copyText, batch, { columns }, cuts)
        expect(bytes).toEqual(documentOf(copyText, batch, { columns }))
        const again = await batchesOf(copyText, bytes, { columns, batchRows: 3 }, pieceSize)
        expect(again.flatMap(exactRows)).toEqual(exactRows(batch))
      },
    ),
  )
})

const oneColumn = (...values: readonly (string | null)[]): Batch =>
  batchOf(
    't',
    values.map((a) => ({ a })),
    [{ name: 'a' }],
  )

test('what means something to COPY is escaped', () => {
  const document = documentOf(copyText, oneColumn('a\tb', 'c\nd', 'e\rf', '\\N', '\\.', '\b\f\v', null, ''))
  expect(document.toString()).toBe('a\\tb\nc\\nd\ne\\rf\n\\\\N\n\\\\.\n\\b\\f\\v\n\\N\n\n')
})

test('values read as Postgres writes them', () => {
  const rows = [
    { b: true, t: '2020-01-01 00:00:00.5+01', x: '\\x00ff', n: '1.50', l: ['a"b', null], j: [1], v: [1, 2.5] },
  ]
  const columns = [
    { name: 'b', databaseType: 'boolean' },
    { name: 't', databaseType: 'timestamp with time zone' },
    { name: 'x', databaseType: 'bytea' },
    { name: 'n', databaseType: 'numeric' },
    { name: 'l', databaseType: 'text[]' },
    { name: 'j', databaseType: 'jsonb' },
    { name: 'v', databaseType: 'vector' },
  ]
  expect(documentOf(copyText, batchOf('t', rows, columns), { columns }).toString()).toBe(
    't\t2019-12-31 23:00:00.5+00\t\\\\x00ff\t1.50\t{"a\\\\"b",NULL}\t[1]\t[1,2.5]\n',
  )
})

test('NUL is refused with its place', () => {
  expect(() => documentOf(copyText, oneColumn('x', 'a\0'))).toThrow(
    expect.objectContaining({ code: 'FORMAT_UNSUPPORTED', at: 't.a, row 1' }),
  )
})

test('all escapes of COPY, its end mark and line ends of other systems are read', async () => {
  const columns = [{ name: 'a' }, { name: 'b' }]
  const text = '\\x41\\102\\q\t\\xc3\\xa4\r\n\\N\t\\\\N\r\n\\.\r\n'
  expect(await decodedRows(copyText, text, { columns }, 1)).toEqual([
    { a: 'ABq', b: 'ä' },
    { a: null, b: '\\N' },
  ])
})

test('one text column keeps empty texts, no columns keep their rows', async () => {
  expect(await decodedRows(copyText, '\n\n', { columns: [{ name: 'a' }] })).toEqual([{ a: '' }, { a: '' }])
  const none = documentOf(copyText, { entity: 't', firstRow: 0, length: 2, columns: [] })
  expect((await batchesOf(copyText, none, { columns: [] })).map(({ length }) => length)).toEqual([2])
})

test.each([
  ['too few fields', '1\t2\n3\n', 'line 2'],
  ['too many fields', '1\t2\t3\n', 'line 1'],
  ['a value of another type', '1\tx\ntomato\tx\n', 'n, line 2'],
  ['data behind the end mark', '1\tx\n\\.\n2\tx\n', 'line 3'],
  ['an escape that makes no UTF-8', '1\t\\xff\n', 'line 1'],
  ['a backslash that escapes nothing', '1\tx\\', 'line 1'],
])('%s is refused with its line', async (_what, document, at) => {
  const columns = [{ name: 'n', databaseType: 'integer' }, { name: 's' }]
  const error = await decodedRows(copyText, document, { columns }, 2).catch((thrown: Error) => thrown)
  expect(error).toMatchObject({ code: 'INPUT_MALFORMED', at })
  expect(String(error)).not.toContain('tomato')
})

test('without columns nothing is read', async () => {
  await expect(decodedRows(copyText, '1\n')).rejects.toMatchObject({ code: 'INPUT_MALFORMED' })
})
