import { applyMigration } from '../../packages/sdk/src/catalog/migration/apply.ts'
import type { MigrationStep } from '../../packages/sdk/src/catalog/migration/step.ts'
import type { Database } from '../../packages/sdk/src/database/adapter.ts'
import { UnderstudyError } from '../../packages/sdk/src/errors.ts'

/** A step that the database refused. What was done before it stands, up to the last transaction. */
export class StepFailed extends Error {
  override readonly name = 'StepFailed'
  readonly step: MigrationStep

  constructor(step: MigrationStep, cause: UnderstudyError) {
    super(`${cause.message}\n${step.statements.join(';\n').slice(0, 600)}`, { cause })
    this.step = step
  }
}

/** Runs steps as a user does who has read them all. */
export async function runSteps(database: Database, steps: readonly MigrationStep[]): Promise<void> {
  try {
    await applyMigration(database, steps, { confirmed: true })
  } catch (thrown) {
    const step =
      thrown instanceof UnderstudyError ? steps.find(({ number }) => number === thrown.details.step) : undefined
    if (step === undefined || !(thrown instanceof UnderstudyError)) throw thrown
    throw new StepFailed(step, thrown)
  }
}
