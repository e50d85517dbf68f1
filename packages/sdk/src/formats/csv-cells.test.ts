import fc from 'fast-check'
import { expect, test } from 'vitest'
import { UnderstudyError } from '../errors.ts'
import type { Batch, Vector } from '../model/batch.ts'
import { type ByteCells, byteCellsOf } from './byte-cells.ts'
import { columnReaderOf } from './column-type.ts'
import type { DecodeOptions } from './contract.ts'
import type { ReadInto } from './csv-block.ts'
import { type CellOptions, decodeCsvCells } from './csv-cells.ts'
import { decodeCsv } from './csv-decode.ts'
import { rowsOf, valueReader } from './row-objects.ts'
import { typedCells } from './typed-cells.ts'

type Decoder = (bytes: Uint8Array, size: number, options: DecodeOptions) => AsyncIterable<Batch>

async function* pieces(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
}

/** The same read by the reader, as much at once. */
function readInto(bytes: Uint8Array, size: number): ReadInto {
  let at = 0
  return async (into) => {
    const piece = bytes.subarray(at, at + Math.min(size, into.length))
    into.set(piece)
    at += piece.length
    return piece.length
  }
}

const cellsOf = (bytes: Uint8Array, size: number, options: CellOptions = {}) =>
  decodeCsvCells(readInto(bytes, size), options)
const rowsByParser = (bytes: Uint8Array, size: number, options: DecodeOptions) =>
  decodeCsv(pieces(bytes, size), options)

/** Its rows, or that it is malformed. */
async function decoded(decode: Decoder, bytes: Uint8Array, size: number, options: DecodeOptions) {
  const rows: unknown[] = []
  try {
    for await (const batch of decode(bytes, size, options))
      rows.push(...rowsOf(batch).map((row) => Object.entries(row)))
  } catch (thrown) {
    if (thrown instanceof UnderstudyError && thrown.code === 'INPUT_MALFORMED') return 'malformed'
    throw thrown
  }
  return rows
}

const csvText = fc.string({
  unit: fc.constantFrom('a', '1', ',', '"', '\n', '\r', '""', '\r\n', ' ', 'é', '😀', ',"x""y"'),
  maxLength: 30,
})

test('cells are what the other reader of CSV reads, quotes, line ends, malformed files and all', async () => {
  await fc.assert(
    fc.asyncProperty(
      csvText,
      fc.integer({ min: 1, max: 40 }),
      fc.constantFrom(undefined, 1, 2, 3),
      async (text, size, width) => {
        const bytes = Buffer.from(text)
        const columns = width && Array.from({ length: width }, (_, i) => ({ name: `c${i}` }))
        const options = columns === undefined ? {} : { columns }
        expect(await decoded(cellsOf, bytes, size, options)).toEqual(await decoded(rowsByParser, bytes, size, options))
      },
    ),
    { numRuns: 700 },
  )
})

test('records fit together across blocks, also those that are longer than one', async () => {
  const rows = Array.from({ length: 4000 }, (_, i) => ({
    id: String(i),
    text: i % 500 === 7 ? '"é,\n'.repeat(90_000) : `x${i}`,
    none: i % 3 ? 'y' : null,
  }))
  const lines = rows.map(({ id, text, none }) => `${id},"${text.replaceAll('"', '""')}",${none ?? ''}`)
  const bytes = Buffer.from(`id,text,none\r\n${lines.join('\r\n')}`)
  const found: Record<string, unknown>[] = []
  for await (const batch of cellsOf(bytes, 65_536)) {
    expect(batch.firstRow).toBe(found.length)
    found.push(...rowsOf(batch))
  }
  expect(found.length).toBe(rows.length)
  expect(
    found.every((row, i) => row.id === rows[i]!.id && row.text === rows[i]!.text && row.none === rows[i]!.none),
  ).toBe(true)
})

test('memory that is used again holds what a batch of its own memory holds, and every batch the same memory', async () => {
  const text = `n,d\n${Array.from({ length: 200_000 }, (_, i) => `${i},20${10 + (i % 80)}-01-02`).join('\n')}`
  const read = async (reuse: boolean) => {
    const sums: number[] = []
    const memory = new Set<ArrayBufferLike>()
    for await (const { columns } of cellsOf(Buffer.from(text), 2 ** 16, { reuse })) {
      const [n, d] = columns.map(({ vector }) => byteCellsOf(vector)!)
      const numbers = typedCells.integer(n!)
      const days = typedCells.date(d!)
      if (numbers?.type !== 'int' || days?.type !== 'date') throw new Error('another type')
      memory.add(numbers.values.buffer)
      sums.push(numbers.values.reduce((a, b) => a + b, 0) + days.days.reduce((a, b) => a + b, 0))
    }
    return { sums, batches: memory.size }
  }
  const own = await read(false)
  const again = await read(true)
  expect(own.batches).toBeGreaterThan(2)
  expect(again.batches).toBeLessThan(own.batches)
  expect(again.sums).toEqual(own.sums)
})

