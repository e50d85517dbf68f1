import fc from 'fast-check'
import { expect, test, vi } from 'vitest'
import { cellsModule as assembled } from '../../scripts/cells-module/module.ts'
import { propertyRuns } from '../../test/property-runs.ts'
import { UnderstudyError } from '../errors.ts'
import type { Batch, Vector } from '../model/batch.ts'
import { type ByteCells, byteCellsOf } from './byte-cells.ts'
import { giveBack, takeCellsInstance } from './cells-instance.ts'
import { cellsModule } from './cells-module.ts'
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

test('the module is what its script puts together, and this engine runs it', () => {
  expect(Buffer.from(cellsModule, 'base64').equals(assembled())).toBe(true)
  const instance = takeCellsInstance()
  expect(instance).toBeDefined()
  giveBack(instance)
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
    { numRuns: propertyRuns(700) },
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

test('without WebAssembly the same cells are found', async () => {
  const bytes = Buffer.from('a,b\r\n1,\n"x""y\n",2\nq"r,\n\n3,4')
  const fast = await decoded(cellsOf, bytes, 5, {})
  vi.resetModules()
  vi.stubGlobal('WebAssembly', undefined)
  try {
    const [{ takeCellsInstance }, plain] = await Promise.all([import('./cells-instance.ts'), import('./csv-cells.ts')])
    expect(takeCellsInstance()).toBeUndefined()
    const rows: unknown[] = []
    for await (const batch of plain.decodeCsvCells(readInto(bytes, 5)))
      rows.push(...rowsOf(batch).map((row) => Object.entries(row)))
    expect(rows).toEqual(fast)
  } finally {
    vi.unstubAllGlobals()
    // Modules without WebAssembly are not for whoever comes after in this process.
    vi.resetModules()
  }
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
] as const)(
  '%s is read out of bytes as it is out of text, or left to the text, in WebAssembly and without',
  async (databaseType, read, text) => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.option(text, { freq: 5 }), { minLength: 1, maxLength: 6 }), async (texts) => {
        const [own, shared] = await Promise.all([false, true].map((reuse) => readFirst(texts, read, reuse)))
        expect(shared === undefined).toBe(own === undefined)
        if (own === undefined || shared === undefined) return
        const expected = values(slowly(texts, databaseType))
        expect(own).toEqual(expected)
        expect(shared).toEqual(expected)
      }),
      { numRuns: propertyRuns(500) },
    )
    // The usual spellings are read out of bytes, or the test would say nothing.
    const usual = {
      bigint: '12',
      numeric: '-1.50',
      date: '2024-02-29',
      'timestamp with time zone': '2024-02-29 12:30:00.5+01',
    }[databaseType]
    for (const reuse of [false, true]) {
      expect(await readFirst([usual], read, reuse)).toBeDefined()
      expect(await readFirst([usual, ''], read, reuse)).toBeUndefined()
    }
  },
)

/** Of a file of one column; a null is an empty line, an empty text is quoted. */
async function readFirst(
  texts: readonly (string | null)[],
  read: (cells: ByteCells) => Vector | undefined,
  reuse: boolean,
): Promise<unknown[] | undefined> {
  const lines = texts.map((text) => (text === null ? '' : text === '' ? '""' : text))
  for await (const batch of cellsOf(Buffer.from(`c\n${lines.join('\n')}\n`), 1000, { reuse })) {
    const cells = byteCellsOf(batch.columns[0]!.vector)!
    expect(cells.instance !== undefined).toBe(reuse)
    const vector = read(cells)
    return vector && values(vector)
  }
  return undefined
}

test('every day of the calendar is read, and no other', async () => {
  const days = ['0001', '1899', '1900', '1970', '2000', '2023', '2024', '9999'].flatMap((year) =>
    Array.from({ length: 14 * 33 }, (_, i) => `${year}-${inTwo(Math.floor(i / 33))}-${inTwo(i % 33)}`),
  )
  for (const reuse of [false, true]) {
    for (const day of days.filter((_, i) => i % 3 === 0 || i % 33 > 27)) {
      const own = await readFirst([day], typedCells.date, reuse)
      const time = Date.parse(`${day}T00:00:00Z`)
      const exists = !Number.isNaN(time) && new Date(time).toISOString().startsWith(day)
      expect([day, own !== undefined]).toEqual([day, exists])
    }
  }
})

const inTwo = (number: number) => String(number).padStart(2, '0')

function slowly(texts: readonly (string | null)[], databaseType: string): Vector {
  const reader = columnReaderOf(databaseType)
  for (const text of texts) {
    if (text === null) reader.addNull()
    else reader.addText(text)
  }
  return reader.take()
}

/** As they are compared: a bigint that is small is a number, a decimal its digits. */
function values(vector: Vector): unknown[] {
  const read = valueReader(vector)
  return Array.from({ length: vector.length }, (_, row) =>
    vector.type === 'timestamp' && vector.nulls?.[row] !== 1 ? vector.micros[row] : read(row),
  )
}
