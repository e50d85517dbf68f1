import type { DataSchema } from '@understudy/sdk'

const sequence = { name: 'id', type: 'integer', kind: 'sequence' } as const
const amount = (name: string) => ({ name, type: 'decimal', kind: 'amount', precision: 12, scale: 2 }) as const

/** Who gets the newsletter of the shop. */
export const subscribers: DataSchema = {
  kind: 'understudy.schema',
  version: 1,
  name: 'newsletter',
  entities: [
    {
      name: 'subscribers',
      fields: [
        sequence,
        { name: 'first_name', type: 'text', kind: 'first-name', record: 'person' },
        { name: 'email', type: 'text', kind: 'email', record: 'person', unique: true },
        {
          name: 'status',
          type: 'text',
          kind: 'one-of',
          options: { values: ['confirmed', 'pending', 'left'], weights: [8, 1, 1] },
        },
        {
          name: 'since',
          type: 'date',
          kind: 'date',
          options: { from: '2024-01-01', to: '2025-12-31' },
        },
      ],
      primaryKey: ['id'],
    },
  ],
  volume: { rows: 150 },
}

export const subscriberRules = {
  kind: 'understudy.quality-rules',
  version: 1,
  name: 'newsletter',
  completenessRules: [
    { type: 'notNull', id: 'email', entity: 'subscribers', column: 'email', severity: 'critical' },
    { type: 'rowCount', id: 'rows', entity: 'subscribers', min: 50 },
  ],
  consistencyRules: [{ type: 'unique', id: 'email.unique', entity: 'subscribers', columns: ['email'] }],
  formatRules: [
    { type: 'namedFormat', id: 'email.format', entity: 'subscribers', column: 'email', format: 'email' },
    { type: 'inSet', id: 'status', entity: 'subscribers', column: 'status', values: ['confirmed', 'pending', 'left'] },
  ],
}

/** What is billed to whom. */
export const invoices = {
  kind: 'understudy.schema',
  version: 1,
  name: 'billing',
  entities: [
    {
      name: 'accounts',
      fields: [
        sequence,
        { name: 'company', type: 'text', kind: 'company' },
        { name: 'iban', type: 'text', kind: 'iban', unique: true },
        { name: 'country_code', type: 'text', kind: 'country-code', maxLength: 2 },
      ],
      primaryKey: ['id'],
    },
    {
      name: 'invoices',
      fields: [
        sequence,
        { name: 'account_id', type: 'integer' },
        amount('total'),
        { name: 'issued_on', type: 'date', kind: 'date', options: { from: '2025-01-01', to: '2025-12-31' } },
        {
          name: 'status',
          type: 'text',
          kind: 'one-of',
          options: { values: ['open', 'paid', 'overdue'], weights: [3, 8, 1] },
        },
      ],
      primaryKey: ['id'],
    },
  ],
  relationships: [
    {
      type: 'one-to-many',
      parent: { entity: 'accounts' },
      child: { entity: 'invoices', fields: ['account_id'] },
      distribution: { name: 'zipf', exponent: 0.7 },
    },
  ],
  volume: { rows: 60, entities: [{ entity: 'invoices', rows: 240 }] },
}

export const invoiceRules = {
  kind: 'understudy.quality-rules',
  version: 1,
  name: 'billing',
  completenessRules: [
    { type: 'notNull', id: 'iban', entity: 'accounts', column: 'iban', severity: 'critical' },
    { type: 'rowCount', id: 'invoices.rows', entity: 'invoices', min: 100 },
  ],
  consistencyRules: [
    { type: 'primaryKey', id: 'invoices.key', entity: 'invoices', columns: ['id'], severity: 'critical' },
    {
      type: 'foreignKey',
      id: 'invoices.account',
      entity: 'invoices',
      columns: ['account_id'],
      parent: 'accounts',
      parentColumns: ['id'],
      severity: 'critical',
    },
  ],
  formatRules: [
    { type: 'namedFormat', id: 'iban.format', entity: 'accounts', column: 'iban', format: 'iban' },
    { type: 'inSet', id: 'status', entity: 'invoices', column: 'status', values: ['open', 'paid', 'overdue'] },
  ],
}

/** Rates as somebody uploads them; with one below zero, they are not let through. */
export function taxRates(wrong: boolean): string {
  const rates = { DE: 19, FR: 20, NL: 21, PL: 23, SE: wrong ? -25 : 25, US: 0 }
  return Object.entries(rates)
    .map(([country, percent], index) => `${JSON.stringify({ id: index + 1, country, percent })}\n`)
    .join('')
}

export const taxRules = {
  kind: 'understudy.quality-rules',
  version: 1,
  name: 'tax rates',
  completenessRules: [{ type: 'rowCount', id: 'rows', entity: 'rates', min: 5 }],
  consistencyRules: [{ type: 'unique', id: 'country.unique', entity: 'rates', columns: ['country'] }],
  formatRules: [{ type: 'range', id: 'percent', entity: 'rates', column: 'percent', min: 0, max: 30 }],
}

/** Of which no row can be: what it asks of a code is more than a first name has. */
export const vouchers = {
  kind: 'understudy.schema',
  version: 1,
  name: 'vouchers',
  entities: [
    {
      name: 'vouchers',
      fields: [
        sequence,
        { name: 'code', type: 'text', kind: 'first-name' },
        { name: 'percent', type: 'integer', kind: 'integer', options: { min: 5, max: 30 } },
      ],
      primaryKey: ['id'],
    },
  ],
  constraints: [
    {
      type: 'check',
      name: 'long_code',
      entity: 'vouchers',
      expression: 'code = upper(code) AND length(code) > 30',
    },
  ],
}
