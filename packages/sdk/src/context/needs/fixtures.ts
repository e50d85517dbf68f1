import { relative, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'
import type { DatabaseTarget, DataNeed } from '../data-need.ts'
import { outdated } from '../replay-token.ts'
import { databaseTarget } from './database-target.ts'
import { type FixtureFile, type FixtureRow, readFixtureFile } from './fixture-file.ts'
import { knownTables } from './known-tables.ts'
import { loadFixtures, missingFixtures } from './load-fixtures.ts'

export type Fixtures = Readonly<Record<string, readonly FixtureRow[]>>

const recipeSchema = z.array(z.object({ file: z.string(), sha256: z.string() }))

/**
 * Rows out of files, parents before children: `fixtures('test/shop.json', 'test/orders.csv')`. What is loaded are the rows
 * by table, as the files have them. Paths start at the working directory.
 */
export function fixtures(...files: readonly (string | URL)[]): DataNeed<Fixtures> {
  const paths = files.map((file) => (typeof file === 'string' ? file : fileURLToPath(file)))
  let reading: Promise<readonly FixtureFile[]> | undefined
  const read = () => {
    reading ??= Promise.all(paths.map(readFixtureFile))
    reading.catch(() => {
      reading = undefined
    })
    return reading
  }
  const recipeOf = (read: readonly FixtureFile[]): z.infer<typeof recipeSchema> =>
    read.map(({ sha256 }, i) => ({ file: portable(paths[i] ?? ''), sha256 }))
  const load = async (target: DatabaseTarget): Promise<Fixtures> => {
    const all = await read()
    target.recordRecipe(() => recipeOf(all))
    const tables = all.flatMap((file) => file.tables)
    await loadFixtures(target, tables)
    const byTable: Record<string, FixtureRow[]> = {}
    for (const { table, rows } of tables) byTable[table] = [...(byTable[table] ?? []), ...rows]
    return byTable
  }
  return {
    kind: 'fixtures',
    recipe: undefined,
    load: (target) => load(databaseTarget(target, 'fixtures')),
    async inspect(target, loaded) {
      const place = databaseTarget(target, 'fixtures')
      return missingFixtures(place.database, await knownTables(place), loaded)
    },
    async replay(target, recipe) {
      const parsed = recipeSchema.safeParse(recipe)
      if (!parsed.success) throw outdated('its fixtures are written in another way')
      const now = recipeOf(await read())
      const other = parsed.data.find(({ sha256 }, i) => now[i]?.sha256 !== sha256)
      if (other) throw outdated(`the fixtures ${other.file} are not what they were`)
      await load(target)
      return undefined
    },
  }
}

/** Fixtures again out of the recipe of a token alone. */
export function fixturesOf(recipe: unknown): DataNeed<Fixtures> {
  const parsed = recipeSchema.safeParse(recipe)
  if (!parsed.success) throw outdated('its fixtures are written in another way')
  return fixtures(...parsed.data.map(({ file }) => file))
}

function portable(path: string): string {
  return relative(process.cwd(), path).split(sep).join('/')
}
