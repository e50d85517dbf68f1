import { z } from 'zod'
import { UnderstudyError } from '../../errors.ts'
import { type FillOptions, fillDatabase } from '../../fill/fill-database.ts'
import type { FillReport } from '../../fill/report.ts'
import type { DatabaseTarget, DataNeed } from '../data-need.ts'
import { outdated } from '../replay-token.ts'
import { databaseTarget } from './database-target.ts'

/** As of fillDatabase; the seed is the context's when not said. */
export type FillTablesOptions = Omit<FillOptions, 'signal' | 'dryRun' | 'onProgress' | 'definition'>

/** Rows for the tables of the database, made of what its schema says: `fillTables({ rows: 100 })`. */
export function fillTables(options: FillTablesOptions = {}): DataNeed<FillReport> {
  return {
    kind: 'fill',
    recipe: undefined,
    async load(target) {
      const place = databaseTarget(target, 'fill')
      const { database, seed, isolated, recordRecipe, signal } = place
      if (!isolated) throw unknownKeys()
      const report = await fillDatabase(database, { seed, ...options, ...(await known(place, options)), signal })
      recordRecipe(() => recipeOf(options, report))
      return report
    },
    async inspect(target, { tables }) {
      const { database } = databaseTarget(target, 'fill')
      const problems: string[] = []
      for (const { table, entity, rows, before } of tables) {
        if (rows === 0) continue
        const [found] = await database.query<{ n: string }>(`select cast(count(*) as text) as n from ${table}`)
        const missing = before + rows - Number(found?.n ?? 0)
        if (missing > 0) problems.push(`${missing} of the ${before + rows} rows of ${entity} are gone`)
      }
      return problems
    },
  }
}

/** Reading the catalog again would take a snapshot of its own, and its time. */
async function known(target: DatabaseTarget, { schemas }: FillTablesOptions): Promise<Pick<FillOptions, 'definition'>> {
  return schemas ? {} : { definition: await target.schema() }
}

/** The fill of a token: the same options, over the same rows, which what it makes depends on. */
export function fillTablesOf(): DataNeed<FillReport> {
  return {
    ...fillTables(),
    async replay({ database, seed, signal }, recipe) {
      const parsed = recipeSchema.safeParse(recipe)
      if (!parsed.success) throw outdated('its fill is written in another way')
      const options: FillOptions = { seed, ...writtenOptions(parsed.data.options), signal }
      const { tables } = await fillDatabase(database, { ...options, dryRun: true })
      const other = tables.find(({ entity, before }) => before !== (parsed.data.before[entity] ?? 0))
      if (other) {
        const then = parsed.data.before[other.entity] ?? 0
        throw outdated(`${other.entity} has ${other.before} rows before the fill, and had ${then} in the test`)
      }
      await fillDatabase(database, options)
      return undefined
    },
  }
}

const recipeSchema = z.object({
  options: z.record(z.string(), z.unknown()),
  before: z.record(z.string(), z.number()),
})

function recipeOf(options: FillTablesOptions, { tables }: FillReport): z.infer<typeof recipeSchema> {
  const before = tables.flatMap((one) => (one.before > 0 ? [[one.entity, one.before] as const] : []))
  return { options: { ...options }, before: Object.fromEntries(before) }
}

/** They were options when the token was written; fillDatabase says what is wrong with those that are none. */
function writtenOptions(options: Readonly<Record<string, unknown>>): FillTablesOptions {
  return options as FillTablesOptions
}

function unknownKeys(): UnderstudyError {
  return new UnderstudyError('ISOLATION_UNSUPPORTED', {
    operation: 'fill tables',
    message:
      'a fill into a database that others use too cannot say before which rows it makes, so nobody could remove them',
    hint: 'Use factories() or fixtures() with the isolation "rows", or another isolation for fillTables().',
  })
}
