import type { RecordedWaiver } from '../compiled-policy.ts'
import type { MaskingPolicy } from '../policy.ts'
import type { Findings } from './findings.ts'

/** Places of the definition that may hold originals, each by a waiver that has not run out. */
export function compileDefinition(
  definition: MaskingPolicy['definition'],
  today: Date,
  findings: Findings,
): readonly RecordedWaiver[] {
  const day = today.toISOString().slice(0, 10)
  return Object.entries(definition ?? {}).map(([place, { keep }]) => {
    if (keep.until !== undefined && keep.until < day)
      findings.add('POLICY_INVALID', place, `is kept as it is, and the waiver ran out on ${keep.until}`)
    return { about: place, ...keep }
  })
}
