import { inspect } from 'node:util'
import type {
  ConnectionInfo,
  ContextCleanup,
  DatabaseContext,
  TestDataSet,
  TestMetadata,
  TestOutcome,
} from '../context/data-context.ts'
import type { DataNeeds, LoadedOf } from '../context/data-need.ts'
import { problemOf } from '../context/run-cleanup.ts'
import type { TestEntities } from '../production/entity.ts'
import type { ProductionContext } from '../production/production-context.ts'
import type { TestScenarios } from '../production/scenario.ts'
import type { DualContext } from './dual-context.ts'

export interface Sides<Needs extends DataNeeds, Entities extends TestEntities, Scenarios extends TestScenarios> {
  readonly database: DatabaseContext<Needs>
  readonly production: ProductionContext<Needs, Entities, Scenarios>
}

/** Two contexts that are open, as one. */
export class OpenDualContext<
  Needs extends DataNeeds = DataNeeds,
  Entities extends TestEntities = TestEntities,
  Scenarios extends TestScenarios = TestScenarios,
> implements DualContext<Needs, Entities, Scenarios>
{
  readonly mode = 'dual'
  readonly database: DatabaseContext<Needs>
  readonly production: ProductionContext<Needs, Entities, Scenarios>
  readonly metadata: TestMetadata
  readonly testData: TestDataSet<Needs>
  readonly #ended: (context: OpenDualContext<Needs, Entities, Scenarios>) => void
  #cleaning: Promise<ContextCleanup> | undefined

  constructor(
    { database, production }: Sides<Needs, Entities, Scenarios>,
    setup: number,
    ended: (context: OpenDualContext<Needs, Entities, Scenarios>) => void,
  ) {
    this.database = database
    this.production = production
    this.#ended = ended
    const [one, other] = [database.metadata, production.metadata]
    this.metadata = Object.freeze({
      ...other,
      mode: 'dual',
      startedAt: earlier(one.startedAt, other.startedAt),
      expiresAt: earlier(one.expiresAt, other.expiresAt),
      timings: Object.freeze({ setup }),
    })
    this.testData = bothOf(database.testData, production.testData)
  }

  get connectionInfo(): ConnectionInfo {
    const [one, other] = [this.database.connectionInfo, this.production.connectionInfo]
    return {
      environment: 'production',
      target: `${one.target} and ${other.target}`,
      safety: {
        isolated: one.safety.isolated && other.safety.isolated,
        shadow: other.safety.shadow,
        productionGuarded: one.safety.productionGuarded && other.safety.productionGuarded,
      },
    }
  }

  /** The rows of the database; production's are made from the same seed. */
  get replayToken(): string {
    return this.database.replayToken
  }

  /** Cleans both up, whatever becomes of either. Where something stayed, the next call tries again. */
  cleanup(outcome: TestOutcome = 'unknown'): Promise<ContextCleanup> {
    this.#cleaning ??= this.#end(outcome)
    return this.#cleaning
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.cleanup()
  }

  toJSON(): Record<string, unknown> {
    const { mode, metadata, connectionInfo, database, production } = this
    return { mode, metadata, connectionInfo, database, production }
  }

  [inspect.custom](): Record<string, unknown> {
    return this.toJSON()
  }

  async #end(outcome: TestOutcome): Promise<ContextCleanup> {
    const started = performance.now()
    const sides = await Promise.all([
      ended('database', this.database.cleanup(outcome)),
      ended('production', this.production.cleanup(outcome)),
    ])
    const failures = sides.flatMap((side) => side.failures)
    if (failures.length > 0) this.#cleaning = undefined
    else this.#ended(this)
    const keptAt = sides.flatMap((side) => (side.keptAt === undefined ? [] : [side.keptAt]))
    return {
      complete: sides.every(({ complete }) => complete),
      kept: sides.some(({ kept }) => kept),
      ...(keptAt.length > 0 && { keptAt: keptAt.join(' and ') }),
      failures,
      leaks: sides.flatMap(({ leaks }) => leaks),
      milliseconds: performance.now() - started,
    }
  }
}

/** Of two moments in the same notation. */
function earlier(one: string, other: string): string {
  return [one, other].sort()[0] ?? one
}

/** A cleanup never throws; should one do so all the same, the other side's is told too. */
async function ended(side: string, cleanup: Promise<ContextCleanup>): Promise<ContextCleanup> {
  try {
    const answer = await cleanup
    return {
      ...answer,
      failures: answer.failures.map((failure) => ({ ...failure, what: `${side}: ${failure.what}` })),
    }
  } catch (thrown) {
    const failures = [problemOf(`${side}: cleaning up`, thrown)]
    return { complete: false, kept: false, failures, leaks: [], milliseconds: 0 }
  }
}

/** Asked for on one side, it is there on both; the answer is the database's. */
function bothOf<Needs extends DataNeeds>(
  database: TestDataSet<Needs>,
  production: TestDataSet<Needs>,
): TestDataSet<Needs> {
  return {
    names: database.names,
    get loaded() {
      return database.loaded.filter((name) => production.loaded.includes(name))
    },
    async get<Name extends keyof Needs & string>(name: Name): Promise<LoadedOf<Needs[Name]>> {
      const [loaded] = await Promise.all([database.get(name), production.get(name)])
      return loaded
    },
    async load(...names) {
      await Promise.all([database.load(...names), production.load(...names)])
    },
  }
}
