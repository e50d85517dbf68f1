import { z } from 'zod'
import type { FactoryCall, Worker } from '../../factory/connection.ts'
import { isFactory } from '../../factory/factory-state.ts'
import { repeatCall } from '../../factory/repeat-call.ts'
import { type Connectable, type ConnectedFactories, connectFactories } from '../../fill/factories/connect-factories.ts'
import type { DatabaseTarget, DataNeed } from '../data-need.ts'
import { outdated } from '../replay-token.ts'
import { databaseTarget } from './database-target.ts'
import { knownTables } from './known-tables.ts'
import { notingWriter } from './noting-writer.ts'
import { NumbersKept, numberRuns, withNumbersOf } from './reserved-numbers.ts'
import { fromWritten, toWritten } from './written-value.ts'

const callRecipe = z.object({ f: z.string(), t: z.string(), c: z.boolean(), o: z.array(z.unknown()) })
const recipeSchema = z.object({ calls: z.array(callRecipe), numbers: numberRuns })

export interface FactoriesOptions {
  /** One of several processes on one database, whose unique fields have nothing in common with those of the others. */
  readonly worker?: Worker | undefined
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
      const calls: FactoryCall[] = []
      const numbers = new NumbersKept()
      place.recordRecipe(() => recipeOf(calls, numbers))
      const tables = await knownTables(place)
      return connectFactories(place.database, of, {
        seed: place.seed,
        worker: options.worker,
        tables,
        around: (writer) => notingWriter(place, tables, numbers.around(writer)),
        onCall: (call) => void calls.push(call),
      })
    },
    replay: (target, recipe) => replay(target, of, recipe),
  }
}

function recipeOf(calls: readonly FactoryCall[], numbers: NumbersKept): z.infer<typeof recipeSchema> {
  return {
    calls: calls.map(({ factory, token, creates, overrides }) => ({
      f: factory,
      t: token,
      c: creates,
      o: overrides.map((one) => toWritten(one)),
    })),
    numbers: numbers.runs,
  }
}

async function replay(target: DatabaseTarget, of: Readonly<Record<string, unknown>>, recipe: unknown): Promise<void> {
  const parsed = recipeSchema.safeParse(recipe)
  if (!parsed.success) throw outdated('its factories are written in another way')
  const { calls, numbers } = parsed.data
  const tables = await knownTables(target)
  const { connection } = connectFactories(
    target.database,
    {},
    { seed: target.seed, tables, around: (writer) => withNumbersOf(numbers, writer) },
  )
  const byName = new Map(Object.values(of).flatMap((one) => (isFactory(one) ? [[one.name, one] as const] : [])))
  for (const { f, t, c, o } of calls) {
    const overrides = o.map((one) => fromWritten(one, f))
    await repeatCall(byName.get(f), { token: t, creates: c, overrides }, connection)
  }
}
