import type { RecordedWaiver } from '../anonymize/compiled-policy.ts'
import type { GuardedSource } from '../safety/guarded-source.ts'
import { largeObjectsWaiver } from './large-objects/plan-large-objects.ts'

/** What was let through with `waive`, as it is recorded: of the source only where it was needed. */
export function sourceWaivers({ checks }: GuardedSource, waive: readonly string[]): RecordedWaiver[] {
  const by = 'whoever began the clone'
  const ofSource = waive.filter((about) => about !== largeObjectsWaiver).join(', ')
  return [
    ...checks
      .filter(({ outcome }) => outcome === 'waived')
      .map(({ message }) => ({ about: ofSource, reason: message, by })),
    ...(waive.includes(largeObjectsWaiver)
      ? [{ about: largeObjectsWaiver, reason: 'Large objects are left out', by }]
      : []),
  ]
}
