import { rmSync } from 'node:fs'
import Database from 'better-sqlite3'
import { createCustomers } from '../customers.ts'
import { report } from '../measure.ts'
import { cpuSeconds, fileFor, hashOf } from '../sqlite-file.ts'
import { storedRows } from '../sqlite-rows.ts'

// What one would write by hand, over rows that are there already: one transaction, one statement, an array a row.
const { columns, values } = await storedRows(Number(process.argv[2]))
const file = fileFor('to')
const database = new Database(file)
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
const hash = hashOf(file)
rmSync(file)
report(values.length, { insertCpu, hash })
