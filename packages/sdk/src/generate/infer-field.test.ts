import { describe, expect, test } from 'vitest'
import type { FieldType } from '../model/schema.ts'
import type { FieldHint } from './field-hint.ts'
import { inferField } from './infer-field.ts'

const infer = (name: string, type: FieldType = 'text', more: Partial<FieldHint> = {}) =>
  inferField({ name, type, ...more })
const kindOf = (name: string, type?: FieldType, more?: Partial<FieldHint>) => infer(name, type, more).kind

describe('names speak in many spellings and languages', () => {
  test.each([
    ['email', 'email'],
    ['E_MAIL', 'email'],
    ['userEmailAddress', 'email'],
    ['courriel', 'email'],
    ['fname', 'first-name'],
    ['FirstName', 'first-name'],
    ['prénom', 'first-name'],
    ['Vorname', 'first-name'],
    ['lastname', 'last-name'],
    ['apellidos', 'last-name'],
    ['Nachname', 'last-name'],
    ['phone_2', 'phone'],
    ['mobile', 'phone'],
    ['Telefon', 'phone'],
    ['work_phone', 'phone'],
    ['address', 'street-address'],
    ['Straße', 'street-address'],
    ['address2', 'pattern'],
    ['addressLine2', 'pattern'],
    ['ShipCity', 'city'],
    ['zip', 'postcode'],
    ['code_postal', 'postcode'],
    ['BillingPostalCode', 'postcode'],
    ['country', 'country'],
    ['website', 'url'],
    ['slug', 'slug'],
    ['ip_address', 'ipv4'],
    ['password_hash', 'password-hash'],
    ['user_name', 'username'],
    ['job_title', 'job-title'],
  ])('%s is %s', (name, kind) => {
    expect(kindOf(name)).toBe(kind)
  })
})

test('a name means what its entity is', () => {
  expect(kindOf('name', 'text', { entity: 'customers' })).toBe('full-name')
  expect(kindOf('name', 'text', { entity: 'suppliers' })).toBe('company')
  expect(kindOf('name', 'text', { entity: 'City' })).toBe('city')
  expect(kindOf('name', 'text', { entity: 'country' })).toBe('country')
  expect(kindOf('title', 'text', { entity: 'employees' })).toBe('job-title')
  expect(kindOf('customer_name', 'text', { entity: 'customer' })).toBe('full-name')
  expect(kindOf('manager_name', 'text', { entity: 'departments' })).toBe('full-name')
})

test('a kind serves only its types', () => {
  expect(kindOf('email', 'boolean')).toBe('boolean')
  expect(kindOf('email', 'integer')).toBe('integer')
  expect(kindOf('price', 'decimal')).toBe('price')
  expect(kindOf('created_at', 'timestamptz')).toBe('created-at')
  expect(kindOf('created_at', 'date')).toBe('date')
})

test('a kind fits the length', () => {
  expect(kindOf('country', 'text', { maxLength: 2 })).toBe('country-code')
  expect(kindOf('email', 'text', { maxLength: 5 })).toBe('word')
  expect(kindOf('state', 'text', { maxLength: 2 })).toBe('state-code')
})

test('a kind fits what checks ask of the text', () => {
  expect(infer('first_name', 'text', { minLength: 300 })).toMatchObject({ kind: 'pattern', confidence: 0.3 })
  const patterns = [{ source: '^[A-Z]{2}\\d{4}$', ignoreCase: false, negated: false }]
  expect(infer('email', 'text', { patterns })).toMatchObject({
    kind: 'pattern',
    options: { pattern: patterns[0]?.source },
  })
  const address = [{ source: '^[^@]+@[^@]+$', ignoreCase: false, negated: false }]
  expect(kindOf('email', 'text', { patterns: address })).toBe('email')
})

test('a unique field has a kind of many values, unless it has room for few', () => {
  expect(kindOf('country', 'text', { unique: true })).not.toBe('country')
  expect(kindOf('x', 'text', { unique: true, maxLength: 2 })).toBe('pattern')
})

