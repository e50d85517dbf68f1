import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { testDatabase } from '../../../../../test/database.ts'
import { testInFull } from '../../../../../test/full.ts'
import type { Database } from '../../database/adapter.ts'
import { connect } from '../../database/connect.ts'
import { analyzeSchema } from '../analyze.ts'
import { fingerprintOf } from '../diff/fingerprint.ts'
import { applyMigration } from './apply.ts'
import type { StepEvent } from './apply-report.ts'
import type { MigrationStep } from './step.ts'

const folder = await mkdtemp(join(tmpdir(), 'understudy-apply-'))
afterAll(() => rm(folder, { recursive: true, force: true }))

const urls = await Promise.all(Array.from({ length: 24 }, (_, at) => testDatabase(`apply ${at}`)))
let files = 0

async function postgres(script: string): Promise<{ url: string; database: Database }> {
  const url = urls.pop()
  if (url === undefined) throw new Error('the pool of databases is too small')
  const database = await connect(url)
  afterAll(() => database.close())
  await database.execute(script)
  return { url, database }
}

async function sqlite(script: string): Promise<{ url: string; database: Database }> {
  const url = `sqlite:${join(folder, `${++files}.db`)}`
  const database = await connect(url)
  afterAll(() => database.close())
  await database.execute(script)
  return { url, database }
}

function steps(...some: (string | (Partial<MigrationStep> & { readonly statements: readonly string[] }))[]) {
  return some.map((one, at): MigrationStep => {
    const said = typeof one === 'string' ? { statements: [one] } : one
    return {
      number: at + 1,
      action: 'alter',
      object: `table public.t${at + 1}`,
      title: said.statements[0] ?? '',
      hazards: [],
      locks: [],
      transaction: 'shared',
      timeouts: { lock: 500, statement: null },
      ...said,
    }
  })
}

const tablesOf = async (database: Database): Promise<string[]> =>
  (await analyzeSchema(database)).tables.map(({ name }) => name).sort()
const fingerprint = async (database: Database): Promise<string> => fingerprintOf(await analyzeSchema(database))
const states = (report: { readonly steps: readonly { readonly state: string }[] }) =>
  report.steps.map(({ state }) => state)

async function failure(work: Promise<unknown>) {
  const thrown: unknown = await work.then(
    () => {
      throw new Error('it went well')
    },
    (error: unknown) => error,
  )
  // The fields that these tests look at are those of UnderstudyError.
  return thrown as {
    code: string
    message: string
    hint: string
    details: { stands: string; report: never } & Record<string, unknown>
  }
}

