import fc from 'fast-check'
import { afterAll, expect, test } from 'vitest'
import { propertyRuns } from '../../test/property-runs.ts'
import { createPglite } from '../database/pglite/create-pglite.ts'
import type { Batch, Vector } from '../model/batch.ts'
import { anyText, batchArbitrary, storableText } from './arbitrary-batch.ts'
import { batchOf } from './batch-of-rows.ts'
import type { ColumnShape, Format } from './contract.ts'
import { copyBinary } from './copy-binary.ts'
import { copyText } from './copy-text.ts'
import { exactRows, postgresTypes } from './postgres-types.ts'
import { batchesOf, documentOf } from './round-trip.ts'
import { naughtyStrings } from './shared-data.ts'

const database = await createPglite()
afterAll(() => database.close())

const quoted = (name: string) => `"${name.replaceAll('"', '""')}"`
const options = { [copyText.name]: '', [copyBinary.name]: ' (format binary)' }

/** What Postgres makes of the document, in the other format of the two. */
async function throughPostgres(
  into: Format,
  out: Format,
  batch: Batch,
  columns: readonly ColumnShape[],
): Promise<Batch[]> {
  const table = columns.map(({ name, databaseType }) => `${quoted(name)} ${databaseType}`).join(', ')
  await database.exec(`set timezone = 'Asia/Tokyo'; drop table if exists t; create temp table t (${table})`)
  await database.exec(`set timezone = utc`)
  const blob = new Blob([new Uint8Array(documentOf(into, batch, { columns }))])
  await database.query(`copy t from '/dev/blob'${options[into.name]}`, [], { blob })
  const { blob: written } = await database.query(`copy t to '/dev/blob'${options[out.name]}`)
  // It gives no blob where nothing was written.
  const bytes = Buffer.from((await written?.arrayBuffer()) ?? new ArrayBuffer(0))
  return batchesOf(out, bytes, { columns }, 1000)
}

/** Postgres knows timestamps from 4713 BC on and numbers of 1,000 digits; all of ours are within. */
const pairs = [
  [copyText, copyBinary],
  [copyBinary, copyText],
] as const

test.each(pairs)('Postgres reads every vector as what it is: %o', async (into, out) => {
  await fc.assert(
    fc.asyncProperty(batchArbitrary({ text: storableText }), async (batch) => {
      const columns = postgresTypes(batch)
      const again = await throughPostgres(into, out, batch, columns)
      expect(again.flatMap(exactRows)).toEqual(exactRows(batch))
    }),
    { numRuns: propertyRuns(60) },
  )
})

test('both formats are written as Postgres writes them, byte for byte', async () => {
  const types: readonly Vector['type'][] = [
    'int',
    'bigint',
    'bool',
    'date',
    'time',
    'timestamp',
    'uuid',
    'text',
    'bytes',
    'decimal',
  ]
  await fc.assert(
    fc.asyncProperty(batchArbitrary({ text: storableText, types }), async (batch) => {
      const columns = postgresTypes(batch)
      await throughPostgres(copyBinary, copyBinary, batch, columns)
      for (const format of [copyText, copyBinary]) {
        const { blob } = await database.query(`copy t to '/dev/blob'${options[format.name]}`)
        expect(Buffer.from((await blob?.arrayBuffer()) ?? new ArrayBuffer(0))).toEqual(
          documentOf(format, batch, { columns }),
        )
      }
    }),
    { numRuns: propertyRuns(40) },
  )
})

