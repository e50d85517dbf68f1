import { z } from 'zod'
import type { FactoryCall, Worker } from '../../factory/connection.ts'
import { isFactory } from '../../factory/factory-state.ts'
import { repeatCall } from '../../factory/repeat-call.ts'
import { type Connectable, type ConnectedFactories, connectFactories } from '../../fill/factories/connect-factories.ts'
import type { DatabaseTarget, DataNeed, LaterParts } from '../data-need.ts'
import { outdated } from '../replay-token.ts'
import { databaseTarget } from './database-target.ts'
import { knownTables } from './known-tables.ts'
import { notingWriter } from './noting-writer.ts'
import { NumbersKept, numberRuns, withNumbersOf } from './reserved-numbers.ts'
import type { RowSource } from './row-source.ts'
import { servedRows } from './served-rows.ts'
import { fromWritten, toWritten } from './written-value.ts'

/** Of the factory, its token, whether it creates, how many needs were loaded by then, and what was given for each row. */
const callRecipe = z.object({
  f: z.string(),
  t: z.string(),
  c: z.boolean(),
  l: z.int(),
  o: z.array(z.unknown()),
})
const recipeSchema = z.object({
  calls: z.array(callRecipe),
  numbers: numberRuns,
  rows: z.record(z.string(), z.unknown()).default({}),
})

export interface FactoriesOptions {
  /** One of several processes on one database, whose unique fields have nothing in common with those of the others. */
  readonly worker?: Worker | undefined
  /**
   * Rows of the team by the names of factories: the first row that is asked for of such a factory has the values of the
   * first one, and so on. What the call gives wins; what comes along with another row is the factory's own.
   */
  readonly rows?: Readonly<Record<string, RowSource>> | undefined
}

/**
 * Factories that write to the database of the test, with its seed: `factories({ users, orders })`, then
 * `const { users } = await data.get('shop')`. Each test has its own; they count from 0.
 */
export function factories<Factories extends Readonly<Record<string, Connectable<unknown>>>>(
  of: Factories,
  options: FactoriesOptions = {},
): DataNeed<ConnectedFactories<Factories>> {
  return {
    kind: 'factories',
    recipe: undefined,
    async load(target) {
      const place = databaseTarget(target, 'factories')
      const calls: { call: FactoryCall; loaded: number }[] = []
      const numbers = new NumbersKept()
      const served = await servedRows(place, of, options.rows)
      place.recordRecipe(() => recipeOf(calls, numbers, served.recipes))
      const tables = await knownTables(place)
      return connectFactories(place.database, of, {
        seed: place.seed,
        worker: options.worker,
        tables,
        given: served.given,
        around: (writer) => notingWriter(place, tables, numbers.around(writer)),
        onCall: (call) => void calls.push({ call, loaded: place.loaded() }),
      })
    },
    replay: (target, recipe) => replay(target, of, options.rows, recipe),
  }
}

function recipeOf(
  calls: readonly { readonly call: FactoryCall; readonly loaded: number }[],
  numbers: NumbersKept,
  rows: Readonly<Record<string, unknown>>,
): z.infer<typeof recipeSchema> {
  return {
    calls: calls.map(({ call: { factory, token, creates, overrides }, loaded }) => ({
      f: factory,
      t: token,
      c: creates,
      l: loaded,
      o: overrides.map((one) => toWritten(one)),
    })),
    numbers: numbers.runs,
    rows: { ...rows },
  }
}

async function replay(
  target: DatabaseTarget,
  of: Readonly<Record<string, unknown>>,
  rows: FactoriesOptions['rows'],
  recipe: unknown,
): Promise<LaterParts> {
  const parsed = recipeSchema.safeParse(recipe)
  if (!parsed.success) throw outdated('its factories are written in another way')
  const { calls, numbers, rows: recipes } = parsed.data
  const { given } = await servedRows(target, of, rows, recipes)
  const tables = await knownTables(target)
  const { connection } = connectFactories(
    target.database,
    {},
    { seed: target.seed, tables, given, around: (writer) => withNumbersOf(numbers, writer) },
  )
  const byName = new Map(Object.values(of).flatMap((one) => (isFactory(one) ? [[one.name, one] as const] : [])))
  return async (loaded) => {
    for (let next = calls[0]; next && next.l <= loaded; next = calls[0]) {
      calls.shift()
      const { f, t, c, o } = next
      const overrides = o.map((one) => fromWritten(one, f))
      await repeatCall(byName.get(f), { token: t, creates: c, overrides }, connection)
    }
  }
}
