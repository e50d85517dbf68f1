import { fileURLToPath } from 'node:url'
import { dataNeed } from '../src/context/needs/data-need.ts'
import { factories } from '../src/context/needs/factories.ts'
import { fillTables } from '../src/context/needs/fill-tables.ts'
import { fixtures } from '../src/context/needs/fixtures.ts'
import { ref } from '../src/factory/association.ts'
import { defineFactory } from '../src/factory/define-factory.ts'
import { assigned, kind } from '../src/factory/field-maker.ts'

export const fixtureFile = (name: string): string => fileURLToPath(new URL(`./fixtures/${name}`, import.meta.url))

export const customers = defineFactory('customers', {
  fields: {
    id: assigned(),
    email: kind('email').unique(),
    joined: new Date('2024-02-29T12:00:00Z'),
    vip: false,
  },
  traits: { vip: { fields: { vip: true } } },
})

export const orders = defineFactory('orders', {
  fields: { id: assigned(), customer: 0, total: ({ integer }) => integer(1, 500), extra: null as object | null },
  associations: { customerOf: ref(customers, { field: 'customer' }) },
})

/** What the tests of the shop ask for, also in another process. */
export const data = {
  fill: fillTables({ rows: 5, only: ['customers', 'orders'] }),
  files: fixtures(fixtureFile('shop.json'), fixtureFile('customers.csv'), fixtureFile('orders.ndjson')),
  shop: factories({ customers, orders }),
  own: dataNeed({
    database: async ({ database, seed }) =>
      database.query(`insert into teams (id, name) values (1, $1)`, [`team ${seed}`]),
  }),
}
