import { objectId } from '../../catalog/identity.ts'
import type { MigrationStep } from '../../catalog/migration/step.ts'
import { refuseAborted } from '../../database/lane.ts'
import type { CopyContext } from '../copy-context.ts'
import type { StagingFile } from './staging-file.ts'

/** Runs what has not been run yet. */
export async function runSqliteSteps(
  staging: StagingFile,
  steps: readonly MigrationStep[],
  { ledger, emit, signal }: Pick<CopyContext, 'ledger' | 'emit' | 'signal'>,
): Promise<void> {
  const standing = standingObjects(staging)
  let done = 0
  for (const step of steps) {
    refuseAborted(signal)
    const name = String(step.number)
    if (!ledger.steps.has(name)) {
      // A process that was killed may have made it, and not have noted that.
      if (step.action !== 'create' || !standing.has(step.object)) {
        staging.transact(step.title, () => {
          for (const statement of step.statements) staging.sqlite.exec(statement)
        })
      }
      await ledger.stepDone(name)
    }
    emit({ type: 'step', done: ++done, of: steps.length, title: step.title })
    await new Promise((resolve) => setImmediate(resolve))
  }
}

function standingObjects({ sqlite }: StagingFile): ReadonlySet<string> {
  const objects = sqlite.prepare<[], { type: 'table' | 'index' | 'view' | 'trigger'; name: string }>(
    'select type, name from sqlite_schema',
  )
  return new Set(objects.all().map(({ type, name }) => objectId(type, 'main', name)))
}
