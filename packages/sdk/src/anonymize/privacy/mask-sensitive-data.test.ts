import { expect, test } from 'vitest'
import { exampleKey } from '../transforms/example-setting.ts'
import { maskSensitiveData } from './mask-sensitive-data.ts'
import type { PrivacyRules } from './privacy-rules.ts'

const people = Array.from({ length: 40 }, (_, i) => ({
  email: `person${i % 30}@corp.example`,
  contact: `person${i % 30}@corp.example`,
  age: 20 + i,
  score: i,
}))
const dataset = { id: 'd', name: 'people', data: people }
const rules = (more: Partial<PrivacyRules>): PrivacyRules => ({
  piiFields: ['email', 'contact'],
  maskingStrategy: 'anonymize',
  preserveRelationships: true,
  statisticalAccuracy: 0,
  ...more,
})
const key = exampleKey('secret')
const emails = (made: { readonly data: readonly Record<string, unknown>[] }) => made.data.map(({ email }) => email)

test('anonymize: equal stays equal within a run, and two runs have nothing in common', () => {
  const [first, second] = [maskSensitiveData(dataset, rules({})), maskSensitiveData(dataset, rules({}))]
  expect([first.id, first.data[3]?.score]).toEqual(['d', 3])
  expect(new Set(emails(first)).size).toBe(30)
  expect(first.data.every(({ email, contact }) => email === contact)).toBe(true)
  expect(emails(first).filter((email) => emails(second).includes(email))).toEqual([])
  expect(emails(first).filter((email) => emails(dataset).includes(email))).toEqual([])
})

test('pseudonymize: the same key gives the same, and there is no going without one', () => {
  const once = rules({ maskingStrategy: 'pseudonymize' })
  expect(maskSensitiveData(dataset, once, { key })).toEqual(maskSensitiveData(dataset, once, { key }))
  expect(() => maskSensitiveData(dataset, once)).toThrow(expect.objectContaining({ code: 'MASKING_KEY_MISSING' }))
})

test('without relationships equal values of two fields can no longer be matched', () => {
  const { data } = maskSensitiveData(dataset, rules({ preserveRelationships: false }))
  expect(data.filter(({ email, contact }) => email === contact)).toEqual([])
})

test('generalize: every combination stands for k rows, and as much accuracy is left as was asked for', () => {
  const asked = rules({ piiFields: ['age'], maskingStrategy: 'generalize', k: 4 })
  const keep = ['email', 'contact']
  const { data } = maskSensitiveData(dataset, { ...asked, keep })
  const ages = data.map(({ age }) => age)
  expect(ages.every((age) => ages.filter((other) => other === age).length >= 4)).toBe(true)
  expect(new Set(ages).size).toBeGreaterThan(3)
  expect(data[0]?.age).toMatch(/^20\.\.2\d$/)
  expect(() => maskSensitiveData(dataset, { ...asked, keep, statisticalAccuracy: 0.99 })).toThrow(
    expect.objectContaining({ code: 'PRIVACY_UNMET' }),
  )
})

test('fields that nobody named and that look personal are refused, as are rules that are wrong', () => {
  expect(() => maskSensitiveData(dataset, rules({ piiFields: ['email'] }))).toThrow(
    expect.objectContaining({ code: 'POLICY_INCOMPLETE', at: 'contact' }),
  )
  expect(() => maskSensitiveData(dataset, rules({ piiFields: ['mail'] }))).toThrow(
    expect.objectContaining({ code: 'POLICY_MISMATCH' }),
  )
  expect(() => maskSensitiveData(dataset, rules({ statisticalAccuracy: 2, k: 3 }))).toThrow(
    expect.objectContaining({ code: 'POLICY_INVALID' }),
  )
  expect(maskSensitiveData({ data: [] }, rules({}))).toEqual({ data: [] })
})

test('masks that keep frequencies keep their statistics', () => {
  expect(maskSensitiveData(dataset, rules({ statisticalAccuracy: 1 })).data).toHaveLength(40)
})
