import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { expect, onTestFinished, test } from 'vitest'
import { testDatabase } from '../../../../../test/database.ts'
import { firstOf, isFull, testInFull } from '../../../../../test/full.ts'
import { type TestCopy, type TestCopyOptions, testCopy } from '../../../test/clone/copy-context.ts'
import { backwards } from '../../../test/clone/hand-made-policy.ts'
import type { PlainSource } from '../../../test/clone/plain-source.ts'
import type { Database } from '../../database/adapter.ts'
import { connect } from '../../database/connect.ts'
import { UnderstudyError } from '../../errors.ts'
import type { CopyLedger } from '../copy-ledger.ts'
import { copyPostgres } from './copy-postgres.ts'
import { finishPostgres } from './finish-postgres.ts'

const script = `
create table people (id integer primary key, name text, note text);
create table visits (id integer primary key, person integer not null references people, at timestamptz not null);
insert into people select n, 'Name ' || n, repeat(md5(n::text), 4) from generate_series(1, 6000) n;
insert into visits select n, 1 + n % 6000, timestamptz '2024-01-01' + n * interval '1 minute' from generate_series(1, 12000) n;
`
const masks = { 'public.people': { name: backwards } }
const chunkBytes = 128 * 1024

/** What a staging database must hold that came from the state which a source sees. */
const rowsOfSource = `select
  (select md5(string_agg(id || 'x' || reverse(name) || note, '|' order by id)) from public.people) as people,
  (select md5(string_agg(id || ' ' || person || ' ' || at, '|' order by id)) from public.visits) as visits`
const rowsOfStaging = rowsOfSource.replace(`'x' || reverse(name)`, 'name')

interface World extends TestCopy {
  readonly from: Database
  readonly to: Database
  readonly urls: readonly [string, string]
}

async function world(options: TestCopyOptions = {}): Promise<World> {
  const urls = [await testDatabase('resume_from'), await testDatabase('resume_to')] as const
  const from = await connect(urls[0])
  const to = await connect(urls[1])
  onTestFinished(async () => {
    await Promise.all([from.close(), to.close()])
  })
  await from.execute(script)
  return { ...(await testCopy(...urls, { masks, ...options })), from, to, urls }
}

async function expectSameAs({ to }: Pick<World, 'to'>, source: PlainSource): Promise<void> {
  const expected = await source.session((session) => session.query(rowsOfSource))
  expect(await to.query(rowsOfStaging)).toEqual(expected)
}

/** Something happens after so many chunks. */
function after(chunks: number, { context }: TestCopy, act: () => Promise<unknown>): TestCopy['context'] {
  let copied = 0
  return {
    ...context,
    emit: (event) => {
      context.emit(event)
      if (event.type === 'copied' && ++copied === chunks) void act()
    },
  }
}

const endReaders = `select pg_terminate_backend(pid) from pg_stat_activity
  where datname = current_database() and query like 'COPY (SELECT%' and pid <> pg_backend_pid()`
const endWriters = `select pg_terminate_backend(pid) from pg_stat_activity
  where datname = current_database() and backend_xid is not null and pid <> pg_backend_pid()`

test.each([
  ['source', endReaders],
  ['target', endWriters],
] as const)('a worker whose connection to the %s is ended goes on while the snapshot lives', async (side, end) => {
  const made = await world()
  const database = side === 'source' ? made.from : made.to
  let ended = 0
  const endSome = async (): Promise<void> => {
    for (let i = 0; i < 200 && ended < 3; i++) ended += (await database.query(end)).length
  }
  const report = await copyPostgres(after(2, made, endSome), { chunkBytes })
  expect(ended).toBeGreaterThan(0)
  await expectSameAs(made, made.source)
  expect(report.rows).toBe(18000)
  await finishPostgres(made.context)
  expect(made.events.filter((event) => event.type === 'log' && event.log.message.includes('source was lost'))).toEqual(
    [],
  )
})

