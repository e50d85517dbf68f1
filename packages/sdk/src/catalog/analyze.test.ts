import { existsSync, readFileSync } from 'node:fs'
import { afterAll, describe, expect, test } from 'vitest'
import { testDatabase } from '../../../../test/database.ts'
import { isFull } from '../../../../test/full.ts'
import { connectPostgres } from '../database/postgres/connect.ts'
import { connectSqlite } from '../database/sqlite/connect.ts'
import type { CatalogSource, Reader } from './analyze/source.ts'
import { analyzeSchema } from './analyze.ts'

const engines = { sqlite: await connectSqlite(''), postgres: await connectPostgres(await testDatabase('analyze')) }
afterAll(async () => {
  await engines.sqlite.close()
  await engines.postgres.close()
})

const names = new URL('../../../../../shared/data/strings/naughty-strings.json', import.meta.url)
const known = existsSync(names)
if (!known) console.log(`Hostile names are not tried: ${names.pathname.split('/').slice(-4).join('/')} is absent.`)

const quoted = (name: string) => `"${name.replaceAll('"', '""')}"`

/** Postgres cuts names after 63 bytes; neither engine takes NUL. */
function hostileNames(): string[] {
  const strings: string[] = JSON.parse(readFileSync(names, 'utf8'))
  const byLower = new Map<string, string>()
  for (const string of strings) {
    const name = Array.from(string.replaceAll('\0', ''))
    while (Buffer.byteLength(name.join('')) > 60) name.pop()
    const cut = name.join('')
    if (cut !== '' && !cut.toLowerCase().startsWith('sqlite_')) byLower.set(cut.toLowerCase(), cut)
  }
  return [...byLower.values()].filter((_, at) => isFull || at % 4 === 0)
}

describe.each(['sqlite', 'postgres'] as const)('%s', (engine) => {
  const database = engines[engine]

  test.skipIf(!known)('any name that the engine takes comes back as it was', async () => {
    const wanted = hostileNames()
    await database.execute(
      wanted
        .map((name) => {
          const q = quoted(name)
          return `create table ${q} (${q} int primary key check (${q} > 0), other int references ${q} (${q}));
            create unique index ${quoted(`${name} i`)} on ${q} ((abs(${q})));`
        })
        .join('\n'),
    )
    const { tables, indexes } = await analyzeSchema(database)
    expect(new Set(tables.map(({ name }) => name))).toEqual(new Set(wanted))
    for (const table of tables) {
      expect(table.columns.map(({ name }) => name)).toEqual([table.name, 'other'])
      const kinds = table.constraints.map((one) => ('columns' in one ? `${one.kind} ${one.columns.join()}` : one.kind))
      expect(kinds.sort()).toEqual(['check', 'foreign key other', `primary key ${table.name}`])
      expect(table.constraints).toContainEqual(
        expect.objectContaining({ references: { schema: table.schema, name: table.name, columns: [table.name] } }),
      )
    }
    expect(indexes.filter(({ unique, constraint }) => unique && constraint === null)).toHaveLength(wanted.length)
  })

  test('as many questions are asked of a hundred tables as of one', async () => {
    const few = await questions(database)
    const tables = Array.from(
      { length: 100 },
      (_, n) => `create table many_${n} (id int primary key, up int references many_${n});`,
    )
    await database.execute(tables.join('\n'))
    expect(await questions(database)).toBe(few)
  })
})

async function questions(database: CatalogSource): Promise<number> {
  let asked = 0
  const counting = (reader: Reader): Reader => ({
    query: (text, parameters) => {
      asked++
      return reader.query(text, parameters)
    },
  })
  const definition = await analyzeSchema({
    dialect: database.dialect,
    query: database.query.bind(database),
    transaction: (run, options) =>
      database.transaction((session) => run({ ...session, ...counting(session) }), options),
  })
  expect(definition.tables.length).toBeGreaterThan(0)
  return asked
}
