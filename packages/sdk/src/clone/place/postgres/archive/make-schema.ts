import { analyzeSchema } from '../../../../catalog/analyze.ts'
import type { SchemaDefinition } from '../../../../catalog/definition.ts'
import { planPostgres } from '../../../../catalog/migration/postgres/plan.ts'
import { systemFirst } from '../../../../catalog/migration/script-text.ts'
import type { MigrationStep } from '../../../../catalog/migration/step.ts'
import type { Database, Session } from '../../../../database/adapter.ts'
import { UnderstudyError } from '../../../../errors.ts'
import { stepWaves } from '../../../copy/step-waves.ts'
import { bareDefinition } from '../../../plan/bare-definition.ts'

/** Makes tables as bare as they can be, in a database that holds nothing. */
export async function makeBareTables(
  database: Database,
  definition: SchemaDefinition,
  signal?: AbortSignal,
): Promise<void> {
  const { comments, partComments, access, partAccess } = await analyzeSchema(database)
  // What is said of what the server itself has made is not the role's to take back.
  const bare = { ...bareDefinition(definition), comments, partComments, access, partAccess }
  await become(database, bare, { owners: false, signal })
}

/** All that is still missing, whatever stands there: keys, indexes, triggers, views, comments, owners, privileges. */
export async function finishSchema(
  database: Database,
  definition: SchemaDefinition,
  signal?: AbortSignal,
): Promise<void> {
  await become(database, definition, { owners: true, signal })
}

async function become(
  database: Database,
  definition: SchemaDefinition,
  { owners, signal }: { readonly owners: boolean; readonly signal: AbortSignal | undefined },
): Promise<void> {
  const { steps, refused } = planPostgres(await analyzeSchema(database), definition, { apart: true, owners })
  if (refused.length > 0) {
    throw new UnderstudyError('CATALOG_UNSUPPORTED', {
      operation: 'make the schema anew',
      message: refused.map(({ object, why }) => `${object}: ${why}`).join('; '),
      hint: refused.map(({ hint }) => hint).join(' '),
    })
  }
  for (const { together, steps: some } of stepWaves(steps)) {
    const groups = together ? some.map((step) => [step]) : [some]
    for (const group of groups) await runGroup(database, group, signal)
  }
}

async function runGroup(
  database: Database,
  steps: readonly MigrationStep[],
  signal: AbortSignal | undefined,
): Promise<void> {
  signal?.throwIfAborted()
  const run = async (session: Session, local: 'local ' | '') => {
    await session.execute(`set ${local}check_function_bodies = off; set ${local}statement_timeout = 0; ${systemFirst}`)
    for (const step of steps) await runStep(session, step)
  }
  if (steps.some(({ transaction }) => transaction === 'none')) await database.session((session) => run(session, ''))
  else await database.transaction((session) => run(session, 'local '), { signal })
}

async function runStep(session: Session, { statements, title, object }: MigrationStep): Promise<void> {
  for (const statement of statements) {
    try {
      await session.execute(statement)
    } catch (thrown) {
      if (!(thrown instanceof UnderstudyError) || thrown.code === 'CANCELLED') throw thrown
      throw new UnderstudyError(thrown.code, {
        operation: title,
        message: `${title}: ${thrown.message}`,
        details: { ...thrown.details, object },
        cause: thrown,
      })
    }
  }
}
