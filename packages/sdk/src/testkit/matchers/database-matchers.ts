import type { DatabaseTestClient } from '../client/database-test-client.ts'
import type { DatabaseTestResult } from '../database-test-result.ts'
import type { TestReport } from '../report/test-report.ts'
import { databaseChecks as checks } from './database-checks.ts'
import { judgeResults, type MatcherAnswer } from './judge-results.ts'

type Check<Args extends readonly unknown[]> = (
  client: DatabaseTestClient,
  ...args: Args
) => Promise<readonly DatabaseTestResult[]>

function matcher<Args extends readonly unknown[]>(check: Check<Args>) {
  return async (client: DatabaseTestClient, ...args: Args): Promise<MatcherAnswer> =>
    judgeResults(client.name, await check(client, ...args))
}

/** For expect.extend(databaseMatchers) of Vitest, Jest and Playwright: await expect(client).toKeepIsolation('serializable'). */
export const databaseMatchers = {
  toHandleRows: matcher(checks.toHandleRows),
  toEnforceConstraints: matcher(checks.toEnforceConstraints),
  toRefuseRows: matcher(checks.toRefuseRows),
  toKeepIsolation: matcher(checks.toKeepIsolation),
  toResolveDeadlocks: matcher(checks.toResolveDeadlocks),
  toCommitInTwoPhases: matcher(checks.toCommitInTwoPhases),
  toTellErrors: matcher(checks.toTellErrors),
  toSurviveTroubles: matcher(checks.toSurviveTroubles),
  toFindVectors: matcher(checks.toFindVectors),
  toKeepWithin: matcher(checks.toKeepWithin),
  toMigrate: matcher(checks.toMigrate),
  /** Of a report, or of results: nothing failed, and something passed. */
  toHavePassedTests: (given: TestReport | readonly DatabaseTestResult[]): MatcherAnswer =>
    'results' in given ? judgeResults(given.title, given.results) : judgeResults('Tests', given),
}

type Matcher = (given: never, ...args: never[]) => unknown
type Taken<One extends Matcher> = Parameters<One> extends [unknown, ...infer Args] ? Args : never

/** What a runner's own type of matchers is extended by; `R` is what its matchers answer. */
export type DatabaseMatchers<R = void> = {
  [Name in keyof typeof databaseMatchers]: (
    ...args: Taken<(typeof databaseMatchers)[Name]>
  ) => ReturnType<(typeof databaseMatchers)[Name]> extends Promise<unknown> ? Promise<R> : R
}
