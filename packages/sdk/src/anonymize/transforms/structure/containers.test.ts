import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { propertyRuns } from '../../../../test/property-runs.ts'
import type { MaskingType, ScalarType } from '../../masking-schema.ts'
import type { NestedRule } from '../../transform.ts'
import type { ValueForm } from '../../value-form.ts'
import { compileRule } from '../compile-rule.ts'
import { customTransform } from '../custom-transform.ts'
import { exampleColumn, exampleRow, exampleSetting } from '../example-setting.ts'
import { transformSet } from '../transform-set.ts'
import { compositeText, parseComposite } from './composite-text.ts'
import { hstoreText, parseHstore } from './hstore-text.ts'
import { listText, parseList } from './list-text.ts'

const nowhere = exampleRow()
const scalar = (form: ValueForm): ScalarType => ({ kind: 'scalar', form })
const listOf = (element: MaskingType): MaskingType => ({ kind: 'list', element })
const rangeOf = (form: ValueForm): MaskingType => ({ kind: 'range', element: scalar(form) })

function rule(transform: NestedRule, type: MaskingType, columns: readonly string[] = []) {
  return compileRule(
    transform,
    { ...exampleColumn('text'), type },
    exampleSetting({ subject: columns.length === 0 ? undefined : { columns, of: 'public.people.id' } }),
  )
}

const masked = (transform: NestedRule, type: MaskingType, text: string) =>
  rule(transform, type).mask.value(text, nowhere)
const alone = (transform: NestedRule, text: string, form: ValueForm = 'text') =>
  masked(transform, scalar(form), text) ?? ''

describe('lists', () => {
  test('each element is masked as a column of such values would be; NULL and bounds stay', () => {
    const [ada, bob] = [alone('email', 'ada@x.org'), alone('email', 'bob@x.org')]
    expect(masked('email', listOf(scalar('text')), '{ada@x.org,NULL,"bob@x.org"}')).toBe(`{${ada},NULL,${bob}}`)
    expect(masked('email', listOf(scalar('text')), '[0:0]={{ada@x.org},{bob@x.org}}')).toBe(`[0:0]={{${ada}},{${bob}}}`)
    expect(masked('email', listOf(scalar('text')), '{}')).toBe('{}')
  })
  test('elements that Postgres writes in its own way are masked as what they mean', () => {
    expect(masked({ transform: 'coin', options: { share: 1 } }, listOf(scalar('boolean')), '{t,f}')).toBe('{t,t}')
    expect(masked('date-generalize', listOf(scalar('instant')), '{"2024-02-29 10:00:00.5+00"}')).toBe(
      '{"2024-02-01 00:00:00+00"}',
    )
    const not = customTransform('not', (value) => (value === 'true' ? 'false' : value === 'false' ? 'true' : '?'))
    const setting = exampleSetting({ transforms: transformSet([not]) })
    const { mask } = compileRule('not', { ...exampleColumn('text'), type: listOf(scalar('boolean')) }, setting)
    expect(mask.value('{t,f,NULL}', nowhere)).toBe('{f,t,NULL}')
    const list = masked('noise', listOf(scalar('decimal')), '{1.50,7.00}')
    expect(list).toBe(`{${alone('noise', '1.5', 'decimal')},${alone('noise', '7', 'decimal')}}`)
  })
  test('texts of any kind come through quotes as they are', () => {
    const texts = fc.array(
      fc.option(fc.string({ unit: 'grapheme', maxLength: 8 }).filter((text) => !text.includes('\0'))),
    )
    fc.assert(
      fc.property(texts, (items) => {
        const written = listText({ items, before: '', vector: false }, (item) => item)
        expect(parseList(written)?.items).toEqual(items)
      }),
      { numRuns: propertyRuns(200), seed: 1 },
    )
  })
  test('a list in which masks of distinct elements are distinct stays distinct itself', () => {
    expect(rule('email', listOf(scalar('text'))).promises.unique).toBe('preserved')
    expect(rule('city', listOf(scalar('text'))).promises.unique).toBe('lost')
  })
})

describe('hstore', () => {
  test('values are masked, keys and NULL stay', () => {
    const text = '"a b"=>"ada@x.org", "n"=>NULL, "q\\""=>""'
    expect(masked('email', { kind: 'map' }, text)).toBe(
      `"a b"=>"${alone('email', 'ada@x.org')}", "n"=>NULL, "q\\""=>""`,
    )
  })
  test('what is none is refused, and nothing of it is said', () => {
    const failing = () => masked('email', { kind: 'map' }, 'secret')
    expect(failing).toThrow(expect.objectContaining({ code: 'MASKING_FAILED' }))
    expect(failing).not.toThrow(/secret/)
  })
  test('pairs of any kind come through quotes as they are', () => {
    const pair = fc.tuple(
      fc.string({ unit: 'grapheme', maxLength: 6 }),
      fc.option(fc.string({ unit: 'grapheme', maxLength: 6 })),
    )
    fc.assert(
      fc.property(fc.array(pair, { maxLength: 5 }), (pairs) => {
        expect(parseHstore(hstoreText(pairs))).toEqual(pairs)
      }),
      { numRuns: propertyRuns(200), seed: 2 },
    )
  })
})

