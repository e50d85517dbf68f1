import type { Database, Session } from '../../database/adapter.ts'
import { refuseAborted } from '../../database/lane.ts'
import { UnderstudyError } from '../../errors.ts'
import { refuseUnconfirmed } from './apply-confirm.ts'
import { lockingOutOthers, SchemaWatch } from './apply-exclusive.ts'
import { stepGroups } from './apply-groups.ts'
import type { ApplyOptions } from './apply-options.ts'
import { type MigrationReport, standsText } from './apply-report.ts'
import { StepRunner } from './apply-run.ts'
import { hasReached, refuseOtherState } from './apply-state.ts'
import { systemFirst } from './script-text.ts'
import type { MigrationStep } from './step.ts'

/**
 * Runs steps on one connection, in their order, and stops at the first that fails. Steps that share a transaction stand
 * or fall together. An error's `details.report` has what became of each step, and `details.stands` says it in a sentence.
 */
export async function applyMigration(
  database: Database,
  steps: readonly MigrationStep[],
  options: ApplyOptions = {},
): Promise<MigrationReport> {
  refuseAborted(options.signal)
  refuseUnconfirmed(steps, options.confirmed ?? false)
  const start = performance.now()
  const runner = new StepRunner(steps, options)
  const report = (reached: boolean | null): MigrationReport => ({
    steps: runner.reports(),
    milliseconds: performance.now() - start,
    reached,
  })
  try {
    await database.session((session) =>
      lockingOutOthers(session, database.name, async () => {
        const watch = new SchemaWatch(database.name)
        await watch.accept(session)
        await refuseOtherState(session, database.name, steps, options)
        if (session.dialect === 'postgres') await session.execute(`set check_function_bodies = off; ${systemFirst}`)
        await keepingBusyTimeout(session, async () => {
          for (const group of stepGroups(steps)) await runner.run(session, group, watch)
        })
      }),
    )
  } catch (thrown) {
    await runner.settle(database)
    throw runner.hasBegun() ? failed(thrown, report(null), runner) : thrown
  }
  return report(await hasReached(database, options.expectedTo))
}

/** SQLite's wait for locks belongs to the connection, which others use after this. */
async function keepingBusyTimeout(session: Session, work: () => Promise<void>): Promise<void> {
  if (session.dialect !== 'sqlite') return await work()
  const [before] = await session.query<{ timeout: number }>('pragma busy_timeout')
  try {
    await work()
  } finally {
    await session.query(`pragma busy_timeout = ${before?.timeout ?? 0}`)
  }
}

function failed(thrown: unknown, report: MigrationReport, { failing, total }: StepRunner): unknown {
  if (!(thrown instanceof UnderstudyError)) return thrown
  const keeps = thrown.code === 'CANCELLED' || thrown.code === 'CONNECTION_LOST' || thrown.code === 'MIGRATION_BUSY'
  const where = failing === undefined ? 'the commit' : `step ${failing.number} of ${total} (${failing.title})`
  const stands = standsText(report.steps)
  return new UnderstudyError(keeps ? thrown.code : 'MIGRATION_FAILED', {
    operation: 'apply migration',
    message: messages[thrown.code]?.(where, thrown.message) ?? `${upper(where)} failed: ${thrown.message}`,
    hint: hintFor(thrown, report, failing),
    details: { ...thrown.details, ...(failing && { step: failing.number }), report, stands },
    cause: thrown,
  })
}

const messages: Partial<Record<UnderstudyError['code'], (where: string, message: string) => string>> = {
  CANCELLED: (where) => `The migration was cancelled at ${where}`,
  CONNECTION_LOST: (where, message) => `At ${where}: ${message.charAt(0).toLowerCase()}${message.slice(1)}`,
  MIGRATION_BUSY: (where, message) => `Before ${where}: ${message}`,
}

function hintFor(thrown: UnderstudyError, { steps }: MigrationReport, failing: MigrationStep | undefined): string {
  const leftover =
    failing?.transaction === 'none' && failing.statements.some((text) => /\bconcurrently\b/i.test(text))
      ? ' An index that was being built may have stayed behind as invalid; a migration that is made now drops it.'
      : ''
  if (steps.some(({ state }) => state === 'unknown'))
    return `Look at the database, and make the migration anew from the schema that it has then.${leftover}`
  const changed = steps.some(({ state, statements }) => state === 'done' || statements > 0)
  const cure =
    thrown.details.sqlstate === '55P03' || String(thrown.details.sqliteCode).startsWith('SQLITE_BUSY')
      ? 'Others held the lock all the time: try again when it is quieter, or allow a longer wait.'
      : 'Correct what the database names.'
  const what = thrown.code === 'CANCELLED' || thrown.code === 'CONNECTION_LOST' ? '' : `${cure} `
  return changed
    ? `${what}Then make a migration for the rest, from the schema that the database has now.${leftover}`
    : `${what}Then run the same migration again.${leftover}`
}

function upper(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
