import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { provePair } from '../../../../../test/schema/pair.ts'
import { PairServer } from '../../../../../test/schema/pair-server.ts'
import { allPairs, pairsWithoutDifference } from '../../../../../test/schema/pairs.ts'
import { usualPlan } from '../../../../../test/schema/usual-plan.ts'

/** Of the 266 pairs of `npm run test:full -- schema`, so many that each kind of object and of change is among them. */
const chosen = [
  'apgdiff/add_cluster',
  'apgdiff/add_inherits',
  'apgdiff/add_statistics',
  'apgdiff/add_unlogged_table',
  'apgdiff/alter_comments',
  'apgdiff/alter_policies',
  'apgdiff/alter_type',
  'apgdiff/grant_on_columns',
  'apgdiff/modify_sequence_minvalue_set',
  'apgdiff/multiple_schemas',
  'apgdiff/view_bug3080388',
  'migra/collations',
  'migra/enumdeps',
  'migra/everything',
  'migra/generated',
  'migra/identitycols',
  'migra/partitioning',
  'migra/rls2',
  'migra/seq',
  'migra/triggers',
  'pgschema/comment__noop_column_comments',
  'pgschema/create_domain__domain_function_table_dependency',
  'pgschema/create_function__issue_326_return_type_change',
  'pgschema/create_materialized_view__alter_materialized_view',
  'pgschema/create_procedure__alter_procedure',
  'pgschema/create_table__issue_281_exclude_constraint',
  'pgschema/default_privilege__drop_privilege',
  'pgschema/dependency__table_fk_to_generated_column',
  'pgschema/migrate__v5',
  'pgschema/privilege__revoke_default_privilege',
]

const pairs = allPairs().filter(({ name }) => chosen.includes(name))
if (pairs.length === 0) console.log('Pairs of schemas are not migrated: shared/data/schema-pairs is absent.')

describe.skipIf(pairs.length === 0)('pairs of schemas', () => {
  let server: PairServer
  beforeAll(async () => {
    server = await PairServer.open(inject('testServer').url)
  })
  afterAll(() => server[Symbol.asyncDispose]())

  test('are those that were chosen', () => {
    expect(pairs.map(({ name }) => name)).toEqual(chosen)
  })

  test.each(pairs)('$name becomes the other, with its rows, and itself again', async (pair) => {
    const [there, back] = await provePair(server, pair, usualPlan)
    const converged = pairsWithoutDifference().has(pair.name)
      ? { result: 'converged', up: 0, down: 0 }
      : { result: 'converged', up: expect.any(Number), down: expect.any(Number) }
    expect(there).toMatchObject(converged)
    expect(back).toMatchObject(converged)
  })
})
