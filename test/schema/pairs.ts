import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** Two schemas of the suites of other tools. */
export interface Pair {
  /** Its suite and case, such as migra/enumdeps. */
  readonly name: string
  readonly a: string
  readonly b: string
}

const folder = join(import.meta.dirname, '..', '..', '..', 'shared', 'data', 'schema-pairs')

/** Empty where the folder is absent. */
export function allPairs(): Pair[] {
  if (!existsSync(folder)) return []
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .flatMap((suite) => readdirSync(join(folder, suite.name)).map((one) => `${suite.name}/${one}`))
    .sort()
    .map((name) => ({ name, a: join(folder, name, 'a.sql'), b: join(folder, name, 'b.sql') }))
}

/** Pairs of equal schemas, however differently they are written. */
export function pairsWithoutDifference(): ReadonlySet<string> {
  return new Set(readFileSync(join(folder, 'must-be-empty.txt'), 'utf8').split('\n').filter(Boolean))
}
