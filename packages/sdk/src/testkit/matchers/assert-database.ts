import { AssertionError } from 'node:assert'
import type { DatabaseTestClient } from '../client/database-test-client.ts'
import type { DatabaseTestResult } from '../database-test-result.ts'
import { databaseChecks as checks } from './database-checks.ts'
import { judgeResults } from './judge-results.ts'

/** The matchers, for runners that cannot be taught any: await assertDatabase(client).toKeepIsolation('serializable'). */
export function assertDatabase(client: DatabaseTestClient) {
  return {
    toHandleRows: assertion(client, checks.toHandleRows),
    toEnforceConstraints: assertion(client, checks.toEnforceConstraints),
    toRefuseRows: assertion(client, checks.toRefuseRows),
    toKeepIsolation: assertion(client, checks.toKeepIsolation),
    toResolveDeadlocks: assertion(client, checks.toResolveDeadlocks),
    toCommitInTwoPhases: assertion(client, checks.toCommitInTwoPhases),
    toTellErrors: assertion(client, checks.toTellErrors),
    toSurviveTroubles: assertion(client, checks.toSurviveTroubles),
    toFindVectors: assertion(client, checks.toFindVectors),
    toKeepWithin: assertion(client, checks.toKeepWithin),
    toMigrate: assertion(client, checks.toMigrate),
  }
}

function assertion<Args extends readonly unknown[]>(
  client: DatabaseTestClient,
  check: (client: DatabaseTestClient, ...args: Args) => Promise<readonly DatabaseTestResult[]>,
) {
  return async (...args: Args): Promise<void> => {
    const { pass, message } = judgeResults(client.name, await check(client, ...args))
    if (!pass) throw new AssertionError({ message: message() })
  }
}
