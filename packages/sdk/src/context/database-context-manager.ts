import { UnderstudyError } from '../errors.ts'
import type { World } from '../isolation/world.ts'
import type { RunLedger } from '../ledger/ledger.ts'
import { ActiveContexts } from './active-contexts.ts'
import type { ContextInspection, ContextManager } from './context-manager.ts'
import type { ContextCleanup, DatabaseContext, DataContext, TestOutcome } from './data-context.ts'
import type { DataNeeds } from './data-need.ts'
import { OpenDatabaseContext } from './database-context.ts'
import { databaseMetadata } from './database-metadata.ts'
import { type EmitEvent, eventEmitter } from './event-emitter.ts'
import { newId } from './new-id.ts'
import type { ParsedTestConfig } from './parse-test-config.ts'
import { ParsedConfigs } from './parsed-configs.ts'
import { refuseClosed, refuseMode } from './refuse-setup.ts'
import { type CleanupStep, runCleanup } from './run-cleanup.ts'
import { RunLedgers } from './run-ledgers.ts'
import { setupError } from './setup-error.ts'
import { type SharedWorlds, WorldsByDatabase } from './shared-worlds.ts'
import { sweepOnce } from './sweep-once.ts'
import type { TestConfig } from './test-config.ts'
import type { TestMode } from './test-mode.ts'
import { beforeProcessEnds } from './track-process.ts'
import { unlessAborted } from './unless-aborted.ts'

export interface DatabaseContextManagerOptions {
  /** Read where a configuration says nothing; that of the process when not said. */
  readonly environment?: Readonly<Record<string, string | undefined>> | undefined
  /** Whether the first setup of the process begins to remove what dead runs left; true when not said. */
  readonly sweep?: boolean | undefined
}

/** Milliseconds that letting go of connections may take. */
const closingTime = 10_000

/** Contexts over databases. What they share, such as connections and clones that stand ready, is opened once. */
export class DatabaseContextManager implements ContextManager<DatabaseContext> {
  readonly modes: readonly TestMode[] = ['database', 'dual']
  readonly #options: DatabaseContextManagerOptions
  readonly #configs: ParsedConfigs
  readonly #worlds = new WorldsByDatabase()
  /** What a configuration was given before. */
  readonly #standing = new WeakMap<ParsedTestConfig, SharedWorlds>()
  readonly #ledgers = new RunLedgers()
  readonly #active = new ActiveContexts<DatabaseContext>()
  readonly #settingUp = new Set<Promise<unknown>>()
  readonly #over = new AbortController()
  readonly #sweeps: (() => Promise<void>)[] = []
  readonly #swept = new WeakSet<RunLedger>()
  #untrack: (() => void) | undefined
  #closing: Promise<void> | undefined

  constructor(options: DatabaseContextManagerOptions = {}) {
    this.#options = options
    this.#configs = new ParsedConfigs({ requires: ['database'], environment: options.environment })
  }

  get active(): ReadonlyMap<string, DatabaseContext> {
    return this.#active.byTestId
  }

  async setupContext<Needs extends DataNeeds>(
    mode: TestMode,
    config: TestConfig<Needs>,
  ): Promise<DatabaseContext<Needs>> {
    refuseClosed(this.#closing !== undefined)
    refuseMode('DatabaseContextManager', this.modes, mode)
    const parsed = this.#configs.of(config)
    const setup = this.#setUp(mode, parsed)
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
    if (context instanceof OpenDatabaseContext) {
      const problems = await context.inspect()
      return { valid: problems.length === 0, problems }
    }
    const message = `a context of the mode ${context.mode} is none of a database`
    return { valid: false, problems: [{ about: 'mode', message }] }
  }

  async cleanupContext(context: DataContext, outcome: TestOutcome = 'unknown'): Promise<ContextCleanup> {
    return context.cleanup(outcome)
  }

  close(): Promise<void> {
    this.#closing ??= this.#close()
    return this.#closing
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }

  async #setUp<Needs extends DataNeeds>(
    mode: TestMode,
    config: ParsedTestConfig<Needs>,
  ): Promise<OpenDatabaseContext<Needs>> {
    const started = performance.now()
    const testId = newId('test_')
    const { runId } = config
    const over = this.#over.signal
    const signal = config.signal ? AbortSignal.any([over, config.signal]) : over
    const emit = eventEmitter({ mode, runId, testId }, config.onEvent)
    emit({ type: 'setup-started' })
    let context: OpenDatabaseContext<Needs> | undefined
    try {
      const ledger = this.#ledgers.of(config.ledger)
      if (this.#options.sweep !== false && !this.#swept.has(ledger)) {
        this.#swept.add(ledger)
        this.#sweepOnce(config, emit)
      }
      this.#untrack ??= beforeProcessEnds(() => this.close())
      const shared =
        this.#standing.get(config) ?? (await unlessAborted(this.#worlds.of(config.database, ledger), signal))
      this.#standing.set(config, shared)
      const isolation = isolationFor(config, shared.worlds.engine)
      const world = await unlessAborted(shared.worlds.open({ isolation, testId, signal }), signal, (late) =>
        late.close(),
      )
      const timings = { setup: 0 }
      context = new OpenDatabaseContext({
        config,
        metadata: databaseMetadata(mode, testId, config, timings),
        shared,
        world,
        ledger,
        emit,
        closed: (closed) => this.#active.remove(closed),
      })
      this.#active.add(context)
      if (config.required.length > 0) await unlessAborted(context.testData.load(...config.required), signal)
      const milliseconds = performance.now() - started
      timings.setup = milliseconds
      emit({ type: 'setup-finished', milliseconds, isolation: world.isolation })
      return context
    } catch (thrown) {
      const taken = await context?.takeBack()
      const error = setupError(thrown, taken)
      const milliseconds = performance.now() - started
      emit({ type: 'setup-failed', milliseconds, code: error.code, message: error.message })
      throw error
    }
  }

  #sweepOnce({ ledger: { folder }, database: { url } }: ParsedTestConfig, emit: EmitEvent): void {
    const stop = sweepOnce({ folder, credentials: [url], emit })
    if (stop) this.#sweeps.push(stop)
  }

  async #close(): Promise<void> {
    const step = (what: string, work: () => Promise<unknown>): CleanupStep => ({
      what,
      run: async () => {
        await work()
        return []
      },
    })
    this.#over.abort()
    await Promise.all(this.#settingUp)
    await this.#active.cleanUpAll()
    const steps = [
      step('ending the sweep', () => Promise.all(this.#sweeps.map((stop) => stop()))),
      step('closing connections', () => this.#worlds.close()),
      step('closing the ledger', () => this.#ledgers.close()),
    ]
    const problems = await runCleanup(steps, { timeout: closingTime })
    this.#untrack?.()
    if (problems.length === 0) return
    throw new UnderstudyError('CLEANUP_FAILED', {
      operation: 'close a manager of contexts',
      message: problems.map(({ message }) => message).join('; '),
      details: { problems },
    })
  }
}

/** What is to be kept if the test fails has to be a database of its own from the start. */
function isolationFor({ database: { isolation }, policy }: ParsedTestConfig, engine: World['engine']) {
  if (isolation !== 'auto' || policy === 'always') return isolation
  return engine === 'sqlite' ? 'file' : 'clone'
}
