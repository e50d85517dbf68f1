import { inspect } from 'node:util'
import type { ContextProblem } from '../../context/context-manager.ts'
import type {
  ConnectionInfo,
  ContextCleanup,
  TestDataSet,
  TestMetadata,
  TestOutcome,
} from '../../context/data-context.ts'
import type { DataNeeds } from '../../context/data-need.ts'
import type { EmitEvent } from '../../context/event-emitter.ts'
import type { LazyDataSet } from '../../context/lazy-data-set.ts'
import type { ParsedTestConfig } from '../../context/parse-test-config.ts'
import { writeReplayToken } from '../../context/replay-token.ts'
import { TestDataScope } from '../../context/test-data-scope.ts'
import { messageOf } from '../../errors.ts'
import type { TestEntities } from '../entity.ts'
import type { ProductionContext } from '../production-context.ts'
import type { ProductionCreator } from '../production-creator.ts'
import type { TestScenarios } from '../scenario.ts'
import { endContext } from './end-context.ts'
import type { CreatedRecord, ProductionData } from './production-data.ts'

export interface ProductionContextParts<
  Needs extends DataNeeds,
  Entities extends TestEntities,
  Scenarios extends TestScenarios,
> {
  readonly config: ParsedTestConfig<Needs>
  readonly metadata: TestMetadata
  readonly target: string
  readonly data: ProductionData
  readonly dataSet: LazyDataSet<Needs>
  /** What ends with the test whether its data is kept or not; each is taken out when it is done. */
  readonly ends: (() => Promise<void>)[]
  readonly creator: ProductionCreator<Entities, Scenarios>
  readonly emit: EmitEvent
  /** Called when nothing more is to be done for it, with what removes the data that its session keeps. */
  ended(
    context: OpenProductionContext<Needs, Entities, Scenarios>,
    session: (() => Promise<ContextCleanup>) | undefined,
  ): void
}

/** A context in production that is open. It prints as what it is about, never as what it is made of. */
export class OpenProductionContext<
  Needs extends DataNeeds = DataNeeds,
  Entities extends TestEntities = TestEntities,
  Scenarios extends TestScenarios = TestScenarios,
> implements ProductionContext<Needs, Entities, Scenarios>
{
  readonly mode = 'production'
  readonly connectionInfo: ConnectionInfo
  readonly metadata: TestMetadata
  readonly testData: TestDataSet<Needs>
  readonly production: ProductionCreator<Entities, Scenarios>
  readonly #parts: ProductionContextParts<Needs, Entities, Scenarios>
  #cleaning: Promise<ContextCleanup> | undefined

  constructor(parts: ProductionContextParts<Needs, Entities, Scenarios>) {
    const { metadata, target, data, dataSet, creator } = parts
    this.#parts = parts
    this.metadata = Object.freeze(metadata)
    this.connectionInfo = Object.freeze({
      environment: 'production',
      target,
      safety: Object.freeze({ isolated: data.shadow, shadow: data.shadow, productionGuarded: true }),
    })
    this.testData = dataSet
    this.production = creator
  }

  get created(): readonly CreatedRecord[] {
    const { data } = this.#parts
    return data.shadow ? [] : data.made
  }

  get shadowed(): readonly CreatedRecord[] {
    const { data } = this.#parts
    return data.shadow ? data.made : []
  }

  get replayToken(): string {
    const { config, dataSet } = this.#parts
    const needs = dataSet.loaded.map((name) => {
      const { kind = '', recipe } = config.data[name] ?? {}
      return { name, kind, recipe }
    })
    return writeReplayToken({ seed: config.seed, needs, fingerprint: '' })
  }

  renew(): Promise<Date> {
    const { data, config } = this.#parts
    return data.renew(config.signal)
  }

  /** One cleanup, however often it is asked for; where something stayed, the next call tries again. */
  cleanup(outcome: TestOutcome = 'unknown'): Promise<ContextCleanup> {
    this.#cleaning ??= this.#end(outcome)
    return this.#cleaning
  }

  /** Where what it was set up for failed: nothing is kept, whatever the policy. */
  takeBack(): Promise<ContextCleanup> {
    this.#cleaning ??= this.#removed()
    return this.#cleaning
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.cleanup()
  }

  /** What is wrong with the context, if anything. */
  async problems(): Promise<ContextProblem[]> {
    const { data, dataSet, emit } = this.#parts
    const problems: ContextProblem[] = []
    if (this.#cleaning) problems.push({ about: 'connection', message: 'it is cleaned up already' })
    else {
      if (data.expiresAt.getTime() <= Date.now())
        problems.push({ about: 'lifetime', message: `its lifetime was over at ${data.expiresAt.toISOString()}` })
      problems.push(...(await this.#lost()))
      for (const message of await dataSet.inspect()) problems.push({ about: 'data', message })
    }
    emit({ type: 'validated', valid: problems.length === 0, problems: problems.length })
    return problems
  }

  toJSON(): Record<string, unknown> {
    const { mode, metadata, connectionInfo, testData, created, shadowed } = this
    const names = ({ type, id }: CreatedRecord) => ({ type, id })
    return {
      mode,
      metadata,
      connectionInfo,
      loaded: testData.loaded,
      created: created.map(names),
      shadowed: shadowed.map(names),
    }
  }

  [inspect.custom](): Record<string, unknown> {
    return this.toJSON()
  }

  /** Asks the API whether it still lets this test in, marks as it did, and has what was created. */
  async #lost(): Promise<ContextProblem[]> {
    const { data, config } = this.#parts
    try {
      const { records, prefix, flag } = await data.verify(config.signal, true)
      const { markers } = this.metadata
      const problems: ContextProblem[] = []
      if (prefix !== markers?.prefix || flag !== markers.flag)
        problems.push({ about: 'metadata', message: 'the API marks test data otherwise than when it was set up' })
      const made = new Map<string, number>()
      for (const { type } of this.created) made.set(type, (made.get(type) ?? 0) + 1)
      for (const [type, count] of made) {
        const left = Object.hasOwn(records, type) ? (records[type] ?? 0) : 0
        if (left < count)
          problems.push({ about: 'data', message: `${type}: ${count} were created, and ${left} are left` })
      }
      return problems
    } catch (thrown) {
      return [{ about: 'connection', message: messageOf(thrown) }]
    }
  }

  async #end(outcome: TestOutcome): Promise<ContextCleanup> {
    const { data, ended } = this.#parts
    const { policy, scope } = this.metadata
    const kept = policy === 'never' || (policy === 'on-success' && outcome === 'failed')
    const lasting = !kept && scope !== TestDataScope.EPHEMERAL
    const cleanup = await endContext(this.#ending(), !data.shadow && (kept || lasting))
    if (cleanup.failures.length > 0) {
      this.#cleaning = undefined
      return cleanup
    }
    const ofSession = lasting && scope === TestDataScope.PERSISTENT_SESSION
    if (cleanup.kept && !ofSession) data.keep()
    ended(this, ofSession ? () => endContext(this.#ending(), false) : undefined)
    return cleanup
  }

  async #removed(): Promise<ContextCleanup> {
    const cleanup = await endContext(this.#ending(), false)
    if (cleanup.failures.length > 0) this.#cleaning = undefined
    else this.#parts.ended(this, undefined)
    return cleanup
  }

  #ending() {
    const { data, dataSet, ends, config, emit, target } = this.#parts
    return {
      data,
      ends,
      runId: config.runId,
      timeout: config.cleanupTimeout,
      emit,
      target,
      webhook: config.production.alertWebhook,
      stopLoading: () => dataSet.end(),
    }
  }
}
