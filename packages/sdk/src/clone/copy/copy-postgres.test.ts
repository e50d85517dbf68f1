import { setTimeout as pause } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { testDatabase } from '../../../../../test/database.ts'
import { testCopy } from '../../../test/clone/copy-context.ts'
import { backwards, backwardsBytes } from '../../../test/clone/hand-made-policy.ts'
import { analyzeSchema } from '../../catalog/analyze.ts'
import { compareSchemas } from '../../catalog/diff/compare-schemas.ts'
import type { Copy } from '../../database/adapter.ts'
import { connect } from '../../database/connect.ts'
import type { CloneEvent } from '../clone-event.ts'
import { copyPostgres } from './copy-postgres.ts'
import { finishPostgres } from './finish-postgres.ts'

const shop = `
create table customers (
  id bigint generated always as identity primary key,
  email text not null unique,
  name varchar(40),
  born date,
  loud text generated always as (upper(name)) stored
);
create table orders (
  id serial primary key,
  customer bigint not null references customers (id),
  total numeric(10, 2) not null check (total >= 0),
  at timestamptz not null default now()
);
create index orders_by_customer on orders (customer);
create function stamp() returns trigger language plpgsql as $$ begin new.total := 0; return new; end $$;
create trigger stamped before insert on orders for each row execute function stamp();
alter table orders enable row level security;
insert into customers (email, name, born)
  select 'user' || n || '@example.com', case when n % 7 > 0 then 'Name ' || n end, date '1970-01-01' + n
  from generate_series(1, 1000) n;
alter table orders disable trigger stamped;
insert into orders (customer, total, at)
  select 1 + n % 1000, n / 100.0, timestamptz '2020-01-01 00:00:00.123456+00' + n * interval '1 hour'
  from generate_series(1, 3000) n;
alter table orders enable trigger stamped;
`

test('a small database arrives with its schema and its rows, masked columns masked, all others as they were', async () => {
  const [from, to] = [await testDatabase('copied'), await testDatabase('copy')]
  await using source = await connect(from)
  await using target = await connect(to)
  await source.execute(shop)
  const { context } = await testCopy(from, to, {
    masks: { 'public.customers': { email: backwardsBytes, name: backwards } },
  })

  const report = await copyPostgres(context)
  await finishPostgres(context)

  const masked = `select id, 'x' || reverse(email) as email, 'x' || reverse(name) as name, born from customers order by id`
  const kept = 'select id, email, name, born from customers order by id'
  expect(await target.query(kept)).toEqual(await source.query(masked))
  expect(await target.query('select * from orders order by id')).toEqual(
    await source.query('select * from orders order by id'),
  )
  expect(await target.query('select loud from customers where id = 1')).toEqual([{ loud: 'X1 EMAN' }])
  const diff = compareSchemas(await analyzeSchema(source), await analyzeSchema(target))
  expect({ ...diff, notCompared: [] }).toEqual({
    added: [],
    removed: [],
    changed: [],
    renameCandidates: [],
    renamed: [],
    notCompared: [],
  })
  expect(report).toMatchObject({ rows: 4000, rowsMasked: 1000, bytesAgain: 0 })
  expect(report.tables.find(({ table }) => table === 'public.customers')).toMatchObject({
    rows: 1000,
    rules: [
      { column: 'email', values: 1000 },
      { column: 'name', values: 858 },
    ],
  })
  await target.query("insert into customers (email) values ('new')")
  expect(await target.query("select id from customers where email = 'new'")).toEqual([{ id: 1001 }])
})

test('what of a chunk is on its way is told before the chunk has arrived', async () => {
  const [from, to] = [await testDatabase('moving'), await testDatabase('moved')]
  await using source = await connect(from)
  await source.execute(`create table wide (id integer, text text);
    insert into wide select n, repeat(md5(n::text), 30) from generate_series(1, 10000) n`)
  const events: CloneEvent[] = []
  const { context } = await testCopy(from, to, {})
  await copyPostgres({ ...context, emit: (event) => events.push(event) })
  const told = events.filter(({ type }) => type === 'moving' || type === 'copied').map(({ type }) => type)
  expect(told).toEqual(['moving', 'moving', 'copied'])
})

test('while a part is on its way the next one is made ready, and no more travel at a time than there are workers', async () => {
  const [from, to] = [await testDatabase('parts'), await testDatabase('parted')]
  await using source = await connect(from)
  await source.execute(`create table wide (id integer, text text);
    insert into wide select n, repeat(md5(n::text), 30) from generate_series(1, 3000) n`)
  const { context } = await testCopy(from, to)
  let [travelling, most, begun, mostBegun] = [0, 0, 0, 0]
  async function* counted(rows: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    most = Math.max(most, ++travelling)
    // Long enough for the next one to be ready, and to set off if nothing kept it.
    for (let waited = 0; waited < 100 && mostBegun < 2; waited++) await pause(10)
    await pause(10)
    yield* rows
    travelling--
  }
  const report = await copyPostgres(
    {
      ...context,
      source: {
        ...context.source,
        session: (run) =>
          context.source.session((session) =>
            run(
              watched(session, 'copy', (copy: Copy) =>
                watched(copy, 'out', (out: Copy['out']) => (statement: string) => counted(out(statement))),
              ),
            ),
          ),
      },
      ledger: ['begin', 'finish'].reduce(
        (ledger, name) =>
          watched(ledger, name, (note: (...given: unknown[]) => unknown) => (...given: unknown[]) => {
            begun += name === 'begin' ? 1 : -1
            mostBegun = Math.max(mostBegun, begun)
            return note(...given)
          }),
        context.ledger,
      ),
      workers: 1,
    },
    { chunkBytes: 512 * 1024 },
  )
  expect(report.rows).toBe(3000)
  expect({ travelling: most, begun: mostBegun }).toEqual({ travelling: 1, begun: 2 })
})

/** The same with one of its members in another's hands. */
function watched<Whole extends object>(whole: Whole, member: string, around: (own: never) => unknown): Whole {
  return new Proxy(whole, {
    get: (own, name) => {
      const value: unknown = Reflect.get(own, name)
      const bound = typeof value === 'function' ? value.bind(own) : value
      return name === member ? around(bound as never) : bound
    },
  })
}
