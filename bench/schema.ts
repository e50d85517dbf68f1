import { spawn } from 'node:child_process'
import { join } from 'node:path'
import pg from 'pg'
import { startPostgres } from '../test/postgres.ts'
import { serversWithDump } from '../test/schema/servers-with-dump.ts'
import { largeSchema } from './large-schema.ts'
import { measure, median } from './measure.ts'
import type { BenchContext, Ratio } from './ratio.ts'

const TABLES = 1000
const FEW = 100

export async function schemaBench({ rounds, url }: BenchContext): Promise<Ratio[]> {
  const bin = (await serversWithDump()).at(-1)
  if (bin === undefined) {
    console.error('There is no server with its pg_dump here: reading a schema is not held against it.')
    return [await memory(await made(url, TABLES), await made(url, FEW))]
  }
  const postgres = await startPostgres(bin)
  try {
    const large = await made(postgres.url, TABLES)
    const walls: number[] = []
    const dumps: number[] = []
    for (let round = 0; round < rounds; round++) {
      dumps.push(await dump(join(bin, 'pg_dump'), large))
      walls.push((await analyzed(large, TABLES)).wall)
    }
    return [
      {
        what: `read a schema of ${TABLES} tables as a whole process, against pg_dump -s of it`,
        ratio: median(walls.map((wall, i) => wall / dumps[i]!)),
        goal: 5,
        atMost: true,
        detail: `${median(walls).toFixed(2)} s against ${median(dumps).toFixed(2)} s`,
      },
      await memory(large, await made(postgres.url, FEW)),
    ]
  } finally {
    await postgres.stop()
  }
}

async function memory(large: string, small: string): Promise<Ratio> {
  const [one, ten] = [await analyzed(small, FEW), await analyzed(large, TABLES)]
  return {
    what: `peak memory of reading a schema of ${TABLES} tables, against ${FEW}`,
    ratio: ten.peakMiB / one.peakMiB,
    goal: 1.1,
    atMost: true,
    detail: `${ten.peakMiB} MiB against ${one.peakMiB} MiB; the definitions themselves ${await held(large, TABLES)} and ${await held(small, FEW)}`,
  }
}

/** MiB of a definition that was read. */
async function held(url: string, tables: number): Promise<string> {
  const { said } = await analyzed(url, tables, 'held')
  return Number(said.heldMiB).toFixed(1)
}

/** A database with so many tables in it, which is read whole and does not differ from itself. */
async function made(url: string, tables: number): Promise<string> {
  const name = `schema_${tables}`
  await run(url, `create database ${name}`)
  const made = new URL(url)
  made.pathname = `/${name}`
  await run(made.href, largeSchema(tables))
  const gate = await analyzed(made.href, tables, 'gate')
  if (gate.said['same'] !== true) throw new Error('the schema differs from itself')
  return made.href
}

async function analyzed(url: string, tables: number, ...args: string[]) {
  const read = await measure('understudy-analyze', args, { BENCH_URL: url })
  const { foreignKeys, routines, views } = read.said
  const isWhole = read.rows === tables && foreignKeys === 2 * tables && routines === tables / 2 && views === tables / 2
  if (!isWhole) throw new Error(`the schema was not read whole: ${JSON.stringify(read)}`)
  return read
}

async function run(url: string, text: string): Promise<void> {
  const client = new pg.Client(url)
  await client.connect()
  await client.query(text).finally(() => client.end())
}

/** Seconds of pg_dump, which must name every table. */
async function dump(program: string, url: string): Promise<number> {
  const started = performance.now()
  const child = spawn(program, ['-s', '-d', url], { stdio: ['ignore', 'pipe', 'inherit'] })
  let text = ''
  child.stdout.setEncoding('utf8').on('data', (piece: string) => {
    text += piece
  })
  const code = await new Promise((resolve, reject) => child.on('error', reject).on('close', resolve))
  const seconds = (performance.now() - started) / 1000
  const tables = text.match(/^CREATE TABLE /gm)?.length
  if (code !== 0 || tables !== TABLES) throw new Error(`pg_dump ended with ${code} and named ${tables} tables`)
  return seconds
}
