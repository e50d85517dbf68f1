import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { connect } from '../packages/sdk/src/database/connect.ts'
import { testDatabase } from './database.ts'
import { RunningProgram } from './kill/running-program.ts'
import { accounts, tables } from './parallel/work.ts'

/** `npm run test:full contexts` has 8 workers with 500 contexts each. */
const workers = Number(process.env.UNDERSTUDY_WORKERS ?? 4)
const contexts = Number(process.env.UNDERSTUDY_CONTEXTS ?? 24)

const folder = await mkdtemp(join(tmpdir(), 'understudy-parallel-'))
const url = await testDatabase('parallel')
const running: RunningProgram[] = []
afterAll(async () => {
  await Promise.all(running.map((one) => one.stop()))
  await rm(folder, { recursive: true, force: true })
})

async function ask<Row>(text: string): Promise<Row[]> {
  await using database = await connect(url)
  return await database.query<Row>(text)
}

test(`${workers} workers with ${contexts} contexts each on one database see nothing of each other and leave nothing`, {
  timeout: 1_800_000,
}, async () => {
  {
    await using database = await connect(url)
    await database.execute(`${tables}
      insert into accounts select i, 'nobody', 100 from generate_series(1, ${accounts}) i;`)
  }
  const before = await state()
  const ledger = join(folder, 'ledger')
  const program = join(import.meta.dirname, 'parallel', 'worker.ts')
  for (let worker = 0; worker < workers; worker++)
    running.push(new RunningProgram(program, { worker, contexts, url, ledger }))
  await Promise.all(running.map((one) => one.until(1)))
  const runs = (await readdir(ledger)).map((name) => name.replace('.ndjson', ''))
  expect(runs).toHaveLength(workers)
  await Promise.all(running.map((one) => one.finish('go')))

  expect(await state()).toEqual(before)
  const places = runs.map((run) =>
    run
      .toLowerCase()
      .replaceAll(/[^a-z0-9]+/g, '_')
      .slice(0, 24),
  )
  const left = (kind: 'database' | 'namespace', column: string) =>
    ask(
      `select ${column} from pg_${kind} where ${places.map((place) => `${column} like 'understudy\\_${place}%'`).join(' or ')}`,
    )
  expect([await left('database', 'datname'), await left('namespace', 'nspname')]).toEqual([[], []])
  expect(await readdir(ledger)).toEqual([])
  const used = running.map(({ said }) => said.at(-2))
  for (const counts of used)
    expect(Object.keys(JSON.parse(counts ?? ''))).toEqual(
      expect.arrayContaining(['savepoint', 'clone', 'schema', 'rows', 'upgraded']),
    )
  console.info(`${workers} × ${contexts} contexts: ${used.join(' ')}`)
})

/** All that others have in the database. */
async function state(): Promise<unknown> {
  return {
    accounts: await ask('select * from accounts order by id'),
    moves: await ask('select * from moves'),
    schemas: await ask("select nspname from pg_namespace where nspname not like 'pg\\_%' order by nspname"),
    tables: await ask("select relname from pg_class where relnamespace = 'public'::regnamespace order by relname"),
  }
}