describe.each([
  ['Postgres', postgres],
  ['SQLite', sqlite],
])('%s', (engine, make) => {
  test('runs shared steps in one transaction, own ones in theirs, and reports each', async () => {
    const { database } = await make('create table a (id integer primary key)')
    const events: StepEvent[] = []
    const report = await applyMigration(
      database,
      steps(
        'create table b (id integer primary key)',
        { statements: ['create table c (id integer)', 'insert into c values (1)'] },
        { statements: ['create table d (id integer)'], transaction: 'own' },
        { statements: ['create table e (id integer)'], transaction: 'none' },
        'create table f (id integer)',
      ),
      { onStep: (event) => events.push(event) },
    )
    expect(states(report)).toEqual(Array(5).fill('done'))
    expect(report.steps[1]).toMatchObject({ number: 2, statements: 2, attempts: 1, milliseconds: expect.any(Number) })
    expect(report.reached).toBeNull()
    expect(await tablesOf(database)).toEqual(['a', 'b', 'c', 'd', 'e', 'f'])
    expect(events.map(({ kind, step }) => `${kind} ${step.number}`)).toEqual([
      ...['begins 1', 'ran 1', 'begins 2', 'ran 2', 'stands 1', 'stands 2'],
      ...['begins 3', 'ran 3', 'stands 3', 'begins 4', 'stands 4', 'begins 5', 'ran 5', 'stands 5'],
    ])
  })

  test('a step that fails takes back its transaction, leaves the ones before, and begins no other', async () => {
    const { database } = await make('create table a (id integer primary key)')
    const { code, message, hint, details } = await failure(
      applyMigration(
        database,
        steps(
          { statements: ['create table b (id integer)'], transaction: 'own' },
          'create table c (id integer)',
          { statements: ['create table d (id integer)', 'create table a (id integer)'], title: 'make it twice' },
          'create table e (id integer)',
          { statements: ['create table f (id integer)'], transaction: 'none' },
        ),
      ),
    )
    expect([code, message]).toEqual([
      'MIGRATION_FAILED',
      expect.stringMatching(/^Step 3 of 5 \(make it twice\) failed: .*a.* already exists/),
    ])
    expect(states(details.report)).toEqual(['done', 'rolled back', 'rolled back', 'not begun', 'not begun'])
    expect(details).toMatchObject({
      step: 3,
      stands: 'step 1 stands; steps 2–3 were rolled back; steps 4–5 were never begun',
    })
    expect(hint).toContain('for the rest')
    expect(await tablesOf(database)).toEqual(['a', 'b'])
  })

  test('outside of a transaction, the statements before the one that failed stand', async () => {
    const { database } = await make('create table a (id integer primary key)')
    const { details } = await failure(
      applyMigration(
        database,
        steps('create table b (id integer)', {
          statements: ['create table c (id integer)', 'create table a (id integer)'],
          transaction: 'none',
        }),
      ),
    )
    expect(states(details.report)).toEqual(['done', 'failed'])
    expect(details.stands).toBe('step 1 stands; step 2 failed half way: its first statement stands')
    expect(await tablesOf(database)).toEqual(['a', 'b', 'c'])
  })

  test('where nothing stands, it says so, and that the same can be run again', async () => {
    const { database } = await make('create table a (id integer primary key)')
    const { details, hint } = await failure(applyMigration(database, steps('create table a (id integer)')))
    expect(details.stands).toBe('nothing was changed; step 1 was rolled back')
    expect(hint).toContain('same migration again')
  })

  test('destructive steps are refused before anything runs, all of them listed', async () => {
    const { database } = await make('create table a (id integer primary key)')
    const all = steps(
      'create table b (id integer)',
      { statements: ['drop table a'], object: 'table public.a', hazards: [{ kind: 'deletes data', why: 'All rows.' }] },
      { statements: ['drop table b'], object: 'table public.b', hazards: [{ kind: 'cannot be undone', why: 'So.' }] },
    )
    for (const confirmed of [undefined, false, [], ['table public.a']]) {
      const { code, details } = await failure(applyMigration(database, all, { confirmed }))
      expect([code, details.steps]).toEqual([
        'MIGRATION_UNCONFIRMED',
        Array.isArray(confirmed) && confirmed.length === 1 ? [3] : [2, 3],
      ])
    }
    expect(await tablesOf(database)).toEqual(['a'])
    await applyMigration(database, all, { confirmed: ['table public.a', 'table public.b'] })
    expect(await tablesOf(database)).toEqual([])
  })

  test('a database in another state is refused, and what it looks like is said', async () => {
    const { database } = await make('create table a (id integer primary key)')
    const expectedFrom = await fingerprint(database)
    const schema = engine === 'SQLite' ? 'main' : 'public'
    const all = steps(
      { statements: ['create table b (id integer)'], action: 'create', object: `table ${schema}.b` },
      { statements: ['create table c (id integer)'], action: 'create', object: `table ${schema}.c` },
    )
    await applyMigration(database, all.slice(0, 1), { expectedFrom })
    const half = await failure(applyMigration(database, all, { expectedFrom }))
    expect([half.code, half.details.state, half.details.looksDone]).toEqual(['MIGRATION_STATE', 'in part', [1]])
    await applyMigration(database, all.slice(1))
    const expectedTo = await fingerprint(database)
    const done = await failure(applyMigration(database, all, { expectedFrom, expectedTo }))
    expect([done.code, done.details.state, done.message]).toEqual([
      'MIGRATION_STATE',
      'applied',
      expect.stringContaining('already'),
    ])
    await database.execute('drop table b; drop table c; create table z (id integer)')
    const other = await failure(applyMigration(database, all, { expectedFrom, expectedTo }))
    expect([other.code, other.details.state]).toEqual(['MIGRATION_STATE', 'other'])
    expect(await tablesOf(database)).toEqual(['a', 'z'])
  })

  test('whether the promised schema was reached is said', async () => {
    const { database } = await make('create table a (id integer primary key)')
    const { database: other } = await make('create table a (id integer primary key); create table b (id integer)')
    const expectedTo = await fingerprint(other)
    expect((await applyMigration(database, steps('create table b (id integer)'), { expectedTo })).reached).toBe(true)
    expect((await applyMigration(database, steps('create table c (id integer)'), { expectedTo })).reached).toBe(false)
  })

  test('a signal stops it between steps: what is in a transaction is rolled back', async () => {
    const { database } = await make('create table a (id integer primary key)')
    const controller = new AbortController()
    const { code, details } = await failure(
      applyMigration(
        database,
        steps(
          { statements: ['create table b (id integer)'], transaction: 'own' },
          'create table c (id integer)',
          'create table d (id integer)',
        ),
        {
          signal: controller.signal,
          onStep: ({ kind, step }) => {
            if (kind === 'ran' && step.number === 2) controller.abort()
          },
        },
      ),
    )
    expect([code, states(details.report)]).toEqual(['CANCELLED', ['done', 'rolled back', expect.any(String)]])
    expect(await tablesOf(database)).toEqual(['a', 'b'])
  })

  test('a lock that another session holds is waited for, then everything is given up, and again', async () => {
    const { url, database } = await make('create table a (id integer primary key)')
    await using other = await connect(url)
    let release: () => void = () => {}
    const released = new Promise<void>((resolve) => {
      release = resolve
    })
    let locked: () => void = () => {}
    const isLocked = new Promise<void>((resolve) => {
      locked = resolve
    })
    const holding = other.transaction(async (transaction) => {
      await transaction.execute('insert into a values (1)')
      locked()
      await released
    })
    await isLocked
    // SQLite waits by blocking the process, in which the other session lives too.
    const quick = { lockTimeout: 50, lockRetries: 1 }
    const all = steps('create table b (id integer)', 'alter table a add column note text')
    const given = await failure(applyMigration(database, all, quick))
    expect([given.code, states(given.details.report)]).toEqual([
      'MIGRATION_FAILED',
      engine === 'SQLite' ? ['not begun', 'not begun'] : ['rolled back', 'rolled back'],
    ])
    expect(given.hint).toContain('quieter')
    expect(await tablesOf(database)).toEqual(['a'])
    const events: string[] = []
    const report = await applyMigration(database, all, {
      ...quick,
      lockRetries: 5,
      onStep: ({ kind }) => {
        events.push(kind)
        if (kind === 'waits') release()
      },
    })
    await holding
    expect([states(report), events]).toEqual([['done', 'done'], expect.arrayContaining(['waits'])])
    expect(report.steps[1]?.attempts).toBeGreaterThan(1)
    expect(await tablesOf(database)).toEqual(['a', 'b'])
  })

  test('of two at once, one is refused and the other does its work once', async () => {
    const { url, database } = await make('create table a (id integer primary key)')
    await using second = await connect(url)
    const expectedFrom = await fingerprint(database)
    const all = steps('create table b (id integer)', {
      statements: ['create table c (id integer)'],
      transaction: 'own',
    })
    const ended = await Promise.allSettled([database, second].map((one) => applyMigration(one, all, { expectedFrom })))
    expect(ended.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    const refused = ended.find(({ status }) => status === 'rejected')
    expect(refused).toMatchObject({ reason: { code: expect.stringMatching(/^MIGRATION_(BUSY|STATE)$/) } })
    expect(await tablesOf(database)).toEqual(['a', 'b', 'c'])
  })
})

describe('Postgres alone', () => {
  test('the holder of the lock is named, and the lock ends with the migration', async () => {
    const { url, database } = await postgres('create table a (id integer)')
    await using other = await connect(url)
    let release: () => void = () => {}
    const holding = other.session(async (session) => {
      await session.query('select pg_advisory_lock($1, $2)', [0x756e6465, 0x73747564])
      await new Promise<void>((resolve) => {
        release = resolve
      })
    })
    const locks = () =>
      database.query(
        "select 1 from pg_locks l join pg_database d on d.oid = l.database where locktype = 'advisory' and datname = current_database()",
      )
    try {
      await expect.poll(locks).toHaveLength(1)
      const { code, message, details } = await failure(applyMigration(database, steps('create table b (id integer)')))
      expect([code, message]).toEqual(['MIGRATION_BUSY', expect.stringMatching(/advisory lock .* process \d+ of role/)])
      expect(details.pid).toEqual(expect.any(Number))
    } finally {
      release()
      await holding
    }
    await expect.poll(locks).toEqual([])
    await applyMigration(database, steps('create table b (id integer)'))
    expect(await locks()).toEqual([])
  })

  test('a killed connection in the middle tells what stands', async () => {
    const { url, database } = await postgres('create table a (id integer)')
    await using other = await connect(url)
    const kill = async () => {
      await expect
        .poll(() => other.query("select 1 from pg_stat_activity where query like 'select pg_sleep(31%'"))
        .toHaveLength(1)
      await other.query(
        "select pg_terminate_backend(pid) from pg_stat_activity where query like 'select pg_sleep(31%' and datname = current_database()",
      )
    }
    const [{ code, message, details }] = await Promise.all([
      failure(
        applyMigration(
          database,
          steps(
            { statements: ['create table b (id integer)'], transaction: 'own' },
            'create table c (id integer)',
            'select pg_sleep(31)',
            'create table d (id integer)',
          ),
        ),
      ),
      kill(),
    ])
    expect([code, message]).toEqual(['CONNECTION_LOST', expect.stringMatching(/^At step 3 of 4/)])
    expect(details.stands).toBe('step 1 stands; steps 2–3 were rolled back; step 4 was never begun')
    expect(await tablesOf(database)).toEqual(['a', 'b'])
  })

  test('a connection that is killed outside of a transaction leaves its step unknown', async () => {
    const { url, database } = await postgres('create table a (id integer)')
    await using other = await connect(url)
    const kill = async () => {
      const mine = "from pg_stat_activity where query like 'select pg_sleep(32%' and datname = current_database()"
      await expect.poll(() => other.query(`select 1 ${mine}`)).toHaveLength(1)
      await other.query(`select pg_terminate_backend(pid) ${mine}`)
    }
    const [{ code, details, hint }] = await Promise.all([
      failure(
        applyMigration(
          database,
          steps('create table b (id integer)', { statements: ['select pg_sleep(32)'], transaction: 'none' }),
        ),
      ),
      kill(),
    ])
    expect([code, details.stands, hint]).toEqual([
      'CONNECTION_LOST',
      'step 1 stands; step 2 may stand or not',
      expect.stringContaining('Look at the database'),
    ])
  })

  test('a connection that is lost in the commit: the server is asked what became of it', async () => {
    const { url, database } = await postgres(`create table a (id integer);
      create function die() returns trigger language plpgsql as $$ begin
        perform pg_terminate_backend(pg_backend_pid()); perform pg_sleep(5); return null; end $$;
      create constraint trigger dying after insert on a deferrable initially deferred for each row execute function die()`)
    await using other = await connect(url)
    const { code, details } = await failure(
      applyMigration(database, steps('create table b (id integer)', 'insert into a values (1)')),
    )
    expect([code, details.stands]).toEqual(['CONNECTION_LOST', 'nothing was changed; steps 1–2 were rolled back'])
    expect(await tablesOf(other)).toEqual(['a'])
  })

  test('what only the commit finds takes back all of its steps', async () => {
    const { database } = await postgres(`create table a (id integer primary key);
      create table b (a integer references a deferrable initially deferred)`)
    const { message, details } = await failure(
      applyMigration(database, steps('create table c (id integer)', 'insert into b values (7)')),
    )
    expect([message, details.stands]).toEqual([
      expect.stringMatching(/^The commit failed: .*foreign key/),
      'nothing was changed; steps 1–2 were rolled back',
    ])
  })

  test('a signal stops the statement that runs', async () => {
    const { database } = await postgres('create table a (id integer)')
    const controller = new AbortController()
    const start = performance.now()
    const { code, details } = await failure(
      applyMigration(database, steps('create table b (id integer)', 'select pg_sleep(30)'), {
        signal: controller.signal,
        onStep: ({ kind, step }) => {
          if (kind === 'begins' && step.number === 2) setTimeout(() => controller.abort(), 100)
        },
      }),
    )
    expect([code, details.stands, performance.now() - start < 5000]).toEqual([
      'CANCELLED',
      'nothing was changed; steps 1–2 were rolled back',
      true,
    ])
  })

  test('each step has its own timeouts, and none outlives the migration', async () => {
    const { database } = await postgres('create table seen (lock text, statement text)')
    const look = "insert into seen values (current_setting('lock_timeout'), current_setting('statement_timeout'))"
    await applyMigration(
      database,
      steps(
        { statements: [look], timeouts: { lock: 1500, statement: null } },
        { statements: [look], timeouts: { lock: 2000, statement: 60_000 } },
        { statements: [look], transaction: 'none', timeouts: { lock: 700, statement: null } },
      ),
    )
    expect(await database.query('select * from seen')).toEqual([
      { lock: '1500ms', statement: '0' },
      { lock: '2s', statement: '1min' },
      { lock: '700ms', statement: '0' },
    ])
    expect(await database.query("select current_setting('lock_timeout') as lock")).toEqual([{ lock: '0' }])
    const slow = await failure(
      applyMigration(database, steps({ statements: ['select pg_sleep(5)'] }), { statementTimeout: 50 }),
    )
    expect([slow.code, slow.details.sqlstate]).toEqual(['MIGRATION_FAILED', '57014'])
  })

  test('bodies of functions may name what comes later, and names without a schema are those of the system', async () => {
    const { database } =
      await postgres(`create function now() returns timestamptz language sql as $$ select null::timestamptz $$;
      do $$ begin execute format('alter database %I set search_path = public, pg_catalog', current_database()); end $$`)
    await using later = await connect(String(Reflect.get(database, 'name')).replace(':***', ''))
    await applyMigration(
      later,
      steps(
        'create function public.f() returns int language sql as $$ select count(*)::int from public.made_later $$',
        'create table public.made_later (at timestamptz default now())',
      ),
    )
    expect(await later.query('select at is not null as at from (select now() as at) x')).toEqual([{ at: false }])
    await database.execute('insert into made_later default values')
    expect(await database.query('select at is not null as at from made_later')).toEqual([{ at: true }])
  })
})

testInFull('PGlite, which has one connection', async () => {
  await using database = await connect('pglite:')
  await database.execute('create table a (id integer primary key)')
  const expectedFrom = await fingerprint(database)
  const all = steps(
    'create table b (id integer)',
    { statements: ['create index concurrently b_id on b (id)'], transaction: 'none' },
    { statements: ['create table c (id integer)'], transaction: 'own' },
  )
  expect(states(await applyMigration(database, all, { expectedFrom }))).toEqual(['done', 'done', 'done'])
  const { details } = await failure(applyMigration(database, steps('create table d (id integer)', 'create table a ()')))
  expect(details.stands).toBe('nothing was changed; steps 1–2 were rolled back')
  expect(await tablesOf(database)).toEqual(['a', 'b', 'c'])
})

test('an index that could not be built at the side is said to have stayed behind', async () => {
  const { database } = await postgres('create table a (id integer); insert into a values (1), (1)')
  const { hint, details } = await failure(
    applyMigration(
      database,
      steps({ statements: ['create unique index concurrently a_id on a (id)'], transaction: 'none' }),
    ),
  )
  expect([details.stands, hint]).toEqual(['step 1 may stand or not', expect.stringContaining('invalid')])
})

describe('SQLite alone', () => {
  test('pragmas stand outside of transactions, and rows that a check of foreign keys finds are a failure', async () => {
    const { database } = await sqlite(`create table a (id integer primary key);
      create table b (a integer references a (id)); insert into a values (1); insert into b values (1)`)
    const all = steps(
      { statements: ['pragma foreign_keys = off'], transaction: 'none' },
      { statements: ['delete from a'], hazards: [{ kind: 'deletes data', why: 'All rows of a.' }] },
      { statements: ['pragma foreign_key_check'] },
      { statements: ['pragma foreign_keys = on'], transaction: 'none' },
    )
    const { message, details } = await failure(applyMigration(database, all, { confirmed: true }))
    expect([message, states(details.report)]).toEqual([
      expect.stringMatching(/^Step 3 of 4 .*1 row refers to what is not there: "b" in "a"/),
      ['done', 'rolled back', 'rolled back', 'not begun'],
    ])
    expect(await database.query('select count(*) as n from a')).toEqual([{ n: 1 }])
    expect(await database.query('pragma foreign_keys')).toEqual([{ foreign_keys: 1 }])
  })

  test('somebody who changes the schema between two transactions is noticed', async () => {
    const { url, database } = await sqlite('create table a (id integer)')
    await using other = await connect(url)
    const { code, details } = await failure(
      applyMigration(
        database,
        steps(
          { statements: ['create table b (id integer)'], transaction: 'own' },
          { statements: ['pragma user_version = 1'], transaction: 'none' },
          { statements: ['create table c (id integer)'], transaction: 'own' },
        ),
        {
          onStep: ({ kind, step }) => {
            if (kind === 'stands' && step.number === 1) void other.execute('create table z (id integer)')
          },
        },
      ),
    )
    expect([code, details.stands]).toEqual(['MIGRATION_BUSY', 'step 1 stands; steps 2–3 were never begun'])
  })

  test('the wait for locks is afterwards as it was', async () => {
    const { database } = await sqlite('create table a (id integer)')
    const before = await database.query('pragma busy_timeout')
    await applyMigration(database, steps('create table b (id integer)'))
    expect(await database.query('pragma busy_timeout')).toEqual(before)
  })
})