test('what is not UTF-8 is refused, and so are two columns of one name', async () => {
  expect(await decoded(cellsOf, Buffer.from([97, 10, 0xff, 10]), 9, {})).toBe('malformed')
  expect(await decoded(cellsOf, Buffer.from('a,a\n1,2\n'), 9, {})).toBe('malformed')
  expect(await decoded(cellsOf, Buffer.from('\ufeffa,b\n1,2\n'), 1, {})).toEqual([
    [
      ['a', '1'],
      ['b', '2'],
    ],
  ])
})

const digits = fc.string({ unit: fc.constantFrom(...'0123456789'), minLength: 1, maxLength: 17 })
const two: fc.Arbitrary<string> = fc.constantFrom(
  '00',
  '01',
  '02',
  '12',
  '23',
  '28',
  '29',
  '30',
  '31',
  '59',
  '60',
  '1x',
)
const moment = fc
  .tuple(
    fc.constantFrom('2024', '1900', '2000', '0001', '1969', '-001'),
    two,
    two,
    fc.constantFrom(' ', 'T', '_'),
    two,
    two,
    two,
  )
  .map(([y, m, d, sign, h, i, s]) => [`${y}-${m}-${d}`, `${y}-${m}-${d}${sign}${h}:${i}:${s}`] as const)

const spelled = (...parts: readonly fc.Arbitrary<string>[]) => fc.tuple(...parts).map((texts) => texts.join(''))
const zoned = (cells: ByteCells) => typedCells.timestamp(cells, true)

test.each([
  ['bigint', typedCells.integer, spelled(fc.constantFrom('', '-', '+'), digits)],
  [
    'numeric',
    typedCells.decimal,
    spelled(fc.constantFrom('', '-'), digits, fc.constantFrom('', '.', '.5', '.25', '.1.2', 'e3')),
  ],
  ['date', typedCells.date, moment.map(([day]) => day)],
  [
    'timestamp with time zone',
    zoned,
    spelled(
      moment.map(([, at]) => at),
      fc.constantFrom('', '.5', '.123456', '.1234567', '.'),
      fc.constantFrom('', 'Z', '+00', '-03:30', '+0530', '+1'),
    ),
  ],
] as const)('%s is read out of bytes as it is out of text, or left to the text', async (databaseType, read, text) => {
  await fc.assert(
    fc.asyncProperty(fc.array(text, { minLength: 1, maxLength: 4 }), async (texts) => {
      const [batch] = await batches(`c\n${texts.join('\n')}\n`)
      const vector = read(byteCellsOf(batch!.columns[0]!.vector)!)
      if (vector === undefined) return
      expect(values(vector)).toEqual(values(slowly(texts, databaseType)))
    }),
    { numRuns: 500 },
  )
  // The usual spellings are read out of bytes, or the test would say nothing.
  const usual = {
    bigint: '12',
    numeric: '-1.50',
    date: '2024-02-29',
    'timestamp with time zone': '2024-02-29 12:30:00.5+01',
  }[databaseType]
  const [batch] = await batches(`c\n${usual}\n""\n`)
  expect(read({ ...byteCellsOf(batch!.columns[0]!.vector)!, length: 1 })).toBeDefined()
  expect(read(byteCellsOf(batch!.columns[0]!.vector)!)).toBeUndefined()
})

async function batches(text: string): Promise<Batch[]> {
  const list: Batch[] = []
  for await (const batch of cellsOf(Buffer.from(text), 1000)) list.push(batch)
  return list
}

function slowly(texts: readonly string[], databaseType: string): Vector {
  const reader = columnReaderOf(databaseType)
  for (const text of texts) reader.addText(text)
  return reader.take()
}

/** As they are compared: a bigint that is small is a number, a decimal its digits. */
function values(vector: Vector): unknown[] {
  const read = valueReader(vector)
  return Array.from({ length: vector.length }, (_, row) =>
    vector.type === 'timestamp' ? vector.micros[row] : read(row),
  )
}
