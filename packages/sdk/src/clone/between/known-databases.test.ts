import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, expect, test } from 'vitest'
import { testDatabase } from '../../../../../test/database.ts'
import { knownDatabases } from '../../../test/known-databases.ts'
import { smallClone } from '../../../test/small-clone.ts'
import { analyzeSchema } from '../../catalog/analyze.ts'
import { connect } from '../../database/connect.ts'
import { loadSqlFile } from '../../database/sql-file/load.ts'
import { parseSubset } from '../subset/parse-subset.ts'
import { planSubset } from '../subset/plan-subset.ts'

const databases = new URL('../../../../../../shared/data/databases/', import.meta.url)
const known = existsSync(databases)
if (!known) console.log('Known databases are not copied to SQLite: shared/data/databases is absent.')

const folder = await mkdtemp(join(tmpdir(), 'understudy-known-'))
afterAll(() => rm(folder, { recursive: true, force: true }))

/** By file, a table to begin a subset at, and how many rows of it. */
const files = {
  'pagila.sql': ['public.rental', 40],
  'chinook.sql': ['public.invoice_line', 25],
  'northwind.sql': ['public.order_details', 25],
  'world.sql': ['public.countrylanguage', 30],
} as const
const chosen = knownDatabases(['pagila.sql'], Object.keys(files))

test.skipIf(!known).each(Object.entries(files).filter(([file]) => chosen.includes(file)))(
  '%s goes to SQLite with every row, and as a subset without an orphan',
  async (file, [root, rows]) => {
    const source = await testDatabase('known')
    await using database = await connect(source)
    await loadSqlFile(database, fileURLToPath(new URL(file, databases)))
    const whole = `sqlite:${join(folder, `${file}.whole.db`)}`
    const { plan } = await smallClone({ source, target: whole })
    await using copy = await connect(whole)
    expect(plan.tables.length).toBeGreaterThan(2)
    for (const { table } of plan.tables) {
      const [schema = '', name = ''] = table.split('.')
      const count = `select count(*) as n from`
      const there = schema === 'public' ? name : `${schema}_${name}`
      expect(await copy.query(`${count} "${there}"`), table).toEqual(
        await database.query(`${count} "${schema}"."${name}"`),
      )
    }
    const part = `sqlite:${join(folder, `${file}.part.db`)}`
    const cut = await smallClone({
      source,
      target: part,
      select: async (guarded) =>
        planSubset({
          source: guarded,
          definition: await guarded.session((session) => analyzeSchema(session)),
          subset: parseSubset({ kind: 'subset', version: 1, roots: { [root]: { rows } } }),
        }),
    })
    const planned = new Map(cut.plan.tables.map(({ table, selection }) => [table, selection?.rows]))
    expect(planned.get(root)).toBe(rows)
    expect([...planned.values()].filter((count) => count !== 0).length).toBeGreaterThan(1)
    await using few = await connect(part)
    expect(await few.query('select * from pragma_foreign_key_check')).toEqual([])
    const counted = cut.events.flatMap((event) =>
      event.type === 'table' ? [[event.statistics.table, event.statistics.rows]] : [],
    )
    expect(new Map(counted as [string, number][])).toEqual(planned)
  },
  120_000,
)
