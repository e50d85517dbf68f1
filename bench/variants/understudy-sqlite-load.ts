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
const batches = []
for await (const batch of generated) batches.push(batch)
const before = cpuSeconds()
const { rows: loaded } = await database.load({ name: 'customers' }, generated.plan.entities[0]!.columns, batches)
const insertCpu = cpuSeconds() - before
await database.close()
const hash = hashOf(file)
rmSync(file)
report(loaded, { insertCpu, hash })
