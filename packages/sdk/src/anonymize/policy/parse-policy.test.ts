import fc from 'fast-check'
import { expect, test } from 'vitest'
import { UnderstudyError } from '../../errors.ts'
import { parsePolicy } from './parse-policy.ts'
import { policyFingerprint } from './policy-fingerprint.ts'
import { policyText } from './policy-text.ts'

const least = { kind: 'masking-policy', version: 1, tables: {} }

function problems(input: unknown): string[] {
  try {
    parsePolicy(input)
  } catch (thrown) {
    if (!(thrown instanceof UnderstudyError) || thrown.code !== 'POLICY_INVALID') throw thrown
    const list = thrown.details.problems
    return Array.isArray(list) ? list.map(({ path, message }) => `${path} ${message}`) : [thrown.message]
  }
  return []
}

test('what may be left out is filled in', () => {
  expect(parsePolicy(JSON.stringify(least))).toEqual({
    ...least,
    locale: 'en',
    undecided: {},
    transforms: {},
    references: [],
    privacy: [],
  })
})

test('every place that is wrong is named, and names that nobody knows are refused', () => {
  expect(
    problems({
      kind: 'quality-rules',
      version: 2,
      tabels: {},
      transforms: { email: '1' },
      tables: {
        'public.users': {
          subject: [],
          columns: {
            email: { transfrom: 'email', options: [] },
            name: 'drop',
            phone: { transform: 'phone', waiver: { reason: ' ', by: 'me', until: '2026-02-30' }, actve: false },
            status: { transform: 'constant', literal: 'new' },
          },
        },
      },
      privacy: [{ table: 'a', quasiIdentifiers: ['b'], k: 1 }],
    }).sort(),
  ).toEqual(
    [
      'kind must be "masking-policy"',
      'version must be 1',
      'tabels is not known; did you mean "tables"?',
      'transforms.email must be number, and is string',
      'tables["public.users"].subject must have at least 1 item',
      'tables["public.users"].columns.email.transform is missing',
      'tables["public.users"].columns.email.transfrom is not known; did you mean "transform"?',
      'tables["public.users"].columns.email.options must be record, and is array',
      'tables["public.users"].columns.name must be "keep" or a rule such as { "transform": "email" }',
      'tables["public.users"].columns.phone.waiver.reason must have at least 1 character',
      'tables["public.users"].columns.phone.waiver.until must be a day such as 2026-11-29',
      'tables["public.users"].columns.phone.actve is not known; did you mean "active"?',
      'tables["public.users"].columns.status.literal is not known; what a transform takes stands under "options"',
      'privacy[0].k must be at least 2',
    ].sort(),
  )
})

test('a name that stands twice in the text is refused, since one of both decisions would be dropped', () => {
  expect(
    problems(
      '{"kind":"masking-policy","version":1,"tables":{"t":{"columns":{"a:{":{"transform":"null"},"b":"keep","a:\\u007b":"keep"}}}}',
    ),
  ).toEqual(['tables.t.columns["a:{"] stands twice'])
})

test('what is no JSON is refused', () => {
  expect(problems('kind: masking-policy')).toEqual([expect.stringContaining('The policy is no JSON')])
})

test('any names of tables and columns are names, even those that objects have already', () => {
  const policy = parsePolicy(
    '{"kind":"masking-policy","version":1,"tables":{"__proto__":{"columns":{"__proto__":"keep","constructor":{"transform":"x","options":{"__proto__":1}}}}}}',
  )
  expect(Object.keys(policy.tables)).toEqual(['__proto__'])
  expect(policyText(policy)).toContain('"constructor": { "transform": "x", "options": { "__proto__": 1 } }')
})

const name = fc.oneof(
  fc.constantFrom('a', 'b"', 'c.d', '__proto__', 'constructor', '1', 'é '),
  fc.string({ minLength: 1 }),
)
const rule = fc.record(
  {
    transform: name,
    options: fc.dictionary(name, fc.jsonValue()),
    domain: name,
    subject: fc.array(name, { minLength: 1, maxLength: 2 }),
    active: fc.boolean(),
    waiver: fc.record({ reason: fc.constant('because'), by: fc.constant('me') }),
  },
  { requiredKeys: ['transform'] },
)
const decision = fc.oneof(fc.constant('keep' as const), rule)
const policies = fc.record({
  kind: fc.constant('masking-policy'),
  version: fc.constant(1),
  locale: fc.constantFrom('en', 'de'),
  undecided: fc.dictionary(name, fc.record({ why: fc.string(), suggestions: fc.array(decision, { maxLength: 2 }) })),
  transforms: fc.dictionary(name, fc.integer({ min: 1, max: 9 })),
  tables: fc.dictionary(name, fc.record({ columns: fc.dictionary(name, decision) })),
  references: fc.array(fc.record({ from: name, to: name }), { maxLength: 2 }),
  privacy: fc.constant([]),
  definition: fc.dictionary(
    name,
    fc.record({ keep: fc.record({ reason: fc.constant('because'), by: fc.constant('me') }) }),
  ),
})

function reversed(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, item]) => [key, reversed(item)]),
  )
}

test('a policy that is written and read is the same policy, with undecided columns above all tables', () => {
  fc.assert(
    fc.property(policies, (written) => {
      const policy = parsePolicy(JSON.stringify(written))
      const text = policyText(policy)
      expect(parsePolicy(text)).toEqual(policy)
      expect(policyText(parsePolicy(text))).toBe(text)
      expect(text.indexOf('"undecided"')).toBeLessThan(text.indexOf('"tables"'))
      expect(policyFingerprint(parsePolicy(reversed(policy)))).toBe(policyFingerprint(policy))
    }),
    { numRuns: 60, seed: 5 },
  )
})

test('the fingerprint changes with any decision', () => {
  const of = (decided: unknown) =>
    policyFingerprint(parsePolicy({ ...least, tables: { t: { columns: { a: decided } } } }))
  const prints = [
    'keep',
    { transform: 'a' },
    { transform: 'a', options: { x: 1 } },
    { transform: 'a', domain: 'x' },
  ].map(of)
  expect(new Set(prints).size).toBe(4)
})
