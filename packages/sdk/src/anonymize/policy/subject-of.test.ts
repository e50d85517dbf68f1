import { describe, expect, test } from 'vitest'
import type { MaskingSchema } from '../masking-schema.ts'
import type { MaskingPolicy, PolicySubject } from '../policy.ts'
import { exampleKey, exampleRow } from '../transforms/example-setting.ts'
import { compilePolicy } from './compile-policy.ts'
import { column, integer, policyOf, schemaOf, table } from './example-schema.ts'
import { keyedSubject } from './subject-of.ts'

const id = (name: string) => column(name, integer)
const customer = table('public.customer', [id('customer_id'), column('name')], { keys: [['customer_id']] })
const staff = table('public.staff', [id('staff_id'), column('name')], { keys: [['staff_id']] })
const refers = { columns: ['customer_id'], table: 'public.customer', references: ['customer_id'] }
const payment = (foreignKeys = [refers]) =>
  table('public.payment', [id('customer_id'), column('payer'), column('mail')], { foreignKeys })
const shop = schemaOf(customer, staff, payment())

const named = { transform: 'full-name' }
const policy = (subject: PolicySubject, more: Partial<MaskingPolicy> = {}) =>
  policyOf(
    {
      'public.customer': { subject: ['customer_id'], columns: { customer_id: 'keep', name: named } },
      'public.staff': { subject: ['staff_id'], columns: { staff_id: 'keep', name: named } },
      'public.payment': { subject, columns: { customer_id: 'keep', payer: named, mail: { transform: 'email' } } },
    },
    more,
  )

function whoIs(schema: MaskingSchema, rules: MaskingPolicy, of: string, name: string) {
  const only = { ...rules, tables: Object.fromEntries(schema.tables.map((one) => [one.name, rules.tables[one.name]!])) }
  const compiled = compilePolicy(only, schema, { key: exampleKey('subjects') }).tables.get(of)
  const mask = compiled?.columns.find((one) => one.name === name)?.mask
  return [1, 2, 3, 4, 5].map((key) =>
    mask?.value('Some One', exampleRow({ customer_id: String(key), staff_id: String(key) })),
  )
}

describe('whose row it is', () => {
  test('equal keys of two tables are two people, and a key that refers to one is that one', () => {
    const customers = whoIs(shop, policy(['customer_id']), 'public.customer', 'name')
    const people = whoIs(shop, policy(['customer_id']), 'public.staff', 'name')
    expect(people.filter((name, i) => name === customers[i])).toEqual([])
    expect(whoIs(shop, policy(['customer_id']), 'public.payment', 'payer')).toEqual(customers)
  })

  test('a table that is masked alone agrees with the database once its policy says what the key is of', () => {
    const customers = whoIs(shop, policy(['customer_id']), 'public.customer', 'name')
    const alone = schemaOf(payment([]))
    const said = { columns: ['customer_id'], of: 'public.customer.customer_id' }
    expect(whoIs(alone, policy(said), 'public.payment', 'payer')).toEqual(customers)
    expect(whoIs(schemaOf(customer), policy(said), 'public.customer', 'name')).toEqual(customers)
    expect(whoIs(alone, policy(['customer_id']), 'public.payment', 'payer')).not.toEqual(customers)
  })

  test('a name of one’s own counts instead of the key, and a reference of the policy counts as a key', () => {
    const customers = whoIs(shop, policy(['customer_id']), 'public.customer', 'name')
    const own = policy({ columns: ['customer_id'], of: 'household' })
    const others = whoIs(shop, own, 'public.payment', 'payer')
    expect(others.filter((name, i) => name === customers[i])).toEqual([])
    const soft = { references: [{ from: 'public.payment.customer_id', to: 'public.customer.customer_id' }] }
    const untied = schemaOf(customer, payment([]))
    expect(whoIs(untied, policy(['customer_id'], soft), 'public.payment', 'payer')).toEqual(customers)
  })

  test('only masks that ask for the subject read its columns', () => {
    const compiled = compilePolicy(policy(['customer_id']), shop, { key: exampleKey('subjects') })
    const reads = compiled.tables.get('public.payment')?.columns.map((one) => [one.name, one.reads])
    expect(reads).toEqual([
      ['customer_id', []],
      ['payer', ['customer_id']],
      ['mail', []],
    ])
  })
})

describe('the key that columns hold', () => {
  const link = (from: string, columns: string[], to: string, others: string[]) => ({
    table: from,
    columns,
    to: { table: to, columns: others },
  })
  test('is followed from table to table, columns in any order', () => {
    const links = [link('line', ['x', 'y'], 'item', ['b', 'a']), link('item', ['a', 'b'], 'thing', ['p', 'q'])]
    expect(keyedSubject('line', ['x', 'y'], links)).toEqual({ columns: ['y', 'x'], of: 'thing.(p, q)' })
    expect(keyedSubject('line', ['y', 'x'], links)).toEqual({ columns: ['y', 'x'], of: 'thing.(p, q)' })
    expect(keyedSubject('line', ['x'], links)).toEqual({ columns: ['x'], of: 'line.x' })
  })
  test('of keys in a circle is one, wherever it is entered', () => {
    const links = [link('b', ['id'], 'a', ['id']), link('a', ['id'], 'b', ['id']), link('c', ['k'], 'b', ['id'])]
    const of = [keyedSubject('a', ['id'], links), keyedSubject('b', ['id'], links), keyedSubject('c', ['k'], links)]
    expect(of).toEqual([
      { columns: ['id'], of: 'a.id' },
      { columns: ['id'], of: 'a.id' },
      { columns: ['k'], of: 'a.id' },
    ])
  })
})
