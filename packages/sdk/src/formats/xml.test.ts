import fc from 'fast-check'
import { expect, test } from 'vitest'
import { batchArbitrary, rawText } from './arbitrary-batch.ts'
import { batchOf } from './batch-of-rows.ts'
import { expectedText } from './expected-text.ts'
import { batchesOf, decodedRows, documentOf } from './round-trip.ts'
import { xml } from './xml.ts'

test('every value comes back as its text and bytes as bytes, whatever the slices and the pieces', async () => {
  await fc.assert(
    fc.asyncProperty(
      batchArbitrary(),
      fc.array(fc.nat(), { maxLength: 3 }),
      fc.integer({ min: 1, max: 30 }),
      async (batch, cuts, pieceSize) => {
        const bytes = documentOf(xml, batch, {}, cuts)
        expect(bytes).toEqual(documentOf(xml, batch))
        const expected = Array.from({ length: batch.length }, (_, row) =>
          Object.fromEntries(
            batch.columns.map(({ name, vector }) => {
              const text = expectedText(vector, row)
              return [
                name,
                vector.type === 'bytes' && text !== null ? new Uint8Array(Buffer.from(text, 'base64')) : text,
              ]
            }),
          ),
        )
        expect(await decodedRows(xml, bytes, { batchRows: 3 }, pieceSize)).toEqual(expected)
      },
    ),
  )
})

test('any name of a column and of an entity comes back', async () => {
  await fc.assert(
    fc.asyncProperty(rawText, fc.uniqueArray(rawText, { minLength: 1, maxLength: 3 }), async (entity, names) => {
      const batch = {
        ...batchOf(
          '',
          [{}],
          names.map((name) => ({ name })),
        ),
        entity,
      }
      const [again] = await batchesOf(xml, documentOf(xml, batch))
      expect([again?.entity, again?.columns.map(({ name }) => name)]).toEqual([entity, names])
    }),
  )
})

test('columns come back in the order of the document, also where names are numbers', async () => {
  const batch = batchOf('', [{ a: 1, 10: 2, 2: 3 }], [{ name: 'a' }, { name: '10' }, { name: '2' }])
  const [again] = await batchesOf(xml, documentOf(xml, batch))
  expect(again?.columns.map(({ name }) => name)).toEqual(['a', '10', '2'])
})

test('the document is readable', () => {
  const batch = batchOf('film', [
    { title: 'Tom & <Jerry>', year: 1940, cover: Uint8Array.of(1, 2) },
    { title: 'a\u0001b', year: null, cover: null },
  ])
  expect(documentOf(xml, batch).toString()).toBe(
    `<?xml version="1.0" encoding="UTF-8"?>
<rows entity="film">
<row><field name="title">Tom &amp; &lt;Jerry&gt;</field><field name="year">1940</field><field name="cover" encoding="base64">AQI=</field></row>
<row><field name="title" encoding="json">"a\\u0001b"</field><field name="year" null="true"></field><field name="cover" null="true"></field></row>
</rows>
`,
  )
})

test('an entity without rows is its root alone', async () => {
  const document = documentOf(xml, batchOf('things', [], [{ name: 'a' }]))
  expect(document.toString()).toBe('<?xml version="1.0" encoding="UTF-8"?>\n<rows entity="things">\n</rows>\n')
  expect(await batchesOf(xml, document)).toEqual([])
})

test('rows without columns keep their number', async () => {
  const document = documentOf(xml, { entity: 'things', firstRow: 0, length: 3, columns: [] }, {}, [1])
  expect((await batchesOf(xml, document)).map(({ length }) => length)).toEqual([3])
})

test('what other tools write within the same shape is read', async () => {
  const document = `\ufeff<?xml version='1.0'?><!-- by hand --><rows>
    <row><field name='a'><![CDATA[<x>]]> &#x26;&lt;</field><?pi?><field name="b" null="true"/></row></rows>`
  expect(await decodedRows(xml, document, {}, 1)).toEqual([{ a: '<x> &<', b: null }])
})

test('columns give types', async () => {
  const document = documentOf(xml, batchOf('x', [{ id: 7n, at: new Date(0) }]))
  const columns = [
    { name: 'id', databaseType: 'bigint' },
    { name: 'at', databaseType: 'timestamp with time zone' },
  ]
  const [batch] = await batchesOf(xml, document, { columns })
  expect(batch?.columns.map(({ vector }) => vector.type)).toEqual(['bigint', 'timestamp'])
})

test.each([
  ['another document', '<html></html>', 'line 1, column 7'],
  ['an element in a field', '<rows><row><field name="a"><b/></field></row></rows>', /^line 1/],
  ['text between fields', '<rows><row>x</row></rows>', /^line 1/],
  ['a field without a name', '<rows>\n<row><field>1</field></row></rows>', /^line 2/],
  ['two fields of one name', '<rows>\n<row><field name="a"/><field name="a"/></row></rows>', /^line 2/],
  ['an unclosed element', '<rows>\n<row>', /^line 2/],
  ['an unknown entity', '<rows><row><field name="a">&tomato;</field></row></rows>', /^line 1/],
  ['a document type', '<!DOCTYPE rows [<!ENTITY x "y">]><rows/>', /^line 1/],
  ['base64 that is none', '<rows><row><field name="a" encoding="base64">!</field></row></rows>', /^line 1/],
  ['an encoding that is unknown', '<rows><row><field name="a" encoding="rot13">!</field></row></rows>', /^line 1/],
  ['a JSON string that is none', '<rows><row><field name="a" encoding="json">1</field></row></rows>', /^line 1/],
  ['nothing', '', /^line 1/],
])('%s is refused with its place', async (_what, document, at) => {
  const error = await decodedRows(xml, document, {}, 2).catch((thrown: Error) => thrown)
  expect(error).toMatchObject({ code: 'INPUT_MALFORMED', at: typeof at === 'string' ? at : expect.stringMatching(at) })
  expect(String(error)).not.toContain('tomato')
})

test('bytes that are not UTF-8 are refused', async () => {
  const bytes = Buffer.from('<rows>\n<row><field name="a">M\xfcnchen</field></row></rows>', 'latin1')
  await expect(decodedRows(xml, bytes)).rejects.toMatchObject({ code: 'INPUT_MALFORMED' })
})
