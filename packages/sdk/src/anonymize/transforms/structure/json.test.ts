import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { exampleRow, exampleRule } from '../example-setting.ts'
import { changeJson } from './json-text.ts'

type Options = Readonly<Record<string, unknown>>
const nowhere = exampleRow()
const masked = (options: Options, text: string) =>
  exampleRule({ transform: 'json', options }, 'json').mask.value(text, nowhere) ?? ''
const alone = (transform: string, text: string) => exampleRule(transform, 'text').mask.value(text, nowhere)

const text = '{"b": {"email": "ada@x.org", "n": 1.50}, "a": [{"email": "bob@x.org"}, "x"], "ok": true, "none": null}'

test('what no path leads to is redacted; keys, their order, spaces, true, false and null stay', () => {
  expect(masked({}, text)).toBe(
    '{"b": {"email": "*********", "n": 0}, "a": [{"email": "*********"}, "*"], "ok": true, "none": null}',
  )
})

test('paths go into objects and lists, and mask as a column of such values would be', () => {
  const [ada, bob] = [alone('email', 'ada@x.org'), alone('email', 'bob@x.org')]
  expect(JSON.parse(masked({ paths: { 'b.email': 'email', 'a[*].email': 'email' } }, text))).toMatchObject({
    b: { email: ada },
    a: [{ email: bob }, '*'],
  })
  expect(JSON.parse(masked({ paths: { '**.email': 'email' } }, text))).toMatchObject({ a: [{ email: bob }, '*'] })
})

test('a path stands for all inside of what it leads to, and a longer one goes before it', () => {
  expect(masked({ paths: { b: 'keep', 'b.email': 'null', a: 'keep' } }, text)).toBe(
    '{"b": {"email": null, "n": 1.50}, "a": [{"email": "bob@x.org"}, "x"], "ok": true, "none": null}',
  )
})

test('of two paths to one place the one that names more goes first', () => {
  for (const paths of [
    { '**.email': 'keep', 'b.email': 'null' },
    { 'b.email': 'null', '*.email': 'keep' },
  ]) {
    expect(JSON.parse(masked({ paths }, text))).toMatchObject({ b: { email: null } })
  }
})

test('numbers are kept as they are written, and masked to numbers', () => {
  expect(masked({ others: 'keep' }, '[1.50, 1e5, 123456789012345678901234567890]')).toBe(
    '[1.50, 1e5, 123456789012345678901234567890]',
  )
  expect(masked({ paths: { '*': 'noise' } }, '[100]')).toMatch(/^\[\d+(\.\d+)?\]$/)
  expect(masked({ paths: { '*': { transform: 'constant', options: { value: 'x' } } } }, '[100]')).toBe('["x"]')
})

test('what a path leads to and its transform does not take is redacted', () => {
  expect(masked({ paths: { '*': 'noise' } }, '[true]')).toBe('[false]')
  expect(masked({ paths: { '*': 'email' } }, '[100]')).toMatch(/^\[0\]$/)
})

test('keys that need quotes, and escapes, are read', () => {
  expect(masked({ paths: { '["a.b"]["\\"c"]': 'keep' } }, '{"a.b":{"\\"c":"\\u0041"}}')).toBe('{"a.b":{"\\"c":"A"}}')
})

describe('paths that are none', () => {
  test.each(['', 'a..b', 'a[', '[x]', '.a', 'a b..'])('%j is refused', (path) => {
    const run = () => masked({ paths: { [path]: 'keep' } }, '{}')
    if (path === '') expect(run()).toBe('{}')
    else expect(run).toThrow(expect.objectContaining({ code: 'POLICY_INVALID' }))
  })
})

test('text that is no JSON is masked by its format, and JSON that can not be read is null', () => {
  const { mask } = exampleRule('json', 'text')
  expect(mask.value('Ada: 36', nowhere)).toMatch(/^[A-Z][a-z]{2}: \d\d$/)
  expect(masked({}, '{"a": ')).toBe('null')
})

test('with nothing to change, any JSON comes out as it is written', () => {
  fc.assert(
    fc.property(fc.json({ maxDepth: 5 }), fc.constantFrom(undefined, 1, '\t'), (written, space) => {
      const json = JSON.stringify(JSON.parse(written), null, space)
      expect(changeJson(json, (kind, value) => (kind === 'string' ? JSON.stringify(value) : value))).toBe(json)
    }),
    { numRuns: 200, seed: 4 },
  )
})

test('no text of any JSON stays where nothing says so', () => {
  const strings = fc.string({ unit: 'grapheme', minLength: 3, maxLength: 9 }).map((text) => `§${text}§`)
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 4 }), strings, (value, secret) => {
      const json = JSON.stringify({ deep: [value, { deeper: secret }] })
      expect(masked({ paths: { elsewhere: 'keep' } }, json)).not.toContain('§')
    }),
    { numRuns: 100, seed: 5 },
  )
})

describe('keys', () => {
  const byMail = '{"by": {"ada@x.org": {"n": 1}, "bob@x.org" : null}, "plain": {"ada@x.org": 2}}'
  const keep = { others: 'keep' }

  test('of the place that a path with ~ names are masked as a column of them would be, with what stands around them', () => {
    const [ada, bob] = [alone('email', 'ada@x.org'), alone('email', 'bob@x.org')]
    expect(masked({ paths: { 'by.*~': 'email' }, ...keep }, byMail)).toBe(
      `{"by": {"${ada}": {"n": 1}, "${bob}" : null}, "plain": {"ada@x.org": 2}}`,
    )
    expect(masked({ paths: { '**.*~': 'email', 'by~': 'keep', 'plain~': 'keep' }, ...keep }, byMail)).toContain(
      '"by": {',
    )
    expect(masked({ paths: { '**.*~': 'email', 'by~': 'keep', 'plain~': 'keep' }, ...keep }, byMail)).not.toContain(
      'ada@',
    )
  })

  test('of one object stay apart, whatever they become, and what was one stays one', () => {
    const paths = { '*~': { transform: 'constant', options: { value: 'k' } }, 'k~': 'keep' }
    expect(masked({ paths, ...keep }, '{"a": 1, "b": 2, "a": 3, "k": 4}')).toBe(
      '{"k-2": 1, "k-3": 2, "k-2": 3, "k": 4}',
    )
  })

  test('cannot become null, and a place in a list has none', () => {
    for (const paths of [{ '*~': 'null' }, { '*~': { transform: 'null' } }, { 'a[0]~': 'email' }, { '~': 'email' }]) {
      expect(() => masked({ paths }, '{}')).toThrow(expect.objectContaining({ code: 'POLICY_INVALID' }))
    }
  })

  test('a path finds values by the key as it was', () => {
    expect(masked({ paths: { '*~': 'email', '["ada@x.org"]': 'keep' } }, '{"ada@x.org": 12, "b": 12}')).toMatch(
      /^\{"[^"]+": 12, "[^"]+": 0\}$/,
    )
  })
})
