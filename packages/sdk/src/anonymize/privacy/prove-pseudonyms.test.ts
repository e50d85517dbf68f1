import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { exampleKey } from '../transforms/example-setting.ts'
import { maskSensitiveData } from './mask-sensitive-data.ts'
import { provePseudonyms } from './prove-pseudonyms.ts'

const people = Array.from({ length: 60 }, (_, i) => ({
  email: i === 7 ? null : `person${i % 45}@corp.example`,
  phone: `+49 30 ${5550000 + (i % 45) * 17}`,
}))
const fields = ['email', 'phone']
const masked = (key: string) =>
  maskSensitiveData(
    { data: people },
    { piiFields: fields, maskingStrategy: 'pseudonymize', preserveRelationships: true, statisticalAccuracy: 0 },
    { key: exampleKey(key) },
  ).data

test('masks with a key hold what pseudonyms promise', () => {
  const report = provePseudonyms(people, masked('one'), { fields, otherKey: masked('other') })
  expect(report.fields).toEqual(
    [59, 60].map((values, i) => ({
      field: fields[i],
      values,
      torn: 0,
      merged: 0,
      unchanged: 0,
      sameWithOtherKey: 0,
      unkeyed: 0,
    })),
  )
  expect(report.passed).toBe(true)
})

const good = masked('one')
const broken = (change: (row: Record<string, unknown>, i: number) => unknown, otherKey?: typeof good) => {
  const after = good.map((row, i) => ({ ...row, email: change(row, i) }))
  const { passed, fields: found } = provePseudonyms(people, after, { fields: ['email'], otherKey })
  expect(passed).toBe(false)
  return found[0]!
}

test('each promise that is broken is counted', () => {
  expect(broken(({ email }, i) => (i === 50 ? 'else' : email)).torn).toBe(1)
  expect(broken(({ email }, i) => (i === 20 ? good[21]!.email : email)).merged).toBe(1)
  expect(broken(({ email }, i) => (i === 20 ? people[20]!.email : email)).unchanged).toBe(1)
  expect(broken(({ email }) => email, good).sameWithOtherKey).toBe(59)
})

test('a hash without a key is found out, in any of its usual forms', () => {
  const hash = (algorithm: string, text: unknown) => createHash(algorithm).update(String(text))
  const forms: ((text: unknown) => string)[] = [
    (text) => hash('md5', text).digest('hex'),
    (text) => hash('sha1', text).digest('hex').toUpperCase(),
    (text) => hash('sha256', text).digest('base64'),
    (text) => hash('sha256', text).digest('hex').slice(0, 16),
    (text) => hash('sha512', text).digest('base64url'),
  ]
  for (const form of forms) {
    const { unkeyed, torn, merged } = broken((_, i) => people[i]!.email && form(people[i]!.email))
    expect([unkeyed, torn, merged]).toEqual([59, 0, 0])
  }
})

test('rows that are missing prove nothing', () => {
  expect(provePseudonyms(people, good.slice(1), { fields }).passed).toBe(false)
})
