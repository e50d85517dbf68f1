import { createHash } from 'node:crypto'
import { generateData } from '@understudy/sdk'
import { customers } from '../customers.ts'
import { report } from '../measure.ts'

const rows = Number(process.argv[2])
const format = process.argv[3] ?? 'csv'
const hashed = process.argv[4] === 'hash'
const hash = createHash('sha256')
let bytes = 0
for await (const piece of generateData(customers, { rows, seed: 7, format })) {
  bytes += piece.length
  if (hashed) hash.update(piece)
}
report(rows, { bytes, ...(hashed ? { sha256: hash.digest('hex') } : {}) })
