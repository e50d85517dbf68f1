import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { proveStep } from '../../../../test/sqlite-migration/prove-migration.ts'
import { loadSqlFile } from '../../../database/sql-file/load.ts'
import { connectSqlite } from '../../../database/sqlite/connect.ts'
import { analyzeSchema } from '../../analyze.ts'
import { planSqlite } from './plan.ts'

const data = new URL('../../../../../../../shared/data/', import.meta.url)
const known = existsSync(data)
if (!known) console.log('No known database is migrated: shared/data is absent.')

test.skipIf(!known)('chinook is made out of nothing, and is nothing again', async () => {
  await using chinook = await connectSqlite('')
  await loadSqlFile(chinook, fileURLToPath(new URL('databases/chinook-sqlite.sql', data)))
  await using empty = await connectSqlite('')
  const [whole, nothing] = [await analyzeSchema(chinook), await analyzeSchema(empty)]
  expect(whole.tables).toHaveLength(11)
  expect(planSqlite(whole, whole, []).steps).toEqual([])
  const up = await proveStep(empty, whole)
  expect(up.steps.flatMap(({ hazards }) => hazards).filter(({ kind }) => kind === 'deletes data')).toEqual([])
  await proveStep(empty, nothing)
  const down = await proveStep(chinook, nothing)
  expect([up.failed, down.failed]).toEqual([null, null])
})

test.skipIf(!known)('tables of chinook are rebuilt with their rows', async () => {
  await using chinook = await connectSqlite('')
  await loadSqlFile(chinook, fileURLToPath(new URL('databases/chinook-sqlite.sql', data)))
  const before = await analyzeSchema(chinook)
  const wanted = {
    ...before,
    tables: before.tables.map((table) => ({
      ...table,
      columns: table.columns.map((column) =>
        column.rowidAlias || column.notNull ? column : { ...column, default: "'new'" },
      ),
    })),
  }
  const rows = await chinook.query('select * from Track order by TrackId')
  const there = await proveStep(chinook, wanted)
  expect([there.failed, there.steps.filter(({ title }) => title.startsWith('rebuild')).length]).toEqual([null, 8])
  expect(await chinook.query('select * from Track order by TrackId')).toEqual(rows)
  expect((await proveStep(chinook, before)).failed).toBeNull()
})

const naughty = new URL('strings/naughty-strings.json', data)
const names: readonly string[] = existsSync(naughty)
  ? JSON.parse(readFileSync(naughty, 'utf8'))
  : ['select', 'a"b', "it's", 'Ünïcode', '🙂', '%s', '\\', ' ', '--', '/*', ';']

/** SQLite takes neither NUL nor names that begin like its own, and the same name in another case only once. */
function hostileNames(): string[] {
  const byLower = new Map<string, string>()
  for (const name of names) {
    const cut = [...name.replaceAll('\0', '')].slice(0, 40).join('')
    const isUsual = cut === '' || cut.toLowerCase().startsWith('sqlite_')
    if (!isUsual)
      byLower.set(
        cut.toLowerCase().replaceAll(/[A-Z]/g, (one) => one.toLowerCase()),
        cut,
      )
  }
  return [...byLower.values()]
}

/** SQLite reads its whole schema at each rename, so all names at once take minutes. */
const share = Number(process.env.UNDERSTUDY_HOSTILE_SHARE ?? 8)

test('tables, columns, indexes, views and triggers by any name come, are rebuilt, renamed and go', async () => {
  const q = (name: string) => `"${name.replaceAll('"', '""')}"`
  const hostile = hostileNames().filter((_, i) => i % share === 0)
  const schema = (type: string, suffix: string) =>
    hostile
      .map((name, i) => {
        const table = q(`${name}${suffix}`)
        const parent = q(`${hostile[i - 1] ?? name}${suffix}`)
        return `create table ${table} (id integer primary key autoincrement, ${q(`${name} `)} ${type} constraint ${q(name)} check (${q(`${name} `)} <> ''),
            up int references ${parent});
          create index ${q(`${name} i`)} on ${table} (lower(${q(`${name} `)}));
          create view ${q(`${name} v`)} as select ${q(`${name} `)} from ${table};
          create trigger ${q(name)} after insert on ${table} begin update ${parent} set up = null; end;`
      })
      .join('\n')
  await using database = await connectSqlite('')
  await using other = await connectSqlite('')
  await using moved = await connectSqlite('')
  const nothing = await analyzeSchema(database)
  await database.execute(schema('text', ''))
  await other.execute(schema('int', ''))
  await moved.execute(schema('int', '+'))
  for (const name of hostile) await database.query(`insert into ${q(name)} (${q(`${name} `)}) values ($1)`, [name])
  const renames = hostile.map((name) => ({ from: `table main.${id(name)}`, to: `table main.${id(`${name}+`)}` }))
  const outcomes = [
    await proveStep(database, await analyzeSchema(other)),
    await proveStep(database, await analyzeSchema(moved), renames),
    await proveStep(database, nothing),
  ]
  expect(outcomes.map(({ failed }) => failed)).toEqual([null, null, null])
  expect(outcomes[1]?.rows).toBe(hostile.length)
})

function id(name: string): string {
  return /^[a-z_][a-z0-9_$]*$/.test(name) ? name : `"${name.replaceAll('"', '""')}"`
}
