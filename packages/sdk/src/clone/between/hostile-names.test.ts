import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { testDatabase } from '../../../../../test/database.ts'
import { smallClone } from '../../../test/small-clone.ts'
import { tableIdentity } from '../../anonymize/policy/identity.ts'
import { analyzeSchema } from '../../catalog/analyze.ts'
import { connect } from '../../database/connect.ts'
import { quoting } from '../../database/quote.ts'
import { parseSubset } from '../subset/parse-subset.ts'
import { planSubset } from '../subset/plan-subset.ts'

const folder = await mkdtemp(join(tmpdir(), 'understudy-hostile-'))
afterAll(() => rm(folder, { recursive: true, force: true }))

const parents = `p"; drop table x; --`
const children = `c.(a, "b")'\\ é🙂`
const column = `k"'); select 1; --`
const other = 'select'

test.each([
  ['sqlite', 'sqlite'],
  ['sqlite', 'postgres'],
  ['postgres', 'sqlite'],
] as const)('%s to %s: names are names, whatever stands in them', async (from, to) => {
  const { quoteIdentifier: q } = quoting[from]
  const source = from === 'sqlite' ? `sqlite:${join(folder, `${from}-${to}.db`)}` : await testDatabase('hostile')
  const target = to === 'sqlite' ? `sqlite:${join(folder, `${from}-${to}-copy.db`)}` : await testDatabase('hostile')
  {
    await using database = await connect(source)
    await database.execute(`
      create table ${q(parents)} (${q(column)} int, ${q(other)} text, primary key (${q(column)}, ${q(other)}));
      create table ${q(children)} (${q('id')} int primary key, ${q(column)} int, ${q(other)} text default 'it''s; --',
        constraint ${q(`fk "1"`)} foreign key (${q(column)}, ${q(other)}) references ${q(parents)} (${q(column)}, ${q(other)}),
        constraint ${q(`check '1'`)} check (${q(column)} > 0));
      create index ${q(`index "1"; --`)} on ${q(children)} (${q(column)});
      insert into ${q(parents)} values (1, 'a''b\\'), (2, 'x;--');
      insert into ${q(children)} values (1, 1, 'a''b\\'), (2, 2, 'x;--'), (3, null, 'x;--');
    `)
  }
  const named = (table: string) => (from === 'sqlite' ? tableIdentity(table) : tableIdentity('public', table))
  const { plan } = await smallClone({
    source,
    target,
    select: async (guarded) =>
      planSubset({
        source: guarded,
        definition: await guarded.session((session) => analyzeSchema(session)),
        subset: parseSubset({
          kind: 'subset',
          version: 1,
          roots: { [named(children)]: { where: `${q(column)} = 1` } },
        }),
      }),
  })
  expect(plan.notes).toEqual([])
  await using copy = await connect(target)
  const { quoteIdentifier: t } = quoting[to]
  expect(await copy.query(`select * from ${t(parents)}`)).toEqual([{ [column]: 1, [other]: `a'b\\` }])
  expect(await copy.query(`select * from ${t(children)}`)).toEqual([{ id: 1, [column]: 1, [other]: `a'b\\` }])
  const definition = await analyzeSchema(copy)
  const kinds = definition.tables.flatMap(({ constraints }) => constraints.map(({ kind }) => kind)).sort()
  expect(kinds.filter((kind) => kind !== 'primary key')).toEqual(['check', 'foreign key'])
  expect(definition.indexes.map(({ name }) => name)).toContain(`index "1"; --`)
})
