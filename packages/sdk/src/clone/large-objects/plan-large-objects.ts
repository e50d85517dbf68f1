import type { CompiledPolicy } from '../../anonymize/compiled-policy.ts'
import { UnderstudyError } from '../../errors.ts'
import type { ClonePlan } from '../clone-plan.ts'
import type { SourceStatistics } from '../plan/read-statistics.ts'

/** What a waiver is about that leaves large objects out. */
export const largeObjectsWaiver = 'large-objects'

export interface LargeObjectsPlan {
  readonly decision: ClonePlan['largeObjects']
  readonly notes: readonly string[]
  readonly rows: number
  readonly bytes: number
}

/** What becomes of large objects; refused where nobody has decided, and where the role of the source may not read them. */
export function planLargeObjects(
  policy: Pick<CompiledPolicy, 'largeObjects' | 'waivers'>,
  { count, unreadable, bytes }: SourceStatistics['largeObjects'],
): LargeObjectsPlan {
  if (count === 0) return { decision: undefined, notes: [], rows: 0, bytes: 0 }
  if (isLeftOut(policy)) return { decision: 'left out', notes: [leftOut], rows: 0, bytes: 0 }
  const rule = policy.largeObjects
  if (rule === undefined) throw undecidedObjects(count)
  if (unreadable > 0) throw unreadableObjects(unreadable)
  switch (rule.decision) {
    case 'keep':
      return {
        decision: 'keep',
        notes: ['Large objects stay as they are, by a waiver of the policy.'],
        rows: count,
        bytes,
      }
    case 'empty':
      return {
        decision: 'empty',
        notes: [`Large objects hold nothing in the target. ${nameless}`],
        rows: count,
        bytes: 0,
      }
    case 'mask': {
      const notes = [`Large objects are masked by ${rule.transform.name}. ${nameless}`]
      return { decision: 'mask', notes, rows: count, bytes }
    }
  }
}

const nameless = 'Comments on them are left out.'
const leftOut = 'Large objects are left out; columns that name them by their number name nothing in the target.'

function isLeftOut({ waivers }: Pick<CompiledPolicy, 'waivers'>): boolean {
  return waivers.some(({ about }) => about === largeObjectsWaiver)
}

export function undecidedObjects(count: number): UnderstudyError {
  const lines = [
    '"largeObjects": "empty",',
    '"largeObjects": { "transform": "file" },',
    '"largeObjects": { "keep": { "reason": "…", "by": "…" } },',
  ].join('\n')
  return new UnderstudyError('POLICY_INCOMPLETE', {
    operation: 'plan clone',
    message: `The source holds ${objects(count)}, and the policy does not decide about them`,
    hint: `Add one of these lines to the policy, beside "tables" (and the version of the transform under "transforms"), or leave them out, which is recorded: --waive ${largeObjectsWaiver}.\n${lines}`,
    details: { lines, largeObjects: count },
  })
}

function unreadableObjects(count: number): UnderstudyError {
  return new UnderstudyError('PERMISSION_DENIED', {
    operation: 'plan clone',
    message: `The role of the source may not read ${objects(count)}`,
    hint: `Run what this prints, as their owner: select format('grant select on large object %s to ROLE;', oid) from pg_largeobject_metadata; or leave them out: --waive ${largeObjectsWaiver}.`,
    details: { stands: 'nothing was changed' },
  })
}

/**
 * For a target that has nothing like them: refused unless they are left out, which is then noted.
 * @returns the notes
 */
export function refuseLargeObjects(
  policy: Pick<CompiledPolicy, 'waivers'>,
  { count }: SourceStatistics['largeObjects'],
): readonly string[] {
  if (count === 0) return []
  if (isLeftOut(policy)) return [leftOut]
  throw new UnderstudyError('POLICY_INCOMPLETE', {
    operation: 'plan clone',
    message: `The source holds ${objects(count)}, and a SQLite file has nothing like them`,
    hint: `Leave them out of the clone, which is recorded: --waive ${largeObjectsWaiver}.`,
    details: { largeObjects: count, stands: 'nothing was changed' },
  })
}

function objects(count: number): string {
  return count === 1 ? '1 large object' : `${count} large objects`
}
