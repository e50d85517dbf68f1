import type { DatabaseTestClient } from '../client/database-test-client.ts'
import { isAlone } from '../client/open-test-sessions.ts'
import type { TestSession } from '../client/test-session.ts'
import type { PerformanceTestConfig } from '../database-test-config.ts'
import { type BudgetCheck, budgetProblems, checkBudgets } from './budget.ts'

export interface ResourceUse {
  /** Bytes that this process came to hold meanwhile, at the most: the highest that it rose from a low before. */
  readonly peakMemory: number
  /** Connections of the pool that could be had again afterwards, of those that were asked for. */
  readonly connectionsFree: number
  readonly connectionsAsked: number
  readonly milliseconds: number
  readonly budgets: readonly BudgetCheck[]
  readonly problems: readonly string[]
}

const pauseBetween = 20

/** Looks at memory while work is done, and whether it has given its connections back. */
export async function resourceUse<T>(
  client: DatabaseTestClient,
  limits: PerformanceTestConfig,
  work: () => Promise<T>,
): Promise<{ readonly result: T; readonly use: ResourceUse }> {
  // What others left to be collected may go meanwhile: what is held afterwards can be less than before, with work done.
  let least = held()
  let peakMemory = 0
  const look = () => {
    const now = held()
    least = Math.min(least, now)
    peakMemory = Math.max(peakMemory, now - least)
  }
  const timer = setInterval(look, pauseBetween)
  const from = performance.now()
  let result: T
  try {
    result = await work()
  } finally {
    clearInterval(timer)
  }
  const milliseconds = performance.now() - from
  look()
  const connectionsAsked = isAlone(client.config.databaseUrl) ? 1 : Math.min(client.config.connectionPoolSize, 10)
  const connectionsFree = await freeConnections(client, connectionsAsked)
  const budgets = checkBudgets(limits, { memoryUsageLimitMb: peakMemory / 2 ** 20 })
  const kept =
    connectionsFree === connectionsAsked
      ? []
      : [`${connectionsAsked - connectionsFree} of ${connectionsAsked} connections were not given back`]
  return {
    result,
    use: {
      peakMemory,
      connectionsFree,
      connectionsAsked,
      milliseconds,
      budgets,
      problems: [...kept, ...budgetProblems(budgets)],
    },
  }
}

async function freeConnections(client: DatabaseTestClient, asked: number): Promise<number> {
  const taken: TestSession[] = []
  try {
    while (taken.length < asked) taken.push(await client.getConnection())
  } catch (thrown) {
    if (!isExhausted(thrown)) throw thrown
  } finally {
    await Promise.all(taken.map((session) => session.close()))
  }
  return taken.length
}

function isExhausted(thrown: unknown): boolean {
  return thrown instanceof Error && 'code' in thrown && thrown.code === 'POOL_EXHAUSTED'
}

function held(): number {
  const { heapUsed, external } = process.memoryUsage()
  return heapUsed + external
}
