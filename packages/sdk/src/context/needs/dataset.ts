import { z } from 'zod'
import { type DatasetRead, readDataset } from '../../team-server/read-dataset.ts'
import type { Revealing } from '../../team-server/refuse-masked.ts'
import type { DataNeed, DataTarget } from '../data-need.ts'
import { outdated } from '../replay-token.ts'
import { unlessAborted } from '../unless-aborted.ts'
import { databaseTarget } from './database-target.ts'
import type { FixtureRow, FixtureTable } from './fixture-file.ts'
import type { Fixtures } from './fixtures.ts'
import { knownTables } from './known-tables.ts'
import { loadFixtures, missingFixtures } from './load-fixtures.ts'
import type { RowSource } from './row-source.ts'

export interface DatasetOptions extends Revealing {
  /** When not said, what is published when it is first asked for: all tests of a process have the same. */
  readonly version?: number | undefined
  /** All when not said. */
  readonly entity?: string | undefined
  /** An expression over the fields of a row: `tier = 'gold' and age > 30`. */
  readonly filter?: string | undefined
  /** Tables that are called otherwise than their entities, by entity. */
  readonly tables?: Readonly<Record<string, string>> | undefined
  /** Whether the rows are written to the database of the test; true when not said. In production they never are. */
  readonly write?: boolean | undefined
}

const recipeSchema = z.object({
  dataset: z.string(),
  version: z.int(),
  hash: z.string(),
  entity: z.string().optional(),
  filter: z.string().optional(),
  reveal: z.boolean().optional(),
  tables: z.record(z.string(), z.string()).optional(),
  write: z.boolean(),
})
type Recipe = z.infer<typeof recipeSchema>

/**
 * Rows of a dataset of the team, parents before children: `dataset('customers', { version: 3 })`. What is loaded are the
 * rows by table, as the server has them.
 */
export function dataset(name: string, options: DatasetOptions = {}): DataNeed<Fixtures> & RowSource {
  const { entity, filter, reveal, tables, write = true } = options
  const known = new Map<string, Promise<DatasetRead>>()
  // Once for all tests of this process: none that is cancelled ends it for the others.
  const read = (target: DataTarget, version = options.version) => {
    const server = target.teamServer()
    const key = JSON.stringify([server, version])
    const reading = known.get(key) ?? readDataset(server, { dataset: name, version, entity, filter, reveal })
    known.set(key, reading)
    reading.catch(() => known.delete(key))
    return target.signal ? unlessAborted(reading, target.signal) : reading
  }
  const recipeOf = ({ version, contentHash }: DatasetRead): Recipe => ({
    dataset: name,
    version,
    hash: contentHash,
    entity,
    filter,
    reveal,
    tables,
    write,
  })
  const again = async (target: DataTarget, recipe: unknown) => {
    const { version, hash } = recipeIn(recipe)
    const found = await read(target, version)
    if (found.contentHash !== hash) throw outdated(`version ${version} of ${JSON.stringify(name)} is another one here`)
    return found
  }
  const put = async (target: DataTarget, found: DatasetRead): Promise<Fixtures> => {
    const from = `version ${found.version} of ${JSON.stringify(name)}`
    const all = found.entities.map((one) => tableOf(one.entity, one.rows, tables, from))
    if (write) await loadFixtures(databaseTarget(target, 'dataset (without write: false)'), all)
    return Object.fromEntries(all.map(({ table, rows }) => [table, rows]))
  }
  return {
    kind: 'dataset',
    recipe: undefined,
    async load(target) {
      const found = await read(target)
      if (target.mode === 'database') target.recordRecipe(() => recipeOf(found))
      return put(target, found)
    },
    async inspect(target, loaded) {
      if (!write) return []
      const place = databaseTarget(target, 'dataset')
      return missingFixtures(place.database, await knownTables(place), loaded)
    },
    async replay(target, recipe) {
      await put(target, await again(target, recipe))
      return undefined
    },
    async rowsFor(target, recipe) {
      const found = await (recipe === undefined ? read(target) : again(target, recipe))
      return { byEntity: new Map(found.entities.map((one) => [one.entity, one.rows])), recipe: recipeOf(found) }
    },
  }
}

/** A dataset again out of the recipe of a token alone. */
export function datasetOf(recipe: unknown): DataNeed<Fixtures> {
  const { dataset: name, version: _, hash: __, ...options } = recipeIn(recipe)
  return dataset(name, options)
}

export function tableOf(
  entity: string,
  rows: readonly FixtureRow[],
  tables: DatasetOptions['tables'],
  from: string,
): FixtureTable {
  return { table: tables?.[entity] ?? entity, rows, asText: false, from }
}

function recipeIn(recipe: unknown): Recipe {
  const parsed = recipeSchema.safeParse(recipe)
  if (parsed.success) return parsed.data
  throw outdated('its dataset is written in another way')
}
