import { describe, expect, test } from 'vitest'
import { DataAnonymizer } from './data-anonymizer.ts'
import type { AnonymizationRule } from './rules/anonymization-rule.ts'
import { exampleKey } from './transforms/example-setting.ts'

const key = exampleKey('secret')
const rule = (
  columnName: string,
  anonymizationType: string,
  more: Partial<AnonymizationRule> = {},
): AnonymizationRule => ({
  tableName: 'users',
  columnName,
  anonymizationType,
  ...more,
})
const users = [
  {
    id: 1,
    email: 'ada@corp.example',
    first_name: 'Ada',
    phone: '+1 555 010 9999',
    city: 'Paris',
    iban: 'DE89370400440532013000',
  },
  { id: 2, email: 'bob@corp.example', first_name: 'Bob', phone: '+1 555 010 1234', city: 'Rome', iban: null },
]
const rules = [
  rule('email', 'email'),
  rule('first_name', 'name'),
  rule('phone', 'phone'),
  rule('city', 'address'),
  rule('iban', 'financial'),
]

describe('anonymizeTable', () => {
  test('masks each column as what it holds, and leaves all else as it is', async () => {
    const [first, second] = await new DataAnonymizer({ key }).anonymizeTable('users', users, rules)
    expect(Object.keys(first ?? {})).toEqual(Object.keys(users[0] ?? {}))
    expect([first?.id, second?.id, second?.iban]).toEqual([1, 2, null])
    for (const name of ['email', 'first_name', 'phone', 'city', 'iban'] as const)
      expect(first?.[name]).not.toBe(users[0]?.[name])
    expect(first?.email).toMatch(/^[^@\s]+@[^@\s]+\.[a-z]+$/)
    expect(first?.phone).toMatch(/^\+1/)
    expect(first?.iban).toMatch(/^[A-Z]{2}\d\d/)
    expect(users[0]?.email).toBe('ada@corp.example')
  })

  test('the same key gives the same, in any table; without one, every anonymizer gives others', async () => {
    const email = [rule('email', 'email'), { ...rule('mail', 'email'), tableName: 'letters' }]
    const once = new DataAnonymizer({ key })
    const [user] = await once.anonymizeTable('users', [{ email: 'ada@corp.example' }], email)
    const [letter] = await new DataAnonymizer({ key }).anonymizeTable('letters', [{ mail: 'ada@corp.example' }], email)
    const [other] = await new DataAnonymizer().anonymizeTable('users', [{ email: 'ada@corp.example' }], email)
    expect(letter?.mail).toBe(user?.email)
    expect(other?.email).not.toBe(user?.email)
    const parted = [rule('email', 'email', { preserveRelationships: false })]
    const [alone] = await once.anonymizeTable('users', [{ email: 'ada@corp.example' }], parted)
    expect(alone?.email).not.toBe(user?.email)
  })

  test('preserveFormat keeps the length and the kinds of characters', async () => {
    const [user] = await new DataAnonymizer({ key }).anonymizeTable(
      'users',
      [{ first_name: 'Ada-Lou' }],
      [rule('first_name', 'name', { preserveFormat: true })],
    )
    expect(user?.first_name).toMatch(/^[A-Z][a-z]{2}-[A-Z][a-z]{2}$/)
    expect(user?.first_name).not.toBe('Ada-Lou')
  })

  test('a function of the caller gives values for what is there; the name of any transform will do as well', async () => {
    const rows = [
      { level: 3, code: 'abc' },
      { level: null, code: 'abd' },
    ]
    const made = await new DataAnonymizer({ key }).anonymizeTable('users', rows, [
      rule('level', 'custom', { customGenerator: (level) => Number(level) * 10 }),
      rule('code', 'redact', { options: { first: 1 } }),
    ])
    expect(made).toEqual([
      { level: 30, code: 'a**' },
      { level: null, code: 'a**' },
    ])
  })

  test('a rule that is not active lets values through, and that is recorded', async () => {
    const anonymizer = new DataAnonymizer({ key })
    const rows = [{ email: 'ada@corp.example' }]
    const waiver = { reason: 'a demo', by: 'me' }
    expect(
      await anonymizer.anonymizeTable('users', rows, [rule('email', 'email', { isActive: false, waiver })]),
    ).toEqual(rows)
    expect(anonymizer.waivers).toEqual([{ about: 'users.email', ...waiver }])
  })

  test('what looks personal and has no rule is refused, until a rule says that it may stay', async () => {
    const anonymizer = new DataAnonymizer({ key })
    await expect(anonymizer.anonymizeTable('users', users, rules.slice(1))).rejects.toMatchObject({
      code: 'POLICY_INCOMPLETE',
      at: 'users.email',
    })
    const [kept] = await anonymizer.anonymizeTable('users', users, [...rules.slice(1), rule('email', 'keep')])
    expect(kept?.email).toBe('ada@corp.example')
  })

  test('rules of columns that are not there, twice for one, or that make no sense are refused; no rows are no rows', async () => {
    const anonymizer = new DataAnonymizer({ key })
    const refused = (...some: AnonymizationRule[]) => anonymizer.anonymizeTable('users', [{ a: 'x' }], some)
    await expect(refused(rule('b', 'email'))).rejects.toMatchObject({ code: 'POLICY_MISMATCH' })
    await expect(refused(rule('a', 'redact'), rule('a', 'keep'))).rejects.toMatchObject({ code: 'POLICY_INVALID' })
    await expect(refused(rule('a', 'custom'))).rejects.toMatchObject({ code: 'POLICY_INVALID' })
    await expect(refused(rule('a', 'nonsense'))).rejects.toMatchObject({ code: 'TRANSFORM_UNKNOWN' })
    expect(await anonymizer.anonymizeTable('users', [], [rule('a', 'email')])).toEqual([])
  })
})

