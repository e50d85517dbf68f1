import { expect, onTestFinished, test } from 'vitest'
import { testDatabase } from '../../../../../test/database.ts'
import { testCopy } from '../../../test/clone/copy-context.ts'
import { connect } from '../../database/connect.ts'
import { copyPostgres } from './copy-postgres.ts'
import { finishPostgres } from './finish-postgres.ts'
import { runSteps } from './run-steps.ts'

const script = `
create table people (id integer primary key, note text);
create table visits (id integer primary key, person integer references people, note text);
create index on visits (person);
create table orders (id integer, person integer references people, note text);
create table alone (id integer primary key, note text);
create table small (person integer references people);
create index on small (person);
create table logs (id integer, person integer references people, note text) partition by range (id);
create table logs_low partition of logs for values from (0) to (5001);
create table logs_high partition of logs for values from (5001) to (10000);
create index on logs (person);
insert into people select n, repeat('x', 200) from generate_series(1, 6000) n;
insert into visits select n, n, repeat('x', 200) from generate_series(1, 6000) n;
insert into orders select * from visits;
insert into alone select id, note from visits;
insert into logs select * from visits;
insert into small values (1);
`

test('pages of tables that foreign keys are checked in by an index are marked before, and once more does no harm', async () => {
  const urls = [await testDatabase('finish_from'), await testDatabase('finish_to')] as const
  const [from, to] = [await connect(urls[0]), await connect(urls[1])]
  onTestFinished(async () => {
    await Promise.all([from.close(), to.close()])
  })
  await from.execute(script)
  const { context } = await testCopy(...urls)
  await copyPostgres(context)
  await finishPostgres(context)
  await finishPostgres(context)
  // What no index leads to is read whole, and what is small is read sooner than marked.
  const marked = `select relname as name, vacuum_count as n from pg_stat_user_tables where vacuum_count > 0 order by 1`
  await expect.poll(() => to.query(marked)).toEqual(['logs_low', 'people', 'visits'].map((name) => ({ name, n: 2 })))
})

test('rows are held against keys as if an index were read like a table, and nothing else is planned so; builds that are alone have no helpers', async () => {
  const url = await testDatabase('finish_planned')
  await using staging = await connect(url)
  const { context } = await testCopy(url, url)
  const seen = `insert into seen values (current_setting('random_page_cost'), current_setting('max_parallel_maintenance_workers'))`
  await staging.execute('create table seen (cost text, helpers text)')
  const step = {
    number: 1,
    action: 'validate',
    title: '',
    statements: [seen],
    hazards: [],
    locks: [],
    transaction: 'own',
    timeouts: { lock: 0, statement: null },
  } as const
  const run = { staging, ledger: context.ledger, signal: context.signal }
  await runSteps('key', [{ ...step, object: 'constraint public.a.b' }], run)
  await runSteps('view', [{ ...step, object: 'materialized view public.v' }], { ...run, alone: true })
  expect(await staging.query('select cost, helpers from seen')).toEqual([
    { cost: '1', helpers: '2' },
    { cost: '4', helpers: '0' },
  ])
})
