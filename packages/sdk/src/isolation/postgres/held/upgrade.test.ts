import pg from 'pg'
import { describe, expect, test } from 'vitest'
import { ownClones, poolIn } from '../../../../test/own-clones.ts'

const { worlds: open, plain } = await ownClones(`
  create table parents (id int generated always as identity primary key, name text unique not null);
  create table children (id serial primary key, parent_id int not null references parents deferrable initially deferred);
  create table moods (id int primary key, mood text);
  create type feeling as enum ('fine');
  create procedure twice() language plpgsql as
    $$ begin insert into moods values (1); commit; insert into moods values (2); rollback; end $$;
  insert into parents (name) values ('first')`)
const worlds = await open()

/** What a test sees: answers, and errors by their code and message. */
type Ask = (text: string, values?: unknown[]) => Promise<unknown>
interface Seen {
  pool: pg.Pool
  url: () => Promise<string>
  ask: Ask
  on: (client: pg.PoolClient) => Ask
}
type Body = (seen: Seen) => Promise<unknown>

function asker(client: pg.Pool | pg.PoolClient): Ask {
  return async (text, values) => {
    try {
      const { command, rowCount, rows } = await client.query(text, values)
      return { command, rowCount, rows }
    } catch (thrown) {
      if (!(thrown instanceof pg.DatabaseError)) throw thrown
      return { code: thrown.code, message: thrown.message }
    }
  }
}

function seen(pool: pg.Pool, url: () => Promise<string>): Seen {
  return { pool, url, ask: asker(pool), on: asker }
}

/** Runs a body on a database of its own and in a world: all that it saw must be the same. */
async function alike(body: Body) {
  const expected = await plain((pool, url) => body(seen(pool, async () => url)))
  await using world = await worlds.open({})
  const actual = await body(seen(poolIn(world), () => world.url()))
  expect(actual).toEqual(expected)
  return { seen: expected, upgrade: world.upgrade, isolation: world.isolation }
}

