import { connect, generateData } from '@understudy/sdk'
import { createCustomers, customers } from '../customers.ts'
import { report } from '../measure.ts'

const rows = Number(process.argv[2])
const typed = process.argv[3] !== 'text'
const database = await connect(process.env.BENCH_URL!)
await database.execute(`drop table if exists customers; ${createCustomers}`)
const generated = generateData(customers, { rows, seed: 7 })
if (typed) {
  await database.load({ name: 'customers' }, generated.plan.entities[0]!.columns, generated)
} else {
  const text = generateData(customers, { rows, seed: 7, format: 'copy-text' })
  await database.copy!.in('copy customers from stdin', text)
}
const [counted] = await database.query<{ n: number; hash: string }>(
  "select count(*)::int as n, md5(string_agg(md5(c::text), '' order by id)) as hash from customers c where id <= 100000",
)
const [all] = await database.query<{ n: number }>('select count(*)::int as n from customers')
await database.close()
report(all!.n, { hash: counted!.hash })
