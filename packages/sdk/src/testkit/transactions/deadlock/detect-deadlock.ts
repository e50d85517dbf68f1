import type { Session, TableName } from '../../../database/adapter.ts'
import { quoting } from '../../../database/quote.ts'
import { UnderstudyError } from '../../../errors.ts'
import type { DatabaseTestClient } from '../../client/database-test-client.ts'
import type { IsolationLevel } from '../../database-test-config.ts'
import type { TransactionTestResult } from '../../database-test-result.ts'
import { holdSessions } from '../hold-sessions.ts'
import { Stage } from '../stage.ts'
import { Participant } from './participant.ts'

export interface DeadlockOptions {
  /** How many transactions wait in a circle; 2 when not said. */
  readonly participants?: number | undefined
  readonly isolationLevel?: IsolationLevel | undefined
}

export interface WaitEdge {
  readonly waits: string
  readonly for: string
}

export interface DeadlockTestResult extends TransactionTestResult {
  /** Transactions waited in a circle until the database ended one; never on SQLite, where nobody waits. */
  readonly deadlockDetected: boolean
  /** How the circle was undone: by ending one that waited, or by not letting one wait. */
  readonly resolvedBy: 'detection' | 'refusal'
  /** What the victims were told. */
  readonly codes: readonly string[]
  readonly victims: readonly string[]
  /** Who waited for whom, as the server says when it ends one. */
  readonly waitGraph: readonly WaitEdge[]
  /** Milliseconds from when the circle was closed until the victim knew. */
  readonly resolutionTime: number
  /** There was exactly one victim, all others committed, and the table holds what they wrote and nothing else. */
  readonly passed: boolean
  /** What is not as it should be; nothing where it passed. */
  readonly problems: readonly string[]
}

/**
 * Lets transactions lock a row each, and then the next one's: a circle, which the database has to undo.
 * @param table with the columns id and value, and nobody else's
 */
export async function detectDeadlock(
  client: DatabaseTestClient,
  table: TableName,
  { participants: count = 2, isolationLevel = 'read committed' }: DeadlockOptions = {},
): Promise<DeadlockTestResult> {
  if (count < 2) throw tooFew(count)
  await using held = await holdSessions(client, count + 1)
  const [{ session: watcher }, ...sessions] = held.sessions
  const quoted = quoting[watcher.dialect].quoteTable(table)
  const rows = sessions.map((_, at) => `(${at}, 0)`).join()
  await watcher.execute(`delete from ${quoted}; insert into ${quoted} (id, value) values ${rows}`)
  const [closing] = sessions.slice(-1)
  if (closing) await lookSoon(closing.session)
  const participants = sessions.map((session, at) => new Participant(`T${at + 1}`, session))
  const closedAt = await closeCircle(new Stage(watcher, participants), participants, quoted, isolationLevel)
  const [sum] = await watcher.query<{ total: number }>(`select sum(value) as total from ${quoted}`)
  return {
    isolationLevel,
    ...judge(participants, closedAt, Number(sum?.total), watcher.dialect === 'sqlite' ? 1 : 2),
  }
}

/** Answers when the last of them asked for what the first one has. */
async function closeCircle(
  stage: Stage,
  participants: readonly Participant[],
  table: string,
  level: IsolationLevel,
): Promise<number> {
  const waiting = participants.some(({ pid }) => pid !== null)
  const write = `update ${table} set value = value + 1 where id = $1`
  // SQLite's lock is one for all rows: whoever has read may not write once another one has written.
  const first = waiting ? write : `select value from ${table} where id = $1`
  for (const [at, participant] of participants.entries()) {
    await stage.step(participant, async () => {
      await participant.run(waiting ? `begin isolation level ${level}` : 'begin deferred')
      await participant.run(first, [at])
    })
  }
  let closedAt = 0
  for (const [at, participant] of participants.entries()) {
    closedAt = performance.now()
    await stage.step(participant, () => participant.run(write, [(at + 1) % participants.length]))
  }
  for (const participant of participants) stage.start(participant, () => participant.commit())
  await stage.drain()
  return closedAt
}

function judge(
  participants: readonly Participant[],
  closedAt: number,
  written: number,
  writesOfOne: number,
): Omit<DeadlockTestResult, 'isolationLevel'> {
  const victims = participants.filter(({ code }) => code !== null)
  const committed = participants.filter((participant) => participant.committed)
  const problems: string[] = []
  if (victims.length !== 1) problems.push(`${victims.length} transactions were ended, where it takes one`)
  if (victims.length + committed.length !== participants.length) problems.push('Not all others committed')
  if (written !== committed.length * writesOfOne) {
    problems.push(`The table holds ${written} writes, of ${committed.length} transactions that committed`)
  }
  const nameOf = (pid: number) => participants.find((participant) => participant.pid === pid)?.name ?? 'another'
  const codes = victims.flatMap(({ code }) => code ?? [])
  const detected = codes.includes('40P01')
  return {
    concurrentOperations: participants.length,
    successfulOperations: committed.length,
    failedOperations: victims.length,
    deadlocksDetected: codes.filter((code) => code === '40P01').length,
    averageExecutionTime: participants.reduce((sum, { milliseconds }) => sum + milliseconds, 0) / participants.length,
    deadlockDetected: detected,
    resolvedBy: detected ? 'detection' : 'refusal',
    codes,
    victims: victims.map(({ name }) => name),
    waitGraph: victims.flatMap(({ waits }) =>
      waits.map(([one, other]) => ({ waits: nameOf(one), for: nameOf(other) })),
    ),
    resolutionTime: Math.max(0, (victims[0]?.over ?? closedAt) - closedAt),
    passed: problems.length === 0,
    problems,
  }
}

/** Whoever may decide so lets the server look for circles at once; elsewhere it does after a second. */
async function lookSoon(session: Session): Promise<void> {
  if (session.dialect !== 'postgres') return
  await session.execute('set deadlock_timeout = 10').catch((thrown: unknown) => {
    if (!(thrown instanceof UnderstudyError) || thrown.code !== 'PERMISSION_DENIED') throw thrown
  })
}

function tooFew(participants: number): UnderstudyError {
  return new UnderstudyError('TEST_CONFIG_INVALID', {
    operation: 'provoke a deadlock',
    message: `A circle takes at least 2 transactions, and it was to be ${participants}`,
  })
}
