import { ActiveContexts } from '../context/active-contexts.ts'
import type { ContextInspection, ContextManager } from '../context/context-manager.ts'
import type { ContextCleanup, DataContext, TestOutcome } from '../context/data-context.ts'
import type { DataNeeds } from '../context/data-need.ts'
import { eventEmitter } from '../context/event-emitter.ts'
import { parseTestConfig } from '../context/parse-test-config.ts'
import { refuseClosed, refuseMode } from '../context/refuse-setup.ts'
import type { TestConfig } from '../context/test-config.ts'
import { TestDataScope } from '../context/test-data-scope.ts'
import { TestMode } from '../context/test-mode.ts'
import { beforeProcessEnds } from '../context/track-process.ts'
import { UnderstudyError } from '../errors.ts'
import { creatorOf } from './client/creator-of.ts'
import { endAll } from './client/end-all.ts'
import { type Ending, endContext } from './client/end-context.ts'
import { endpointOf } from './client/endpoint.ts'
import { OpenProductionContext } from './client/open-production-context.ts'
import type { CreatedRecord } from './client/production-data.ts'
import { setUpContext } from './client/set-up-context.ts'
import { SharedByContexts } from './client/shared-by-contexts.ts'
import type { InputOf, RecordOf, TestEntities } from './entity.ts'
import type { ProductionContext } from './production-context.ts'
import type { ProductionCreator } from './production-creator.ts'
import { checkedTestId, optionsOf, over, type ProductionOptions, type RequestOptions } from './production-options.ts'
import type { ResultOf, TestScenarios } from './scenario.ts'
import { checkedPrefix, newTestId } from './test-id.ts'
import { type CleanupAnswer, type VerifyAnswer, wire } from './wire.ts'

/**
 * Test data in production, through the application's test data API: for tests as contexts, each with a test id of its
 * own; and for programs directly, under the manager's own test id. Typed by what the API declares:
 * `new ProductionTestDataManager<typeof entities, typeof scenarios>(url)`.
 */
export class ProductionTestDataManager<
  Entities extends TestEntities = TestEntities,
  Scenarios extends TestScenarios = TestScenarios,
