import { afterAll, expect, onTestFinished, test } from 'vitest'
import { testDatabase } from '../../../../../test/database.ts'
import { testCopy } from '../../../test/clone/copy-context.ts'
import { dropRoles, kitchenSink, serverNumber } from '../../catalog/analyze/postgres/kitchen-sink.ts'
import { analyzeSchema } from '../../catalog/analyze.ts'
import { compareSchemas } from '../../catalog/diff/compare-schemas.ts'
import { connect } from '../../database/connect.ts'
import { copyPostgres } from '../copy/copy-postgres.ts'
import { finishPostgres } from '../copy/finish-postgres.ts'

const roles = 'cloned_sink'
const from = await testDatabase('sink')
const source = await connect(from)
await source.execute(kitchenSink(await serverNumber(source), roles))
await source.execute(`
set search_path to sink, public;
-- Made like another table, it has names that Postgres gives to nobody else.
drop table holder cascade;
insert into person (name, nick, number, feeling, worth, stay)
  select 'p' || n, 'n' || n, n + 1, 'ok', row(n::numeric, 'EUR', 'sad'::mood)::price, '[1,2)' from generate_series(2, 40, 2) n;
insert into parent (code, person) values ('a', 10), (null, null);
insert into child (code, extra) values ('b', 'y');
insert into measured select timestamptz '2024-01-02' + n * interval '100 days', 'x', 1 + n % 2 from generate_series(0, 7) n;
insert into reads select at, value from measured;
insert into placed_by values ('a'), (null);
insert into typed values (1.5, 'EUR', 'ok');
insert into loose values (1, '{1,null}');
insert into hashed select 0 from generate_series(1, 3) where false;
refresh materialized view kept;
select nextval('counter'), nextval('counter');
`)
afterAll(async () => {
  await source.execute(dropRoles(roles))
  await source.close()
})
const waivers = [{ about: 'large-objects', reason: 'of no use in tests', by: 'me' }]

test('every kind of object that Postgres has arrives, but for what reaches out of the database', async () => {
  const to = await testDatabase('sink_copy')
  const target = await connect(to)
  onTestFinished(() => target.close())
  const { context } = await testCopy(from, to, { waivers })
  onTestFinished(() => target.execute(`drop owned by ${roles}_owner cascade; drop owned by ${roles}_reader cascade`))

  await copyPostgres(context)
  await finishPostgres(context)

  const there = await analyzeSchema(target)
  const { added, removed, changed } = compareSchemas(await analyzeSchema(source), there)
  expect({ added, changed }).toEqual({ added: [], changed: [] })
  const left = removed.map(({ id }) => id.replace(/ (of_|public\.|away).*/, '')).sort()
  expect([...new Set(left)]).toEqual(['publication', 'user mapping'])
  const rows = (database: typeof source) =>
    Promise.all(
      there.tables
        .filter(({ kind }) => kind !== 'foreign')
        .map(async ({ schema, name }) => ({
          name,
          rows: await database.query(
            `select t::text as row from "${schema.replaceAll('"', '""')}"."${name.replaceAll('"', '""')}" t order by 1`,
          ),
        })),
    )
  expect(await rows(target)).toEqual(await rows(source))
  expect(await target.query('select * from sink.kept order by id')).toEqual(
    await source.query('select * from sink.kept order by id'),
  )
  expect(await target.query("select nextval('sink.counter')")).toEqual([{ nextval: 13 }])
  expect(context.plan.notes.join('\n')).toMatch(/publications? (is|are) left out.*large objects are left out/is)
})

test('a privilege of a role that the target has not is left out and named', async () => {
  const { context } = await testCopy(from, await testDatabase('sink_copy'), { waivers, roles: ['postgres'] })
  const text = context.plan.after.flatMap(({ statements }) => statements).join('\n')
  expect(text).not.toContain(`${roles}_reader`)
  expect(context.plan.notes).toContain(`Privileges of role ${roles}_reader are left out: it is not on the target.`)
})

test('before rows come there is nothing that would slow them down, fire for them or hide them', async () => {
  const { context } = await testCopy(from, await testDatabase('sink_copy'), { waivers })
  const kinds = (steps: typeof context.plan.before) => new Set(steps.map(({ object }) => object.split(' ')[0]))
  for (const kind of ['index', 'trigger', 'policy', 'rule', 'materialized', 'event', 'statistics']) {
    expect(kinds(context.plan.before)).not.toContain(kind)
    expect(kinds(context.plan.after)).toContain(kind)
  }
  const before = context.plan.before.flatMap(({ statements }) => statements).join('\n')
  expect(before).not.toMatch(/primary key \(|references .*\(|enable row level security|create unique/i)
})

test('the same plan has the same hash, whatever was counted; another policy has another', async () => {
  const plan = async (masks = {}) =>
    (await testCopy(from, await testDatabase('sink_copy'), { waivers, masks })).context.plan
  const first = await plan()
  await source.query('insert into sink.loose values (2)')
  await source.query('analyze sink.loose')
  const second = await plan()
  expect(second.rows).not.toBe(first.rows)
  expect(second.hash).toBe(first.hash)
  expect((await plan({ 'sink.loose': { a: { value: () => '1' } } })).hash).not.toBe(first.hash)
})
