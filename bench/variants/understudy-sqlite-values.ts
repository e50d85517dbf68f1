import { rmSync } from 'node:fs'
import { type Batch, connect, type Vector } from '@understudy/sdk'
import { createCustomers } from '../customers.ts'
import { report } from '../measure.ts'
import { cpuSeconds, fileFor, hashOf } from '../sqlite-file.ts'
import { storedRows } from '../sqlite-rows.ts'

/** As large as the generator's own batches. */
const ROWS_A_BATCH = 4096

// Batches whose vectors hold the very values that the prepared loop binds.
const { columns, values } = await storedRows(Number(process.argv[2]))
const file = fileFor('values')
const database = await connect(`sqlite:${file}`)
await database.execute(createCustomers)
const batches: Batch[] = []
for (let firstRow = 0; firstRow < values.length; firstRow += ROWS_A_BATCH) {
  const rows = values.slice(firstRow, firstRow + ROWS_A_BATCH)
  const vectors = columns.map((name, column) => ({ name, vector: vectorOf(rows.map((row) => row[column])) }))
  batches.push({ entity: 'customers', firstRow, length: rows.length, columns: vectors })
}
const before = cpuSeconds()
const { rows: loaded } = await database.load({ name: 'customers' }, columns, batches)
const insertCpu = cpuSeconds() - before
await database.close()
const hash = hashOf(file)
rmSync(file)
report(loaded, { insertCpu, hash })

function vectorOf(column: readonly unknown[]): Vector {
  const { length } = column
  if (column.every((value) => typeof value === 'string')) return { type: 'text', length, values: column }
  const values = Float64Array.from(column, Number)
  return { type: values.every(Number.isInteger) ? 'int' : 'float', length, values }
}
