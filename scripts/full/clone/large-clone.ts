/**
 * Clones 5 GB of customers with three masks, verified and promoted, beside a fifth of it: the time of a row and the peak
 * of memory must stay what they are, so that a hundred gigabytes are a matter of time alone. A number after its name is
 * how many gigabytes. What is not masked is held against the source.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  at,
  benchKey,
  dropDatabases,
  emptyDatabase,
  expectMasked,
  makeSource,
  maskedColumns,
} from '../../../bench/clone-database.ts'
import { measure } from '../../../bench/measure.ts'
import { connect } from '../../../packages/sdk/src/database/connect.ts'
import { startPostgres } from '../../../test/postgres.ts'

const gigabytes = Number(process.argv[2] ?? 5)
/** Of a row on the disk, about. */
const rowBytes = 176
const rows = Math.ceil((gigabytes * 1024 ** 3) / rowBytes)
/** Flat but for what buffers and filters of a fixed size fill up to. */
const mostMemory = 1.5
const mostTime = 1.3
const prefix = 'understudy_large'

const postgres = await startPostgres(undefined, { durable: true })
const compiled = await mkdtemp(join(tmpdir(), 'understudy-large-clone-'))
try {
  const small = await cloned(Math.ceil(rows / 5))
  const large = await cloned(rows)
  const memory = large.peakMiB / small.peakMiB
  const time = large.microseconds / small.microseconds
  console.log(`memory ${memory.toFixed(2)}x, time of a row ${time.toFixed(2)}x of a fifth of the rows`)
  const hours = (100 * (large.seconds / large.gigabytes)) / 3600
  console.log(`100 GB would take ${hours.toFixed(1)} hours at this rate`)
  process.exitCode = memory <= mostMemory && time <= mostTime ? 0 : 1
} finally {
  await postgres.stop()
  await rm(compiled, { recursive: true, force: true })
}

async function cloned(count: number) {
  const source = await makeSource(postgres.url, `${prefix}_source`, count, false)
  const target = await emptyDatabase(postgres.url, `${prefix}_target`)
  const size = (await sizeOf(source)) / 1024 ** 3
  const start = performance.now()
  const clone = await measure('understudy-clone.mjs', [
    source,
    target,
    JSON.stringify(maskedColumns(3)),
    benchKey,
    compiled,
  ])
  const seconds = (performance.now() - start) / 1000
  if (clone.rows !== count) throw new Error(`${clone.rows} rows of ${count} were cloned`)
  await expectMasked(at(postgres.url, `${prefix}_source`), target, 3)
  await dropDatabases(postgres.url, prefix)
  console.log(
    `${count} rows, ${size.toFixed(2)} GB: ${seconds.toFixed(0)} s with verification, peak ${clone.peakMiB} MiB; ${JSON.stringify(clone.said)}`,
  )
  return { seconds, gigabytes: size, microseconds: (seconds * 1e6) / count, peakMiB: clone.peakMiB }
}

async function sizeOf(url: string): Promise<number> {
  await using database = await connect(url)
  const [row] = await database.query<{ bytes: string }>("select pg_relation_size('customers')::text as bytes")
  return Number(row?.bytes)
}
