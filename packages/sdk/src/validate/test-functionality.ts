import { analyzeSchema } from '../catalog/analyze.ts'
import type { SchemaDefinition } from '../catalog/definition.ts'
import type { Database } from '../database/adapter.ts'
import { connect } from '../database/connect.ts'
import { refuseAborted } from '../database/lane.ts'
import type { Environment } from '../environments/environment.ts'
import { messageOf } from '../errors.ts'
import type { Probe, TestSuite } from './probe.ts'
import { probeCrud } from './probe-crud.ts'
import { probeHttp } from './probe-http.ts'
import { probeSql } from './probe-sql.ts'
import type { TestResult } from './validation-result.ts'

export interface FunctionalityOptions {
  /** Where paths of HTTP probes lead; the environment's secret `baseUrl` when not said. */
  readonly baseUrl?: string | undefined
  readonly fetch?: typeof fetch | undefined
  readonly signal?: AbortSignal | undefined
  /** Milliseconds that one probe may take at most; 30 seconds when not said. */
  readonly timeout?: number | undefined
  readonly onResult?: ((result: TestResult) => void) | undefined
}

type Target = Pick<Environment, 'name' | 'databaseUrl' | 'secrets' | 'isReadOnly'>

/**
 * Asks an environment whether it works. What a probe writes to the database is rolled back; where an environment is
 * read-only, probes that would write are skipped, and the others run in read-only transactions.
 */
export async function testFunctionality(
  environment: Target,
  suites: readonly TestSuite[],
  options: FunctionalityOptions = {},
): Promise<TestResult[]> {
  const { signal = new AbortController().signal, timeout = 30_000, fetch = globalThis.fetch } = options
  const results: TestResult[] = []
  await using databases = new OnDemand(environment.databaseUrl)
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
        if (environment.isReadOnly && writes(asked))
          return { outcome: 'skipped', message: 'the environment is read-only' }
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
          case 'sql':
            return probeSql(await databases.database(), asked, { readOnly: environment.isReadOnly, signal: over })
          case 'crud':
            return probeCrud(await databases.database(), asked, {
              definition: await databases.definition(),
              signal: over,
            })
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
  readonly #url: string
  #database: Promise<Database> | undefined
  #definition: Promise<SchemaDefinition> | undefined

  constructor(url: string) {
    this.#url = url
  }

  database(): Promise<Database> {
    this.#database ??= connect(this.#url, { create: false, maxConnections: 1 })
    return this.#database
  }

  definition(): Promise<SchemaDefinition> {
    this.#definition ??= this.database().then((database) => analyzeSchema(database))
    return this.#definition
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await (await this.#database?.catch(() => undefined))?.close()
  }
}
