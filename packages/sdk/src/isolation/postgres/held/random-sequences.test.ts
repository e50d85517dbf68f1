import { setImmediate } from 'node:timers/promises'
import fc from 'fast-check'
import pg from 'pg'
import { afterAll, expect, test } from 'vitest'
import { ownClones, poolIn } from '../../../../test/own-clones.ts'
import { propertyRuns } from '../../../../test/property-runs.ts'

const { worlds: open, clones } = await ownClones(`
  create table nodes (
    id int primary key,
    n int check (n >= 0),
    up int references nodes deferrable initially deferred,
    label text unique deferrable
  );
  create table logs (id serial primary key, node int);
  create function log_node() returns trigger language plpgsql as
    $$ begin insert into logs (node) values (new.id); return null; end $$;
  create constraint trigger log_node after insert on nodes deferrable initially deferred
    for each row execute function log_node()`)
const worlds = await open()
const clone = await clones.take({})
const plain = new pg.Pool({ connectionString: clone.url })
// The database may be dropped while a connection that was ended is still on its way out: then the server says so.
plain.on('connect', (client) => client.on('error', () => {}))
afterAll(async () => {
  await worlds.close()
  await plain.end()
  await clone.release()
})

const id = fc.integer({ min: 1, max: 4 })
const name = fc.constantFrom('a', 'b')
const statement = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.tuple(id, id).map(([one, up]) => `insert into nodes values (${one}, 1, ${up}, 'n${up}')`),
  },
  { weight: 3, arbitrary: id.map((one) => `insert into nodes values (${one}, 0, null, null) returning *`) },
  { weight: 2, arbitrary: id.map((one) => `update nodes set n = n - 1 where id = ${one}`) },
  { weight: 2, arbitrary: id.map((one) => `delete from nodes where id = ${one}`) },
  { weight: 2, arbitrary: id.map((one) => `update nodes set id = ${one} where id = 1; select count(*) from nodes`) },
  { weight: 2, arbitrary: fc.constant('select id, n, up, label from nodes order by id') },
  { weight: 1, arbitrary: fc.constant('select id, node from logs order by id') },
  { weight: 1, arbitrary: fc.constant('select 1 / 0') },
  { weight: 5, arbitrary: fc.constantFrom('begin', 'start transaction') },
  { weight: 5, arbitrary: fc.constantFrom('commit', 'end', 'commit and chain') },
  { weight: 4, arbitrary: fc.constantFrom('rollback', 'abort', 'rollback and chain') },
  { weight: 3, arbitrary: name.map((one) => `savepoint ${one}`) },
  { weight: 3, arbitrary: name.map((one) => `rollback to ${one}`) },
  { weight: 2, arbitrary: name.map((one) => `release ${one}`) },
  { weight: 1, arbitrary: fc.constantFrom('set constraints all immediate', 'set constraints all deferred') },
  { weight: 1, arbitrary: fc.constant('lock table nodes') },
  { weight: 1, arbitrary: fc.constant('alter table nodes add constraint small check (n < 2) not valid') },
  { weight: 1, arbitrary: fc.constant('alter table nodes drop constraint if exists nodes_up_fkey') },
)
const steps = fc.array(fc.record({ client: fc.boolean(), text: statement }), { minLength: 1, maxLength: 20 })

interface Step {
  readonly client: boolean
  readonly text: string
}

async function play(
  pool: pg.Pool,
  sequence: readonly Step[],
  before: (step: number) => Promise<unknown> = async () => {},
): Promise<unknown[]> {
  const client = await pool.connect()
  const notices: unknown[] = []
  const hear = (notice: { code?: string | undefined }) => notices.push(notice.code)
  client.on('notice', hear)
  const seen: unknown[] = []
  let open = false
  for (const [step, { client: own, text }] of sequence.entries()) {
    await before(step)
    // A pool beside an open transaction would wait for its locks.
    const on = own || open || !/^(insert|update|delete|select)/.test(text) ? client : pool
    const answered = await answer(on, text)
    seen.push(answered)
    // pg tells of an error before it knows what became of the transaction.
    while ('code' in answered && client.getTransactionStatus() === 'T') await setImmediate()
    open = client.getTransactionStatus() !== 'I'
    seen.push(client.getTransactionStatus())
  }
  seen.push(await answer(client, 'rollback'), notices)
  client.off('notice', hear)
  client.release()
  for (const table of ['nodes', 'logs']) seen.push(await answer(pool, `select * from ${table} order by 1`))
  return seen
}

async function answer(on: pg.Pool | pg.PoolClient, text: string): Promise<object> {
  try {
    const result: pg.QueryResult | pg.QueryResult[] = await on.query(text)
    return [result].flat().map(({ command, rowCount, rows }) => ({ command, rowCount, rows }))
  } catch (thrown) {
    if (!(thrown instanceof pg.DatabaseError)) throw thrown
    return { code: thrown.code, message: thrown.message, constraint: thrown.constraint }
  }
}

const reset = `
  truncate nodes, logs restart identity;
  alter table nodes drop constraint if exists small, drop constraint if exists nodes_up_fkey;
  alter table nodes add foreign key (up) references nodes deferrable initially deferred`

test('any sequence of statements answers and leaves the same as on a database of its own', async () => {
  await fc.assert(
    fc.asyncProperty(steps, async (sequence) => {
      await plain.query(reset)
      const expected = await play(plain, sequence)
      await using world = await worlds.open({})
      expect(await play(poolIn(world), sequence)).toEqual(expected)
      if (world.upgrade) expect(world.upgrade.reason).toContain('sets constraints outside of a transaction')
    }),
    { numRuns: propertyRuns(100), seed: 20260101 },
  )
})

test('a move to a clone at any point of any sequence changes nothing that the test sees', async () => {
  await fc.assert(
    fc.asyncProperty(steps, fc.nat(19), async (sequence, at) => {
      await plain.query(reset)
      const expected = await play(plain, sequence)
      await using world = await worlds.open({})
      const move = async (step: number) => step === at % sequence.length && (await world.url())
      expect(await play(poolIn(world), sequence, move)).toEqual(expected)
      expect(world.isolation).toBe('clone')
    }),
    { numRuns: propertyRuns(12), seed: 20260102 },
  )
})
