import { type Lock, lockModes, type MigrationStep } from '../../catalog/migration/step.ts'
import type { ObservedStep } from './observe-step.ts'

/** Where what was seen is not what the step had said. */
export function mispredictions(step: MigrationStep, { locks, rewritten }: ObservedStep): string[] {
  const about = `step ${step.number} (${step.title})`
  const said = new Map(step.locks.map((lock) => [nameOf(lock), lock]))
  const seen = new Map((locks ?? []).map((lock) => [nameOf(lock), lock]))
  const problems: string[] = []
  if (locks !== null) {
    for (const [table, { mode }] of seen) {
      const foretold = said.get(table)
      if (foretold === undefined && isHarmless(mode)) continue
      if (foretold === undefined) problems.push(`${about} took ${mode} on ${table}, and had said no lock on it`)
      else if (foretold.mode !== mode && lockModes.indexOf(mode) > lockModes.indexOf(foretold.mode)) {
        problems.push(`${about} took ${mode} on ${table}, and had said ${foretold.mode}`)
      }
    }
    for (const [table, { mode }] of said) {
      const taken = seen.get(table)
      if (taken === undefined || lockModes.indexOf(taken.mode) < lockModes.indexOf(mode)) {
        problems.push(`${about} had said ${mode} on ${table}, and took ${taken?.mode ?? 'none'}`)
      }
    }
  }
  const rewrites = step.hazards.some(({ kind }) => kind === 'rewrites table')
  if (rewritten.length > 0 && !rewrites)
    problems.push(`${about} wrote ${rewritten.join(', ')} again, and had not said so`)
  return problems
}

/** Nobody waits for these but who wants the table for himself. */
function isHarmless(mode: Lock['mode']): boolean {
  return lockModes.indexOf(mode) <= lockModes.indexOf('ROW EXCLUSIVE')
}

function nameOf({ relation }: Lock): string {
  return `${relation.schema}.${relation.name}`
}
