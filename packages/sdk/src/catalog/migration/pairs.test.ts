import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { provePair } from '../../../../../test/schema/pair.ts'
import { PairServer } from '../../../../../test/schema/pair-server.ts'
import { allPairs, pairsWithoutDifference } from '../../../../../test/schema/pairs.ts'
import { usualPlan } from '../../../../../test/schema/usual-plan.ts'

/** Of the 266 pairs of `npm run test:full -- schema`, so many that most kinds of objects and of changes meet in them; one by one they are tested in postgres/kinds/. */
const chosen = [
  'migra/everything',
  'migra/partitioning',
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
