import Database from 'better-sqlite3'
import { describe, expect, test } from 'vitest'
import type { Batch, Vector } from '../model/batch.ts'
import { constOf, dictionaryOf } from './arbitrary-batch.ts'
import { batchOf } from './batch-of-rows.ts'
import type { Format } from './contract.ts'
import { formatNamed, formats } from './formats.ts'
import { batchesOf, decodedRows, documentOf } from './round-trip.ts'
import { naughtyStrings } from './shared-data.ts'

/** What every format promises. SQL is read by SQLite here and by Postgres in sql.test.ts. */
const all = Object.values(formats)

test('a format is found by its name in any letter case', () => {
  for (const [name, format] of Object.entries(formats)) {
    expect(formatNamed(name.toUpperCase())).toBe(format)
    expect(format.name).toBe(name)
  }
})

test.each(['yaml', '', 'constructor', '__proto__'])('%j is no format, and the error says which there are', (name) => {
  expect(() => formatNamed(name)).toThrow(
    expect.objectContaining({ code: 'FORMAT_UNKNOWN', details: { formats: Object.keys(formats) } }),
  )
})

test('only Parquet cannot be made in slices', () => {
  expect(all.filter(({ sliceable }) => !sliceable).map(({ name }) => name)).toEqual(['parquet'])
})

const columnsOf = (batch: Batch) => batch.columns.map(({ name }) => ({ name, databaseType: 'text' }))

/** A batch large enough that the buffer grows within rows, between them, and within lists. */
function largeBatch(length: number): Batch {
  const words = dictionaryOf(['plain', 'O\'Hara "x"', 'long '.repeat(40), 'ä'])
  const pick: Vector = {
    type: 'pick',
    length,
    indices: Int32Array.from({ length }, (_, i) => i % 4),
    dictionary: words,
  }
  const text = (i: number) => 'tëxt,\n'.repeat(i % 7 === 0 ? 300 : i % 5)
  return {
    entity: 'large',
    firstRow: 0,
    length,
    columns: [
      { name: 'text', vector: { type: 'text', length, values: Array.from({ length }, (_, i) => text(i)) } },
      { name: 'pick', vector: pick },
      { name: 'both', vector: { type: 'concat', length, parts: [pick, constOf('-', length), pick] } },
    ],
  }
}

describe.each(all.filter(({ sliceable }) => sliceable))('$name', (format: Format) => {
  test('slices put together are the whole', () => {
    const batch = largeBatch(600)
    const columns = columnsOf(batch)
    const whole = documentOf(format, batch, { columns })
    for (const cuts of [[0], [600], [1], [300, 300], [17, 500, 501]]) {
      expect(documentOf(format, batch, { columns }, cuts).equals(whole)).toBe(true)
    }
  })
})

describe.each(all)('$name', (format: Format) => {
  test('columns in another order are put in order, and other columns are refused', () => {
    const shape = {
      name: 't',
      columns: [
        { name: 'a', databaseType: 'text' },
        { name: 'b', databaseType: 'text' },
      ],
    }
    const document = (batch: Batch) => {
      const encoder = format.encoder(shape)
      return Buffer.concat([encoder.header().slice(), encoder.batch(batch).slice(), encoder.footer()])
    }
    const swapped = document(batchOf('t', [{ b: 'y', a: 'x' }]))
    expect(swapped).toEqual(document(batchOf('t', [{ a: 'x', b: 'y' }])))
    for (const row of [{ a: 'x' }, { a: 'x', c: 'y' }, { a: 'x', b: 'y', c: 'z' }]) {
      expect(() => document(batchOf('t', [row]))).toThrow(
        expect.objectContaining({ code: 'FORMAT_UNSUPPORTED', at: 't' }),
      )
    }
  })
})

describe.each(all.filter(({ decode }) => decode !== undefined))('$name', (format: Format) => {
  test('large values come back', async () => {
    const batch = largeBatch(600)
    const columns = columnsOf(batch)
    const bytes = documentOf(format, batch, { columns })
    const rows = await decodedRows(format, bytes, format.name.startsWith('copy') ? { columns } : {}, 1000)
    expect(rows).toEqual(
      Array.from({ length: 600 }, (_, i) => {
        const word = ['plain', 'O\'Hara "x"', 'long '.repeat(40), 'ä'][i % 4]
        return { text: 'tëxt,\n'.repeat(i % 7 === 0 ? 300 : i % 5), pick: word, both: `${word}-${word}` }
      }),
    )
  })

  test('batches have as many rows as asked for, and their numbers', async () => {
    const batch = largeBatch(600)
    const columns = columnsOf(batch)
    const options = { batchRows: 250, ...(format.name.startsWith('copy') ? { columns } : {}) }
    const batches = await batchesOf(format, documentOf(format, batch, { columns }), options, 1_000_000)
    expect(batches.map(({ firstRow, length }) => [firstRow, length])).toEqual([
      [0, 250],
      [250, 250],
      [500, 100],
    ])
  })
})

