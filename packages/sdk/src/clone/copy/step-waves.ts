import type { LockMode, MigrationStep } from '../../catalog/migration/step.ts'
import type { FamilyOf } from './families.ts'

/** Steps of which several may run at once, or those that are run one after the other in one transaction. */
export interface StepWave {
  readonly together: boolean
  readonly steps: readonly MigrationStep[]
}

/** Few enough for the locks that a transaction may hold. */
const stepsATime = 200

/** Only what builds indexes and looks at rows takes time, and only of that several are run at once. */
export function stepWaves(steps: readonly MigrationStep[]): StepWave[] {
  const waves: { together: boolean; alone: boolean; steps: MigrationStep[] }[] = []
  for (const step of steps) {
    const together = takesTime(step)
    const alone = !together && step.transaction !== 'shared'
    const last = waves.at(-1)
    const joins = last !== undefined && last.together === together && !alone && !last.alone
    if (joins && (together || last.steps.length < stepsATime)) last.steps.push(step)
    else waves.push({ together, alone, steps: [step] })
  }
  return waves
}

function takesTime({ object, action }: MigrationStep): boolean {
  return (action === 'create' || action === 'validate') && /^(constraint|index) /.test(object)
}

/**
 * Whether both may run at once: they touch no table in common, or only build indexes on it. Parts of one whole are one
 * table here: the index of the whole becomes valid by the last of theirs, which two at once would each take the other for.
 */
export function mayRunTogether(one: MigrationStep, other: MigrationStep, familyOf: FamilyOf): boolean {
  const modes = new Map<string, LockMode[]>()
  for (const { relation, mode } of one.locks) {
    const { root } = familyOf(relation)
    modes.set(root, [...(modes.get(root) ?? []), mode])
  }
  return other.locks.every(({ relation, mode }) => {
    const { root, alone } = familyOf(relation)
    const held = modes.get(root)
    return held === undefined || (alone && mode === 'SHARE' && held.every((one) => one === 'SHARE'))
  })
}
