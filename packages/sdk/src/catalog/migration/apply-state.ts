import { UnderstudyError } from '../../errors.ts'
import type { CatalogSource } from '../analyze/source.ts'
import { analyzeSchema } from '../analyze.ts'
import { fingerprintOf } from '../diff/fingerprint.ts'
import { type Fact, factsOf } from '../facts.ts'
import type { ObjectId } from '../identity.ts'
import type { MigrationStep } from './step.ts'

export interface ExpectedState {
  /** Fingerprint of the schema that the steps start from; a database that has another one is refused. */
  readonly expectedFrom?: string | undefined
  /** Fingerprint of the schema that the steps lead to. */
  readonly expectedTo?: string | undefined
}

/** Refuses a database whose schema is not the one that the steps start from, and says what it looks like. */
export async function refuseOtherState(
  source: CatalogSource,
  name: string,
  steps: readonly MigrationStep[],
  { expectedFrom, expectedTo }: ExpectedState,
): Promise<void> {
  if (expectedFrom === undefined) return
  const definition = await analyzeSchema(source)
  const found = fingerprintOf(definition)
  if (found === expectedFrom) return
  if (found === expectedTo) {
    throw refused(`The migration has been applied to ${name} already: its schema is the one that the steps lead to`, {
      hint: 'There is nothing to do.',
      details: { state: 'applied', found, expectedFrom },
    })
  }
  const { done, open } = looksDone(steps, factsOf(definition))
  if (done.length > 0) {
    throw refused(
      `${name} looks as if a part of the migration had been done: ${done.length} of ${done.length + open.length} objects that it makes or drops are as they will be after it`,
      {
        hint: `Make the migration anew from the schema that the database has now. Done already, as it looks: ${done.map(({ number, title }) => `step ${number} (${title})`).join(', ')}.`,
        details: { state: 'in part', found, expectedFrom, looksDone: done.map(({ number }) => number) },
      },
    )
  }
  throw refused(`The schema of ${name} is not the one that the migration starts from`, {
    hint: 'Somebody has changed it since, or it is another database: compare it with the one that the migration was made from, and make the migration anew.',
    details: { state: 'other', found, expectedFrom },
  })
}

/** Whether the database has the fingerprint that was promised. */
export async function hasReached(source: CatalogSource, expectedTo: string | undefined): Promise<boolean | null> {
  if (expectedTo === undefined) return null
  return fingerprintOf(await analyzeSchema(source)) === expectedTo
}

/** An object that is dropped and made again says nothing either way. */
function looksDone(steps: readonly MigrationStep[], facts: ReadonlyMap<ObjectId, Fact>) {
  const times = new Map<ObjectId, number>()
  for (const { object } of steps) times.set(object, (times.get(object) ?? 0) + 1)
  const telling = steps.filter(
    ({ action, object }) => (action === 'create' || action === 'drop') && times.get(object) === 1,
  )
  const isDone = ({ action, object }: MigrationStep): boolean => facts.has(object) === (action === 'create')
  return { done: telling.filter(isDone), open: telling.filter((step) => !isDone(step)) }
}

function refused(
  message: string,
  { hint, details }: { readonly hint: string; readonly details: Readonly<Record<string, unknown>> },
): UnderstudyError {
  return new UnderstudyError('MIGRATION_STATE', {
    operation: 'apply migration',
    message,
    hint,
    details: { ...details, stands: 'nothing was changed' },
  })
}
