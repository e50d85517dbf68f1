import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { binary, type Format, formats, type Row, said, type Value } from '../../../test/clone/copied-rows.ts'
import { bothWays, layoutOf } from '../../../test/clone/row-layouts.ts'
import { propertyRuns } from '../../../test/property-runs.ts'
import { room } from '../../anonymize/permute/permute-module.ts'
import { takeRowsModule } from '../../anonymize/permute/rows-module.ts'
import type { Mask } from '../../anonymize/transform.ts'
import { exampleRule } from '../../anonymize/transforms/example-setting.ts'
import type { ColumnType } from '../../catalog/column-type.ts'
import { localeOf } from '../../values/locale.ts'
import { BinaryRows } from './binary-rows.ts'

const text: ColumnType = { kind: 'text' }
const columns = [
  ['note', text],
  ['email', text],
  ['mail', text],
  ['name', text],
  ['other', text],
  ['phone', text],
  ['city', text],
  ['padded', { kind: 'char', length: 9 }],
  ['end', text],
] as const

/** A mask that gives no bytes, one that gives many, one that the module knows in another column of another kind. */
const masks: Readonly<Record<string, Mask>> = {
  email: exampleRule('email', 'text').mask,
  mail: exampleRule({ transform: 'email', options: { domain: 'mail.example' } }, 'text').mask,
  name: exampleRule('last-name', 'text', { locale: localeOf('de') }).mask,
  other: {
    value: (value, row) => (value === '' ? null : `${value}${row.text('email') ?? '-'}${row.text('end') ?? '-'}`),
  },
  phone: exampleRule('phone', 'text').mask,
  city: exampleRule('city', 'text').mask,
  padded: exampleRule('last-name', 'text').mask,
}
const withoutModule = Object.fromEntries(
  Object.entries(masks).map(([name, mask]) => [name, { ...mask, inRows: undefined }]),
)

function expectSame(format: Format, rows: readonly Row[], sizes: readonly number[]): void {
  const { encode, rows: masker } = formats[format]
  const bytes = encode(rows)
  const one = said(masker(layoutOf(columns, masks)), bytes, sizes)
  const other = said(masker(layoutOf(columns, withoutModule)), bytes, sizes)
  expect(one.bytes.equals(other.bytes)).toBe(true)
  expect({ ...one, bytes: 0 }).toEqual({ ...other, bytes: 0 })
  expect(one.rows).toBe(rows.length)
}

const word = (signs: string, maxLength: number) => fc.string({ unit: fc.constantFrom(...signs), maxLength })
const hostile = fc.oneof(
  fc.constant(null),
  word('aZ0@.\\\t\n\r\b ÿé漢😀\u0001=', 12),
  fc.constantFrom('', ' ', '@', '\\N', '\\', 'N', '\\.', '@'.repeat(70), 'x'.repeat(700), 'é'.repeat(300)),
)
const local = fc.oneof(
  word('abcXYZ019.-_+', 30),
  word('aé"', 6),
  fc.constantFrom('', 'a', 'a'.repeat(513), '%'.repeat(40)),
)
const domain = fc.oneof(
  fc.constantFrom(
    'a.com',
    'example.com',
    'mail.example',
    'EXAMPLE.com',
    '',
    'b'.repeat(52),
    'b'.repeat(53),
    'm=a.com',
    'é.fr',
  ),
  word('ab.-', 60),
)
const email = fc.oneof(
  { weight: 4, arbitrary: fc.tuple(local, domain).map((parts) => parts.join('@')) },
  { weight: 1, arbitrary: hostile },
)
const { words } = localeOf('de')
const names = fc.constantFrom(...words.last.male.slice(0, 40), ...words.cities.slice(0, 40))
const name = fc.oneof(
  names,
  names.map((known) => known.toUpperCase()),
  names.map((known) => ` ${known}`),
  word('abÄß', 40),
  hostile,
)
const phone = fc.oneof(
  fc
    .tuple(fc.constantFrom('', '+', '+1', '+49 ', '00', '0044', '0', '000', '+0', '++'), word('0123456789 -()', 44))
    .map((parts) => parts.join('')),
  fc.constantFrom(
    '+1 212 555 0100',
    '+1 (012) 155-0100',
    '1-212-555-0100',
    '030 123456 ext. 12',
    `0${' '.repeat(60)}12345678`,
  ),
  word('0123456789', 80),
  hostile,
)
const cut9 = (value: Value): Value =>
  value &&
  Array.from(value.replace(/[^ -~]/g, 'x'))
    .slice(0, 9)
    .join('')
    .padEnd(9)
const row = fc.tuple(hostile, email, email, name, hostile, phone, name, name.map(cut9), hostile)
const sizes = fc.array(fc.oneof(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 70_000 })), {
  minLength: 1,
  maxLength: 5,
})

test('there is a module here, so that what is compared below are two ways', () => {
  expect(takeRowsModule('rows', 1, [{ field: 0, inRows: masks.email?.inRows }])).toBeDefined()
})