const edges: Readonly<Record<string, readonly string[]>> = {
  date: [
    'infinity',
    '-infinity',
    '4713-01-01 BC',
    '0001-12-31 BC',
    '0001-01-01',
    '1999-12-31',
    '9999-12-31',
    '10000-01-01',
    '5874897-12-31',
  ],
  'timestamp without time zone': [
    'infinity',
    '-infinity',
    '1999-12-31 23:59:59.999999',
    '0044-03-15 12:00:00 BC',
    '2020-02-29 00:00:00',
  ],
  'timestamp with time zone': ['infinity', '-infinity', '1969-12-31 23:59:59.999999+00', '1700-01-01 00:00:00.1+00'],
  'time without time zone': ['00:00:00', '24:00:00', '23:59:59.999999', '00:00:00.1'],
  numeric: [
    '0',
    '0.00',
    '-0.0001',
    '0.00001234',
    '-0.000000001200',
    '10000',
    '100000000',
    '9999.9999',
    '1000000000000.5',
    '0.000000000000123',
    '123456789012345678901234567890.5',
    'NaN',
    'Infinity',
    '-Infinity',
  ],
  'double precision': ['NaN', 'Infinity', '-Infinity', '-0', '1e-300', '0.1'],
  real: ['0.5', 'NaN'],
  smallint: ['-32768', '32767'],
  integer: ['-2147483648', '2147483647'],
  bigint: ['-9223372036854775808', '9223372036854775807', '9007199254740993'],
  'text[]': ['{}', '{NULL,"NULL","","a\\"b\\\\","{,}"}', '{{a,b},{c,NULL}}'],
  'numeric[]': ['{1.5,NULL,-2.0}'],
  'timestamp with time zone[]': ['{"2020-01-01 00:00:00+00",NULL}'],
  jsonb: ['null', '{"a": [1, 12345678901234567890]}', '"x"'],
}

test.each(Object.entries(edges))('the edges of %s pass through both formats', async (databaseType, texts) => {
  for (const text of texts) {
    const columns = [{ name: 'a', databaseType }]
    const [batch] = await batchesOf(copyText, `${text.replaceAll('\\', '\\\\')}\n\\N\n`, { columns })
    for (const [into, out] of pairs) {
      const [again] = await throughPostgres(into, out, batch!, columns)
      const { rows } = await database.query<{ a: string }>('select a::text from t where a is not null')
      expect(rows).toEqual([{ a: text }])
      expect(exactRows(again!)).toEqual(exactRows(batch!))
    }
  }
})

test('any scalar can be written into a text column, and reads as in text COPY', async () => {
  const types: readonly Vector['type'][] = [
    'int',
    'bigint',
    'float',
    'decimal',
    'bool',
    'date',
    'time',
    'timestamp',
    'uuid',
  ]
  await fc.assert(
    fc.asyncProperty(batchArbitrary({ types, text: anyText }), async (batch) => {
      const columns = batch.columns.map(({ name }) => ({ name, databaseType: 'text' }))
      const [binary, text] = [
        await throughPostgres(copyBinary, copyText, batch, columns),
        await throughPostgres(copyText, copyText, batch, columns),
      ]
      const spelled = JSON.stringify(binary.flatMap(exactRows)).replaceAll('"true"', '"t"').replaceAll('"false"', '"f"')
      expect(spelled).toEqual(JSON.stringify(text.flatMap(exactRows)))
    }),
    { numRuns: 20 },
  )
})

test('numbers of other vectors fit numeric columns', async () => {
  const columns = [{ name: 'a', databaseType: 'numeric' }]
  for (const values of [
    [1, -20000, 0],
    [1.5, 1e21, 1e-7],
    [10n ** 18n, -1n],
  ]) {
    const [again] = await throughPostgres(
      copyBinary,
      copyText,
      batchOf(
        't',
        values.map((a) => ({ a })),
      ),
      columns,
    )
    const { rows } = await database.query<{ a: string }>('select a::float8 as a from t')
    expect(rows.map(({ a }) => a)).toEqual(values.map(Number))
    expect(again?.length).toBe(values.length)
  }
})

const naughty = naughtyStrings()

test.skipIf(naughty === undefined)('naughty strings are what they were', async () => {
  const columns = [{ name: 'a', databaseType: 'text' }]
  const batch = batchOf(
    't',
    naughty!.map((a) => ({ a })),
    columns,
  )
  for (const [into, out] of pairs) {
    const again = await throughPostgres(into, out, batch, columns)
    expect(again.flatMap(exactRows)).toEqual(exactRows(batch))
  }
})
