import { describe, expect, test } from 'vitest'
import type { MaskingKey } from '../key/masking-key.ts'
import { compileRule } from './compile-rule.ts'
import { customTransform } from './custom-transform.ts'
import { exampleColumn, exampleKey, exampleRow, exampleSetting } from './example-setting.ts'
import { transformSet } from './transform-set.ts'

const row = exampleRow({ id: '7' })
const text = exampleColumn('text')

/** A key that nothing may be asked of. */
const noKey: MaskingKey = {
  id: '00000000',
  words: () => {
    throw new Error('the key was asked for')
  },
  domain: () => noKey,
}

describe('domains', () => {
  const mask = (rule: Parameters<typeof compileRule>[0]) => compileRule(rule, text, exampleSetting()).mask
  test('rules of one transform agree, and of one domain; those of two do not', () => {
    const value = 'ada@mail.example.org'
    const plain = mask('email').value(value, row)
    expect(mask({ transform: 'email', domain: 'staff' }).value(value, row)).not.toBe(plain)
    expect(mask({ transform: 'email', domain: 'people' }).value(value, row)).toBe(plain)
  })
  test('another key gives other values', () => {
    const other = compileRule('email', text, exampleSetting({ key: exampleKey('other') })).mask
    expect(other.value('ada@x.org', row)).not.toBe(mask('email').value('ada@x.org', row))
  })
})

test.each(['redact', 'null', 'date-generalize', 'bucket'])('%s needs no key', (transform) => {
  const { mask } = compileRule(transform, text, exampleSetting({ key: noKey }))
  expect(() => mask.value('2024-02-29', row)).not.toThrow()
})

test('columns of the subject, and those that a transform reads, are named', () => {
  const setting = exampleSetting({
    subject: { columns: ['id'], of: 'public.people.id' },
    typeOf: () => ({ kind: 'scalar', form: 'text' }),
  })
  expect(compileRule('date-shift', exampleColumn('date'), setting).reads).toEqual(['id'])
  expect(compileRule('email', text, setting).reads).toEqual([])
  const rule = { transform: 'free-text', options: { columns: { nick: 'first-name' } } }
  expect(compileRule(rule, text, setting).reads.toSorted()).toEqual(['id', 'nick'])
})

describe('a transform of one’s own', () => {
  const twice = customTransform('twice', (value) => value + value, {
    accepts: ['text'],
    longest: (length) => 2 * length,
  })
  const setting = exampleSetting({ transforms: transformSet([twice]) })
  test('joins one set, in which it is named like any other', () => {
    expect(compileRule('twice', text, setting).mask.value('ab', row)).toBe('abab')
    expect(
      compileRule({ transform: 'json', options: { others: 'twice' } }, exampleColumn('json'), setting).mask.value(
        '["ab"]',
        row,
      ),
    ).toBe('["abab"]')
    expect(() => compileRule('twice', text, exampleSetting())).toThrow(
      expect.objectContaining({ code: 'TRANSFORM_UNKNOWN' }),
    )
  })
  test('promises nothing that it was not said to', () => {
    const { promises } = compileRule('twice', text, setting)
    expect(promises).toMatchObject({ unique: 'lost', format: 'lost', mayKeep: expect.any(String) })
    expect(promises.longest(4)).toBe(8)
  })
  test('draws under the key of its domain, and asks for none where it does not draw', () => {
    const drawing = customTransform('drawing', (_, { draws }) => String(draws().below(1_000_000)))
    const of = (secret: string) =>
      compileRule('drawing', text, exampleSetting({ key: exampleKey(secret), transforms: transformSet([drawing]) }))
        .mask
    expect(of('a').value('x', row)).toBe(of('a').value('x', row))
    expect(of('a').value('x', row)).not.toBe(of('b').value('x', row))
    expect(of('a').value('x', row)).not.toBe(of('a').value('y', row))
    expect(compileRule('twice', text, { ...setting, key: noKey }).mask.value('a', row)).toBe('aa')
  })
  test('what draws by chance masks no part of a value', () => {
    const chance = customTransform('chance', () => 'x', { deterministic: false })
    const rule = { transform: 'json', options: { others: 'chance' } }
    const compile = () =>
      compileRule(rule, exampleColumn('json'), exampleSetting({ transforms: transformSet([chance]) }))
    expect(compile).toThrow(expect.objectContaining({ code: 'TRANSFORM_UNFIT' }))
  })
  test('has a name of its own', () => {
    expect(() => transformSet([customTransform('email', () => '')])).toThrow(
      expect.objectContaining({ code: 'POLICY_INVALID' }),
    )
    expect(() => customTransform('No Name', () => '')).toThrow(expect.objectContaining({ code: 'POLICY_INVALID' }))
  })
})
