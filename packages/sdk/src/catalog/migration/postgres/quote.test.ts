import { expect, test } from 'vitest'
import { testDatabase } from '../../../../../../test/database.ts'
import { connect } from '../../../database/connect.ts'
import { quoteIdentifier } from './quote.ts'

test('a name is written bare only where it means itself, whatever word of SQL it is', async () => {
  await using database = await connect(await testDatabase('quote'))
  const words = await database.query<{ word: string; bare: string }>(
    'select word, quote_ident(word) as bare from pg_get_keywords()',
  )
  const names = [...words.map(({ word }) => word), 'orders', 'Orders', 'a b', '1a', 'a"b', 'ä', '_', "o'r"]
  const wrong = names.filter((name) => {
    const bare = quoteIdentifier(name)
    return bare === name && name !== (words.find(({ word }) => word === name)?.bare ?? name)
  })
  expect(wrong).toEqual([])
  expect(names.filter((name) => quoteIdentifier(name) === name)).toContain('orders')
  expect(['Orders', 'a b', '1a', 'a"b', 'ä', "o'r"].map(quoteIdentifier)).toEqual([
    '"Orders"',
    '"a b"',
    '"1a"',
    '"a""b"',
    '"ä"',
    `"o'r"`,
  ])
})
