import type { MigrationStep } from '../../catalog/migration/step.ts'
import type { QualifiedName } from '../../catalog/qualified-name.ts'

/** Steps of which several may run at once, or those that are run one after the other in one transaction. */
export interface StepWave {
  readonly together: boolean
  readonly steps: readonly MigrationStep[]
}

/** Few enough for the locks that a transaction may hold. */
const stepsATime = 200

/**
 * Only what builds indexes and looks at rows takes time, and only of that several are run at once: indexes first, those
 * of the largest tables at the head, then keys, then foreign keys, and what looks at rows last, so that as little as can
 * be waits for a lock.
 */
export function stepWaves(steps: readonly MigrationStep[], bytesOf: BytesOf = () => 0): StepWave[] {
  const waves: { together: boolean; alone: boolean; steps: MigrationStep[] }[] = []
  for (const step of steps) {
    const together = takesTime(step)
    const alone = !together && step.transaction !== 'shared'
    const last = waves.at(-1)
    const joins = last !== undefined && last.together === together && !alone && !last.alone
    if (joins && (together || last.steps.length < stepsATime)) last.steps.push(step)
    else waves.push({ together, alone, steps: [step] })
  }
  return waves.map(({ together, steps }) => ({ together, steps: together ? inTurn(steps, bytesOf) : steps }))
}

type BytesOf = (relation: QualifiedName) => number

function inTurn(steps: readonly MigrationStep[], bytesOf: BytesOf): MigrationStep[] {
  const bytes = ({ locks }: MigrationStep) => Math.max(0, ...locks.map(({ relation }) => bytesOf(relation)))
  return steps.toSorted((a, b) => turnOf(a) - turnOf(b) || (turnOf(a) === 0 ? bytes(b) - bytes(a) : 0))
}

function turnOf(step: MigrationStep): number {
  if (step.action === 'validate') return 3
  if (keepsOut(step)) return 2
  return step.locks.length > 0 && step.locks.every(({ mode }) => mode === 'SHARE') ? 0 : 1
}

/** Whether it waits for all that builds indexes of its tables, or looks at their rows, as a new foreign key does. */
export function keepsOut({ locks }: Locking): boolean {
  return locks.some(({ mode }) => mode === 'SHARE ROW EXCLUSIVE')
}

function takesTime({ object, action }: MigrationStep): boolean {
  return (action === 'create' || action === 'validate') && /^(constraint|index) /.test(object)
}

export type Locking = Pick<MigrationStep, 'locks'>
