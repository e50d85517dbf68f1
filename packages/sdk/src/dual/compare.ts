import type { DatabaseContext } from '../context/data-context.ts'
import { codeOf, isError, messageOf } from '../errors.ts'
import type { ProductionContext } from '../production/production-context.ts'
import { wire } from '../production/wire.ts'
import { type Alike, compareValues, type SideName } from './compare-values.ts'
import type { Difference } from './difference.ts'
import type { DualContext } from './dual-context.ts'
import { ignoredBy } from './ignored.ts'
import { reportText } from './report-text.ts'

export interface CompareOptions {
  /** Names of fields, and paths in what is returned, such as `items[*].price`, that may differ. */
  readonly ignore?: readonly string[] | undefined
  /** What a value counts as, such as a boolean that SQLite keeps as a number. */
  readonly normalise?: Alike['normalise']
}

/** What became of the body on one side. */
export type SideOutcome<Result> =
  | { readonly status: 'passed'; readonly value: Result; readonly milliseconds: number }
  | { readonly status: 'failed'; readonly error: unknown; readonly milliseconds: number }

export interface DualReport<Result = unknown> {
  /** Both sides passed, or both failed, and alike. */
  readonly same: boolean
  readonly database: SideOutcome<Result>
  readonly production: SideOutcome<Result>
  readonly differences: readonly Difference[]
  /** All of it, for people. */
  readonly text: string
}

/** Seconds that the clocks of both sides may differ. */
const skew = wire.tolerance * 1000

/**
 * Runs one body against both sides, one after the other, and tells where they differ: whether they fail, with what, and
 * in what they return. A body that fails is no failure of the comparison.
 */
export async function compare<Context extends DualContext, Result>(
  context: Context,
  body: (side: Context['database'] | Context['production']) => Promise<Result>,
  { ignore = [], normalise }: CompareOptions = {},
): Promise<DualReport<Result>> {
  const ignored = ignoredBy(ignore)
  const database = await outcomeOf(() => body(context.database))
  const production = await outcomeOf(() => body(context.production))
  const alike: Alike = {
    ignored,
    normalise,
    own: ownOf(context),
    run: { from: Date.parse(context.metadata.startedAt) - skew, to: Date.now() + skew },
  }
  const differences = differencesOf(database, production, alike)
  return {
    same: differences.length === 0,
    database,
    production,
    differences,
    text: reportText(differences, { database: database.milliseconds, production: production.milliseconds }),
  }
}

function differencesOf(database: SideOutcome<unknown>, production: SideOutcome<unknown>, alike: Alike): Difference[] {
  if (database.status === 'passed' && production.status === 'passed')
    return compareValues('returned', database.value, production.value, alike)
  const [one, other] = [errorOf(database), errorOf(production)]
  if (one && other) return compareValues('error', one, other, { ...alike, ignored: () => false })
  return [{ path: 'outcome', kind: 'outcome', database: one ?? 'passed', production: other ?? 'passed' }]
}

async function outcomeOf<Result>(run: () => Promise<Result>): Promise<SideOutcome<Result>> {
  const started = performance.now()
  try {
    return { status: 'passed', value: await run(), milliseconds: performance.now() - started }
  } catch (error) {
    return { status: 'failed', error, milliseconds: performance.now() - started }
  }
}

/** What two errors are compared by: never their stacks, which are of this process. */
function errorOf(outcome: SideOutcome<unknown>): Readonly<Record<string, unknown>> | undefined {
  if (outcome.status === 'passed') return undefined
  const { error } = outcome
  if (!isError(error)) return { thrown: error }
  const code = codeOf(error)
  return { name: error.name, ...(code !== undefined && { code }), message: messageOf(error) }
}

/** In production all that a test creates begins with the prefix; what names the test is each side's own. */
function ownOf({ database, production }: { database: DatabaseContext; production: ProductionContext }): Alike['own'] {
  const testId = (text: string) => ({ text, as: '<test id>' })
  const { markers } = production.metadata
  return {
    database: [testId(database.metadata.testId)],
    production: [testId(production.metadata.testId), ...(markers ? [{ text: markers.prefix, as: '' }] : [])],
  } satisfies Record<SideName, unknown>
}
