import { existsSync, readFileSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { testDatabase } from '../../../../../test/database.ts'
import { isFull } from '../../../../../test/full.ts'
import { connect } from '../../database/connect.ts'
import { quoting } from '../../database/quote.ts'
import { loadSqlFile } from '../../database/sql-file/load.ts'
import { analyzeSchema } from '../analyze.ts'
import { compareSchemas, isEmpty } from '../diff/compare-schemas.ts'
import { applyMigration } from './apply.ts'
import { generateMigrationScript } from './generate-migration-script.ts'
import { parseScript } from './parse-script.ts'
import { scriptText } from './script-text.ts'

const folder = await mkdtemp(join(tmpdir(), 'understudy-names-'))
afterAll(() => rm(folder, { recursive: true, force: true }))

const file = new URL('../../../../../../shared/data/strings/naughty-strings.json', import.meta.url)
if (!existsSync(file)) console.log('Only a few hostile names are tried: ../shared/data is absent.')
/** JSON of an array of strings, as its readme says. */
const naughty = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as string[]) : []
const hostile = [
  ...new Set([
    'a"; DROP TABLE b; --',
    'two\nlines',
    'two\r\nlines',
    '--@ end',
    '\n--@ end\n',
    '$$',
    "it's",
    '\\',
    '/* never ended',
    'x\u2028y',
    '\u001b[31m',
    'COMMIT;',
    ...(isFull ? naughty : naughty.filter((_, at) => at % 4 === 0)),
  ]),
].filter((name) => name !== '' && !name.includes('\0') && Buffer.byteLength(name) <= 50 && !/\p{Cs}/u.test(name))

test.each([
  ['postgres', await testDatabase('names'), await testDatabase('names again'), await testDatabase('names wanted')],
  ['sqlite', 'sqlite::memory:', 'sqlite::memory:', 'sqlite::memory:'],
] as const)(
  '%s: hostile names go through a file of SQL and into another database as they are',
  async (dialect, to, again, from) => {
    await using wanted = await connect(from)
    await using empty = await connect(to)
    await using other = await connect(again)
    const quote = quoting[dialect].quoteIdentifier
    // SQLite takes names for equal that differ only in the case of ASCII letters, and keeps some for itself.
    const taken = new Set<string>()
    const names = hostile.filter((name) => {
      const key = name.replaceAll(/[A-Z]/g, (letter) => letter.toLowerCase())
      if (taken.has(key) || key.startsWith('sqlite_')) return false
      return taken.add(key)
    })
    for (const [at, name] of names.entries()) {
      const table = quote(name)
      await wanted.execute(
        `create table ${table} (${quote(`${name}c`)} integer primary key, ${quote(`${name}d`)} text); create index ${quote(`i${at}${name}`)} on ${table} (${quote(`${name}d`)})`,
      )
    }
    const before = await analyzeSchema(empty)
    const after = await analyzeSchema(wanted)
    const script = generateMigrationScript(before, after)
    expect(script.refused).toEqual([])
    const text = scriptText(script)
    const { steps, from: expectedFrom, to: expectedTo } = await parseScript(text, dialect)
    const report = await applyMigration(empty, steps, {
      expectedFrom: expectedFrom ?? '',
      expectedTo: expectedTo ?? '',
    })
    expect(report.reached).toBe(true)

    const path = join(folder, `${dialect}.sql`)
    await writeFile(path, text)
    await loadSqlFile(other, path)
    expect(isEmpty(compareSchemas(await analyzeSchema(other), after))).toBe(true)

    const down = await parseScript(scriptText(script, 'down'), dialect)
    expect((await applyMigration(empty, down.steps, { confirmed: true, expectedTo: script.from })).reached).toBe(true)
    expect((await analyzeSchema(empty)).tables).toEqual([])
  },
)
