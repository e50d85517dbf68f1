import { analyzeSchema } from '../catalog/analyze.ts'
import type { SchemaDefinition } from '../catalog/definition.ts'
import { refuseAborted } from '../database/lane.ts'
import type { Environment } from '../environments/environment.ts'
import { messageOf } from '../errors.ts'
import { type LookedAt, type Looking, type LookOptions, lookUpAsTheRole, openToLook } from './open-to-look.ts'
import type { Probe, TestSuite } from './probe.ts'
import { probeCrud } from './probe-crud.ts'
import { probeHttp } from './probe-http.ts'
import { probeSql } from './probe-sql.ts'
import type { TestResult } from './validation-result.ts'

export interface FunctionalityOptions extends LookOptions {
  /** Where paths of HTTP probes lead; the environment's secret `baseUrl` when not said. */
  readonly baseUrl?: string | undefined
  readonly fetch?: typeof fetch | undefined
  readonly signal?: AbortSignal | undefined
  /** Milliseconds that one probe may take at most; 30 seconds when not said. */
  readonly timeout?: number | undefined
  readonly onResult?: ((result: TestResult) => void) | undefined
}

type Target = LookedAt & Pick<Environment, 'secrets'>

/**
 * Asks an environment whether it works. What a probe writes to the database is rolled back; where an environment is
 * read-only, probes that would write are skipped, and the others run behind the guard.
 */
export async function testFunctionality(
  environment: Target,
  suites: readonly TestSuite[],
  options: FunctionalityOptions = {},
): Promise<TestResult[]> {
  const { signal = new AbortController().signal, timeout = 30_000, fetch = globalThis.fetch } = options
  const isReadOnly = environment.isReadOnly === true || environment.type === 'production'
  const results: TestResult[] = []
  await using databases = new OnDemand(environment, options)
  for (const suite of suites) {
    const saved = new Map(Object.entries(environment.secrets))
    for (const probe of suite.probes) {
      refuseAborted(signal)
      const started = performance.now()
      const answer = await answerOf(probe, AbortSignal.any([signal, AbortSignal.timeout(probe.within ?? timeout)]))
      const milliseconds = performance.now() - started
      const result = { suite: suite.name, probe: probe.name, ...answer, milliseconds }
      results.push(result)
      options.onResult?.(result)

      async function answerOf(asked: Probe, over: AbortSignal): Promise<Pick<TestResult, 'outcome' | 'message'>> {
        if (isReadOnly && writes(asked)) return { outcome: 'skipped', message: 'the environment is read-only' }
        try {
          const problem = await ask(asked, over)
          return problem === undefined
            ? { outcome: 'passed', message: 'as expected' }
            : { outcome: 'failed', message: problem }
        } catch (thrown) {
          refuseAborted(signal)
          const late = over.aborted ? `no answer in ${probe.within ?? timeout} ms` : messageOf(thrown)
          return { outcome: 'failed', message: late }
        }
      }

      async function ask(asked: Probe, over: AbortSignal): Promise<string | undefined> {
        switch (asked.kind) {
          case 'sql': {
            const { writable, guarded, read } = await databases.looking()
            if (writable) return await probeSql(writable, asked, over)
            return await read(
              async (session) => {
                if (guarded) await lookUpAsTheRole(session)
                return await probeSql(session, asked, over)
              },
              { signal: over },
            )
          }
          case 'crud': {
            const { writable } = await databases.looking()
            return writable && probeCrud(writable, asked, { definition: await databases.definition(), signal: over })
          }
          case 'http':
            return probeHttp(asked, {
              baseUrl: options.baseUrl ?? environment.secrets.baseUrl,
              saved,
              signal: over,
              fetch,
            })
        }
      }
    }
  }
  return results
}

function writes(probe: Probe): boolean {
  if (probe.kind === 'http') return !['GET', 'HEAD', undefined].includes(probe.method)
  return probe.kind === 'crud'
}

/** Suites of HTTP probes alone need no database. */
class OnDemand implements AsyncDisposable {
  readonly #environment: LookedAt
  readonly #options: FunctionalityOptions
  #looking: Promise<Looking> | undefined
  #definition: Promise<SchemaDefinition> | undefined

  constructor(environment: LookedAt, options: FunctionalityOptions) {
    this.#environment = environment
    this.#options = options
  }

  looking(): Promise<Looking> {
    const { waive, alert, audit, known } = this.#options
    this.#looking ??= openToLook(this.#environment, { waive, alert, audit, known })
    return this.#looking
  }

  definition(): Promise<SchemaDefinition> {
    this.#definition ??= this.looking().then(({ read }) => read((session) => analyzeSchema(session)))
    return this.#definition
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await (await this.#looking?.catch(() => undefined))?.[Symbol.asyncDispose]()
  }
}
