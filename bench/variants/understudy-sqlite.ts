import { connect, generateData } from '@understudy/sdk'
import { createCustomers, customers } from '../customers.ts'
import { report } from '../measure.ts'

const rows = Number(process.argv[2])
const database = await connect('sqlite::memory:')
await database.execute(createCustomers)
const generated = generateData(customers, { rows, seed: 7 })
const { rows: loaded } = await database.load({ name: 'customers' }, generated.plan.entities[0]!.columns, generated)
await database.close()
report(loaded)
