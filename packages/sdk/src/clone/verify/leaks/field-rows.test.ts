import { expect, test } from 'vitest'
import { testDatabase } from '../../../../../../test/database.ts'
import { connect } from '../../../database/connect.ts'
import { readFields } from './field-rows.ts'

const rows: (string | null)[][] = [
  ['a', null],
  ['', 'ünï\u0000'.replace('\u0000', '')],
  ['x'.repeat(300_000), 'y'],
  [null, null],
  ...Array.from({ length: 3000 }, (_, i) => [`row ${i}`, 'z'.repeat(i % 40)]),
]

test.each([['postgres'], ['sqlite']])(
  '%s: every field comes as its bytes, however large, and NULL is none',
  async (engine) => {
    await using database = await connect(engine === 'postgres' ? await testDatabase('fields') : 'sqlite::memory:')
    await database.execute('create table t (id integer, a text, b text)')
    for (const [at, [a, b]] of rows.entries()) await database.query('insert into t values ($1, $2, $3)', [at, a, b])
    const read: (string | null)[][] = []
    await database.transaction(async (session) => {
      await readFields(session, ['a', 'b'], 't order by id', ({ bytes, starts, ends }) => {
        read.push(
          [0, 1].map((field) => {
            const [start, end] = [starts[field] ?? 0, ends[field] ?? -1]
            return end < start ? null : Buffer.from(bytes.subarray(start, end)).toString()
          }),
        )
      })
    })
    expect(read).toEqual(rows)
  },
)