describe.each(['binary', 'text'] as const)('of %s COPY', (format) => {
  test('the module gives byte for byte what each mask gives, wherever the bytes break', () => {
    fc.assert(
      fc.property(fc.array(row, { maxLength: 12 }), sizes, (rows, at) => expectSame(format, rows, at)),
      { numRuns: propertyRuns(400) },
    )
  })

  test('it does so where most is remembered, and more than can be', () => {
    const rows = Array.from({ length: 6000 }, (_, i): Row => {
      const few = i % 40
      return [
        `${i}`,
        `person.${i}@host${(i * 7) % 3000}.example`,
        `p${few}@host${few}.example`,
        `${words.last.male[few]}`,
        'x',
        `+${1 + (i % 90)} 30 ${1_000_000 + i}`,
        `city ${i % 5000}`,
        cut9(`n${few}`),
        null,
      ]
    })
    expectSame(format, [...rows, ...rows], [65_536])
  })

  test('rows that are larger than its memory, or become so, are masked all the same, and those behind them', () => {
    const usual: Row = ['1', 'anna@a.com', null, 'Weber', 'x', '+49 30 1234567', 'Bonn', cut9('Weber'), 'end']
    const long = (length: number): Row => usual.map((value, i) => (i === 0 || i === 4 ? 'y'.repeat(length) : value))
    for (const length of [30_000, 60_000, 79_000, 81_000, room.rows, room.masked]) {
      const rows = [usual, usual, long(length), usual, long(length), long(length / 2), usual]
      for (const size of [10_000, 65_536]) expectSame(format, rows, [size])
    }
  })

  test('telephone numbers of every length and beginning are masked', () => {
    const beginnings = ['', '+', '00', '000', '+1', '+49', '+1 2', '0', '(0', '+0']
    const rows = beginnings.flatMap((beginning) =>
      Array.from({ length: 24 }, (_, count) => `${beginning}${'2981736450918273645091827'.slice(0, count)}`).flatMap(
        (number): Row[] =>
          [number, number.replace(/(\d{3})/g, '$1 '), number.replaceAll('2', '0'), `${number}-`].map((phone) => [
            ...[null, null, null, null, null, phone, null, null, null],
          ]),
      ),
    )
    expectSame(format, rows, [50_000])
  })

  test('what text COPY escapes is masked wherever it stands', () => {
    const rows = Array.from({ length: 40 }, (_, at): Row => {
      const value = `${'a'.repeat(at)}\\${'b'.repeat(at % 7)}`
      return ['1', 'a@a.com', `${value}@a.com`, value, null, `+49 30 12345${at}`, value, null, value]
    })
    expectSame(format, [...rows, ...rows], [50_000])
  })

  test('names of every length at a domain that is known are masked, however long', () => {
    const lengths = [...Array.from({ length: 70 }, (_, i) => i), room.text - 1, room.text, room.text + 1, 9000]
    const rows = lengths.map(
      (length): Row => [
        ...['1', `${'a'.repeat(length)}@a.com`, `${'b.'.repeat(length)}@a.com`, null, null, null, null, null, null],
      ],
    )
    expectSame(format, [...rows, ...rows], [50_000])
  })

  test('what stands behind an escape is masked as what it means', () => {
    const values = ['abcdef\tghijk', 'abcdef\\nghijk', '\nabcdefghijk', 'abcdefghijk\\']
    const rows = ['', ...values].map(
      (value): Row => [
        ...[value, `${value}@a.com`, `a@${value}.com`, value, value, `+49 30 123${value.replace(/\w/g, '7')}456`],
        ...[value, null, value],
      ],
    )
    expectSame(format, [...rows, ...rows], [50_000])
  })

  test('a value that is known is not masked elsewhere, in whichever columns it is', () => {
    const asksAt = (host: string): number => {
      let asked = 0
      const counted = ({ bytes, ...mask }: Mask): Mask => ({
        ...mask,
        bytes(...given) {
          asked++
          bytes?.(...given)
        },
      })
      const given = Object.entries(masks).filter(([column]) =>
        ['email', 'mail', 'name', 'city', 'phone'].includes(column),
      )
      const rows = Array.from(
        { length: 2000 },
        (_, i): Row => [
          ...['1', `person.${i}@${host}${i % 9}.com`, `person.${i}@${host}${i % 9}.com`, `Name${i % 9}`, null],
          ...[`+49 30 ${1_000_000 + i}`, `Name${i % 9}`, null, null],
        ],
      )
      const all = said(
        formats[format].rows(
          layoutOf(columns, Object.fromEntries(given.map(([column, mask]) => [column, counted(mask)]))),
        ),
        formats[format].encode(rows),
        [65_536],
      )
      expect(all.values).toEqual([2000, 2000, 2000, 2000, 2000])
      return asked
    }
    // A domain has one place: of two that have the same, neither stays, and where a place is differs from run to run.
    const asked = ['host', 'mail', 'post', 'of'].map(asksAt)
    expect(asked[0]).toBeGreaterThanOrEqual(36)
    expect(Math.min(...asked)).toBeLessThanOrEqual(36)
  })

  test('of a few thousand values in several columns each is masked elsewhere once', () => {
    let asked = 0
    const counted: Mask = {
      ...bothWays((value) => `x${value}`),
      bytes(input, start, end, out) {
        asked++
        bothWays((value) => `x${value}`).bytes?.(input, start, end, out)
      },
      inRows: { kind: 'recent' },
    }
    const rows = Array.from(
      { length: 6000 },
      (_, i): Row => [null, null, null, `n${i % 1500}`, null, null, `city of ${i % 1000}`, null, null],
    )
    said(
      formats[format].rows(layoutOf(columns, { name: counted, city: counted })),
      formats[format].encode(rows),
      [65_536],
    )
    expect(asked).toBe(2500)
  })

  test('what masks give that does not go into its memory, or fills it, is kept in order', () => {
    const grown = bothWays((value) => value.repeat(Number(value) * 60))
    const rows = Array.from(
      { length: 60 },
      (_, i): Row => [
        ...[`${(i * 277) % 1200}`, `a${i}name@a.com`, null, 'Weber', i % 3 === 0 ? `${(i * 471) % 999}` : null],
        ...[`+49 30 12345${10 + i}`, 'Bonn', null, 'z'.repeat((i * 7919) % 50_000)],
      ],
    )
    const bytes = formats[format].encode(rows)
    const sizes = [65_000, 300]
    const [one, other] = [masks, withoutModule].map((given) =>
      said(formats[format].rows(layoutOf(columns, { ...given, other: grown, note: grown })), bytes, sizes),
    )
    expect(one?.bytes.length).toBeGreaterThan(room.masked * 4)
    expect(other?.bytes.equals(one?.bytes ?? Buffer.alloc(0))).toBe(true)
  })

  test('two copies at a time have nothing to do with each other', () => {
    const rows = (sign: string) =>
      Array.from(
        { length: 500 },
        (_, i): Row => [
          ...['n', `${sign}${i}@${sign}.com`, null, sign, null, `+49 30 ${1_000_000 + i}`, `${sign}${i}`, null, null],
        ],
      )
    const inputs = ['anna', 'berta'].map((sign) => formats[format].encode(rows(sign)))
    const maskers = inputs.map(() => formats[format].rows(layoutOf(columns, masks)))
    const pieces: Buffer[][] = [[], []]
    for (let at = 0; inputs.some(({ length }) => at < length); at += 1000) {
      maskers.forEach((masker, i) => {
        const chunk = inputs[i]?.subarray(at, at + 1000)
        if (chunk?.length) pieces[i]?.push(Buffer.from(masker.feed(chunk)))
      })
    }
    inputs.forEach((input, i) => {
      const alone = said(formats[format].rows(layoutOf(columns, withoutModule)), input, [1000])
      expect(alone.bytes.equals(Buffer.concat(pieces[i] ?? []))).toBe(true)
    })
  })

  test('what is no row, or ends in the middle of one, is refused as it is without it', () => {
    const bytes = formats[format].encode([['1', 'a@a.com', null, 'Weber', 'x', '1', 'Bonn', null, 'end']])
    const less = formats[format].encode([['1', 'a@a.com']])
    for (const given of [masks, withoutModule]) {
      const rows = () => formats[format].rows(layoutOf(columns, given))
      expect(() => said(rows(), bytes.subarray(0, -4), [7])).toThrow(/things/)
      expect(() => said(rows(), less, [7])).toThrow(/things/)
      expect(() => said(rows(), Buffer.concat([bytes, less]), [1000])).toThrow(/things/)
    }
  })
})

