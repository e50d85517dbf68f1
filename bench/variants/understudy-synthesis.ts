import { createWriteStream } from 'node:fs'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { openDataset } from '@understudy/sdk/quality'
import { analyzePatterns, generateSynthetic } from '@understudy/sdk/synthesize'
import { report } from '../measure.ts'

/** Learns of a file and draws so many rows: into another file, or counted and thrown away. */
const [file = '', count = '1000000', out] = process.argv.slice(2)
await using real = await openDataset(file)
const begun = performance.now()
const patterns = await analyzePatterns(real.source, { at: new Date(0) })
const learned = performance.now()
const options = { rows: Number(count), seed: 1 }
let rows = 0
if (out === undefined) for await (const batch of generateSynthetic(patterns, options)) rows += batch.length
else {
  await pipeline(Readable.from(generateSynthetic(patterns, { ...options, format: 'csv' })), createWriteStream(out))
  rows = options.rows
}
const drawn = performance.now()
report(rows, { learnSeconds: (learned - begun) / 1000, rowsPerSecond: rows / ((drawn - learned) / 1000) })
