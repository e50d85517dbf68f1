import { afterAll, expect, test } from 'vitest'
import { analyzeSchema } from '../../packages/sdk/src/catalog/analyze.ts'
import type { SchemaDefinition } from '../../packages/sdk/src/catalog/definition.ts'
import { connect } from '../../packages/sdk/src/database/connect.ts'
import { testDatabase } from '../database.ts'
import { kitchenSink, singleChanges } from './kitchen-sink.ts'
import { ownDifference } from './own-difference.ts'

const database = await connect(await testDatabase('comparison'))
afterAll(() => database.close())
await database.execute(kitchenSink)
const before = await analyzeSchema(database)

/** Secrets are not read; what has no model is named, and so is that it was not compared. */
const unseen = new Set([
  "alter user mapping for public server farther options (set password 'q')",
  'drop operator shop.=== (integer, integer)',
  'drop cast (shop.mood as integer)',
  'alter text search configuration shop.search drop mapping for word',
])

class Undone extends Error {
  readonly definition: SchemaDefinition

  constructor(definition: SchemaDefinition) {
    super('a transaction that only looked')
    this.definition = definition
  }
}

async function after(change: string): Promise<SchemaDefinition> {
  try {
    return await database.transaction(async (session) => {
      await session.execute(change)
      throw new Undone(await analyzeSchema(session))
    })
  } catch (thrown) {
    if (thrown instanceof Undone) return thrown.definition
    throw thrown
  }
}

test.each(singleChanges.filter((change) => !unseen.has(change)))('our comparison sees %s', async (change) => {
  expect(ownDifference(before, await after(change))).not.toEqual([])
})

test('what has no model is named', () => {
  expect(before.unmodelled.map(({ kind }) => kind).sort()).toEqual(
    expect.arrayContaining(['cast', 'operator', 'text search configuration']),
  )
})
