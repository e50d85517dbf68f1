import { setTimeout as pause } from 'node:timers/promises'
import type { MigrationStep } from '../../catalog/migration/step.ts'
import type { QualifiedName } from '../../catalog/qualified-name.ts'
import { connect } from '../../database/connect.ts'
import { UnderstudyError } from '../../errors.ts'
import type { CopyContext } from '../copy-context.ts'
import { tableName } from '../plan/data-tables.ts'
import { familiesOf } from './families.ts'
import { analysisJobs, type Job, markingJobs, withAnalyses } from './finish-jobs.ts'
import { inParallel } from './in-parallel.ts'
import { runSteps, type StepRun } from './run-steps.ts'
import { hasSpareProcessors } from './spare-processors.ts'
import { stepWaves } from './step-waves.ts'

/**
 * What comes after the rows: keys, indexes, foreign keys, triggers, policies, materialized views, privileges, and the
 * planner's statistics. Steps that the ledger knows as done are not run again. The source is not asked.
 */
export async function finishPostgres(context: CopyContext): Promise<void> {
  const { ledger, plan, signal, workers, emit } = context
  await using staging = await connect(context.staging, { maxConnections: workers })
  const run: StepRun = { staging, ledger, signal, alone: !hasSpareProcessors(context.staging, workers) }
  const familyOf = familiesOf(context.schema.tables)
  let done = 0
  const tell = (steps: readonly MigrationStep[]) => {
    done += steps.length
    emit({ type: 'step', done, of: plan.after.length, title: steps.at(-1)?.title ?? '' })
  }
  const bytes = new Map(plan.tables.map((table) => [table.table, table.bytes]))
  const bytesOf = (relation: QualifiedName) => bytes.get(tableName(relation)) ?? 0
  const waves = stepWaves(plan.after, bytesOf)
  const marks = markingJobs(context, run, familyOf, bytesOf)
  const analyses = analysisJobs(context, run)
  // What is counted of several columns, or of an expression, is known by then.
  const ready = waves.findLastIndex(({ together, steps }) => together || steps.some(isStatistics))
  for (const [at, { together, steps }] of waves.entries()) {
    if (!together) {
      await runSteps(`after ${steps[0]?.number}-${steps.at(-1)?.number}`, steps, run)
      tell(steps)
    } else {
      const jobs = steps.map(
        (step): Job => ({
          locks: step.locks,
          run: async () => {
            await runSteps(`after ${step.number}`, [step], run)
            tell([step])
          },
        }),
      )
      const all = at === ready ? withAnalyses(steps, jobs, analyses.splice(0)) : jobs
      await inParallel([...marks.splice(0), ...all], workers, familyOf, ({ run }) => withoutDeadlock(run))
    }
  }
  await inParallel(analyses, workers, familyOf, ({ run }) => run())
}

function isStatistics({ object }: MigrationStep): boolean {
  return object.startsWith('statistics ')
}

const deadlocks = 5

/** Postgres ends one of two that wait for each other; it comes again. */
async function withoutDeadlock(work: () => Promise<void>): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      await work()
      return
    } catch (thrown) {
      const isDeadlock = thrown instanceof UnderstudyError && thrown.details.sqlstate === '40P01'
      if (!isDeadlock || attempt === deadlocks) throw thrown
      await pause(100 * attempt)
    }
  }
}
