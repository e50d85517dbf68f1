import type { Engine, Session, TableName } from '../../database/adapter.ts'
import { refuseAborted } from '../../database/lane.ts'
import type { DatabaseTestClient } from '../client/database-test-client.ts'
import type { IsolationLevel } from '../database-test-config.ts'
import type { TransactionTestResult } from '../database-test-result.ts'
import { builtInHistories } from './built-in-histories.ts'
import type { History } from './history.ts'
import { holdSessions } from './hold-sessions.ts'
import { excludedBy, excludes, type IsolationModel, promiseOf, shownModel } from './isolation-promises.ts'
import { type HistoryRun, namesOf, runHistory } from './run-history.ts'

export interface IsolationOptions {
  /** Those that are built in, when not said. */
  readonly histories?: readonly History[] | undefined
  /** What must not be weaker; what the engine promises by the level, when not said. */
  readonly expected?: IsolationModel | undefined
  readonly signal?: AbortSignal | undefined
}

export interface HistoryResult extends HistoryRun {
  readonly history: string
  readonly anomaly: string
  readonly meaning: string
  /** Whether the anomaly must not occur. */
  readonly excluded: boolean
}

export interface IsolationTestResult extends TransactionTestResult {
  readonly engine: Engine
  /** Of SQLite, as it names it: "wal", "delete"; null elsewhere. */
  readonly journal: string | null
  readonly expected: IsolationModel
  /** The strongest model of which no anomaly occurred; by these histories, which cannot find everything. */
  readonly shown: IsolationModel
  readonly histories: readonly HistoryResult[]
  /** Histories whose anomaly occurred though it is excluded. */
  readonly broken: readonly string[]
  readonly passed: boolean
}

/**
 * Plays histories of concurrent transactions at one level.
 * @param table with the columns id and value, and nobody else's
 */
export async function testIsolation(
  client: DatabaseTestClient,
  table: TableName,
  level: IsolationLevel,
  { histories = builtInHistories, expected: wanted, signal }: IsolationOptions = {},
): Promise<IsolationTestResult> {
  const parts = Math.max(0, ...histories.map((history) => namesOf(history).length))
  const results: HistoryResult[] = []
  await using held = await holdSessions(client, parts + 1)
  const [{ session: watcher }, ...sessions] = held.sessions
  const expected = wanted ?? promiseOf(watcher.dialect, level)
  for (const history of histories) {
    refuseAborted(signal)
    const { name, anomaly, meaning } = history
    const run = await runHistory({ watcher, table, sessions }, history, level)
    results.push({ history: name, anomaly, meaning, excluded: excludes(expected, name), ...run })
  }
  const occurred = results.filter((result) => result.occurred)
  const broken = occurred.filter(({ excluded }) => excluded).map(({ history }) => history)
  return {
    isolationLevel: level,
    ...countsOf(results),
    engine: watcher.engine,
    journal: await journalOf(watcher),
    expected,
    shown: shownModel(occurred.map(({ history }) => excludedBy[history] ?? 'read uncommitted')),
    histories: results,
    broken,
    passed: broken.length === 0,
  }
}

function countsOf(results: readonly HistoryResult[]): Omit<TransactionTestResult, 'isolationLevel'> {
  const all = results.flatMap(({ transactions }) => transactions)
  const committed = all.filter((transaction) => transaction.committed).length
  const refusals = results.flatMap(({ steps }) => steps.flatMap(({ refused }) => refused ?? []))
  const took = all.reduce((sum, { milliseconds }) => sum + milliseconds, 0)
  return {
    concurrentOperations: all.length,
    successfulOperations: committed,
    failedOperations: all.length - committed,
    deadlocksDetected: refusals.filter((code) => code === '40P01').length,
    averageExecutionTime: all.length === 0 ? 0 : took / all.length,
  }
}

async function journalOf(session: Session): Promise<string | null> {
  if (session.dialect !== 'sqlite') return null
  const [row] = await session.query<{ journal_mode: string }>('pragma journal_mode')
  return row?.journal_mode ?? null
}