/** All but Parquet, which begins to be read at its end. */
const streaming = all.filter(({ decode, name }) => decode !== undefined && name !== 'parquet')

test.each(streaming)(
  '$name is read as it comes, and its input is let go when its reader stops',
  async (format: Format) => {
    const batch = largeBatch(20)
    const columns = columnsOf(batch)
    const encoder = format.encoder({ name: 'large', columns })
    let closed = false
    async function* endless() {
      try {
        yield encoder.header().slice()
        for (let firstRow = 0; ; firstRow += 20) yield encoder.batch({ ...batch, firstRow }).slice()
      } finally {
        closed = true
      }
    }
    let seen = 0
    for await (const { length } of format.decode!(endless(), format.name.startsWith('copy') ? { columns } : {})) {
      seen += length
      if (seen >= 10_000) break
    }
    expect(seen).toBe(10_000)
    await expect.poll(() => closed).toBe(true)
  },
)

const naughty = naughtyStrings()

/** What comes back when rows go out in a format and are read again. */
async function again(format: Format, batch: Batch): Promise<Pick<Batch, 'entity'> & { rows: unknown[] }> {
  const columns = columnsOf(batch)
  if (format.name === 'sql') return { entity: batch.entity, rows: throughSqlite(batch) }
  const entityField = '_entity'
  const bytes = documentOf(format, batch, { columns, entityField })
  const decodeOptions = format.name === 'ndjson' ? { entityField } : format.name.startsWith('copy') ? { columns } : {}
  const rows = await decodedRows(format, bytes, decodeOptions, 1000)
  const [first] = await batchesOf(format, bytes, decodeOptions, 1000)
  return { entity: first!.entity, rows }
}

function throughSqlite(batch: Batch): unknown[] {
  const quoted = (name: string) => `"${name.replaceAll('"', '""')}"`
  const database = new Database(':memory:')
  try {
    const columns = batch.columns.map(({ name }) => `${quoted(name)} text`).join(', ')
    database.exec(`create table ${quoted(batch.entity)} (${columns})`)
    database.exec(documentOf(formats.sql, batch, { dialect: 'sqlite' }).toString())
    return database.prepare(`select * from ${quoted(batch.entity)}`).all()
  } finally {
    database.close()
  }
}

describe.skipIf(naughty === undefined).each(all)('naughty strings in $name', (format: Format) => {
  test('as data, at once and one by one', async () => {
    const rows = naughty!.map((a) => ({ a, b: `${a}${a}` }))
    expect((await again(format, batchOf('t', rows))).rows).toEqual(rows)
    const dictionary = dictionaryOf(naughty!)
    const length = naughty!.length
    const indices = Int32Array.from({ length }, (_, i) => i)
    const picked: Batch = {
      entity: 't',
      firstRow: 0,
      length,
      columns: [{ name: 'a', vector: { type: 'pick', length, indices, dictionary } }],
    }
    expect((await again(format, picked)).rows).toEqual(naughty!.map((a) => ({ a })))
  })

  test('as names of columns', async () => {
    // SQLite takes names that differ in the case of ASCII letters alone for one.
    const names = [
      ...new Map(naughty!.map((name) => [format.name === 'sql' ? name.toLowerCase() : name, name])).values(),
    ]
    for (let at = 0; at < names.length; at += 100) {
      const row = Object.fromEntries(names.slice(at, at + 100).map((name, i) => [name, `${i}`]))
      expect((await again(format, batchOf('t', [row]))).rows).toEqual([row])
    }
  })
})

/** The formats that name their entity at all. */
const naming = [formats.ndjson, formats.xml, formats.parquet, formats.sql]

describe.skipIf(naughty === undefined).each(naming)('naughty strings in $name', (format: Format) => {
  test('as names of entities', async () => {
    for (const entity of naughty ?? []) {
      const found = await again(format, { ...batchOf('', [{ a: 'x' }]), entity })
      expect(found).toEqual({ entity, rows: [{ a: 'x' }] })
    }
  })
})
