import type { MigrationStep } from '../../packages/sdk/src/catalog/migration/step.ts'
import type { Database, Session } from '../../packages/sdk/src/database/adapter.ts'
import { messageOf } from '../../packages/sdk/src/errors.ts'

/** A step that the database refused. What was done before it stands, up to the last transaction. */
export class StepFailed extends Error {
  override readonly name = 'StepFailed'
  readonly step: MigrationStep

  constructor(step: MigrationStep, statement: string, cause: unknown) {
    super(`step ${step.number}, ${step.title}: ${messageOf(cause)}\n${statement}`, { cause })
    this.step = step
  }
}

/** Runs steps as they say that they may run: neighbours that share a transaction in one. */
export async function runSteps(database: Database, steps: readonly MigrationStep[]): Promise<void> {
  await database.session(async (session) => {
    for (let at = 0; at < steps.length; ) {
      const { transaction } = steps[at]!
      let end = at + 1
      if (transaction === 'shared') while (steps[end]?.transaction === 'shared') end++
      const group = steps.slice(at, end)
      if (transaction === 'none') await runAll(session, group)
      else await session.transaction((inner) => runAll(inner, group))
      at = end
    }
  })
}

async function runAll(session: Session, steps: readonly MigrationStep[]): Promise<void> {
  for (const step of steps) {
    for (const statement of step.statements) {
      try {
        await session.execute(statement)
      } catch (thrown) {
        throw new StepFailed(step, statement, thrown)
      }
    }
  }
}
