import { systemFirst } from '../../catalog/migration/script-text.ts'
import type { MigrationStep } from '../../catalog/migration/step.ts'
import type { Database, Session } from '../../database/adapter.ts'
import { UnderstudyError } from '../../errors.ts'
import type { CopyLedger } from '../copy-ledger.ts'
import { beginTransaction } from './begin-transaction.ts'
import { outcome } from './remove-chunks.ts'

export interface StepRun {
  readonly staging: Database
  readonly ledger: CopyLedger
  readonly signal: AbortSignal
  /** Whether who builds an index has no other process to help: those that build beside it keep all processors busy. */
  readonly alone?: boolean
}

/**
 * An index that has just been built lies in order, and much of it in memory: when rows are held against it, reading it
 * costs no more than reading the table.
 */
const indexesTrusted =
  "select pg_catalog.set_config('random_page_cost', pg_catalog.current_setting('seq_page_cost'), true);"

/** Runs steps in one transaction under one name in the ledger, unless that says that they are done. */
export async function runSteps(name: string, steps: readonly MigrationStep[], run: StepRun): Promise<void> {
  const settings = (local: 'local ' | '') =>
    `set ${local}check_function_bodies = off; ${systemFirst}
     ${run.alone ? `set ${local}max_parallel_maintenance_workers = 0;` : ''}`
  if (steps.some(({ transaction }) => transaction === 'none')) {
    if (run.ledger.steps.has(name)) return
    await run.staging.session(async (session) => {
      await session.execute(settings(''))
      for (const step of steps) await runStep(session, step)
    })
    await run.ledger.stepDone(name)
    return
  }
  await once(name, run, async (session) => {
    const checks = steps.some(({ object }) => object.startsWith('constraint '))
    await session.execute(`${settings('local ')} ${checks ? indexesTrusted : ''}`)
    for (const step of steps) await runStep(session, step)
  })
}

/** What a transaction does, once, however often the process ends before it is noted. */
export async function once(
  name: string,
  { staging, ledger, signal }: StepRun,
  work: (session: Session) => Promise<void>,
): Promise<void> {
  if (ledger.steps.has(name)) return
  const earlier = ledger.stepsPending.get(name)
  if (earlier === undefined || (await outcome(staging, earlier)) !== 'committed') {
    await staging.transaction(
      async (session) => {
        await ledger.stepBegun(name, await beginTransaction(session))
        await work(session)
      },
      { signal },
    )
  }
  await ledger.stepDone(name)
}

async function runStep(session: Session, step: MigrationStep): Promise<void> {
  for (const statement of step.statements) {
    try {
      await session.execute(statement)
    } catch (thrown) {
      if (!(thrown instanceof UnderstudyError) || keeps.has(thrown.code)) throw thrown
      throw new UnderstudyError('CLONE_FAILED', {
        operation: step.title,
        message: `Step ${step.number} (${step.title}) failed: ${thrown.message}`,
        details: { ...thrown.details, object: step.object },
        cause: thrown,
      })
    }
  }
}

const keeps: ReadonlySet<string> = new Set(['CANCELLED', 'CONNECTION_LOST', 'CONNECTION_FAILED'])
