import { ActiveContexts } from '../context/active-contexts.ts'
import type { ContextInspection, ContextManager } from '../context/context-manager.ts'
import type { ContextCleanup, DatabaseContext, DataContext, TestOutcome } from '../context/data-context.ts'
import type { DataNeeds } from '../context/data-need.ts'
import { OpenDatabaseContext } from '../context/database-context.ts'
import { DatabaseContextManager } from '../context/database-context-manager.ts'
import { refuseClosed, refuseMode } from '../context/refuse-setup.ts'
import { setupError } from '../context/setup-error.ts'
import type { TestConfig } from '../context/test-config.ts'
import { TestMode } from '../context/test-mode.ts'
import type { UnderstudyError } from '../errors.ts'
import { OpenProductionContext } from '../production/client/open-production-context.ts'
import type { TestEntities } from '../production/entity.ts'
import type { ProductionContext } from '../production/production-context.ts'
import { ProductionTestDataManager } from '../production/production-test-data-manager.ts'
import type { TestScenarios } from '../production/scenario.ts'
import type { DualContext } from './dual-context.ts'
import { OpenDualContext } from './open-dual-context.ts'

/** The managers of both sides; those that are given stay their owner's to close. */
export interface DualManagers<
  Entities extends TestEntities = TestEntities,
  Scenarios extends TestScenarios = TestScenarios,
> {
  readonly database?: DatabaseContextManager | undefined
  readonly production?: ProductionTestDataManager<Entities, Scenarios> | undefined
}

/** Contexts on a database and in production at once: both are set up or none is, and both are always cleaned up. */
export class DualContextManager<
  Entities extends TestEntities = TestEntities,
  Scenarios extends TestScenarios = TestScenarios,
> implements ContextManager<DualContext<DataNeeds, Entities, Scenarios>>
{
  readonly modes: readonly TestMode[] = [TestMode.DUAL]
  readonly #database: DatabaseContextManager
  readonly #production: ProductionTestDataManager<Entities, Scenarios>
  readonly #own: readonly ContextManager[]
  readonly #contexts = new ActiveContexts<DualContext<DataNeeds, Entities, Scenarios>>()
  #closing: Promise<void> | undefined

  constructor({ database, production }: DualManagers<Entities, Scenarios> = {}) {
    this.#database = database ?? new DatabaseContextManager()
    this.#production = production ?? new ProductionTestDataManager<Entities, Scenarios>()
    this.#own = [...(database ? [] : [this.#database]), ...(production ? [] : [this.#production])]
  }

  get active(): ReadonlyMap<string, DualContext<DataNeeds, Entities, Scenarios>> {
    return this.#contexts.byTestId
  }

  async setupContext<Needs extends DataNeeds = DataNeeds>(
    mode: TestMode,
    config: TestConfig<Needs>,
  ): Promise<DualContext<Needs, Entities, Scenarios>> {
    refuseClosed(this.#closing !== undefined)
    refuseMode('DualContextManager', this.modes, mode)
    const started = performance.now()
    const [one, other] = await Promise.allSettled([
      this.#database.setupContext<Needs>(mode, config),
      this.#production.setupContext<Needs>(mode, config),
    ])
    if (one.status === 'rejected') throw await takenBack(one.reason, other)
    if (other.status === 'rejected') throw await takenBack(other.reason, one)
    const sides = { database: one.value, production: other.value }
    const context = new OpenDualContext<Needs, Entities, Scenarios>(sides, performance.now() - started, (ended) =>
      this.#contexts.remove(ended),
    )
    this.#contexts.add(context)
    return context
  }

  async validateContext(context: DataContext): Promise<boolean> {
    return (await this.inspectContext(context)).valid
  }

  async inspectContext(context: DataContext): Promise<ContextInspection> {
    if (!(context instanceof OpenDualContext)) {
      const message = `a context of the mode ${context.mode} has no two sides`
      return { valid: false, problems: [{ about: 'mode', message }] }
    }
    const [database, production] = await Promise.all([
      this.#database.inspectContext(context.database),
      this.#production.inspectContext(context.production),
    ])
    const problems = [
      ...database.problems.map((problem) => ({ ...problem, message: `database: ${problem.message}` })),
      ...production.problems.map((problem) => ({ ...problem, message: `production: ${problem.message}` })),
    ]
    return { valid: problems.length === 0, problems }
  }

  cleanupContext(context: DataContext, outcome: TestOutcome = 'unknown'): Promise<ContextCleanup> {
    return context.cleanup(outcome)
  }

  close(): Promise<void> {
    this.#closing ??= this.#close()
    return this.#closing
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }

  async #close(): Promise<void> {
    await this.#contexts.cleanUpAll()
    const closed = await Promise.allSettled(this.#own.map((manager) => manager.close()))
    const failed = closed.find((one) => one.status === 'rejected')
    if (failed) throw failed.reason
  }
}

/** What one side failed with, after the other one was taken back, whatever the policy. */
async function takenBack(
  reason: unknown,
  other: PromiseSettledResult<DatabaseContext | ProductionContext>,
): Promise<UnderstudyError> {
  if (other.status === 'rejected') return setupError(reason, undefined)
  const { value: context } = other
  const takes = context instanceof OpenDatabaseContext || context instanceof OpenProductionContext
  return setupError(reason, await (takes ? context.takeBack() : context.cleanup('passed')))
}