describe('composites', () => {
  const type: MaskingType = {
    kind: 'composite',
    fields: [
      { name: 'street', value: scalar('text') },
      { name: 'born', value: scalar('timestamp') },
      { name: 'tags', value: listOf(scalar('text')) },
    ],
  }
  const each = { transform: 'fields', options: { fields: { street: 'street', born: 'date-generalize', tags: 'keep' } } }
  test('each field is masked by its own rule, or kept', () => {
    const text = '("Main ""St"", 5","2024-02-29 10:00:00","{a,""b c""}")'
    const street = alone('street', 'Main "St", 5')
    expect(parseComposite(masked(each, type, text) ?? '')).toEqual([street, '2024-02-01 00:00:00', '{a,"b c"}'])
    expect(masked(each, type, '(,,)')).toBe('(,,)')
  })
  test('lists of them as well', () => {
    expect(masked(each, listOf(type), '{"(,\\"2024-02-29 10:00:00\\",)"}')).toBe('{"(,\\"2024-02-01 00:00:00\\",)"}')
  })
  test('a field that is not decided about is refused, and named', () => {
    expect(() => rule({ transform: 'fields', options: { fields: { street: 'street' } } }, type)).toThrow(
      expect.objectContaining({ code: 'TRANSFORM_UNFIT', message: expect.stringContaining('field born of it') }),
    )
  })
  test('any other transform is for every scalar in it, and refused where one does not fit', () => {
    expect(masked('redact', type, '(ab,"2024-02-29 10:00:00","{x}")')).toBe('(**,"1970-01-01 00:00:00",{*})')
    expect(() => rule('email', type)).toThrow(expect.objectContaining({ code: 'TRANSFORM_UNFIT' }))
  })
  test('fields of any kind come through quotes as they are', () => {
    const field = fc.option(fc.string({ unit: 'grapheme', maxLength: 8 }))
    fc.assert(
      fc.property(fc.array(field, { minLength: 1, maxLength: 5 }), (fields) => {
        expect(parseComposite(compositeText(fields))).toEqual(fields)
      }),
      { numRuns: propertyRuns(200), seed: 3 },
    )
  })
})

describe('ranges', () => {
  test('both bounds are moved alike: the range is as long as it was', () => {
    const moved = masked('date-shift', rangeOf('date'), '[2024-02-27,2024-03-02)') ?? ''
    const [, lower = '', upper = ''] = /^\[(.*),(.*)\)$/.exec(moved) ?? []
    expect(Date.parse(upper) - Date.parse(lower)).toBe(4 * 86_400_000)
    expect(moved).not.toContain('2024-02-27')
  })
  test('the lower bound stays the lower one, whatever masks them', () => {
    for (let i = 0; i < 300; i++) {
      const text = masked('key-integer', rangeOf('integer'), `[${i},${i + 1})`) ?? ''
      const [, lower, upper] = /^\[(\d+),(\d+)\)$/.exec(text) ?? []
      expect(Number(lower), text).toBeLessThan(Number(upper))
    }
  })
  test('open ends, empty ranges and brackets stay', () => {
    expect(masked('date-generalize', rangeOf('date'), '(,2024-02-29]')).toBe('(,2024-02-01]')
    expect(masked('date-generalize', rangeOf('date'), 'empty')).toBe('empty')
    expect(masked('date-generalize', rangeOf('timestamp'), '["2024-02-29 10:00:00",)')).toBe('["2024-02-01 00:00:00",)')
  })
  test('ranges of a multirange stay apart and in order', () => {
    const type: MaskingType = { kind: 'multirange', element: scalar('integer') }
    const numbers = (masked('key-integer', type, '{[1,3),[5,7),[900,950)}') ?? '').match(/\d+/g)!.map(Number)
    expect(numbers).toHaveLength(6)
    expect(numbers).toEqual([...numbers].sort((a, b) => a - b))
    expect(masked('redact', type, '{}')).toBe('{}')
  })
})

describe('what nobody can look into', () => {
  test('is refused, but by what takes a value as one', () => {
    const unknown: MaskingType = { kind: 'unknown' }
    expect(() => rule('redact', unknown)).toThrow(expect.objectContaining({ code: 'TRANSFORM_UNFIT' }))
    expect(() => rule('redact', listOf(unknown))).toThrow(expect.objectContaining({ code: 'TRANSFORM_UNFIT' }))
    expect(masked('null', unknown, 'x')).toBeNull()
    expect(masked({ transform: 'constant', options: { value: '{}' } }, listOf(unknown), '{x}')).toBe('{}')
  })
  test('a form that a transform does not take is refused, with table and column', () => {
    expect(() => rule('email', scalar('date'))).toThrow(
      expect.objectContaining({
        code: 'TRANSFORM_UNFIT',
        message: expect.stringContaining('public.examples.example'),
      }),
    )
  })
})
