import type { Session, TableName } from '../../database/adapter.ts'
import { quoting } from '../../database/quote.ts'
import { UnderstudyError } from '../../errors.ts'
import type { TestSession } from '../client/test-session.ts'
import type { IsolationLevel } from '../database-test-config.ts'
import type { Cells, History, HistoryStep, Seen } from './history.ts'
import { PlayedTransaction } from './played-transaction.ts'
import { Stage, type Wait } from './stage.ts'

/** How a step went. */
export interface StepSeen {
  readonly by: string
  readonly does: HistoryStep['does']
  readonly sql: string
  readonly name: string | null
  /** What a named step answered; null of others, and where it was not done. */
  readonly rows: Cells | null
  /** The transactions that it had to wait for; nothing where it went through at once. */
  readonly waitedFor: readonly string[]
  /** The code by which the database refused it, upon which its transaction was rolled back. */
  readonly refused: string | null
  /** False where its transaction was over by then. */
  readonly done: boolean
}

export interface TransactionSeen {
  readonly name: string
  readonly committed: boolean
  readonly milliseconds: number
}

export interface HistoryRun {
  readonly occurred: boolean
  /** What kept the anomaly away: a refused transaction, else a wait, else what was to be seen; null where it occurred. */
  readonly preventedBy: 'refusal' | 'waiting' | 'visibility' | null
  readonly steps: readonly StepSeen[]
  readonly transactions: readonly TransactionSeen[]
  /** The table afterwards. */
  readonly final: Cells
}

/** Where histories are played. */
export interface HistoryGround {
  readonly watcher: Session
  /** With the columns id and value. */
  readonly table: TableName
  /** As many as a history has transactions, each of them idle. */
  readonly sessions: readonly TestSession[]
}

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] }

/**
 * Plays a history at a level and judges it by what was seen. All its transactions are over when this returns; where it
 * throws, they are over when their sessions are closed.
 */
export async function runHistory(ground: HistoryGround, history: History, level: IsolationLevel): Promise<HistoryRun> {
  const { watcher } = ground
  const table = quoting[watcher.dialect].quoteTable(ground.table)
  await watcher.execute(`delete from ${table}; insert into ${table} (id, value) values (1, 10), (2, 20)`)
  const transactions: PlayedTransaction[] = []
  for (const [at, name] of namesOf(history).entries()) {
    transactions.push(await PlayedTransaction.begin(name, sessionAt(ground, at), level))
  }
  const stage = new Stage(watcher, transactions)
  const steps: Mutable<StepSeen>[] = []
  for (const step of history.steps) {
    const seen = { ...step, rows: null, waitedFor: [], refused: null, done: false }
    steps.push(seen)
    const transaction = transactionOf(transactions, step.by)
    note(await stage.step(transaction, () => take(transaction, step, seen, table)), steps)
  }
  // One that has no end of its own may keep others waiting.
  for (const transaction of transactions) stage.start(transaction, () => transaction.rollback())
  await stage.drain()
  const final = ordered(await watcher.query<Row>(`select id, value from ${table}`))
  const occurred = history.occurred(seenOf(steps, transactions, final))
  return {
    occurred,
    preventedBy: occurred ? null : prevention(steps),
    steps,
    transactions: transactions.map(({ name, committed, milliseconds }) => ({ name, committed, milliseconds })),
    final,
  }
}

/** In the order in which they first do something. */
export function namesOf(history: History): string[] {
  return [...new Set(history.steps.map(({ by }) => by))]
}

interface Row {
  readonly id: number
  readonly value: number
}

async function take(
  transaction: PlayedTransaction,
  step: HistoryStep,
  seen: Mutable<StepSeen>,
  table: string,
): Promise<void> {
  if (!transaction.isOpen) return
  if (step.does === 'commit') await transaction.commit()
  else if (step.does === 'abort') await transaction.rollback()
  else {
    const rows = await transaction.query<Row>(step.sql.replaceAll('{table}', () => table))
    if (rows && step.name !== null) seen.rows = ordered(rows)
  }
  seen.refused = transaction.refused
  seen.done = true
}

/** Who waits does so with the first of its steps that is not done. */
function note(waits: readonly Wait[], steps: readonly Mutable<StepSeen>[]): void {
  for (const wait of waits) {
    const waiting = steps.find(({ by, done }) => by === wait.actor && !done)
    if (waiting?.waitedFor.length === 0) waiting.waitedFor = wait.for
  }
}

function prevention(steps: readonly StepSeen[]): HistoryRun['preventedBy'] {
  if (steps.some(({ refused }) => refused !== null)) return 'refusal'
  return steps.some(({ waitedFor }) => waitedFor.length > 0) ? 'waiting' : 'visibility'
}

function seenOf(steps: readonly StepSeen[], transactions: readonly PlayedTransaction[], final: Cells): Seen {
  return {
    rows: (name) => steps.find((step) => step.name === name)?.rows ?? null,
    committed: (...names) => names.every((name) => transactionOf(transactions, name).committed),
    final,
  }
}

function ordered(rows: readonly Row[]): Cells {
  return rows.map(({ id, value }) => [id, value] as const).sort(([a], [b]) => a - b)
}

function transactionOf(transactions: readonly PlayedTransaction[], name: string): PlayedTransaction {
  const found = transactions.find((transaction) => transaction.name === name)
  if (found) return found
  throw unfit(`It speaks of a transaction ${name} that does nothing`)
}

function sessionAt({ sessions }: HistoryGround, at: number): TestSession {
  const session = sessions[at]
  if (session) return session
  throw unfit(`It has more than ${sessions.length} transactions`)
}

function unfit(message: string): UnderstudyError {
  return new UnderstudyError('TEST_CONFIG_INVALID', { operation: 'play a history', message })
}
