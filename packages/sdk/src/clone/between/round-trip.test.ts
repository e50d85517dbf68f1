import { existsSync, readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import fc from 'fast-check'
import { afterAll, expect, test } from 'vitest'
import { testDatabase } from '../../../../../test/database.ts'
import { smallClone } from '../../../test/small-clone.ts'
import { connect } from '../../database/connect.ts'
import { loadSqlFile } from '../../database/sql-file/load.ts'
import { wellFormed } from '../../formats/arbitrary-batch.ts'

const folder = await mkdtemp(join(tmpdir(), 'understudy-round-'))
afterAll(() => rm(folder, { recursive: true, force: true }))

const shared = new URL('../../../../../../shared/data/', import.meta.url)
const known = existsSync(shared)
if (!known) console.log('Hostile texts and known databases are not copied: shared/data is absent.')

async function read<Row>(url: string, query: string): Promise<Row[]> {
  await using database = await connect(url)
  return await database.query<Row>(query)
}

const digits = (length: number) => fc.stringMatching(new RegExp(`^-?[1-9][0-9]{0,${length - 1}}$`))
const moments = fc.date({
  min: new Date('0001-01-02T00:00:00Z'),
  max: new Date('9999-12-30T00:00:00Z'),
  noInvalidDate: true,
})
const columns: Readonly<Record<string, readonly [type: string, values: fc.Arbitrary<string>]>> = {
  words: ['text', fc.string({ unit: 'binary' }).map((text) => wellFormed(text.replaceAll('\0', '')))],
  short: ['varchar(8)', fc.string({ maxLength: 8, unit: 'grapheme-ascii' })],
  whole: ['bigint', fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map(String)],
  small: ['smallint', fc.integer({ min: -32768, max: 32767 }).map(String)],
  money: ['numeric(12, 3)', fc.tuple(digits(9), fc.stringMatching(/^[0-9]{3}$/)).map((parts) => parts.join('.'))],
  large: ['numeric(60, 20)', fc.tuple(digits(38), fc.stringMatching(/^[0-9]{20}$/)).map((parts) => parts.join('.'))],
  float: ['double precision', fc.double({ noNaN: true }).map(String)],
  truth: ['boolean', fc.boolean().map(String)],
  day: [
    'date',
    fc.oneof(
      moments.map((date) => date.toISOString().slice(0, 10)),
      fc.constantFrom('infinity', '-infinity', '0044-03-15 BC', '12024-05-06'),
    ),
  ],
  wall: [
    'timestamp',
    fc.oneof(
      moments.map((date) => date.toISOString().slice(0, -1)),
      fc.constantFrom('infinity', '0044-03-15 00:00:00 BC'),
    ),
  ],
  instant: [
    'timestamptz',
    fc.oneof(
      moments.map((date) => date.toISOString()),
      fc.constantFrom('-infinity', '0044-03-15 00:00:00+00 BC'),
    ),
  ],
  bytes: ['bytea', fc.uint8Array({ maxLength: 12 }).map((bytes) => `\\x${Buffer.from(bytes).toString('hex')}`)],
  key: ['uuid', fc.uuid()],
  doc: ['json', fc.json()],
}
const names = Object.keys(columns)

test('what goes from Postgres to SQLite and back is what it was', async () => {
  const rows = fc.sample(
    fc.tuple(...names.map((name) => fc.option(columns[name]?.[1] ?? fc.constant(''), { freq: 8 }))),
    {
      numRuns: 300,
      seed: 11,
    },
  )
  const hostile: string[] = known
    ? JSON.parse(readFileSync(new URL('strings/naughty-strings.json', shared), 'utf8'))
    : []
  const texts = hostile
    .filter((text) => !text.includes('\0'))
    .map((text) => names.map((name) => (name === 'words' ? wellFormed(text) : null)))
  const source = await testDatabase('round')
  {
    await using database = await connect(source)
    await database.execute(
      `create table t (id int primary key, ${names.map((name) => `${name} ${columns[name]?.[0]}`).join(', ')})`,
    )
    const all = [...rows, ...texts]
    const lists = names.map((_, at) => all.map((row) => row[at] ?? null))
    await database.query(
      `insert into t select * from unnest($1::int[], ${names.map((name, at) => `$${at + 2}::${columns[name]?.[0].replace(/\(.*/, '')}[]`).join(', ')})`,
      [all.map((_, at) => at), ...lists],
    )
  }
  const there = `sqlite:${join(folder, 'there.db')}`
  const back = await testDatabase('back')
  await smallClone({ source, target: there })
  await smallClone({ source: there, target: back })
  const list = (schema: string) =>
    `select ${names.map((name) => (name === 'money' || name === 'large' ? `trim_scale(${name}::numeric)::text as ${name}` : `${name}::text as ${name}`)).join(', ')} from ${schema}.t order by id`
  const before = await read(source, `set timezone = 'UTC'`).then(() => read(source, list('public')))
  expect(await read(back, list('public'))).toEqual(before)
  expect(before.length).toBe(300 + texts.length)
})

test('chinook goes from SQLite to SQLite, and to Postgres, with every row and every key', async ({ skip }) => {
  if (!known) skip('shared/data is absent')
  const source = `sqlite:${join(folder, 'chinook.db')}`
  {
    await using database = await connect(source)
    await loadSqlFile(database, fileURLToPath(new URL('databases/chinook-sqlite.sql', shared)))
  }
  const copy = `sqlite:${join(folder, 'chinook-copy.db')}`
  await smallClone({ source, target: copy })
  const other = await testDatabase('chinook')
  const { plan } = await smallClone({ source, target: other })
  const counts = plan.tables.map(({ table }) => `(select count(*) from "${table}") as "${table}"`).join(', ')
  const [expected] = await read(source, `select ${counts}`)
  expect(await read(copy, `select ${counts}`)).toEqual([expected])
  expect(await read(other, `select ${counts}`)).toEqual([expected])
  const keys = (
    await read<{ n: number }>(
      source,
      `select count(distinct m.name || f.id) as n from sqlite_schema m, pragma_foreign_key_list(m.name) f where m.type = 'table'`,
    )
  )[0]?.n
  expect(keys).toBeGreaterThan(5)
  expect(await read(other, `select count(*)::int as n from pg_constraint where contype = 'f'`)).toEqual([{ n: keys }])
}, 120_000)
