import { rmSync } from 'node:fs'
import { connect, generateData } from '@understudy/sdk'
import Database from 'better-sqlite3'
import { createCustomers, customers } from '../customers.ts'
import { report } from '../measure.ts'
import { cpuSeconds, fileFor, hashOf } from '../sqlite-file.ts'

// What one would write by hand, over rows that are there already: one transaction, one statement, an array a row.
const rows = Number(process.argv[2])
const [from, to] = [fileFor('from'), fileFor('to')]
const source = await connect(`sqlite:${from}`)
await source.execute(createCustomers)
const generated = generateData(customers, { rows, seed: 7 })
const { columns } = generated.plan.entities[0]!
await source.load({ name: 'customers' }, columns, generated)
await source.close()
const values = new Database(from).prepare<[], unknown[]>('select * from customers order by rowid').raw().all()

const database = new Database(to)
database.exec(createCustomers)
const before = cpuSeconds()
const insert = database.prepare<[unknown[]]>(
  `insert into customers (${columns.join(', ')}) values (${columns.map(() => '?').join(', ')})`,
)
database.exec('begin')
for (const row of values) insert.run(row)
database.exec('commit')
const insertCpu = cpuSeconds() - before
database.close()
const hash = hashOf(to)
for (const file of [from, to]) rmSync(file)
report(values.length, { insertCpu, hash })
