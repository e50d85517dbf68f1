import { refuseAborted } from '../../database/lane.ts'
import { DatabaseTestClient } from '../client/database-test-client.ts'
import { engineVersion } from '../client/engine-version.ts'
import { databaseTestTypes } from '../database-test-config.ts'
import type { DatabaseTestResult } from '../database-test-result.ts'
import type { TestReport } from '../report/test-report.ts'
import { testReportOf } from '../report/test-report-of.ts'
import { checkSuiteConfig, type DatabaseSuiteConfig } from './database-suite-config.ts'
import { constraintPart } from './parts/constraint-part.ts'
import { crudPart } from './parts/crud-part.ts'
import { errorPart, resiliencePart } from './parts/error-parts.ts'
import { migrationPart } from './parts/migration-part.ts'
import { performancePart } from './parts/performance-part.ts'
import { deadlockPart, isolationPart, twoPhasePart } from './parts/transaction-parts.ts'
import { vectorPart, vectorScalingPart } from './parts/vector-parts.ts'
import { runStep } from './run-step.ts'
import type { SuitePart, SuiteStep } from './suite-part.ts'

/** In the order in which they run. */
const allParts: readonly SuitePart[] = [
  crudPart,
  constraintPart,
  isolationPart,
  deadlockPart,
  twoPhasePart,
  errorPart,
  resiliencePart,
  vectorPart,
  performancePart,
  vectorScalingPart,
  migrationPart,
]

/**
 * Puts a database to every test of the categories that are asked for, and answers one report. It refuses production.
 * What a test makes is gone afterwards; what the engine does not have is skipped and says so.
 */
export async function runDatabaseSuite(config: DatabaseSuiteConfig): Promise<TestReport> {
  checkSuiteConfig(config)
  const { title = 'Database suite' } = config
  const startedAt = new Date()
  const from = performance.now()
  const client = await DatabaseTestClient.open(clientConfig(config))
  try {
    const version = await engineVersion(client)
    const results = [...(await runParts(client, config)), ...(await runStep(cleanup(client), 'integration'))]
    const milliseconds = performance.now() - from
    return testReportOf(client, { title, startedAt, milliseconds, engineVersion: version }, results)
  } catch (thrown) {
    // What went wrong first is what is told.
    await client.close().catch(() => {})
    throw thrown
  }
}

async function runParts(client: DatabaseTestClient, config: DatabaseSuiteConfig): Promise<DatabaseTestResult[]> {
  const { categories = databaseTestTypes, parts, signal, onProgress } = config
  const say = onProgress ?? (() => {})
  const results: DatabaseTestResult[] = []
  for (const part of allParts) {
    if (!categories.includes(part.category) || (parts && !parts.includes(part.name))) continue
    for await (const step of part.steps({ client, config, say })) {
      refuseAborted(signal)
      say(step.name)
      results.push(...(await runStep(step, part.category)))
    }
  }
  return results
}

/** A result only where it fails, as on a server that is not there any more. */
function cleanup(client: DatabaseTestClient): SuiteStep {
  return {
    name: 'cleanup',
    run: async () => {
      await client.close()
      return []
    },
  }
}

function clientConfig({
  title: _title,
  categories: _categories,
  parts: _parts,
  crud: _crud,
  levels: _levels,
  twoPhase: _twoPhase,
  errors: _errors,
  resilience: _resilience,
  vectors: _vectors,
  performance: _performance,
  migrations: _migrations,
  signal: _signal,
  onProgress: _onProgress,
  ...client
}: DatabaseSuiteConfig) {
  return client
}
