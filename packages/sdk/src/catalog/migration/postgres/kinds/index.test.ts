import { expect, test } from 'vitest'
import { migrates } from '../../../../../test/postgres-rules/migrates.ts'
import type { MigrationStep } from '../../step.ts'

const { prove } = await migrates('indexes')

const kinds = (steps: readonly MigrationStep[]) => [
  ...new Set(steps.flatMap(({ hazards }) => hazards.map(({ kind }) => kind))),
]
const titles = (steps: readonly MigrationStep[]) => steps.map(({ title }) => title)

test.each([false, true])('indexes of all kinds; online: %s', async (online) => {
  const { up, down } = await prove(
    {
      common:
        'create table t (a int not null, b text, c int4range, "d e" int); create materialized view m as select * from t',
      a: '',
      b: `create index i on t (a); create unique index "Un" on t (lower(b), "d e" desc nulls last) include (a) where a > 0; create index on t using gist (c); create unique index on m (a);
        create unique index n on t (a) nulls not distinct with (fillfactor = 60); create index s on t (a, (a + 1)); alter index s alter column 2 set statistics 33; create index on t using brin (a) with (pages_per_range = 3, autosummarize = true);
        alter table t cluster on i`,
      rows: `insert into t values (1, 'a', '[1,2]')`,
    },
    online,
  )
  expect(kinds(up)).toEqual(
    ['builds index', ...(online ? [] : ['blocks writes']), 'may fail on data'].sort(
      (one, other) => kinds(up).indexOf(one as never) - kinds(up).indexOf(other as never),
    ),
  )
  expect(kinds(down)).toEqual(['drops what protects data'])
  expect(up.some(({ transaction }) => transaction === 'none')).toBe(online)
})

test('storage parameters and statistics are set, other differences make an index again', async () => {
  const { up } = await prove({
    common: 'create table t (a int, b int)',
    a: `create index i on t (a) with (fillfactor = 60); create index j on t ((a + b)) where a > 0; create index k on t (a); create index l on t (a) with (fillfactor = 60, deduplicate_items = off) where b > 0`,
    b: `create index i on t (a) with (fillfactor = 70); create index j on t ((a + b)) where a > 0; alter index j alter column 1 set statistics 44; create index k on t (b); create index l on t (a) with (fillfactor = 70) where b > 0`,
  })
  expect(titles(up)).toEqual([
    'drop index public.k',
    'alter index public.i',
    'alter index public.j',
    'alter index public.l',
    'create index public.k',
  ])
})
