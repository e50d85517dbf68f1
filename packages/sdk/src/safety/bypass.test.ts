import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { testDatabase } from '../../../../test/database.ts'
import { isFull } from '../../../../test/full.ts'
import { attackedDatabase, stateOfServer } from '../../test/bypass/attacked-database.ts'
import { type Attempt, attempts } from '../../test/bypass/attempts.ts'
import { failure } from '../../test/failure.ts'
import { analyzeSchema } from '../catalog/analyze.ts'
import type { Session } from '../database/adapter.ts'
import { UnderstudyError } from '../errors.ts'
import type { GuardedSource } from './guarded-source.ts'
import { openGuardedSource } from './open-guarded-source.ts'

const reader = 'understudy_bypass_reader'
const mighty = 'understudy_bypass_mighty'
let url: string
let owner: pg.Client
let bystander: pg.Client
const heard: string[] = []

beforeAll(async () => {
  url = await testDatabase('bypass')
  owner = new pg.Client({ connectionString: url })
  await owner.connect()
  await owner.query(attackedDatabase)
  await owner.query(`
    select lo_from_bytea(4711, 'large');
    drop role if exists ${reader}, ${mighty};
    create role ${reader} login; create role ${mighty} login superuser;
    alter role ${reader} set log_statement = 'all'; alter role ${mighty} set log_statement = 'all';
    grant select on all tables in schema public to ${reader}; grant select on all sequences in schema public to ${reader};
    grant usage on schema public to ${reader}`)
  bystander = new pg.Client({ connectionString: url, application_name: 'understudy bystander' })
  bystander.on('notification', ({ channel }) => heard.push(channel))
  await bystander.connect()
  await bystander.query('listen evil')
})

afterAll(async () => {
  await bystander.end()
  await owner.query(`drop owned by ${reader}, ${mighty}; drop role ${reader}, ${mighty}`)
  await owner.end()
})

const state = async () => (await owner.query<{ state: string }>(stateOfServer)).rows[0]?.state

/** Every way by which a statement can be given to a session. */
const ways: Readonly<Record<string, (session: Session, attempt: Attempt) => Promise<unknown>>> = {
  query: (session, { text, parameters }) => session.query(text, parameters),
  stream: (session, { text, parameters }) => drained(session.stream(text, parameters)),
  'COPY to': (session, { text }) => drained(session.copy?.out(text)),
  'COPY of a query': (session, { text }) => drained(session.copy?.out(`copy (${text}) to stdout`)),
  execute: (session, { text }) => session.execute(text),
  savepoint: (session, { text, parameters }) => session.transaction((inner) => inner.query(text, parameters)),
}

async function drained(items: AsyncIterable<unknown> | undefined): Promise<void> {
  for await (const _ of items ?? []);
}

/** What each way answers. What is refused before it is sent leaves the session as it was, for the next way. */
async function outcomes(source: GuardedSource, attempt: Attempt): Promise<Record<string, string>> {
  const found: Record<string, string> = {}
  const session = source.session(async (one) => {
    for (const [name, way] of Object.entries(ways)) {
      found[name] = await way(one, attempt).then(
        () => 'ran',
        (thrown: unknown) => (thrown instanceof UnderstudyError ? thrown.code : String(thrown)),
      )
    }
  })
  // A statement that the server refused has ended the transaction.
  if (attempt.unknown) await session.catch(() => {})
  else if (attempt.late) expect((await failure(session)).code).toBe('WRITE_REFUSED')
  else await session
  return found
}

test('there are at least a hundred of them, and all differ', () => {
  expect(attempts.length).toBeGreaterThanOrEqual(250)
  expect(new Set(attempts.map(({ name }) => name)).size).toBe(attempts.length)
})

describe.each([
  ['a superuser whose right to write is waived', mighty, ['source-can-write'], attempts],
  // What the guard lets through, the server would refuse it.
  ['a role that may only read', reader, [], attempts.filter((_, at) => isFull || at % 4 === 0)],
])('%s', (_, role, waivers, tried) => {
  let source: GuardedSource
  let before: string | undefined
  beforeAll(async () => {
    source = await openGuardedSource(url.replace('postgres@', `${role}@`), { waivers })
    before = await state()
  })
  afterAll(() => source.close())

  test.each(tried)('$name changes nothing', async (attempt) => {
    const refused = Object.fromEntries(Object.keys(ways).map((way) => [way, 'WRITE_REFUSED']))
    const found = await outcomes(source, attempt)
    if (attempt.unknown) expect(Object.values(found)).not.toContain('ran')
    else if (!attempt.late) expect(found).toEqual(refused)
    expect(await state()).toBe(before)
    expect(existsSync('/tmp/understudy-bypass')).toBe(false)
  })

  test('after all of them the bystander is connected and has heard nothing, and the source still reads', async () => {
    expect((await bystander.query('select 1 as one')).rows).toEqual([{ one: 1 }])
    expect(heard).toEqual([])
    expect(source.isAlive()).toBe(true)
    expect(await source.session((session) => session.query('select count(*) from public.victims'))).toEqual([
      { count: 2 },
    ])
  })

  test('what a clone does takes no lock above ACCESS SHARE, but where Postgres tells the state of a sequence', async () => {
    await source.hold([{ schema: 'public', name: 'victims' }])
    const locks = await source.session(async (session) => {
      await analyzeSchema(session)
      await session.query('select * from pg_catalog.pg_sequences')
      await drained(session.copy?.out('copy (select * from public.victims) to stdout (format binary)'))
      const { rows } = await owner.query<{ what: string }>(
        `select distinct format('%s %s %s', l.locktype, l.mode, c.relkind) as what from pg_locks l
        join pg_stat_activity a using (pid) left join pg_class c on c.oid = l.relation
        where a.usename = $1 and l.mode <> 'AccessShareLock' order by 1`,
        [role],
      )
      return rows.map(({ what }) => what)
    })
    expect(locks).toEqual(['relation RowExclusiveLock S', 'virtualxid ExclusiveLock '])
  })
})

test('the log of the server shows one reading statement a message, and nothing else', async ({ skip }) => {
  const { rows } = await owner.query<{ folder: string }>(`select current_setting('data_directory') as folder`)
  const file = join(dirname(rows[0]?.folder ?? ''), 'server.log')
  if (!existsSync(file)) skip('the server keeps its log elsewhere')
  // Only the two roles of this file have their statements logged.
  const logged = readFileSync(file, 'utf8').match(/LOG: {2}(execute [^:]*|statement):\s*\S+/g) ?? []
  expect(logged.length).toBeGreaterThan(100)
  expect([...new Set(logged.map((line) => line.replace(/^LOG: {2}/, '').replace(/\s+/g, ' ')))].sort()).toEqual([
    'execute <unnamed>: begin',
    'execute <unnamed>: close',
    'execute <unnamed>: copy',
    'execute <unnamed>: declare',
    'execute <unnamed>: fetch',
    'execute <unnamed>: lock',
    'execute <unnamed>: release',
    'execute <unnamed>: rollback',
    'execute <unnamed>: savepoint',
    'execute <unnamed>: select',
    'execute <unnamed>: set',
    'execute <unnamed>: with',
    'execute understudy proof: select',
    'execute understudy settings: select',
  ])
})
