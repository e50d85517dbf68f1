import type pg from 'pg'
import { refuseAborted } from '../../../database/lane.ts'
import { stopOnAbort } from '../../../database/postgres/cancel.ts'
import { isServerError } from '../../../database/postgres/failure.ts'
import { readingSettings } from '../../../database/postgres/pool-leases.ts'
import { trackTransactionStatus } from '../../../database/postgres/transaction-status.ts'
import { UnderstudyError } from '../../../errors.ts'
import { closedWorld } from '../../closed-world.ts'
import type { HeldConnection } from './held-connection.ts'
import type { HeldSession } from './held-session.ts'
import type { Job } from './job.ts'
import { perform } from './perform.ts'
import { Player } from './player.ts'
import { TestRecord } from './record.ts'
import { replay } from './replay.ts'
import { netted } from './rules.ts'
import { plainVerdict, type Verdict } from './verdict.ts'

export interface StageParts {
  readonly connection: HeldConnection
  /** Makes the clone that the test goes on in; throws ISOLATION_FALSIFIED where there is none. */
  moveTo(reason: string): Promise<StageMove>
}

export interface StageMove {
  readonly pool: pg.Pool
  /** The test goes on there: all that it did was done again. */
  done(): Promise<void>
  /** It cannot go on there. */
  failed(): Promise<void>
}

/**
 * Where one test's statements are played: on a connection that is held inside a transaction, each statement as what it
 * would be on a connection of its own; and from the moment that this would show, on a clone.
 */
export class Stage {
  readonly #parts: StageParts
  readonly #driver: typeof pg
  readonly #connection: HeldConnection
  readonly #player: Player
  readonly #record = new TestRecord()
  /** Ends when the connection is free. */
  #turn: Promise<void> = Promise.resolve()
  /** Who has changed what its connection is. */
  readonly #changed = new Set<HeldSession>()
  readonly #namedBy = new Map<string, { readonly text: string; readonly session: HeldSession }>()
  readonly #bound = new Set<HeldSession>()
  #move: StageMove | undefined
  #cannotMove: unknown
  #hasRun = false
  #closed = false
  /** For who gives out connections. */
  onMoved: ((pool: pg.Pool) => void) | undefined

  constructor(parts: StageParts) {
    this.#parts = parts
    this.#connection = parts.connection
    this.#driver = parts.connection.driver
    this.#player = new Player(parts.connection)
  }

  get hasRun(): boolean {
    return this.#hasRun
  }

  get pool(): pg.Pool | undefined {
    return this.#move?.pool
  }

  get driver(): typeof pg {
    return this.#driver
  }

  get client(): pg.Client {
    return this.#connection.client
  }

  /** Answers as pg does. What one session asks is done in order. */
  async run(session: HeldSession, job: Job): Promise<unknown> {
    const before = session.last
    let answered: () => void = () => {}
    session.last = new Promise<void>((resolve) => {
      answered = resolve
    })
    await before
    try {
      return await this.#inOrder(session, job)
    } finally {
      answered()
    }
  }