describe('generateFakeData', () => {
  test('makes values of a kind: the same for a seed, others without', () => {
    const anonymizer = new DataAnonymizer()
    expect(anonymizer.generateFakeData('email')).toMatch(/@/)
    expect(anonymizer.generateFakeData('name', { seed: 7 })).toBe(anonymizer.generateFakeData('name', { seed: 7 }))
    expect(anonymizer.generateFakeData('uuid')).not.toBe(anonymizer.generateFakeData('uuid'))
    const ages = anonymizer.generateFakeData('integer', { count: 50, min: 18, max: 30 })
    expect(ages).toHaveLength(50)
    for (const age of Array.isArray(ages) ? ages : [])
      expect(age).toSatisfy((value: number) => value >= 18 && value <= 30)
    const unique = anonymizer.generateFakeData('first-name', { count: 100, unique: true })
    expect(new Set(Array.isArray(unique) ? unique : []).size).toBe(100)
    expect(anonymizer.generateFakeData('phone', { count: 0 })).toEqual([])
    expect(() => anonymizer.generateFakeData('nonsense')).toThrow(expect.objectContaining({ code: 'SCHEMA_INVALID' }))
  })
})

test('preserveRelationships masks keys, and all that refers to a row still refers to it', async () => {
  const data = {
    tables: {
      customers: [
        { id: 10, email: 'ada@corp.example' },
        { id: 11, email: 'bob@corp.example' },
      ],
      orders: [
        { number: 'A-1', customer_id: 11, contact: 'bob@corp.example' },
        { number: 'A-2', customer_id: 10, contact: 'ada@corp.example' },
        { number: 'A-3', customer_id: null, contact: null },
      ],
    },
    relationships: [
      { from: 'orders.customer_id', to: 'customers.id' },
      { from: 'orders.contact', to: 'customers.email' },
    ],
    rules: [{ tableName: 'customers', columnName: 'email', anonymizationType: 'email' }],
  }
  const { tables } = await new DataAnonymizer({ key }).preserveRelationships(data)
  const [ada, bob] = tables.customers ?? []
  expect([ada?.id, ada?.email]).not.toContain(10)
  expect(ada?.email).not.toBe('ada@corp.example')
  expect(tables.orders?.map((order) => [order.number, order.customer_id, order.contact])).toEqual([
    ['A-1', bob?.id, bob?.email],
    ['A-2', ada?.id, ada?.email],
    ['A-3', null, null],
  ])
  expect(ada?.id).not.toBe(10)
})