describe('what needs a real COMMIT is as on a plain database', () => {
  const bodies: Record<string, { body: Body; upgrades: RegExp | undefined }> = {
    'a deferred foreign key fails at COMMIT and takes the transaction with it': {
      upgrades: undefined,
      async body({ pool, on, ask }) {
        const client = await pool.connect()
        const one = on(client)
        const answers = [
          await one('begin'),
          await one('insert into moods values (1)'),
          await one('insert into children (parent_id) values (99)'),
          await one('commit'),
          await one('select count(*) from moods'),
        ]
        client.release()
        return [answers, await ask('select count(*) from children')]
      },
    },
    'a deferred foreign key fails a statement alone': {
      upgrades: undefined,
      body: async ({ ask }) => [
        await ask('insert into children (parent_id) values (99)'),
        await ask('insert into children (parent_id) values (1)'),
        await ask('select parent_id from children'),
      ],
    },
    'COMMIT of a failed transaction answers ROLLBACK': {
      upgrades: undefined,
      async body({ pool, on }) {
        const client = await pool.connect()
        const one = on(client)
        const answers = []
        for (const text of [
          'begin',
          'insert into moods values (1)',
          'insert into moods values (1)',
          'select 1',
          'commit',
          'select count(*) from moods',
        ])
          answers.push(await one(text))
        client.release()
        return answers
      },
    },
    'NOTIFY gets to another connection': {
      upgrades: /listens or notifies/,
      async body({ pool, on, ask }) {
        const client = await pool.connect()
        const heard = new Promise((resolve) =>
          client.on('notification', ({ channel, payload }) => resolve({ channel, payload })),
        )
        await on(client)('listen news')
        await ask("notify news, 'hello'")
        const message = await heard
        client.release(true)
        return message
      },
    },
    'NOTIFY of a transaction gets there at COMMIT, and not after ROLLBACK': {
      upgrades: /listens or notifies/,
      async body({ pool, on, ask }) {
        const client = await pool.connect()
        const heard: unknown[] = []
        client.on('notification', ({ payload }) => heard.push(payload))
        await on(client)('listen news')
        const other = await pool.connect()
        for (const text of [
          'begin',
          "select pg_notify('news', 'lost')",
          'rollback',
          'begin',
          "notify news, 'kept'",
          'commit',
        ])
          await on(other)(text)
        other.release()
        await ask('select 1')
        await expect.poll(() => heard.length).toBe(1)
        client.release(true)
        return heard
      },
    },
    'a second connection sees rows only after COMMIT': {
      upgrades: /another connection is used/,
      async body({ pool, on, ask }) {
        const client = await pool.connect()
        const one = on(client)
        const answers = [await one('begin'), await one("insert into parents (name) values ('mine') returning id")]
        answers.push(await ask('select name from parents'))
        answers.push(await one('commit'), await ask('select name from parents'))
        client.release()
        return answers
      },
    },
    'whoever connects by the URL sees rows': {
      upgrades: /URL/,
      async body({ url, ask }) {
        await ask("insert into parents (name) values ('mine')")
        const client = new pg.Client(await url())
        await client.connect()
        const { rows } = await client.query('select id, name from parents order by id')
        await client.end()
        return rows
      },
    },
    'CREATE INDEX CONCURRENTLY': {
      upgrades: /CONCURRENTLY/,
      body: async ({ ask }) => [
        await ask("insert into parents (name) values ('mine')"),
        await ask('create index concurrently by_mood on moods (mood)'),
        await ask("select indexname from pg_indexes where indexname = 'by_mood'"),
      ],
    },
    VACUUM: {
      upgrades: /VACUUM/,
      body: async ({ ask }) => [await ask('delete from parents'), await ask('vacuum parents')],
    },
    'serializable transactions fail with 40001': {
      upgrades: /isolation level/,
      async body({ pool, on }) {
        const [a, b] = [await pool.connect(), await pool.connect()]
        const answers = []
        for (const [client, text] of [
          [a, 'begin isolation level serializable'],
          [b, 'begin isolation level serializable'],
          [a, 'select count(*) from moods'],
          [b, 'select count(*) from moods'],
          [a, 'insert into moods values (1)'],
          [b, 'insert into moods values (2)'],
          [a, 'commit'],
          [b, 'commit'],
        ] as const)
          answers.push(await on(client)(text))
        a.release()
        b.release()
        return answers
      },
    },
    'repeatable read keeps its snapshot while others write': {
      upgrades: /isolation level/,
      async body({ pool, on, ask }) {
        const client = await pool.connect()
        const one = on(client)
        const answers = [await one('begin'), await one('set transaction isolation level repeatable read')]
        answers.push(await one('select count(*) from moods'), await ask('insert into moods values (1)'))
        answers.push(
          await one('select count(*) from moods'),
          await one('commit'),
          await one('select count(*) from moods'),
        )
        client.release()
        return answers
      },
    },
    'a procedure that commits': {
      upgrades: /procedure/,
      body: async ({ ask }) => [await ask('call twice()'), await ask('select id from moods order by id')],
    },
    'a DO block that commits': {
      upgrades: /ends transactions/,
      body: async ({ ask }) => [
        await ask('do $$ begin insert into moods values (1); commit; insert into moods values (2); rollback; end $$'),
        await ask('select id from moods order by id'),
      ],
    },
    'an advisory lock of a transaction is seen from elsewhere, until COMMIT': {
      upgrades: /another connection is used/,
      async body({ pool, on, ask }) {
        const client = await pool.connect()
        const one = on(client)
        const answers = [await one('begin'), await one('select pg_advisory_xact_lock(1)')]
        answers.push(await ask('select pg_try_advisory_xact_lock(1)'), await one('commit'))
        answers.push(await ask('select pg_try_advisory_xact_lock(1)'))
        client.release()
        return answers
      },
    },
    'an advisory lock of a session is held against other connections': {
      upgrades: /another connection is used/,
      async body({ pool, on, ask }) {
        const client = await pool.connect()
        const answers = [await on(client)('select pg_advisory_lock(1)')]
        answers.push(await ask('select pg_try_advisory_lock(1)'))
        client.release()
        return answers
      },
    },
    'ON COMMIT DELETE ROWS': {
      upgrades: /temporary table/,
      async body({ pool, on }) {
        const client = await pool.connect()
        const answers = []
        for (const text of [
          'create temp table notes (id int) on commit delete rows',
          'begin',
          'insert into notes values (1)',
          'select count(*) from notes',
          'commit',
          'select count(*) from notes',
        ])
          answers.push(await on(client)(text))
        client.release()
        return answers
      },
    },
    'a value that ALTER TYPE adds is used': {
      upgrades: /enum/,
      body: async ({ ask }) => [
        await ask("alter type feeling add value 'better'"),
        await ask("select 'better'::feeling"),
        await ask('select enum_range(null::feeling)::text'),
      ],
    },
    'a value that ALTER TYPE adds is not used in the same transaction': {
      upgrades: /enum/,
      async body({ pool, on }) {
        const client = await pool.connect()
        const answers = []
        for (const text of [
          'begin',
          "alter type feeling add value 'worse'",
          "select 'worse'::feeling",
          'select 1',
          'commit',
        ])
          answers.push(await on(client)(text))
        client.release()
        return answers
      },
    },
    'SET LOCAL and set_config end with their transaction': {
      upgrades: /SET LOCAL|local to a transaction/,
      async body({ pool, on }) {
        const client = await pool.connect()
        const answers = []
        for (const text of [
          'begin',
          "set local my.tenant = 'a'",
          "select current_setting('my.tenant', true)",
          'commit',
          "select set_config('my.other', 'b', true)",
          "select current_setting('my.tenant', true) as tenant, current_setting('my.other', true) as other",
        ])
          answers.push(await on(client)(text))
        client.release()
        return answers
      },
    },
    'a setting of one connection is not one of another': {
      upgrades: /another connection is used/,
      async body({ pool, on, ask }) {
        const client = await pool.connect()
        const answers = [
          await on(client)("set my.tenant = 'a'"),
          await ask("select current_setting('my.tenant', true)"),
        ]
        client.release()
        return answers
      },
    },
    'a cursor WITH HOLD': {
      upgrades: /WITH HOLD/,
      async body({ pool, on }) {
        const client = await pool.connect()
        const answers = []
        for (const text of [
          'begin',
          'declare c cursor with hold for select 1 as one',
          'commit',
          'fetch all from c',
          'close c',
        ])
          answers.push(await on(client)(text))
        client.release()
        return answers
      },
    },
    'transactions have numbers of their own': {
      upgrades: /number of its transaction/,
      async body({ ask, pool }) {
        await ask('insert into moods values (1)')
        const numbers = [1, 2].map(() => pool.query('select txid_current() as id'))
        const [a, b] = await Promise.all(numbers)
        return a?.rows[0].id !== b?.rows[0].id
      },
    },
    'one string that begins and commits': {
      upgrades: /one string/,
      body: async ({ pool, ask }) => [
        (await pool.query('begin; insert into moods values (1); commit')) && 'done',
        await ask('select count(*) from moods'),
      ],
    },
  }
  for (const [name, { body, upgrades }] of Object.entries(bodies)) {
    test(name, async () => {
      const { upgrade, isolation } = await alike(body)
      if (!upgrades) return expect(upgrade).toBe(undefined)
      expect(isolation).toBe('clone')
      expect(upgrade?.reason).toMatch(upgrades)
    })
  }
})
