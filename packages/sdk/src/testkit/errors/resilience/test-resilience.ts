import { refuseAborted } from '../../../database/lane.ts'
import { isError, messageOf, UnderstudyError } from '../../../errors.ts'
import type { DatabaseTestClient } from '../../client/database-test-client.ts'
import { classifyError } from '../classify/classify-error.ts'
import { connectionRefused, connectionTimeout, networkDelay, poolExhaustion } from './connection-scenarios.ts'
import { interruptedAnswer, lostCommit, networkInterruption } from './interruption-scenarios.ts'
import {
  type Aftermath,
  NotHere,
  NotResilient,
  type ResilienceOptions,
  type ResilienceResult,
  type ResilienceScenario,
  resilienceScenarios,
  type Trouble,
} from './scenario.ts'
import {
  administratorShutdown,
  idleInTransaction,
  lockTimeout,
  serverRestart,
  statementTimeout,
} from './server-scenarios.ts'

const causes: Readonly<Record<ResilienceScenario, (trouble: Trouble) => Promise<Aftermath>>> = {
  connection_timeout: connectionTimeout,
  connection_refused: connectionRefused,
  connection_pool_exhaustion: poolExhaustion,
  network_delay: networkDelay,
  network_interruption: networkInterruption,
  interrupted_answer: interruptedAnswer,
  lost_commit: lostCommit,
  statement_timeout: statementTimeout,
  lock_timeout: lockTimeout,
  idle_in_transaction: idleInTransaction,
  administrator_shutdown: administratorShutdown,
  server_restart: serverRestart,
}

export type ResilienceResults = Readonly<Partial<Record<ResilienceScenario, ResilienceResult>>>

/** Causes each trouble, one after the other, and sees what is said, what stays, and how long it lasts. */
export async function testResilience(
  client: DatabaseTestClient,
  scenarios: readonly ResilienceScenario[],
  options: ResilienceOptions,
): Promise<ResilienceResults> {
  const unknown = scenarios.filter((name) => !Object.hasOwn(causes, name))
  if (unknown.length > 0) {
    throw new UnderstudyError('TEST_CONFIG_INVALID', {
      operation: 'test the resilience of connections',
      message: `There is no scenario ${unknown.join(', ')}`,
      hint: `Choose among ${resilienceScenarios.join(', ')}.`,
    })
  }
  // The guard speaks before anything is done; what is over a proxy is then the same database.
  await client.query('select 1')
  const results: Partial<Record<ResilienceScenario, ResilienceResult>> = {}
  for (const name of scenarios) {
    refuseAborted(options.signal)
    const from = performance.now()
    const result = await resultOf(causes[name]({ client, options }))
    results[name] = { ...result, milliseconds: performance.now() - from }
  }
  return results
}

async function resultOf(aftermath: Promise<Aftermath>): Promise<Omit<ResilienceResult, 'milliseconds'>> {
  try {
    const { classified, recoveryTime } = await aftermath
    return { success: true, skipped: null, recoveryTime, classified, error: null }
  } catch (thrown) {
    const failed = { success: false, skipped: null, recoveryTime: null, classified: null, error: null }
    // Over TLS nobody on the way sees a COMMIT.
    if (thrown instanceof NotHere || isEncrypted(thrown)) return { ...failed, skipped: messageOf(thrown) }
    if (thrown instanceof NotResilient) return { ...failed, classified: thrown.classified, error: thrown.message }
    if (!isError(thrown)) throw thrown
    return { ...failed, classified: classifyError(thrown), error: messageOf(thrown) }
  }
}

function isEncrypted(thrown: unknown): boolean {
  return thrown instanceof UnderstudyError && thrown.operation === 'inject a fault'
}
