import { afterAll, expect, test } from 'vitest'
import { testDatabase } from '../../../../../../test/database.ts'
import type { Session } from '../../../database/adapter.ts'
import { connect } from '../../../database/connect.ts'
import type { CatalogSource } from '../source.ts'
import { analyzePostgres } from './analyze.ts'

const database = await connect(await testDatabase('undisturbed'))
afterAll(() => database.close())

/** After so many questions of the first reading, and of each later one if `always`, somebody drops what is there. */
function disturbed(after: number, always: boolean): { source: CatalogSource; readings: () => number } {
  let readings = 0
  const source: CatalogSource = {
    dialect: 'postgres',
    query: (text, parameters) => database.query(text, parameters),
    async transaction(run, options) {
      readings++
      await database.execute('create table if not exists passing (id integer primary key check (id > 0))')
      let asked = 0
      let dropped: Promise<void> | undefined
      // Questions are asked at once: those behind it wait as well.
      const beforeQuery = async () => {
        if (asked++ === after && (always || readings === 1)) dropped = database.execute('drop table passing')
        await dropped
      }
      return database.transaction((transaction) => run(interrupted(transaction, beforeQuery)), options)
    },
  }
  return { source, readings: () => readings }
}

function interrupted(transaction: Session, beforeQuery: () => Promise<void>): Session {
  const query: Session['query'] = async (text, parameters) => {
    await beforeQuery()
    return transaction.query(text, parameters)
  }
  return { ...transaction, query }
}

test('what is dropped while the catalog is read makes it be read again', async () => {
  const { source, readings } = disturbed(6, false)
  const { tables } = await analyzePostgres(source)
  expect(tables.map(({ name }) => name)).toEqual(['passing'])
  expect(readings()).toBe(2)
})

test('a catalog that never rests is given up, with what the server says', async () => {
  const { source, readings } = disturbed(6, true)
  await expect(analyzePostgres(source)).rejects.toMatchObject({
    code: 'QUERY_FAILED',
    message: expect.stringMatching(/^(cache lookup failed|could not open relation)/),
  })
  expect(readings()).toBe(5)
})
