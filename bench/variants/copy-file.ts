import { spawn } from 'node:child_process'
import { createReadStream } from 'node:fs'
import pg from 'pg'
import { createCustomers } from '../customers.ts'
import { report } from '../measure.ts'

// The limit: psql feeding a file of the same rows to COPY.
const file = process.argv[2]!
const url = process.env.BENCH_URL!
const client = new pg.Client(url)
await client.connect()
await client.query(`drop table if exists customers; ${createCustomers}`)
const psql = spawn('psql', [url, '-q', '-c', 'copy customers from stdin'], { stdio: ['pipe', 'inherit', 'inherit'] })
createReadStream(file, { highWaterMark: 1 << 20 }).pipe(psql.stdin)
const code = await new Promise((resolve, reject) => psql.on('error', reject).on('close', resolve))
if (code !== 0) throw new Error(`psql ended with ${code}`)
const { rows } = await client.query(
  "select count(*)::int as n, md5(string_agg(md5(c::text), '' order by id)) as hash from customers c where id <= 100000",
)
const all = await client.query('select count(*)::int as n from customers')
await client.end()
report(all.rows[0].n, { hash: rows[0].hash })
