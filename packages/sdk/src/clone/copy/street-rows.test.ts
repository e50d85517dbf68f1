import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { formats, type Row, said } from '../../../test/clone/copied-rows.ts'
import { layoutOf } from '../../../test/clone/row-layouts.ts'
import { propertyRuns } from '../../../test/property-runs.ts'
import type { Mask } from '../../anonymize/transform.ts'
import { compileRule } from '../../anonymize/transforms/compile-rule.ts'
import { exampleColumn, exampleKey, exampleRule, exampleSetting } from '../../anonymize/transforms/example-setting.ts'
import type { ColumnType } from '../../catalog/column-type.ts'
import { localeOf } from '../../values/locale.ts'

const text: ColumnType = { kind: 'text' }
const columns = [
  ['street', text],
  ['road', text],
  ['lane', text],
] as const

const street = exampleRule('street-address', 'text').mask
/** One that the module does, one whose list there is no room for beside it, and one of a list that is not all ASCII. */
const masks: Readonly<Record<string, Mask>> = {
  street,
  road: exampleRule('street-address', 'text', { key: exampleKey('another') }).mask,
  lane: exampleRule('street-address', 'text', { locale: localeOf('es') }).mask,
}
const withoutModule = Object.fromEntries(
  Object.entries(masks).map(([name, mask]) => [name, { ...mask, inRows: undefined }]),
)

const some = localeOf('en').words.streets.slice(0, 30)
const line = fc
  .tuple(
    fc.oneof(
      fc.nat({ max: 99_999 }).map(String),
      fc.constantFrom('', '0', '007', '0000', '12345', '999999', '4294967297'),
    ),
    fc.constantFrom(' ', ', ', ',', '  ', 'b ', ' b ', ' b, ', ' b', '\t', ''),
    fc.oneof(
      fc.constantFrom(...some, 'A', 'a', '5', 'Ñ', 'x\\y', 'y'.repeat(130), 'Y y'.repeat(40)),
      fc.constantFrom(...some).map((name) => name.toUpperCase()),
      fc.constantFrom(...some).map((name) => name.toLowerCase()),
      fc.string({ unit: fc.constantFrom(...'aB z\u007f\u0001é,'), maxLength: 12 }),
    ),
    fc.constantFrom('', '', '', ' ', ' 12'),
  )
  .map((parts) => parts.join(''))
const value = fc.option(line, { freq: 20 })

describe.each(['binary', 'text'] as const)('of %s COPY', (format) => {
  const { encode, rows: masker } = formats[format]

  test('lines of streets become byte for byte what each mask gives', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(value, value, value), { maxLength: 30 }), (rows) => {
        const bytes = encode([...rows, ...rows])
        const [one, other] = [masks, withoutModule].map((given) => said(masker(layoutOf(columns, given)), bytes, [700]))
        expect(one?.bytes.equals(other?.bytes ?? Buffer.alloc(0))).toBe(true)
        expect({ ...one, bytes: 0 }).toEqual({ ...other, bytes: 0 })
      }),
      { numRuns: propertyRuns(200) },
    )
  })

  test('numbers of one digit to four are told apart', () => {
    const numbers = [...Array.from({ length: 120 }, (_, i) => i), 999, 1000, 1001, 1109, 1110, 1111, 9999]
    const rows = numbers.flatMap((number): Row[] =>
      [`${number}`, `0${number}`].map((written) => [`${written} Elm Road`, null, null]),
    )
    const bytes = encode([...rows, ...rows.toReversed()])
    const [one, other] = [masks, withoutModule].map((given) => said(masker(layoutOf(columns, given)), bytes, [700]))
    expect(one?.bytes.equals(other?.bytes ?? Buffer.alloc(0))).toBe(true)
  })

  test('once its numbers are known, a line is not masked elsewhere', () => {
    let asked = 0
    const counted: Mask = {
      ...street,
      bytes(...given) {
        asked++
        street.bytes?.(...given)
      },
    }
    const rows = Array.from({ length: 3000 }, (_, i): Row => [`${1 + (i % 50)} Elm Road ${String(i)}`, null, null])
    said(masker(layoutOf(columns, { street: counted })), encode(rows), [65_536])
    expect(asked).toBeLessThanOrEqual(50)
  })

  test('a line that is longer than its column is masked as it is without it', () => {
    const short: ColumnType = { kind: 'varchar', length: 16 }
    const column = { ...exampleColumn('text'), type: { kind: 'scalar', form: 'text', maxLength: 16 } } as const
    const fitted = compileRule('street-address', column, exampleSetting()).mask
    const rows = Array.from({ length: 200 }, (_, i): Row => [`${i % 20} Elm Rd ${i % 9}`])
    const [one, other] = [fitted, { ...fitted, inRows: undefined }].map((mask) =>
      said(masker(layoutOf([['street', short]], { street: mask })), encode([...rows, ...rows]), [500]),
    )
    expect(one?.bytes.equals(other?.bytes ?? Buffer.alloc(0))).toBe(true)
  })
})
