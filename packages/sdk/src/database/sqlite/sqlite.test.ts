import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import type { Vector } from '../../model/batch.ts'
import { connect } from '../connect.ts'

const folder = await mkdtemp(join(tmpdir(), 'understudy-sqlite-'))
afterAll(() => rm(folder, { recursive: true, force: true }))

test('a file that does not exist is made, unless it must not be', async () => {
  const path = join(folder, 'new.db')
  await expect(connect(path, { create: false })).rejects.toMatchObject({ code: 'CONNECTION_FAILED' })
  await (await connect(path)).close()
  await (await connect(path, { create: false })).close()
})

test('a file that is no database, and a folder that is not there, are refused', async () => {
  const path = join(folder, 'text.db')
  await writeFile(path, 'no database at all '.repeat(100))
  await expect(connect(path)).rejects.toMatchObject({ code: 'CONNECTION_FAILED' })
  await expect(connect(join(folder, 'none/a.db'))).rejects.toMatchObject({ code: 'CONNECTION_FAILED' })
})

test('the journal mode of a file stays as it is', async () => {
  const path = join(folder, 'wal.db')
  const first = await connect(path)
  await first.execute('pragma journal_mode = wal')
  await first.close()
  await using second = await connect(path)
  expect(await second.query('pragma journal_mode')).toEqual([{ journal_mode: 'wal' }])
})

test('whole numbers stay whole in a column without a type', async () => {
  await using db = await connect('sqlite::memory:')
  await db.execute('create table loose (a)')
  const values: Vector = { type: 'int', length: 2, values: Float64Array.of(3_000_000_000, 7) }
  await db.load(
    { name: 'loose' },
    ['a'],
    [{ entity: 'loose', firstRow: 0, length: 2, columns: [{ name: 'a', vector: values }] }],
  )
  await db.query('insert into loose values ($1)', [4_000_000_000])
  expect(await db.query('select typeof(a) as t, a from loose order by a')).toEqual([
    { t: 'integer', a: 7 },
    { t: 'integer', a: 3_000_000_000 },
    { t: 'integer', a: 4_000_000_000 },
  ])
})

test('a decimal is a number as long as that is exact, and text beyond', async () => {
  await using db = await connect('sqlite::memory:')
  await db.execute('create table money (a)')
  const vector: Vector = {
    type: 'decimal',
    length: 2,
    unscaled: Float64Array.of(1010, 9_007_199_254_740_991),
    scale: 2,
  }
  await db.load(
    { name: 'money' },
    ['a'],
    [{ entity: 'money', firstRow: 0, length: 2, columns: [{ name: 'a', vector }] }],
  )
  expect(await db.query('select a from money')).toEqual([{ a: 10.1 }, { a: '90071992547409.91' }])
})

test('every foreign key can be put off to the commit', async () => {
  await using db = await connect('sqlite::memory:')
  await db.execute('create table a (id integer primary key, b integer references a)')
  await db.transaction(async (tx) => {
    await tx.execute(tx.capabilities.deferConstraints)
    await tx.query('insert into a values (1, 2)')
    await tx.query('insert into a values (2, 1)')
  })
  expect(await db.query('select count(*) as n from a')).toEqual([{ n: 2 }])
})
