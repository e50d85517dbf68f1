import { expect, test } from 'vitest'
import type { MaskingColumn, MaskingSchema, MaskingTable, MaskingType } from '../masking-schema.ts'
import { detectTable } from './detect-table.ts'
import { judge } from './judge.ts'

const text = { kind: 'scalar', form: 'text' } as const
const integer = { kind: 'scalar', form: 'integer', bits: 64 } as const

const column = (name: string, value: MaskingType = text, generated = false): MaskingColumn => ({
  name,
  databaseType: 'any',
  value,
  nullable: false,
  generated,
})
const table = (name: string, columns: readonly MaskingColumn[], rest: Partial<MaskingTable> = {}): MaskingTable => ({
  name,
  columns,
  keys: [],
  foreignKeys: [],
  checks: [],
  fixed: [],
  ...rest,
})
const refers = (from: string, to: string, key: string) => ({ columns: [from], table: to, references: [key] })
const many = <T extends string | null>(make: (at: number) => T): T[] => Array.from({ length: 60 }, (_, at) => make(at))

type Values = Readonly<Record<string, Readonly<Record<string, readonly (string | null)[]>>>>

function judged(tables: readonly MaskingTable[], values: Values, unread: Readonly<Record<string, string>> = {}) {
  const schema: MaskingSchema = { tables }
  const detected = new Map(
    tables.map((one) => [
      one.name,
      { columns: detectTable(one, new Map(Object.entries(values[one.name] ?? {}))), unread: unread[one.name] },
    ]),
  )
  const result = judge(schema, detected)
  return {
    result,
    verdict: (name: string, of: string) => result.get(name)?.columns.find((one) => one.name === of)?.verdict,
    findings: (name: string, of: string) => result.get(name)?.columns.find((one) => one.name === of)?.findings ?? [],
  }
}

const customers = table('customers', [column('id', integer), column('email'), column('city')], { keys: [['id']] })
const orders = table(
  'orders',
  [
    column('id', integer),
    column('customer_id', integer),
    column('total', { kind: 'scalar', form: 'decimal' }),
    column('placed', { kind: 'scalar', form: 'date' }),
  ],
  {
    keys: [['id']],
    foreignKeys: [refers('customer_id', 'customers', 'id')],
  },
)
const shop: Values = {
  customers: {
    id: many(String),
    email: many((at) => `p${at}@mail.example`),
    city: many((at) => ['Berlin', 'Paris', 'Madrid', 'Rome', 'Oslo', 'Vienna'][at % 6] ?? ''),
  },
  orders: {
    id: many(String),
    customer_id: many(String),
    total: many((at) => `${at}.5`),
    placed: many((at) => `2026-01-${(at % 28) + 1}`),
  },
}

test('what is personal is masked, keys that say nothing are kept, and what belongs to people is asked about', () => {
  const { verdict, result } = judged([customers, orders], shop)
  expect(verdict('customers', 'email')).toMatchObject({ kind: 'mask', decision: { transform: 'email' } })
  expect(verdict('customers', 'city')).toMatchObject({ kind: 'mask', decision: { transform: 'city' } })
  expect(verdict('customers', 'id')?.kind).toBe('keep')
  expect(verdict('orders', 'customer_id')?.kind).toBe('keep')
  expect(verdict('orders', 'total')).toMatchObject({
    kind: 'undecided',
    suggestions: expect.arrayContaining(['keep', { transform: 'noise' }]),
  })
  expect(verdict('orders', 'placed')).toMatchObject({
    kind: 'undecided',
    suggestions: expect.arrayContaining([{ transform: 'date-shift' }]),
  })
  expect(result.get('customers')?.subject).toEqual(['id'])
  expect(result.get('orders')?.subject).toEqual(['customer_id'])
})

test('places in a list that nothing ties to people are kept', () => {
  const cities = table('cities', [column('id', integer), column('city')], { keys: [['id']] })
  expect(judged([cities], { cities: { city: shop.customers?.city ?? [] } }).verdict('cities', 'city')?.kind).toBe(
    'keep',
  )
})

test('an e-mail address as key is masked so that it stays distinct, and what refers to it follows', () => {
  const users = table('users', [column('email')], { keys: [['email']] })
  const posts = table('posts', [column('author_email')], { foreignKeys: [refers('author_email', 'users', 'email')] })
  const likes = table('likes', [column('by')], { foreignKeys: [refers('by', 'posts', 'author_email')] })
  const { verdict } = judged([users, posts, likes], { users: { email: shop.customers?.email ?? [] } })
  expect(verdict('users', 'email')).toMatchObject({ kind: 'mask', decision: { transform: 'email' } })
  expect(verdict('posts', 'author_email')).toEqual({ kind: 'follows', column: 'users.email' })
  expect(verdict('likes', 'by')).toEqual({ kind: 'follows', column: 'users.email' })
})

test('names that must stay distinct are not masked by what lets them meet', () => {
  const users = table('users', [column('first_name')], { keys: [['first_name']] })
  const verdict = judged([users], { users: {} }).verdict('users', 'first_name')
  expect(verdict).toMatchObject({ kind: 'mask', decision: { transform: 'format' } })
})