test('numbers keep to the bounds of the type', () => {
  expect(infer('amount', 'decimal', { precision: 4, scale: 2 }).options).toMatchObject({ max: 99.99 })
  expect(infer('salary', 'decimal', { precision: 5, scale: 2 }).options?.max).toBeLessThanOrEqual(999.99)
  expect(infer('whatever', 'integer', { min: -32768, max: 200 }).options).toEqual({ min: 0, max: 200 })
  expect(infer('year', 'integer', { min: 1901, max: 2000 }).options).toEqual({ min: 1950, max: 2000 })
  expect(infer('year', 'integer', { min: 3000, max: 4000 }).options).toEqual({ min: 3000, max: 3075 })
  expect(infer('age', 'integer', { min: 0, max: 17 }).kind).toBe('integer')
  expect(infer('quantity', 'integer', { unique: true, max: 2147483647 }).options).toEqual({ min: 1, max: 2147483647 })
})

test('dates keep to their bounds', () => {
  expect(infer('payment_date', 'timestamptz', { min: '2022-01-01', max: '2022-07-31' }).options).toMatchObject({
    from: '2022-01-01',
    to: '2022-07-31',
  })
  expect(infer('hire_date', 'date', { min: '2030-05-01' }).options).toEqual({ from: '2030-05-01', to: '2035-01-01' })
  expect(infer('at', 'date', { max: '2021-01-01' }).options).toEqual({ from: '2020-01-01', to: '2021-01-01' })
  expect(infer('at', 'date').options).toBeUndefined()
})

test('what is allowed is all that is made', () => {
  expect(infer('email', 'text', { values: ['a', 'b'] })).toMatchObject({
    kind: 'one-of',
    options: { values: ['a', 'b'] },
    confidence: 1,
  })
})

test('columns that the database numbers are numbered', () => {
  expect(infer('email', 'integer', { sequence: { start: 5, step: 2 } })).toMatchObject({
    kind: 'sequence',
    options: { start: 5, step: 2 },
  })
})

test('a list holds what its name speaks of', () => {
  expect(infer('emails', 'list', { element: { type: 'text' } })).toMatchObject({
    kind: 'list',
    options: { kind: 'email' },
  })
  expect(infer('moods', 'list', { element: { type: 'text', values: ['ok'] } }).options).toEqual({
    kind: 'one-of',
    options: { values: ['ok'] },
  })
})

test('fields of one address or person go together, and apart from those of another', () => {
  expect(infer('billing_city').record).toBe('billing')
  expect(infer('billing_zip').record).toBe('billing')
  expect(infer('city').record).toBeUndefined()
  expect(infer('customer_city', 'text', { entity: 'customers' }).record).toBeUndefined()
})

test('what is mostly absent is mostly null, where it may be', () => {
  expect(infer('deleted_at', 'timestamptz', { nullable: true }).nullRate).toBe(0.95)
  expect(infer('deleted_at', 'timestamptz').nullRate).toBeUndefined()
})

test('a comment speaks where the name does not', () => {
  expect(infer('c17', 'text', { description: 'E-mail address' })).toMatchObject({
    kind: 'email',
    why: expect.stringContaining('comment'),
  })
  expect(kindOf('city', 'text', { description: 'E-mail address' })).toBe('city')
})

test('samples tell few values, as often as they stand there', () => {
  const samples = [...Array(30).fill('open'), ...Array(10).fill('closed')]
  expect(infer('x', 'text', { samples })).toMatchObject({
    kind: 'one-of',
    options: { values: ['closed', 'open'], weights: [10, 30] },
  })
  expect(kindOf('x', 'text', { samples: samples.slice(0, 5) })).not.toBe('one-of')
})

test('samples tell the make of many values', () => {
  const samples = Array.from({ length: 40 }, (_, n) => `someone${n}@example.org`)
  expect(kindOf('x', 'text', { samples })).toBe('email')
})

test('every answer has a reason', () => {
  expect(infer('email').why).toMatch(/name speaks of email/)
  expect(infer('qwertz').why).toMatch(/type is text/)
  expect(infer('email').confidence).toBeGreaterThan(infer('qwertz').confidence)
})