test('what is remembered of a value is escaped in text COPY, and is not in binary rows', () => {
  const change = bothWays((value) => value.replace('a', '\t'))
  const given = { name: { ...change, inRows: { kind: 'recent' } as const } }
  const rows = ['a', 'b', 'a', 'a'].map((value): Row => [null, null, null, value, null, null, null, null, null])
  const changed = rows.map((row) => row.map((value) => value && change.value(value, { text: () => null })))
  for (const format of ['text', 'binary', 'text'] as const) {
    const { bytes } = said(formats[format].rows(layoutOf(columns, given)), formats[format].encode(rows), [1000])
    expect(bytes).toEqual(formats[format].encode(changed))
  }
})

test('a length that no memory holds is waited for, and is not read', () => {
  const bytes = binary([['1', 'a@a.com', null, 'Weber', 'x', '1', 'Bonn', null, 'end']]).subarray(0, -2)
  const endless = Buffer.concat([bytes, Buffer.from([0, 9, 0x7f, 0xff, 0xff, 0xff]), Buffer.alloc(100)])
  for (const given of [masks, withoutModule]) {
    const rows = new BinaryRows(layoutOf(columns, given))
    expect(rows.feed(endless).length).toBeGreaterThan(bytes.length - 10)
    expect(rows.rows).toBe(1)
    expect(() => rows.finish()).toThrow()
  }
})
