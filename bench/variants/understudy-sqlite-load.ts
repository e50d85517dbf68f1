import { rmSync } from 'node:fs'
import { connect, generateData } from '@understudy/sdk'
import { createCustomers, customers } from '../customers.ts'
import { report } from '../measure.ts'
import { cpuSeconds, fileFor, hashOf } from '../sqlite-file.ts'

const rows = Number(process.argv[2])
const file = fileFor('load')
const database = await connect(`sqlite:${file}`)
await database.execute(createCustomers)
const generated = generateData(customers, { rows, seed: 7 })
const { columns } = generated.plan.entities[0]!
// Rows that are made before count as insertion alone, else their making counts too.
const batches = process.argv[3] === 'made' ? await collected(generated) : generated
const before = cpuSeconds()
const { rows: loaded } = await database.load({ name: 'customers' }, columns, batches)
const insertCpu = cpuSeconds() - before
await database.close()
const hash = hashOf(file)
rmSync(file)
report(loaded, { insertCpu, hash })

async function collected<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = []
  for await (const item of items) all.push(item)
  return all
}
