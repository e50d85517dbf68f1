import type { TableName } from '../../../database/adapter.ts'
import type { DatabaseTestClient } from '../../client/database-test-client.ts'
import type { IsolationLevel } from '../../database-test-config.ts'
import { holdSessions } from '../hold-sessions.ts'
import { type IsolationModel, includes, promiseOf, shownModel } from '../isolation-promises.ts'
import { type AppendAnomaly, checkAppends } from './check-appends.ts'
import { runAppends } from './run-appends.ts'

export interface RandomHistoriesOptions {
  /** The same seed gives the same steps in the same order; 1 when not said. */
  readonly seed?: string | number | undefined
  /** 100 when not said. */
  readonly transactions?: number | undefined
  /** Transactions that are open at the same time; 5 when not said. */
  readonly sessions?: number | undefined
  /** Lists that all of them work on; 3 when not said. */
  readonly keys?: number | undefined
  /** Steps of a transaction at most; 4 when not said. */
  readonly steps?: number | undefined
  /**
   * Whether all sessions work as fast as they can: then the server meets what no order of steps can make, and no second
   * run is like the first. False when not said.
   */
  readonly freely?: boolean | undefined
  /** What must not be weaker; what the engine promises by the level, when not said. */
  readonly expected?: IsolationModel | undefined
  readonly signal?: AbortSignal | undefined
}

export interface RandomHistoriesResult {
  readonly isolationLevel: IsolationLevel
  readonly seed: string | number
  readonly transactions: number
  readonly committed: number
  /** Of each kind the one that takes the fewest transactions. */
  readonly anomalies: readonly AppendAnomaly[]
  readonly expected: IsolationModel
  /** The strongest model of which no anomaly was found. */
  readonly shown: IsolationModel
  /** Anomalies that were found though they are excluded. */
  readonly broken: readonly AppendAnomaly[]
  readonly passed: boolean
}

/**
 * Transactions that read and append at random, and a search for what no order of them explains: for what written
 * histories do not think of.
 * @param table with the columns id and items, and nobody else's
 */
export async function randomHistories(
  client: DatabaseTestClient,
  table: TableName,
  level: IsolationLevel,
  options: RandomHistoriesOptions = {},
): Promise<RandomHistoriesResult> {
  const { seed = 1, transactions = 100, sessions: count = 5, keys = 3, steps = 4, freely = false, signal } = options
  await using held = await holdSessions(client, count + 1)
  const [{ session: watcher }, ...sessions] = held.sessions
  const plan = { seed, transactions, keys, steps, freely }
  const history = await runAppends({ watcher, table, sessions, signal }, plan, level)
  const anomalies = checkAppends(history)
  const expected = options.expected ?? promiseOf(watcher.dialect, level)
  const broken = anomalies.filter(({ excludedBy }) => includes(expected, excludedBy))
  return {
    isolationLevel: level,
    seed,
    transactions: history.transactions.length,
    committed: history.transactions.filter(({ committed }) => committed).length,
    anomalies,
    expected,
    shown: shownModel(anomalies.map(({ excludedBy }) => excludedBy)),
    broken,
    passed: broken.length === 0,
  }
}
