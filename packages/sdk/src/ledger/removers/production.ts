import type { ResourceOf } from '../resource.ts'
import type { Outcome } from '../sweep-report.ts'
import type { Around } from './around.ts'

/** The client of a test data API is no part of this room: whoever sweeps gives it. */
export async function removeProduction(
  resource: ResourceOf<'production'>,
  { dryRun, production, signal }: Around,
): Promise<Outcome> {
  if (production === undefined) return { outcome: 'left', reason: 'the secret of its test data API was not given' }
  if (dryRun) return { outcome: 'would be removed' }
  const { removed, left } = await production(resource, { signal })
  if (left.length > 0) return { outcome: 'left', reason: left.join('; ') }
  return removed === 0 ? { outcome: 'gone' } : { outcome: 'removed', rows: removed }
}
