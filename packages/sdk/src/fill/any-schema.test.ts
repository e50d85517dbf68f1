import { existsSync, readFileSync } from 'node:fs'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { arbitrarySchema } from '../../test/arbitrary-ddl.ts'
import { postgresField, sqliteField } from '../../test/filling.ts'
import { fillDatabase } from './fill-database.ts'

const postgres = await postgresField('any_schema')
const sqlite = await sqliteField()
const rounds = Number(process.env.UNDERSTUDY_RANDOM_SCHEMAS ?? 3)

test(`${rounds} random schemas are filled without a violation, twice over, and the same seed gives the same rows`, {
  timeout: 600_000,
}, async () => {
  await fc.assert(
    fc.asyncProperty(arbitrarySchema, async ({ ddl, tables }) => {
      await postgres.reset(ddl)
      const report = await fillDatabase(postgres.database, { rows: 30, seed: 5 })
      const first = await postgres.integrity()
      expect(first.violations).toEqual([])
      expect(report.tables.map(({ rows }) => rows > 0)).toEqual(tables.map(() => true))
      await fillDatabase(postgres.database, { rows: 10, seed: 5 })
      expect((await postgres.integrity()).violations).toEqual([])
      await postgres.reset(ddl)
      await fillDatabase(postgres.database, { rows: 30, seed: 5 })
      expect((await postgres.integrity()).hashes).toEqual(first.hashes)
    }),
    { numRuns: rounds, seed: 20261121, endOnFailure: false },
  )
})

const file = new URL('../../../../../shared/data/strings/naughty-strings.json', import.meta.url)
const naughty: string[] = existsSync(file)
  ? JSON.parse(readFileSync(file, 'utf8'))
  : ['select', 'a"b', "it's", 'Ünïcode', '🙂', '%s', '\\', ' ']
const quoted = (name: string) => `"${name.replaceAll('"', '""')}"`

/** Postgres cuts names after 63 bytes; neither engine takes NUL. */
function hostileNames(): string[] {
  const byLower = new Map<string, string>()
  for (const string of naughty) {
    const name = Array.from(string.replaceAll('\0', ''))
    while (Buffer.byteLength(name.join('')) > 60) name.pop()
    const cut = name.join('')
    if (cut !== '' && !cut.toLowerCase().startsWith('sqlite_')) byLower.set(cut.toLowerCase(), cut)
  }
  return [...byLower.values()]
}

test.each([
  ['postgres', postgres],
  ['sqlite', sqlite],
] as const)('%s: tables and columns by any name are filled, referred to and filled again', async (_engine, field) => {
  const names = hostileNames().filter((_, i) => i % 7 === 0)
  await field.reset(
    names
      .map((name, i) => {
        const parent = names[i - 1]
        const reference = parent === undefined ? 'up integer' : `up integer not null references ${quoted(parent)} (id)`
        return `create table ${quoted(name)} (id integer primary key, ${quoted(name === 'id' ? 'ID' : `${name} `)} text not null unique, ${reference});`
      })
      .join('\n'),
  )
  await fillDatabase(field.database, { rows: 3 })
  const report = await fillDatabase(field.database, { rows: 3 })
  expect(report.tables.map(({ rows }) => rows)).toEqual(names.map(() => 3))
  expect((await field.integrity()).violations).toEqual([])
})
