import { expect, test } from 'vitest'
import { testDatabase } from '../../../../../test/database.ts'
import { analyzeSchema } from '../../catalog/analyze.ts'
import { connect } from '../../database/connect.ts'
import { targetSide } from './sides.ts'

test('what a clone is asked keeps to its connection and trusts its indexes, whatever the database has set', async () => {
  const url = await testDatabase('sides')
  {
    await using before = await connect(url)
    const name = `"${new URL(url).pathname.slice(1)}"`
    // What is not yet on the disk nobody marks as visible.
    await before.execute(`
      set synchronous_commit to on;
      alter database ${name} set random_page_cost to 40;
      alter database ${name} set parallel_setup_cost to 0;
      alter database ${name} set parallel_tuple_cost to 0;
      alter database ${name} set min_parallel_table_scan_size to 0;
      create table people (id integer primary key, note text);
      create table visits (person integer, note text);
      create index on visits (person);
      insert into people select n, repeat('x', 200) from generate_series(1, 6000) n;
      insert into visits select n, repeat('x', 200) from generate_series(1, 6000) n`)
    // What a snapshot of somebody else may not see yet is not marked either: the database's own statistics take one.
    const unmarked = "select from pg_class where relname in ('people', 'visits') and relallvisible = 0"
    do await before.query('vacuum analyze people, visits')
    while ((await before.query(unmarked)).length > 0)
  }
  await using database = await connect(url)
  const found = await analyzeSchema(database)
  const [orphans, notes] = await targetSide(found, database, found).read(async (session) => {
    const planOf = async (query: string) => JSON.stringify(await session.query(`explain ${query}`))
    return [
      await planOf(`select count(*) from only public.visits c
        where c.person is not null and not exists (select 1 from only public.people p where p.id = c.person)`),
      await planOf('select count(note) from only public.people'),
    ]
  })
  expect(orphans?.match(/Index Only Scan/g)).toHaveLength(2)
  expect(notes).toContain('Seq Scan')
  expect(notes).not.toContain('Gather')
})