/** Something happens once, after the target has committed and before that is noted. */
function interrupted(
  ledger: CopyLedger,
  note: 'finish' | 'stepDone',
  at: number,
  act: () => Promise<unknown>,
): CopyLedger {
  let calls = 0
  const before = async (one: 'finish' | 'stepDone') => {
    if (one === note && ++calls === at) await act()
  }
  return {
    done: ledger.done,
    pending: ledger.pending,
    steps: ledger.steps,
    stepsPending: ledger.stepsPending,
    id: ledger.id,
    catchUp: () => ledger.catchUp(),
    begin: (chunk, transaction) => ledger.begin(chunk, transaction),
    finish: async (chunk) => {
      await before('finish')
      await ledger.finish(chunk)
    },
    forget: (chunk) => ledger.forget(chunk),
    stepBegun: (step, transaction) => ledger.stepBegun(step, transaction),
    stepDone: async (step) => {
      await before('stepDone')
      await ledger.stepDone(step)
    },
    [Symbol.asyncDispose]: () => ledger[Symbol.asyncDispose](),
  }
}

const failing = (thrown: Error) => async () => {
  throw thrown
}

test.each(firstOf(1, [7, 2]))(
  'a lost snapshot after %i chunks costs what changed, and all is of one state again',
  async (chunks) => {
    const made = await world()
    const sources = [made.source]
    const ledger = interrupted(made.context.ledger, 'finish', chunks, async () => {
      await made.from.execute(`
      update people set note = 'changed' where id between 100 and 120;
      delete from visits where person between 5990 and 5995;
      insert into people select n, 'New ' || n, 'new' from generate_series(6001, 6050) n;
      insert into visits select n, n - 6000, now() from generate_series(12001, 12050) n;
    `)
      await made.from.query('select pg_terminate_backend($1, 10000)', [made.source.holder])
    })
    const report = await copyPostgres(
      {
        ...made.context,
        ledger,
        reopen: async () => {
          const again = await made.context.reopen()
          sources.push(again as PlainSource)
          return again
        },
      },
      { chunkBytes },
    )
    expect(sources).toHaveLength(2)
    await expectSameAs(made, sources[1]!)
    await finishPostgres(made.context)
    expect(report.bytesAgain).toBeLessThan(report.bytes / 2)
    expect(report.rows).toBe(
      (
        await made.to.query<{ n: number }>('select (select count(*) from people) + (select count(*) from visits) as n')
      )[0]?.n,
    )
  },
)

test('a table that was rewritten, emptied or made smaller is what it is now', async () => {
  const made = await world()
  const stopping = new AbortController()
  const context = { ...after(5, made, async () => stopping.abort()), signal: stopping.signal }
  await expect(copyPostgres(context, { chunkBytes })).rejects.toMatchObject({ code: 'CANCELLED' })
  await made.source.close()
  for (const change of [
    'delete from visits',
    'vacuum visits',
    'delete from people where id > 100',
    'vacuum full people',
  ]) {
    await made.from.execute(change)
  }
  const again = await testCopy(...made.urls, { masks, ledgerFile: made.ledgerFile })
  await copyPostgres(again.context, { chunkBytes })
  await expectSameAs(made, again.source)
})

test('a chunk that was committed and not noted is not there twice, in this run and in the next', async () => {
  const made = await world()
  const lost = new UnderstudyError('CONNECTION_LOST', { operation: 'commit', message: 'no answer' })
  await copyPostgres(
    { ...made.context, ledger: interrupted(made.context.ledger, 'finish', 3, failing(lost)) },
    { chunkBytes },
  )
  await expectSameAs(made, made.source)

  const other = await world()
  const ledger = interrupted(other.context.ledger, 'finish', 3, failing(new Error('killed')))
  await expect(copyPostgres({ ...other.context, ledger }, { chunkBytes })).rejects.toThrow('killed')
  await copyPostgres(other.context, { chunkBytes })
  await expectSameAs(other, other.source)
})

