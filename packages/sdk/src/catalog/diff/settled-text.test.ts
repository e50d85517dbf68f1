import { expect, test } from 'vitest'
import { testDatabase } from '../../../../../test/database.ts'
import { connectPostgres } from '../../database/postgres/connect.ts'
import { settledText } from './settled-text.ts'

test('a check over a list of varchar reads the same before and after Postgres has read its own text again', async () => {
  await using database = await connectPostgres(await testDatabase('settled_text'))
  const definition = async (table: string) => {
    const [row] = await database.query<{ text: string }>(
      `select pg_get_constraintdef(oid) as text from pg_constraint where conrelid = $1::regclass and contype = 'c'`,
      [table],
    )
    return row?.text ?? ''
  }
  await database.execute(`create table once (a varchar(9) check (a in ('x', 'y''s', 'z')))`)
  const first = await definition('once')
  await database.execute(`create table again (a varchar(9)); alter table again add ${first}`)
  const second = await definition('again')
  expect(second).not.toBe(first)
  expect(settledText(second)).toBe(settledText(first))
})

test('other casts of lists stay as they are', () => {
  const text = "CHECK ((a = ANY ((ARRAY[b, 'x'::text])::text[])))"
  expect(settledText(text)).toBe(text)
})