test('an unread table is undecided, with the reason; what its names say is still decided', () => {
  const { verdict } = judged([customers], {}, { customers: 'the role may not read it' })
  expect(verdict('customers', 'city')).toMatchObject({ kind: 'mask' })
  expect(verdict('customers', 'id')).toMatchObject({ kind: 'undecided', why: 'the role may not read it' })
})

test('a column that no mask may touch is asked about when it looks personal', () => {
  const fixed = { ...customers, fixed: [{ columns: ['email'], why: 'it is under an exclusion constraint' }] }
  expect(judged([fixed], shop).verdict('customers', 'email')).toMatchObject({
    kind: 'undecided',
    why: expect.stringContaining('exclusion constraint'),
    suggestions: ['keep'],
  })
})

test('a generated copy of personal data is named as a copy, and not decided about', () => {
  const copied = table('customers', [...customers.columns, column('mail_lower', text, true)], { keys: [['id']] })
  const { verdict, findings } = judged([copied], {
    customers: {
      ...shop.customers,
      mail_lower: (shop.customers?.email ?? []).map((one) => one?.toLowerCase() ?? null),
    },
  })
  expect(verdict('customers', 'mail_lower')).toEqual({ kind: 'generated' })
  expect(findings('customers', 'mail_lower')[0]).toMatchObject({
    class: 'email',
    evidence: expect.arrayContaining([expect.stringMatching(/equals "email"/)]),
  })
})

test('words of personal data in a search vector are found', () => {
  const names = many((at) => `Person${at} Family${at}`)
  const { verdict, findings } = judged(
    [table('people', [column('full_name'), column('words', { kind: 'scalar', form: 'tsvector' })])],
    {
      people: {
        full_name: names,
        words: names.map((name, at) => `'famili${at}':2 'person${at}':1 '${name.toLowerCase().slice(0, 6)}':3`),
      },
    },
  )
  expect(findings('people', 'words')[0]).toMatchObject({
    class: 'search-text',
    evidence: expect.arrayContaining([expect.stringMatching(/words of "full_name"/)]),
  })
  expect(verdict('people', 'words')).toMatchObject({ kind: 'mask', decision: { transform: 'tsvector' } })
})

test('JSON is masked by its paths, composites by their fields', () => {
  const json = { kind: 'scalar', form: 'json' } as const
  const composite = {
    kind: 'composite',
    fields: [
      { name: 'street', value: text },
      { name: 'number', value: integer },
    ],
  } as const
  const { verdict } = judged(
    [
      table('people', [
        column('extra', json),
        column('home', composite),
        column('mails', { kind: 'list', element: text }),
      ]),
    ],
    {
      people: {
        extra: many((at) => JSON.stringify({ contact: { email: `p${at}@mail.example` }, size: at })),
        home: many((at) => JSON.stringify({ street: `${at} Main Street`, number: at })),
        mails: many((at) => JSON.stringify([`p${at}@mail.example`])),
      },
    },
  )
  expect(verdict('people', 'extra')).toMatchObject({
    decision: { transform: 'json', options: { paths: { '$.contact.email': 'email' } } },
  })
  expect(verdict('people', 'home')).toMatchObject({
    decision: { transform: 'fields', options: { fields: { street: 'street-address', number: 'keep' } } },
  })
  expect(verdict('people', 'mails')).toMatchObject({ decision: { transform: 'email' } })
})

test('a type that nobody modelled is asked about', () => {
  expect(judged([table('t', [column('shape', { kind: 'unknown' })])], {}).verdict('t', 'shape')?.kind).toBe('undecided')
})

test('a lower threshold decides more, a higher one asks more', () => {
  const schema = { tables: [customers] }
  const detected = new Map([
    ['customers', { columns: detectTable(customers, new Map(Object.entries(shop.customers ?? {}))) }],
  ])
  const kind = (minConfidence: number) =>
    judge(schema, detected, { minConfidence }).get('customers')?.columns[1]?.verdict.kind
  expect([kind(0.7), kind(1)]).toEqual(['mask', 'undecided'])
})

test('why a list is asked about says whether it had values', () => {
  const list = (name: string) => column(name, { kind: 'list', element: { kind: 'scalar', form: 'text' } })
  const films = table('films', [list('features'), list('extras')])
  const { verdict } = judged([films], { films: { features: many((at) => `["part ${at}"]`), extras: many(() => null) } })
  expect(verdict('films', 'features')).toMatchObject({
    kind: 'undecided',
    why: expect.stringMatching(/^nothing personal/),
  })
  expect(verdict('films', 'extras')).toMatchObject({
    kind: 'undecided',
    why: expect.stringMatching(/^it has no values/),
  })
})

test('free text is masked with the names of its row', () => {
  const people = table('people', [column('id', integer), column('full_name'), column('note')], { keys: [['id']] })
  const { verdict } = judged([people], {
    people: {
      id: many(String),
      full_name: many((at) => `${['Anna', 'Peter', 'Susan'][at % 3]} ${['Miller', 'Jones', 'Baker'][at % 3]}`),
      note: many((at) => `We spoke to the customer about order ${at}, and she was rather happy with what came.`),
    },
  })
  expect(verdict('people', 'full_name')).toMatchObject({ kind: 'mask', decision: { transform: 'full-name' } })
  expect(verdict('people', 'note')).toMatchObject({
    kind: 'mask',
    decision: { transform: 'free-text', options: { columns: { full_name: 'full-name' } } },
  })
})
