import { UnderstudyError } from '../../errors.ts'
import type { ObjectId } from '../identity.ts'
import { hazardKinds, type MigrationStep } from './step.ts'

/** Whether it deletes or changes what nobody can bring back. */
export function isDestructive({ hazards }: MigrationStep): boolean {
  return hazards.some(({ kind }) => hazardKinds[kind].destructive)
}

/** @param confirmed all destructive steps, or those of the objects that are named */
export function refuseUnconfirmed(steps: readonly MigrationStep[], confirmed: boolean | readonly ObjectId[]): void {
  const open = steps.filter(
    (step) => isDestructive(step) && !(typeof confirmed === 'boolean' ? confirmed : confirmed.includes(step.object)),
  )
  if (open.length === 0) return
  throw new UnderstudyError('MIGRATION_UNCONFIRMED', {
    operation: 'apply migration',
    message: `${open.length === 1 ? 'A step is' : `${open.length} steps are`} destructive and not confirmed`,
    details: {
      steps: open.map(({ number }) => number),
      problems: open.map(({ number, title, object, hazards }) => ({
        path: `step ${number}`,
        object,
        message: `${title}: ${hazards
          .filter(({ kind }) => hazardKinds[kind].destructive)
          .map(({ kind, why }) => `${kind} (${why})`)
          .join(', ')}`,
      })),
      stands: 'nothing was changed',
    },
  })
}
