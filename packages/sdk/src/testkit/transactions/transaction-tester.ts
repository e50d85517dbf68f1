import type { TableName } from '../../database/adapter.ts'
import type { DatabaseTestClient } from '../client/database-test-client.ts'
import { parseIsolationLevel } from '../client/parse-test-config.ts'
import type { IsolationLevel } from '../database-test-config.ts'
import { type DeadlockOptions, type DeadlockTestResult, detectDeadlock } from './deadlock/detect-deadlock.ts'
import {
  type RandomHistoriesOptions,
  type RandomHistoriesResult,
  randomHistories,
} from './list-append/random-histories.ts'
import {
  type ConcurrentOperationsOptions,
  type ConcurrentOperationsResult,
  concurrentOperations,
} from './operations/concurrent-operations.ts'
import {
  exploreOperations,
  type InterleavingOptions,
  type InterleavingsResult,
} from './operations/explore-operations.ts'
import type { ConcurrentOperation } from './operations/operation.ts'
import { type IsolationOptions, type IsolationTestResult, testIsolation } from './test-isolation.ts'
import { type TwoPhaseResult, twoPhaseCommit, twoPhaseCommitOnServer } from './two-phase/two-phase-commit.ts'

/**
 * Puts the transactions of a database to the test, on connections beside the client's pool and in tables of its own,
 * which the client drops when it is closed. The level is the client's own where none is said.
 */
export class TransactionTester {
  readonly #client: DatabaseTestClient
  readonly #tables: OwnTables

  constructor(client: DatabaseTestClient) {
    this.#client = client
    this.#tables = new OwnTables(client)
  }

  /** Plays the histories that are built in, or those that are given. */
  testTransactionIsolation(level?: IsolationLevel, options?: IsolationOptions): Promise<IsolationTestResult>
  /** Runs operations of the caller's at the same time. */
  testTransactionIsolation(
    level: IsolationLevel,
    operations: readonly ConcurrentOperation[],
    options?: ConcurrentOperationsOptions,
  ): Promise<ConcurrentOperationsResult>
  async testTransactionIsolation(
    given: IsolationLevel = this.#client.config.isolationLevel,
    what: IsolationOptions | readonly ConcurrentOperation[] = {},
    options?: ConcurrentOperationsOptions,
  ): Promise<IsolationTestResult | ConcurrentOperationsResult> {
    const level = parseIsolationLevel(given)
    if (isList(what)) return await concurrentOperations(this.#client, level, what, options)
    return await testIsolation(this.#client, await this.#tables.of('cells'), level, what)
  }

  /** Runs stepped operations in every order of their steps, and asks after each whether all is as it must be. */
  async testInterleavings(
    level: IsolationLevel,
    operations: readonly ConcurrentOperation[],
    options: InterleavingOptions,
  ): Promise<InterleavingsResult> {
    return await exploreOperations(this.#client, parseIsolationLevel(level), operations, options)
  }

  async testRandomHistories(
    level: IsolationLevel = this.#client.config.isolationLevel,
    options?: RandomHistoriesOptions,
  ): Promise<RandomHistoriesResult> {
    return await randomHistories(this.#client, await this.#tables.of('lists'), parseIsolationLevel(level), options)
  }

  async testDeadlockDetection(options?: DeadlockOptions): Promise<DeadlockTestResult> {
    return await detectDeadlock(this.#client, await this.#tables.of('cells'), options)
  }

  /** Commits over this database and another one, or one that is made for this on its server, with crashes between the phases. */
  async testTwoPhaseCommit(other?: DatabaseTestClient): Promise<TwoPhaseResult> {
    return other ? await twoPhaseCommit(this.#client, other) : await twoPhaseCommitOnServer(this.#client)
  }
}

/** As Array.isArray, which does not tell a list that cannot be written from an object. */
function isList(what: IsolationOptions | readonly ConcurrentOperation[]): what is readonly ConcurrentOperation[] {
  return Array.isArray(what)
}

const definitions = {
  cells: 'id int primary key, value int',
  lists: 'id int primary key, items text',
}

/** Each made when it is first asked for; one that could not be made is tried again by whoever asks next. */
class OwnTables {
  readonly #client: DatabaseTestClient
  readonly #made = new Map<keyof typeof definitions, Promise<TableName>>()

  constructor(client: DatabaseTestClient) {
    this.#client = client
  }

  of(name: keyof typeof definitions): Promise<TableName> {
    const known = this.#made.get(name)
    if (known) return known
    const table = this.#client.createTable(name, definitions[name])
    this.#made.set(name, table)
    table.catch(() => this.#made.delete(name))
    return table
  }
}
