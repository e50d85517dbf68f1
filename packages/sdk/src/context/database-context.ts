import { inspect } from 'node:util'
import type { Database } from '../database/adapter.ts'
import { messageOf, UnderstudyError } from '../errors.ts'
import type { Isolation, World } from '../isolation/world.ts'
import type { RunLedger } from '../ledger/ledger.ts'
import { teamServerOf } from '../team-server/team-server.ts'
import { type Closing, closeDatabaseContext } from './close-database-context.ts'
import type { ContextProblem } from './context-manager.ts'
import type {
  ConnectionInfo,
  ContextCleanup,
  DatabaseContext,
  TestDataSet,
  TestMetadata,
  TestOutcome,
} from './data-context.ts'
import type { DatabaseTarget, DataNeeds } from './data-need.ts'
import type { EmitEvent } from './event-emitter.ts'
import { LazyDataSet } from './lazy-data-set.ts'
import { NotedRows } from './noted-rows.ts'
import type { ParsedTestConfig } from './parse-test-config.ts'
import { writeReplayToken } from './replay-token.ts'
import type { SharedWorlds } from './shared-worlds.ts'

export interface DatabaseContextParts<Needs extends DataNeeds> {
  readonly config: ParsedTestConfig<Needs>
  readonly metadata: TestMetadata
  readonly shared: SharedWorlds
  readonly world: World
  readonly ledger: RunLedger
  readonly emit: EmitEvent
  /** Called when the cleanup is over. */
  closed(context: OpenDatabaseContext<Needs>): void
}

/** A context over a world that is open. It prints as what it is about, never as what it is made of. */
export class OpenDatabaseContext<Needs extends DataNeeds = DataNeeds> implements DatabaseContext<Needs> {
  readonly mode = 'database'
  readonly connectionInfo: ConnectionInfo
  readonly metadata: TestMetadata
  readonly testData: TestDataSet<Needs>
  readonly #parts: DatabaseContextParts<Needs>
  readonly #dataSet: LazyDataSet<Needs>
  readonly #recipes = new Map<string, () => unknown>()
  readonly #undo: (() => Promise<void>)[] = []
  readonly #ends: (() => Promise<void>)[] = []
  readonly #noted: NotedRows
  #over: AbortController | undefined
  #cleaning: Promise<ContextCleanup> | undefined

  constructor(parts: DatabaseContextParts<Needs>) {
    const { config, metadata, shared, world, ledger, emit } = parts
    this.#parts = parts
    this.metadata = Object.freeze(metadata)
    this.connectionInfo = Object.freeze({
      environment: 'test',
      target: shared.worlds.name,
      safety: Object.freeze({ isolated: world.isolation !== 'rows', shadow: false, productionGuarded: true }),
    })
    this.#noted = new NotedRows(ledger, config.database.url, metadata.testId)
    this.#dataSet = new LazyDataSet({
      needs: config.data,
      emit,
      before: async () => void (await shared.schemaOf(world)),
      target: (name) => this.#target(name),
    })
    this.testData = this.#dataSet
  }

  get isolation(): Isolation {
    return this.#parts.world.isolation
  }

  get database(): Database {
    this.#refuseClosed('use the database of a context')
    return this.#parts.world.database
  }

  get world(): World {
    return this.#parts.world
  }

  async url(): Promise<string> {
    this.#refuseClosed('ask for the URL of a context')
    return this.#parts.world.url()
  }

  get replayToken(): string {
    const { config, shared } = this.#parts
    const needs = this.#dataSet.loaded.map((name) => {
      const recipe = this.#recipes.get(name)
      return { name, kind: config.data[name]?.kind ?? '', recipe: recipe ? recipe() : config.data[name]?.recipe }
    })
    return writeReplayToken({ seed: config.seed, needs, fingerprint: shared.fingerprint ?? '' })
  }

  get isClosed(): boolean {
    return this.#cleaning !== undefined
  }

  cleanup(outcome: TestOutcome = 'unknown'): Promise<ContextCleanup> {
    const keep = this.metadata.policy === 'never' || (this.metadata.policy === 'on-success' && outcome === 'failed')
    this.#cleaning ??= closeDatabaseContext(this.#closing(), keep).finally(() => this.#parts.closed(this))
    return this.#cleaning
  }

  /** After a setup that failed: nothing is kept, whatever the policy. */
  takeBack(): Promise<ContextCleanup> {
    this.#cleaning ??= closeDatabaseContext(this.#closing(), false).finally(() => this.#parts.closed(this))
    return this.#cleaning
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.cleanup()
  }

  async inspect(): Promise<ContextProblem[]> {
    const problems = await this.#problems()
    this.#parts.emit({ type: 'validated', valid: problems.length === 0, problems: problems.length })
    return problems
  }

  async #problems(): Promise<ContextProblem[]> {
    const problems: ContextProblem[] = []
    const { metadata } = this
    if (Date.now() >= Date.parse(metadata.expiresAt)) {
      problems.push({ about: 'lifetime', message: `its lifetime was over at ${metadata.expiresAt}` })
    }
    if (this.isClosed) return [...problems, { about: 'connection', message: 'it is cleaned up already' }]
    try {
      await this.#parts.world.ping()
    } catch (thrown) {
      return [...problems, { about: 'connection', message: `its connection does not answer: ${messageOf(thrown)}` }]
    }
    for (const message of await this.#dataSet.inspect()) problems.push({ about: 'data', message })
    return problems
  }

  toJSON(): Record<string, unknown> {
    const { mode, isolation, metadata, connectionInfo, testData } = this
    return { mode, isolation, metadata, connectionInfo, loaded: testData.loaded }
  }

  [inspect.custom](): Record<string, unknown> {
    return this.toJSON()
  }

  #target(name: string): DatabaseTarget {
    const { world, shared, config } = this.#parts
    const isolated = world.isolation !== 'rows'
    this.#over ??= new AbortController()
    const { signal } = this.#over
    const { testId: id, name: called, worker } = this.metadata
    return {
      mode: 'database',
      test: { id, name: called, worker },
      teamServer: () => teamServerOf(config.server),
      onEnd: (end) => void this.#ends.push(end),
      database: world.database,
      url: () => world.url(),
      seed: config.seed,
      isolated,
      schema: () => shared.schemaOf(world),
      note: (table, key, rows) => (isolated ? () => {} : this.#noted.note(table, key, rows)),
      onCleanup: (undo) => void this.#undo.push(undo),
      loaded: () => this.#dataSet.loaded.length,
      recordRecipe: (recipe) => void this.#recipes.set(name, recipe),
      signal: config.signal ? AbortSignal.any([signal, config.signal]) : signal,
    }
  }

  #closing(): Closing {
    const { world, shared, config, emit } = this.#parts
    return {
      world,
      leaks: config.database.leaks,
      timeout: config.cleanupTimeout,
      emit,
      undo: this.#undo,
      ends: this.#ends,
      noted: this.#noted,
      schema: () => shared.schemaOf(world),
      stopLoading: () => {
        const ended = this.#dataSet.end()
        if (!this.#dataSet.isUsed) return undefined
        this.#over?.abort()
        return () => ended
      },
    }
  }

  #refuseClosed(operation: string): void {
    if (!this.isClosed) return
    throw new UnderstudyError('CONTEXT_CLOSED', {
      operation,
      at: this.metadata.name ?? this.metadata.testId,
      message: 'the context is cleaned up already',
    })
  }
}
