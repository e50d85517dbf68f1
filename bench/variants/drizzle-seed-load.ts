import { drizzle } from 'drizzle-orm/node-postgres'
import { bigint, date, numeric, pgTable, text, timestamp, uuid } from 'drizzle-orm/pg-core'
import { seed } from 'drizzle-seed'
import pg from 'pg'
import { createCustomers } from '../customers.ts'
import { report } from '../measure.ts'

const rows = Number(process.argv[2])
const table = pgTable('customers', {
  id: bigint({ mode: 'number' }),
  uid: uuid(),
  email: text(),
  first_name: text(),
  last_name: text(),
  phone: text(),
  street: text(),
  city: text(),
  country: text(),
  born: date(),
  balance: numeric({ precision: 12, scale: 2 }),
  created_at: timestamp({ withTimezone: true }),
})
const pool = new pg.Pool({ connectionString: process.env.BENCH_URL! })
await pool.query(`drop table if exists customers; ${createCustomers}`)
await seed(drizzle(pool), { table }, { count: rows, seed: 7 }).refine((f) => ({
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
      born: f.date(),
      balance: f.number({ precision: 100 }),
      created_at: f.timestamp(),
    },
  },
}))
const { rows: counted } = await pool.query('select count(*)::int as n from customers')
await pool.end()
report(counted[0].n)
