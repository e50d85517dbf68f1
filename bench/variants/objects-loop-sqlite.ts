import { rmSync } from 'node:fs'
import { generateData } from '@understudy/sdk'
import Database from 'better-sqlite3'
import { createCustomers, customers } from '../customers.ts'
import { report } from '../measure.ts'
import { cpuSeconds, fileFor, hashOf } from '../sqlite-file.ts'

// What one would write by hand around generated objects: one transaction, one statement, an array a row.
const rows = Number(process.argv[2])
const file = fileFor('objects')
const database = new Database(file)
database.exec(createCustomers)
const generated = generateData(customers, { rows, seed: 7 })
const { columns } = generated.plan.entities[0]!
const before = cpuSeconds()
const insert = database.prepare<[unknown[]]>(
  `insert into customers (${columns.join(', ')}) values (${columns.map(() => '?').join(', ')})`,
)
let inserted = 0
database.exec('begin')
for await (const row of generated.objects()) {
  insert.run(columns.map((name) => stored(row[name])))
  inserted++
}
database.exec('commit')
const insertCpu = cpuSeconds() - before
database.close()
const hash = hashOf(file)
rmSync(file)
report(inserted, { insertCpu, hash })

function stored(value: unknown): unknown {
  return value instanceof Date ? value.toISOString() : value
}