> implements ContextManager<ProductionContext<DataNeeds, Entities, Scenarios>>, ProductionCreator<Entities, Scenarios>
{
  readonly modes: readonly TestMode[] = [TestMode.PRODUCTION, TestMode.DUAL]
  readonly #config: TestConfig
  readonly #requests: RequestOptions
  readonly #testId: string
  readonly #shared = new SharedByContexts()
  readonly #contexts = new ActiveContexts<ProductionContext<DataNeeds, Entities, Scenarios>>()
  /** What removes the data that contexts which are over left for the others of their run. */
  readonly #session = new Set<() => Promise<ContextCleanup>>()
  readonly #settingUp = new Set<Promise<unknown>>()
  readonly #over = new AbortController()
  readonly #creator = creatorOf<Entities, Scenarios>(() => this.#own().data)
  /** What is created directly, and how it ends. */
  #direct: Ending | undefined
  #untrack: (() => void) | undefined
  #closing: Promise<void> | undefined

  constructor(options?: ProductionOptions)
  constructor(baseUrl?: string, options?: ProductionOptions)
  constructor(first: string | ProductionOptions = {}, second: ProductionOptions = {}) {
    const options = typeof first === 'string' ? { ...second, baseUrl: first } : first
    const { requests, config } = optionsOf(options)
    const prefix = checkedPrefix(options.prefix ?? wire.prefix)
    this.#config = config
    this.#requests = requests
    this.#testId = requests.testId === undefined ? newTestId(prefix) : checkedTestId(requests.testId, prefix)
  }

  get active(): ReadonlyMap<string, ProductionContext<DataNeeds, Entities, Scenarios>> {
    return this.#contexts.byTestId
  }

  async setupContext<Needs extends DataNeeds = DataNeeds>(
    mode: TestMode,
    config: TestConfig<Needs> = {},
  ): Promise<ProductionContext<Needs, Entities, Scenarios>> {
    refuseClosed(this.#closing !== undefined)
    refuseMode('ProductionTestDataManager', this.modes, mode)
    const parsed = parseTestConfig(over(this.#config, config), { requires: ['production'] })
    this.#untrack ??= beforeProcessEnds(() => this.close())
    const setup = setUpContext<Needs, Entities, Scenarios>({
      mode,
      config: parsed,
      requests: this.#requests,
      signal: AbortSignal.any([this.#over.signal, ...(parsed.signal ? [parsed.signal] : [])]),
      shared: this.#shared,
      ended: (context, session) => {
        this.#contexts.remove(anyNeeds(context))
        if (session) this.#session.add(session)
      },
    }).then((context) => {
      this.#contexts.add(anyNeeds(context))
      return context
    })
    const settled = setup.catch(() => {})
    this.#settingUp.add(settled)
    try {
      return await setup
    } finally {
      this.#settingUp.delete(settled)
    }
  }

  async validateContext(context: DataContext): Promise<boolean> {
    return (await this.inspectContext(context)).valid
  }

  async inspectContext(context: DataContext): Promise<ContextInspection> {
    if (context instanceof OpenProductionContext) {
      const problems = await context.problems()
      return { valid: problems.length === 0, problems }
    }
    const message = `a context of the mode ${context.mode} is none that was set up in production`
    return { valid: false, problems: [{ about: 'mode', message }] }
  }

  cleanupContext(context: DataContext, outcome: TestOutcome = 'unknown'): Promise<ContextCleanup> {
    return context.cleanup(outcome)
  }

  /** Makes sure that the API lets the manager's own test id in. */
  async initialize(): Promise<VerifyAnswer> {
    return await this.#own().data.open(this.#config.signal)
  }

  create<Type extends keyof Entities & string>(
    type: Type,
    input: InputOf<Entities[Type]>,
  ): Promise<RecordOf<Entities[Type]>> {
    return this.#creator.create(type, input)
  }

  createMany<Type extends keyof Entities & string>(
    type: Type,
    inputs: readonly InputOf<Entities[Type]>[],
  ): Promise<RecordOf<Entities[Type]>[]> {
    return this.#creator.createMany(type, inputs)
  }

  createScenario<Name extends keyof Scenarios & string>(
    name: Name,
    input: InputOf<Scenarios[Name]>,
  ): Promise<ResultOf<Scenarios[Name]>> {
    return this.#creator.createScenario(name, input)
  }

  /** As long again, from now on; of persistent_environment, by its owner. */
  async renew(): Promise<Date> {
    return await this.#own().data.renew(this.#config.signal)
  }

  /** Removes what was created directly. Throws where the API cannot be asked; what stayed is an answer. */
  async cleanup(): Promise<CleanupAnswer> {
    return await this.#own().data.cleanup(this.#config.signal)
  }

  /** What was created directly, in order. */
  get created(): readonly CreatedRecord[] {
    const data = this.#direct?.data
    return data && !data.shadow ? data.made : []
  }

  /** What would have been created directly, in order: of a shadow, which creates nothing. */
  get shadowed(): readonly CreatedRecord[] {
    const data = this.#direct?.data
    return data?.shadow ? data.made : []
  }

  getTestId(): string {
    return this.#testId
  }

  /**
   * Cleans up what is active, what its session kept, and what was created directly. What is kept for an environment stays,
   * and so does what belongs to a test id that was given.
   */
  close(): Promise<void> {
    this.#closing ??= this.#end()
    return this.#closing
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }

  #own(): Ending {
    this.#direct ??= this.#begin()
    return this.#direct
  }

  #begin(): Ending {
    refuseClosed(this.#closing !== undefined, 'create test data in production')
    const config = parseTestConfig(this.#config, { requires: ['production'] })
    this.#untrack ??= beforeProcessEnds(() => this.close())
    const about = { mode: TestMode.PRODUCTION, runId: config.runId, testId: this.#testId }
    const named = { testId: this.#testId, inherited: this.#requests.testId !== undefined }
    const emit = eventEmitter(about, config.onEvent)
    const { baseUrl, basePath } = endpointOf(config.production.baseUrl, config.production.basePath)
    return {
      data: this.#shared.data(config, this.#requests, named, emit),
      runId: config.runId,
      timeout: config.cleanupTimeout,
      emit,
      target: `${baseUrl}${basePath}`,
      webhook: config.production.alertWebhook,
      stopLoading: async () => {},
      ends: [],
    }
  }

  async #end(): Promise<void> {
    this.#over.abort()
    await Promise.all(this.#settingUp)
    await this.#contexts.cleanUpAll()
    const own = this.#direct
    if (own && this.#keepsOwn()) own.data.keep()
    else if (own) this.#session.add(() => endContext(own, false))
    // What stays is in the ledger, for the next sweep.
    const ended = await Promise.all([...this.#session].map((end) => end()))
    const problems = [...ended.flatMap(({ failures }) => failures), ...(await endAll(this.#shared.ends))]
    await this.#shared.close()
    this.#untrack?.()
    if (problems.length === 0) return
    throw new UnderstudyError('CLEANUP_FAILED', {
      operation: 'close a manager of contexts',
      message: problems.map(({ message }) => message).join('; '),
      details: { problems },
    })
  }

  /** Whose test id was given, he ends what it created. */
  #keepsOwn(): boolean {
    return this.#requests.testId !== undefined || this.#config.scope === TestDataScope.PERSISTENT_ENVIRONMENT
  }
}

/** Needs are what a context was set up with; who cleans it up does not ask for them. */
function anyNeeds<Needs extends DataNeeds, Entities extends TestEntities, Scenarios extends TestScenarios>(
  context: ProductionContext<Needs, Entities, Scenarios>,
): ProductionContext<DataNeeds, Entities, Scenarios> {
  return context
}
