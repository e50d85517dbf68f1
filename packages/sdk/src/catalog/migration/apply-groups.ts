import type { MigrationStep } from './step.ts'

/** Steps that stand or fall together, or one that runs outside of any transaction. */
export interface StepGroup {
  readonly inTransaction: boolean
  readonly steps: readonly MigrationStep[]
}

/** Consecutive steps that may share a transaction do; all others stand alone. */
export function stepGroups(steps: readonly MigrationStep[]): StepGroup[] {
  const groups: { inTransaction: boolean; shared: boolean; steps: MigrationStep[] }[] = []
  for (const step of steps) {
    const shared = step.transaction === 'shared'
    const last = groups.at(-1)
    if (shared && last?.shared) last.steps.push(step)
    else groups.push({ inTransaction: step.transaction !== 'none', shared, steps: [step] })
  }
  return groups
}