  /** For what a savepoint would falsify and is no statement. */
  async move(reason: string): Promise<void> {
    const leave = await this.#enter()
    try {
      if (!this.#move) await this.#moveAway(reason)
    } finally {
      leave()
    }
  }

  /** The connection of a session, once all is on a clone. */
  async real(session: HeldSession): Promise<pg.PoolClient> {
    session.real ??= this.#bind(session)
    this.#bound.add(session)
    try {
      return await session.real
    } catch (thrown) {
      session.real = undefined
      throw thrown
    }
  }

  /** Nobody uses the session any more; what it left open is rolled back, as when a connection ends. */
  async end(session: HeldSession): Promise<void> {
    await session.last
    if (session.real) return await this.#release(session, true)
    if (session.state === 'idle' || this.#closed) return
    await this.run(session, {
      kind: 'query',
      config: { text: 'rollback' },
      text: 'rollback',
      name: undefined,
      verdict: rollback,
    })
  }

  /** Nobody uses the session any more; its connection goes back as it is, as into any pool. */
  giveBack(session: HeldSession): void {
    if (session.real) this.#release(session, false).catch(() => {})
  }

  /** Waits for the statement that runs; those that come later are refused. */
  async close(): Promise<void> {
    this.#closed = true
    const busy = await Promise.race([this.#turn.then(() => false), soon()])
    // A statement that does not end, as that of a test that was given up, ends with its connection.
    if (busy) this.#connection.client.connection.stream.destroy()
    await this.#turn
    await this.#releaseAll()
  }

  async #releaseAll(): Promise<void> {
    for (const session of [...this.#bound]) await this.#release(session, true)
  }

  async #release(session: HeldSession, discard: boolean): Promise<void> {
    const { real } = session
    this.#bound.delete(session)
    session.real = undefined
    // A connection that could not be had needs no release.
    const client = await real?.catch(() => undefined)
    session.onNoMoreReal?.()
    session.onNoMoreReal = undefined
    client?.release(discard)
  }

  async #inOrder(session: HeldSession, job: Job): Promise<unknown> {
    const verdict = job.verdict instanceof Promise ? await job.verdict : job.verdict
    refuseAborted(job.signal)
    if (this.#move) return await this.#onClone(session, job)
    const leave = await this.#enter()
    const outside = session.state === 'idle'
    try {
      if (!this.#move) {
        const reason = this.#reason(session, job, verdict)
        if (reason === undefined) return await this.#onSavepoints(session, job, verdict, leave)
        await this.#moveAway(reason).finally(leave)
      } else leave()
    } catch (thrown) {
      if (!isServerError(thrown)) throw thrown
      const net = netted.get(thrown.code)
      if (!net || (net.when === 'outside' && !outside)) throw thrown
      await this.move(net.moves)
    }
    return await this.#onClone(session, job)
  }

  async #enter(): Promise<() => void> {
    const before = this.#turn
    let leave: () => void = () => {}
    this.#turn = new Promise((resolve) => {
      leave = resolve
    })
    await before
    if (this.#closed) {
      leave()
      throw closedWorld('run statement')
    }
    return leave
  }

  /** What a savepoint would falsify; undefined when it would not. */
  #reason(session: HeldSession, job: Job, verdict: Verdict): string | undefined {
    const outside = session.state === 'idle'
    const rule = verdict.moves.find(({ when }) => when === 'always' || outside)
    const { owner } = this.#player
    const reads = session.ours && (verdict.snapshot || (owner === session && this.#player.onlyReads))
    if (rule && !reads) return rule.reason
    if (owner && owner !== session) return 'another connection is used while a transaction is open'
    for (const changed of this.#changed)
      if (changed !== session)
        return 'another connection is used after one has changed its own settings, tables or locks'
    if (session.ours && !this.#connection.readsAsUsual)
      return 'the database writes dates, intervals or bytes in a form of its own'
    if (this.#player.deferred.ambiguous)
      return 'a name stands for constraints of which some wait for COMMIT and others do not'
    const named = job.kind === 'query' && job.name !== undefined ? this.#namedBy.get(job.name) : undefined
    if (named && named.session !== session && named.text !== job.text)
      return 'two connections prepare different statements under one name'
    return undefined
  }

  async #onSavepoints(session: HeldSession, job: Job, verdict: Verdict, leave: () => void): Promise<unknown> {
    this.#hasRun = true
    if (verdict.session) this.#changed.add(session)
    if (job.kind === 'query' && job.name !== undefined && !this.#namedBy.has(job.name)) {
      this.#namedBy.set(job.name, { text: job.text, session })
      this.#connection.names.add(job.name)
    }
    const outside = session.state === 'idle'
    const note = this.#record.note(session, job, {
      shapes: verdict.session || verdict.counts || verdict.meaning !== 'plain' || isNamed(job),
      transaction: this.#player.numberOf(session, verdict),
    })
    try {
      this.#connection.onNotice = session.onNotice
      const { result, done } = await this.#player.play(session, job, verdict, leave)
      note({ done })
      const read = this.#player.takeRead()
      if (read !== undefined) this.#record.forget(read)
      return result
    } catch (thrown) {
      if (isServerError(thrown)) {
        const net = netted.get(thrown.code)
        // What goes on on a clone has not happened here.
        if (!net || (net.when === 'outside' && !outside)) note({ sqlstate: thrown.code })
      }
      throw thrown
    }
  }

  async #onClone(session: HeldSession, job: Job): Promise<unknown> {
    const client = await this.real(session)
    const performed = await stopOnAbort(client, job.signal, () => perform(this.#driver, client, job, () => {}))
    return performed.result
  }

  async #moveAway(reason: string): Promise<void> {
    if (this.#cannotMove) throw this.#cannotMove
    try {
      if (this.#record.isOverfull) {
        throw new UnderstudyError('ISOLATION_FALSIFIED', {
          operation: 'move a test to a clone',
          message: `The test needs a clone because ${reason}, and it has done too much to be done again there`,
        })
      }
      const wrote = await this.#wrote()
      const move = await this.#parts.moveTo(reason)
      try {
        const open = this.#player.openTransaction
        const entries = this.#record.entries.filter(
          ({ shapes, transaction }) => wrote || shapes || (open !== undefined && transaction === open),
        )
        await replay(this.#driver, reason, entries, (session) => this.#bindFor(session, move.pool))
      } catch (thrown) {
        await this.#releaseAll()
        await move.failed()
        throw thrown
      }
      for (const session of this.#bound) if (session.real) hear(session, await session.real)
      this.#move = move
      this.onMoved?.(move.pool)
      await move.done()
    } catch (thrown) {
      this.#cannotMove = thrown
      throw thrown
    }
  }

  /** A server gives a transaction its number with the first thing that it writes. */
  async #wrote(): Promise<boolean> {
    if (this.#record.entries.length === 0) return false
    if (this.#player.owner?.state === 'failed') return true
    const { rows } = await this.#connection.script('select pg_catalog.txid_current_if_assigned() is not null as wrote')
    return wroteOf(rows)
  }

  #bind(session: HeldSession): Promise<pg.PoolClient> {
    if (!this.#move) throw closedWorld('run statement')
    return bind(session, this.#move.pool).then((client) => hear(session, client))
  }

  async #bindFor(session: HeldSession, pool: pg.Pool): Promise<pg.PoolClient> {
    session.real ??= bind(session, pool)
    this.#bound.add(session)
    return await session.real
  }
}

/** Not while it is done again what the test did: it has heard all of that. */
function hear(session: HeldSession, client: pg.PoolClient): pg.PoolClient {
  session.onNoMoreReal = session.onReal?.(client)
  return client
}

async function bind(session: HeldSession, pool: pg.Pool): Promise<pg.PoolClient> {
  const client = await pool.connect()
  if (session.ours) {
    trackTransactionStatus(client)
    await client.query(readingSettings)
  }
  return client
}

const rollback: Verdict = { ...plainVerdict, meaning: 'rollback' }

/** Prepared under its name, by which alone it may be asked for later. */
function isNamed(job: Job): boolean {
  return job.kind === 'query' && job.name !== undefined
}

function wroteOf(rows: readonly unknown[]): boolean {
  return (rows[0] as { readonly wrote: boolean }).wrote
}

const patience = 1000

function soon(): Promise<true> {
  return new Promise((resolve) => setTimeout(resolve, patience, true as const).unref())
}
