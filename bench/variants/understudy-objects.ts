import { generateData } from '@understudy/sdk'
import { customers } from '../customers.ts'
import { report } from '../measure.ts'

const rows = Number(process.argv[2])
let made = 0
let emails = 0
for await (const row of generateData(customers, { rows, seed: 7 }).objects()) {
  made++
  if (typeof row.email === 'string') emails++
}
report(made, { emails })
