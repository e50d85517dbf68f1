import fc from 'fast-check'
import { streamOf, substream, word } from '../../random/stream.ts'

/** Rows by entity, as somebody's file may hold them: any of many sorts of columns, with nulls among them. */
export type Tables = Readonly<Record<string, readonly Readonly<Record<string, unknown>>[]>>

type Make = (row: number, draw: (n: number) => number) => unknown

const day = (days: number): Date => new Date(Date.UTC(2020, 0, 1 + days))
const iso = (days: number): string => day(days).toISOString()

/** Sorts of columns, each a function of the row and of draws below a bound. */
const sorts: Readonly<Record<string, Make>> = {
  sequence: (row) => row + 1,
  count: (_, draw) => draw(9),
  signed: (_, draw) => draw(2001) - 1000,
  wide: (_, draw) => (draw(2) === 0 ? 1e15 + draw(1000) : draw(10)),
  big: (row) => 2n ** 60n + BigInt(row),
  price: (_, draw) => draw(100_000) / 100,
  fraction: (_, draw) => draw(1_000_000) / 7,
  notFinite: (_, draw) => [Number.NaN, Number.POSITIVE_INFINITY, 1, 2][draw(4)],
  truth: (_, draw) => draw(2) === 1,
  day: (_, draw) => iso(draw(900)).slice(0, 10),
  moment: (_, draw) => day(draw(900)),
  text_moment: (_, draw) => iso(draw(900)),
  clock: (_, draw) => iso(0).slice(11, 14) + String(10 + draw(40)),
  status: (_, draw) => ['open', 'paid', 'sent', 'done'][draw(4)],
  rare: (_, draw) => (draw(50) === 0 ? `odd${draw(1000)}` : 'usual'),
  constant: () => 'same',
  code: (row) => `AB-${1000 + row}`,
  codes: (_, draw) => `${['X', 'YY'][draw(2)]}${draw(100_000)}`,
  digits: (_, draw) => String(draw(1000)),
  padded: (_, draw) => String(draw(1000)).padStart(5, '0'),
  amount: (_, draw) => (draw(10_000) / 100).toFixed(2),
  uuid: (row, draw) => `${hex(row, 8)}-${hex(draw(9999), 4)}-4abc-8def-${hex(draw(99_999), 12)}`,
  email: (row) => `person${row}@mail.example`,
  name: (_, draw) => ['Anna', 'Bernd', 'Çelik', 'Zoë'][draw(4)],
  prose: (_, draw) => 'word '.repeat(1 + draw(20)),
  blank: (_, draw) => ['', ' ', 'x', ' y '][draw(4)],
  signs: (_, draw) => ['a.b*c', '(x)', '[1]', 'p|q', '$9^', 'back\\slash', 'line\nend'][draw(7)],
  emoji: (_, draw) => '😀'.repeat(1 + draw(3)),
  mixed: (_, draw) => [1, 'one', true, null][draw(4)],
  object: (_, draw) => ({ n: draw(5) }),
  list: (_, draw) => Array.from({ length: draw(3) }, () => draw(5)),
}

const hex = (value: number, length: number): string => value.toString(16).padStart(length, '0')

const column = fc.record({
  sort: fc.constantFrom(...Object.keys(sorts)),
  nulls: fc.constantFrom(0, 0, 0, 5, 50, 95, 100),
  name: fc.constantFrom(
    'id',
    'code',
    'kind',
    'amount',
    'from',
    'until',
    'parent_id',
    'note',
    'x',
    'Größe',
    'a"b',
    'select',
  ),
})

const table = fc.record({
  rows: fc.constantFrom(0, 1, 5, 29, 30, 60, 200, 400),
  columns: fc.uniqueArray(column, { selector: ({ name }) => name, minLength: 1, maxLength: 8 }),
})

export const tables: fc.Arbitrary<Tables> = fc
  .tuple(fc.array(table, { minLength: 1, maxLength: 3 }), fc.nat())
  .map(([shapes, seed]) =>
    Object.fromEntries(
      shapes.map(({ rows, columns }, at) => {
        const entity = `table_${at}`
        const row = (number: number): Record<string, unknown> =>
          Object.fromEntries(
            columns.map(({ sort, nulls, name }) => {
              const stream = substream(streamOf(seed), entity, name)
              let count = 0
              const draw = (n: number): number => Math.floor((word(stream, number, count++) / 4294967296) * n)
              return [name, draw(100) < nulls ? null : sorts[sort]!(number, draw)]
            }),
          )
        return [entity, Array.from({ length: rows }, (_, number) => row(number))]
      }),
    ),
  )
