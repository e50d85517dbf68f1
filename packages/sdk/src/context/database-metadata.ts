import type { TestMetadata } from './data-context.ts'
import type { ParsedTestConfig } from './parse-test-config.ts'
import type { TestMode } from './test-mode.ts'

/** What is known of a test on a database when its context begins; `timings` is filled in at the end of the setup. */
export function databaseMetadata(
  mode: TestMode,
  testId: string,
  config: ParsedTestConfig,
  timings: TestMetadata['timings'],
): TestMetadata {
  const { runId, scope, policy, seed, name, worker, maxAgeMinutes } = config
  const now = Date.now()
  return {
    runId,
    testId,
    mode,
    scope,
    policy,
    seed,
    name,
    worker,
    markers: undefined,
    startedAt: new Date(now).toISOString(),
    expiresAt: new Date(now + maxAgeMinutes * 60_000).toISOString(),
    timings,
  }
}
