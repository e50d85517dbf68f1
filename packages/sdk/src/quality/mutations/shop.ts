import type { DataSchema } from '../../model/schema.ts'
import { streamOf, substream, word } from '../../random/stream.ts'
import type { Data, Row } from './world.ts'

/** A schema that holds rows to all that a schema can, each column to few things, so that a corruption has one name. */
export const shopSchema: DataSchema = {
  entities: [
    {
      name: 'customers',
      fields: [
        { name: 'id', type: 'integer' },
        { name: 'email', type: 'text', kind: 'email', unique: true },
        { name: 'nick', type: 'text', maxLength: 12 },
        { name: 'tier', type: 'text' },
        { name: 'code', type: 'text' },
        { name: 'word', type: 'text' },
        { name: 'age', type: 'integer' },
        { name: 'vip', type: 'boolean' },
        { name: 'joined', type: 'date' },
        { name: 'token', type: 'uuid', nullable: true },
        { name: 'likes', type: 'integer' },
        { name: 'hates', type: 'integer' },
        { name: 'memo', type: 'text', nullable: true },
      ],
    },
    {
      name: 'orders',
      fields: [
        { name: 'id', type: 'integer' },
        { name: 'customer_id', type: 'integer' },
        { name: 'placed', type: 'date' },
        { name: 'sent', type: 'date', nullable: true },
        { name: 'status', type: 'text' },
        { name: 'reason', type: 'text', nullable: true },
        { name: 'net', type: 'integer' },
        { name: 'tax', type: 'integer' },
        { name: 'gross', type: 'decimal', compute: 'net + tax' },
        { name: 'region', type: 'text' },
        { name: 'vat' },
      ],
    },
    {
      name: 'items',
      fields: [
        { name: 'order_id', type: 'integer' },
        { name: 'line', type: 'integer' },
        { name: 'product', type: 'text' },
      ],
      primaryKey: ['order_id', 'line'],
    },
  ],
  relationships: [
    { type: 'one-to-many', parent: { entity: 'customers' }, child: { entity: 'orders', fields: ['customer_id'] } },
    { type: 'one-to-many', parent: { entity: 'orders' }, child: { entity: 'items', fields: ['order_id'] } },
  ],
  constraints: [
    { type: 'enum', entity: 'customers', field: 'tier', values: ['bronze', 'silver', 'gold'] },
    { type: 'check', name: 'coded', entity: 'customers', expression: "code ~ '^[A-Z]{2}[0-9]{4}$'" },
    { type: 'check', name: 'no_test', entity: 'customers', expression: "word NOT IN ('test', 'dummy')" },
    { type: 'range', entity: 'customers', field: 'age', min: 18, max: 120 },
    { type: 'check', name: 'opinions', entity: 'customers', expression: 'likes + hates <= 20' },
    { type: 'unique', name: 'one_product', entity: 'items', fields: ['order_id', 'product'] },
    { type: 'order', name: 'in_time', entity: 'orders', fields: ['placed', 'sent'] },
    {
      type: 'conditional',
      name: 'says_why',
      entity: 'orders',
      when: "status = 'cancelled'",
      then: 'reason IS NOT NULL',
    },
  ],
}

const rows = (n: number, make: (at: number) => Row): Row[] => Array.from({ length: n }, (_, at) => make(at))
const day = (at: number): string => new Date(Date.UTC(2024, 0, 1 + at)).toISOString().slice(0, 10)
const hex = (value: number, length: number): string => value.toString(16).padStart(length, '0')

/** A number below n, of a row and of what it is drawn for: columns know nothing of each other. */
function drawn(at: number, what: string, n: number): number {
  return Math.floor((word(substream(streamOf('shop'), what), at) / 4294967296) * n)
}

function oneOf<T>(at: number, what: string, values: readonly [T, ...T[]]): T {
  return values[drawn(at, what, values.length)] ?? values[0]
}

export const shopData: Data = {
  customers: rows(90, (at) => {
    const likes = drawn(at, 'likes', 19)
    return {
      id: at + 1,
      email: `person${at}@mail.example`,
      nick: `nick ${'abcdefgh'.slice(0, 1 + drawn(at, 'nick', 7))}`,
      tier: oneOf(at, 'tier', ['bronze', 'silver', 'gold']),
      code: `${oneOf(at, 'code', ['AB', 'CD'])}${1000 + at * 37}`,
      word: oneOf(at, 'word', ['apple', 'pear', 'plum']),
      age: 20 + drawn(at, 'age', 50),
      vip: drawn(at, 'vip', 2) === 1,
      joined: day(drawn(at, 'joined', 300)),
      token: `${hex(at * 7919, 8)}-0000-4000-8000-${hex(at, 12)}`,
      likes,
      hates: Math.min(drawn(at, 'hates', 11), 20 - likes),
      memo: drawn(at, 'memo', 3) === 0 ? null : `${'remark '.repeat(1 + drawn(at, 'length', 5))}${at}`,
    }
  }),
  orders: rows(120, (at) => {
    const status = oneOf(at, 'status', ['open', 'sent', 'cancelled'])
    const region = oneOf(at, 'region', ['north', 'south', 'east', 'west'])
    const placed = drawn(at, 'placed', 700)
    const net = 10 + drawn(at, 'net', 40)
    const tax = 1 + drawn(at, 'tax', 9)
    return {
      id: at + 1,
      // Some customers have no order.
      customer_id: 1 + drawn(at, 'customer', 80),
      placed: day(placed),
      sent: status === 'sent' ? day(placed + 1 + drawn(at, 'sent', 90)) : null,
      status,
      reason: status === 'cancelled' ? oneOf(at, 'reason', ['late', 'price']) : null,
      net,
      tax,
      gross: net + tax,
      region,
      vat: region === 'north' ? 7.5 : region === 'south' ? 19.5 : 21.5,
    }
  }),
  items: rows(150, (at) => ({ order_id: 1 + Math.floor(at / 2), line: at % 2, product: `product ${(at * 5) % 13}` })),
}

/** As a database makes a column of others whenever these change. */
export function computeShop(entity: string, row: Row): void {
  if (entity !== 'orders') return
  row.gross = row.net === null || row.tax === null ? null : Number(row.net) + Number(row.tax)
}
