import Database from 'better-sqlite3'
import { drizzle } from 'drizzle-orm/better-sqlite3'
import { integer, real, sqliteTable, text } from 'drizzle-orm/sqlite-core'
import { seed } from 'drizzle-seed'
import { createCustomers } from '../customers.ts'
import { report } from '../measure.ts'

const rows = Number(process.argv[2])
const client = new Database(':memory:')
client.exec(createCustomers)
const table = sqliteTable('customers', {
  id: integer(),
  uid: text(),
  email: text(),
  first_name: text(),
  last_name: text(),
  phone: text(),
  street: text(),
  city: text(),
  country: text(),
  born: text(),
  balance: real(),
  created_at: text(),
})
await seed(drizzle(client), { table }, { count: rows, seed: 7 }).refine((f) => ({
  table: {
    columns: {
      id: f.intPrimaryKey(),
      uid: f.uuid(),
      email: f.email(),
      first_name: f.firstName(),
      last_name: f.lastName(),
      phone: f.phoneNumber(),
      street: f.streetAddress(),
      city: f.city(),
      country: f.country(),
      born: f.string(),
      balance: f.number({ precision: 100 }),
      created_at: f.string(),
    },
  },
}))
report(Number(client.prepare('select count(*) as n from customers').pluck().get()))