test('what an earlier run wrote of pages that the table has no more is taken back', async () => {
  const made = await world()
  const stopping = new AbortController()
  const context = { ...after(1, made, async () => stopping.abort()), signal: stopping.signal }
  await expect(copyPostgres(context, { chunkBytes })).rejects.toMatchObject({ code: 'CANCELLED' })
  await made.to.transaction(async (transaction) => {
    const [row] = await transaction.query<{ id: string }>('select txid_current()::text as id')
    await made.context.ledger.begin({ table: 'public.people', part: '4096-4111' }, row?.id ?? '')
    await transaction.query("insert into people values (-1, 'gone', 'gone')")
  })
  await copyPostgres(made.context, { chunkBytes })
  await expectSameAs(made, made.source)
})

test('a step that was committed and not noted is not run twice', async () => {
  const made = await world()
  const before = interrupted(made.context.ledger, 'stepDone', 1, failing(new Error('killed')))
  await expect(copyPostgres({ ...made.context, ledger: before }, { chunkBytes })).rejects.toThrow('killed')
  await copyPostgres(made.context, { chunkBytes })
  const after = interrupted(made.context.ledger, 'stepDone', 1, failing(new Error('killed')))
  await expect(finishPostgres({ ...made.context, ledger: after })).rejects.toThrow('killed')
  await finishPostgres(made.context)
  await expectSameAs(made, made.source)
})

const program = fileURLToPath(new URL('../../../test/clone/copy-process.ts', import.meta.url))

/** A process of its own copies, and is killed so many chunks and milliseconds after its start. */
async function killed(made: World, chunks: number, milliseconds: number): Promise<void> {
  const child = spawn(process.execPath, [program, ...made.urls, made.ledgerFile], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let copied = 0
  child.stdout.on('data', (bytes: Buffer) => {
    copied += bytes.toString().split('\n').length - 1
    if (copied >= chunks) setTimeout(() => child.kill('SIGKILL'), milliseconds)
  })
  const [code, signal] = await once(child, 'exit')
  expect([code, signal]).toEqual([null, 'SIGKILL'])
}

const kills = isFull ? 4 : 2

test('whatever moment a process is killed at, the next one brings all to one state, and nothing twice', async () => {
  const made = await world()
  await made.context.ledger[Symbol.asyncDispose]()
  let seed = 20261129
  const random = (below: number) => {
    seed = (seed * 1103515245 + 12345) % 2 ** 31
    return seed % below
  }
  for (let kill = 0; kill < kills; kill++) {
    await killed(made, 1 + random(6), random(20))
    await made.from.execute(`update people set note = note || 'x' where id = ${1 + random(6000)}`)
    await made.from.execute(`insert into visits values (${20000 + kill}, ${1 + random(6000)}, now())`)
  }
  const again = await testCopy(...made.urls, { masks, ledgerFile: made.ledgerFile })
  const report = await copyPostgres(again.context, { chunkBytes })
  await expectSameAs(made, again.source)
  await finishPostgres(again.context)
  expect(report.rows).toBe(18000 + kills)
}, 60_000)

testInFull('steps after the rows that a killed process had done are not done twice', async () => {
  const made = await world()
  await copyPostgres(made.context, { chunkBytes })
  const steps: string[] = []
  const stopping = new AbortController()
  const context = { ...made.context, signal: stopping.signal, workers: 1 }
  const first = finishPostgres({
    ...context,
    emit: (event) => {
      if (event.type === 'step') steps.push(event.title)
      if (steps.length === 2) stopping.abort()
    },
  })
  await expect(first).rejects.toMatchObject({ code: 'CANCELLED' })
  const again = await testCopy(...made.urls, { masks, ledgerFile: made.ledgerFile })
  await finishPostgres(again.context)
  expect(
    await made.to.query(
      "select count(*)::int as n from pg_constraint where contype in ('p', 'f') and connamespace = 'public'::regnamespace",
    ),
  ).toEqual([{ n: 3 }])
})
