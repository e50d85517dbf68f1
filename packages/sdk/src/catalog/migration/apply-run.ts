import { setTimeout as pause } from 'node:timers/promises'
import type { Database, Session } from '../../database/adapter.ts'
import { cancelled, refuseAborted } from '../../database/lane.ts'
import { UnderstudyError } from '../../errors.ts'
import type { SchemaWatch } from './apply-exclusive.ts'
import type { StepGroup } from './apply-groups.ts'
import type { ApplyOptions } from './apply-options.ts'
import type { StepReport } from './apply-report.ts'
import { inTransactionId, outcomeOf } from './apply-transaction.ts'
import type { MigrationStep } from './step.ts'

const usualRetries = 3
const firstPause = 250

/** Runs groups of steps one after the other, and knows at any time what stands. */
export class StepRunner {
  readonly total: number
  /** The step that the last error is about; undefined for a commit. */
  failing: MigrationStep | undefined
  readonly #options: ApplyOptions
  readonly #reports: Map<MigrationStep, StepReport>
  #begun = false
  /** The transaction whose commit was asked for and not answered. */
  #open: { readonly id: string | undefined; readonly steps: readonly MigrationStep[] } | undefined

  constructor(steps: readonly MigrationStep[], options: ApplyOptions) {
    this.total = steps.length
    this.#options = options
    this.#reports = new Map(
      steps.map((step) => {
        const { number, title, object } = step
        return [step, { number, title, object, state: 'not begun', statements: 0, attempts: 0, milliseconds: 0 }]
      }),
    )
  }

  reports(): StepReport[] {
    return [...this.#reports.values()]
  }

  hasBegun(): boolean {
    return this.#begun
  }

  /** Runs a group to its commit; again, where only locks were in the way and nothing of it was done. */
  async run(session: Session, group: StepGroup, watch: SchemaWatch): Promise<void> {
    const { lockRetries = usualRetries, signal } = this.#options
    for (let attempt = 1; ; attempt++) {
      try {
        refuseAborted(signal)
        await this.#attempt(session, group, watch, attempt)
        return
      } catch (thrown) {
        if (attempt > lockRetries || !isTransient(thrown) || !this.#maySafelyRepeat(group)) throw thrown
        for (const step of group.steps) this.#set(step, { state: 'not begun', statements: 0 })
        this.#options.onStep?.({ kind: 'waits', step: this.failing ?? group.steps[0]!, total: this.total, attempt })
        await pause(firstPause * 2 ** (attempt - 1), undefined, { signal }).catch(() => {
          throw cancelled('wait for a lock')
        })
      }
    }
  }

  /** After the connection is lost in a commit, the server itself says what became of that. */
  async settle(database: Database): Promise<void> {
    if (!this.#open) return
    const { id, steps } = this.#open
    const outcome = id === undefined ? 'unknown' : await outcomeOf(database, id)
    const state = outcome === 'committed' ? 'done' : outcome === 'aborted' ? 'rolled back' : 'unknown'
    for (const step of steps) this.#set(step, { state, statements: state === 'done' ? step.statements.length : 0 })
  }

  async #attempt(session: Session, group: StepGroup, watch: SchemaWatch, attempt: number): Promise<void> {
    this.#begun = true
    this.failing = group.steps[0]
    if (!group.inTransaction) {
      await watch.refuseOthers(session)
      for (const step of group.steps) await this.#alone(session, step, attempt)
      await watch.accept(session)
    } else await this.#together(session, group, watch, attempt)
    for (const step of group.steps) this.#say('stands', step, attempt)
  }

  async #together(session: Session, { steps }: StepGroup, watch: SchemaWatch, attempt: number): Promise<void> {
    let id: string | undefined
    let ran = false
    try {
      await busyTimeout(session, Math.max(...steps.map((step) => this.#timeouts(step).lock)))
      await session.transaction(
        async (transaction) => {
          await watch.refuseOthers(transaction)
          id = await inTransactionId(transaction)
          let last = ''
          for (const step of steps) {
            const limits = this.#limits(step, 'local ')
            if (limits !== last && transaction.dialect === 'postgres') await transaction.execute(limits)
            last = limits
            await this.#step(transaction, step, attempt)
            this.#say('ran', step, attempt)
          }
          await watch.accept(transaction)
          refuseAborted(this.#options.signal)
          ran = true
          this.failing = undefined
        },
        { signal: this.#options.signal },
      )
    } catch (thrown) {
      const lost = thrown instanceof UnderstudyError && thrown.code === 'CONNECTION_LOST'
      if (ran && lost) this.#open = { id, steps }
      for (const step of steps) {
        if (this.#reports.get(step)?.state === 'not begun') continue
        this.#set(step, { state: 'rolled back', statements: 0 })
      }
      throw thrown
    }
    for (const step of steps) this.#set(step, { state: 'done' })
  }

  async #alone(session: Session, step: MigrationStep, attempt: number): Promise<void> {
    await busyTimeout(session, this.#timeouts(step).lock)
    if (session.dialect === 'postgres') await session.execute(this.#limits(step, ''))
    try {
      await this.#step(session, step, attempt)
    } catch (thrown) {
      // What the server did of a statement whose answer never came, nobody here can know; and what is built at the side
      // of a table may stay there, invalid.
      const lost = thrown instanceof UnderstudyError && thrown.code === 'CONNECTION_LOST'
      const text = step.statements[this.#reports.get(step)?.statements ?? 0] ?? ''
      this.#set(step, { state: lost || isAside(text) ? 'unknown' : 'failed' })
      throw thrown
    }
    if (session.dialect === 'postgres') await session.execute('reset lock_timeout; reset statement_timeout')
    this.#set(step, { state: 'done' })
  }

  async #step(session: Session, step: MigrationStep, attempt: number): Promise<void> {
    this.failing = step
    this.#say('begins', step, attempt)
    const start = performance.now()
    this.#set(step, { state: 'rolled back', statements: 0, attempts: attempt, milliseconds: 0 })
    try {
      for (const [at, text] of step.statements.entries()) {
        await this.#statement(session, text)
        this.#set(step, { statements: at + 1 })
      }
    } finally {
      this.#set(step, { milliseconds: performance.now() - start })
    }
  }

  async #statement(session: Session, text: string): Promise<void> {
    const { signal } = this.#options
    if (session.dialect !== 'sqlite' || !/^\s*pragma\s+foreign_key_check\b/i.test(text)) {
      await session.execute(text, { signal })
      return
    }
    const broken = await session.query<{ table: string; parent: string }>(text, [], { signal })
    if (broken.length === 0) return
    const pairs = new Set(broken.map(({ table, parent }) => `${JSON.stringify(table)} in ${JSON.stringify(parent)}`))
    throw new UnderstudyError('CONSTRAINT_VIOLATED', {
      operation: 'check foreign keys',
      message: `${broken.length} ${broken.length === 1 ? 'row refers' : 'rows refer'} to what is not there: ${[...pairs].join(', ')}`,
    })
  }

  /** A transaction that was rolled back did nothing; outside of one, its first statement may have left something. */
  #maySafelyRepeat({ inTransaction, steps }: StepGroup): boolean {
    if (inTransaction) return true
    return steps.every((step) => (this.#reports.get(step)?.statements ?? 0) === 0 && !isAside(step.statements[0] ?? ''))
  }

  #timeouts({ timeouts }: MigrationStep): { lock: number; statement: number } {
    const { lockTimeout, statementTimeout } = this.#options
    return { lock: lockTimeout ?? timeouts.lock, statement: statementTimeout ?? timeouts.statement ?? 0 }
  }

  #limits(step: MigrationStep, local: 'local ' | ''): string {
    const { lock, statement } = this.#timeouts(step)
    return `set ${local}lock_timeout = ${Math.ceil(lock)}; set ${local}statement_timeout = ${Math.ceil(statement)}`
  }

  #set(step: MigrationStep, change: Partial<StepReport>): void {
    const before = this.#reports.get(step)
    if (before) this.#reports.set(step, { ...before, ...change })
  }

  #say(kind: 'begins' | 'ran' | 'stands', step: MigrationStep, attempt: number): void {
    this.#options.onStep?.({ kind, step, total: this.total, attempt })
  }
}

/** SQLite has one wait for all of a connection; 0 would be none at all. */
async function busyTimeout(session: Session, milliseconds: number): Promise<void> {
  if (session.dialect !== 'sqlite') return
  await session.query(`pragma busy_timeout = ${milliseconds === 0 ? 2_147_483_647 : Math.ceil(milliseconds)}`)
}

function isAside(statement: string): boolean {
  return /\bconcurrently\b/i.test(statement)
}

const transientStates: ReadonlySet<unknown> = new Set(['55P03', '40P01'])

/** Others had locks that these steps need. */
function isTransient(thrown: unknown): boolean {
  if (!(thrown instanceof UnderstudyError)) return false
  const { sqlstate, sqliteCode } = thrown.details
  return transientStates.has(sqlstate) || String(sqliteCode).startsWith('SQLITE_BUSY')
}
