import type { Session, TableName } from '../../../database/adapter.ts'
import { quoting } from '../../../database/quote.ts'
import { UnderstudyError } from '../../../errors.ts'
import type { DatabaseTestClient } from '../../client/database-test-client.ts'
import type { TestSession } from '../../client/test-session.ts'
import type { IsolationLevel } from '../../database-test-config.ts'
import type { TransactionTestResult } from '../../database-test-result.ts'
import { holdSessions } from '../hold-sessions.ts'
import { type Actor, Stage } from '../stage.ts'

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

class Participant implements Actor {
  readonly name: string
  readonly pid: number | null
  readonly session: Session
  readonly #from = performance.now()
  code: string | null = null
  committed = false
  waits: readonly (readonly [number, number])[] = []
  knewAt = 0
  milliseconds = 0

  constructor(name: string, { session, pid }: TestSession) {
    this.name = name
    this.session = session
    this.pid = pid
  }

  async run(statement: string, parameters: readonly unknown[] = []): Promise<void> {
    if (this.code !== null) return
    try {
      await this.session.query(statement, parameters)
      this.committed = statement === 'commit'
    } catch (thrown) {
      if (!(thrown instanceof UnderstudyError)) throw thrown
      const { sqlstate, sqliteCode, waits } = thrown.details
      if (sqlstate !== '40P01' && sqliteCode !== 'SQLITE_BUSY') throw thrown
      this.code = String(sqlstate ?? sqliteCode)
      this.knewAt = performance.now()
      if (Array.isArray(waits)) this.waits = waits
      await this.session.execute('rollback')
    }
    this.milliseconds = performance.now() - this.#from
  }
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
  await using held = await holdSessions(client, count + 1)
  const [{ session: watcher }, ...sessions] = held.sessions
  const { dialect } = watcher
  const quoted = quoting[dialect].quoteTable(table)
  const participants = sessions.map((session, at) => new Participant(`T${at + 1}`, session))
  const last = participants.at(-1)
  if (count < 2 || !last) throw tooFew(count)
  const rows = participants.map((_, at) => `(${at}, 0)`).join()
  await watcher.execute(`delete from ${quoted}; insert into ${quoted} (id, value) values ${rows}`)
  await lookSoon(last.session)

  const write = `update ${quoted} set value = value + 1 where id = $1`
  // SQLite's lock is one for all rows: whoever has read may not write once another one has written.
  const first = dialect === 'sqlite' ? `select value from ${quoted} where id = $1` : write
  const stage = new Stage(watcher, participants)
  const begin = dialect === 'sqlite' ? 'begin deferred' : `begin isolation level ${isolationLevel}`
  for (const [at, participant] of participants.entries()) {
    await stage.step(participant, async () => {
      await participant.run(begin)
      await participant.run(first, [at])
    })
  }
  let closedAt = 0
  for (const [at, participant] of participants.entries()) {
    closedAt = performance.now()
    await stage.step(participant, () => participant.run(write, [(at + 1) % count]))
  }
  for (const participant of participants) stage.start(participant, () => participant.run('commit'))
  await stage.drain()

  const victims = participants.filter(({ code }) => code !== null)
  const committed = participants.filter((participant) => participant.committed)
  const [total] = await watcher.query<{ total: number }>(`select sum(value) as total from ${quoted}`)
  const problems = [
    ...(victims.length === 1 ? [] : [`${victims.length} transactions were ended, where one is enough`]),
    ...(victims.length + committed.length === count ? [] : ['Not all others committed']),
    ...(Number(total?.total) === committed.length * (dialect === 'sqlite' ? 1 : 2)
      ? []
      : ['The table does not hold what the transactions that committed wrote']),
  ]
  const nameOf = (pid: number) => participants.find((participant) => participant.pid === pid)?.name ?? 'another'
  const waitGraph = victims.flatMap(({ waits }) =>
    waits.map(([waiting, blocker]) => ({ waits: nameOf(waiting), for: nameOf(blocker) })),
  )
  const detected = victims.some(({ code }) => code === '40P01')
  return {
    isolationLevel,
    concurrentOperations: count,
    successfulOperations: committed.length,
    failedOperations: victims.length,
    deadlocksDetected: detected ? 1 : 0,
    averageExecutionTime: participants.reduce((sum, { milliseconds }) => sum + milliseconds, 0) / count,
    deadlockDetected: detected,
    resolvedBy: detected ? 'detection' : 'refusal',
    codes: victims.map(({ code }) => code ?? ''),
    victims: victims.map(({ name }) => name),
    waitGraph,
    resolutionTime: Math.max(0, (victims[0]?.knewAt ?? closedAt) - closedAt),
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
