import { streamOf } from '../../random/stream.ts'
import type { RowSource } from '../row-source.ts'
import type { DataProfile } from './data-profile.ts'
import { type DistinctBounds, usualBounds } from './distinct-counter.ts'
import { EntityProfiler } from './entity-profiler.ts'
import { referenceCandidates } from './reference-candidates.ts'

export interface ProfileOptions {
  readonly entities?: readonly string[] | undefined
  readonly bounds?: DistinctBounds | undefined
  readonly signal?: AbortSignal | undefined
}

/** Looks at every row once, in memory that is bounded by the columns. The same rows give the same profile. */
export async function profileRows(source: RowSource, options: ProfileOptions = {}): Promise<DataProfile> {
  const { entities, bounds = usualBounds, signal } = options
  const stream = streamOf('profile')
  const profilers = new Map<string, EntityProfiler>()
  for (const name of entities ?? source.entities ?? []) profilers.set(name, new EntityProfiler(name, stream, bounds))
  for await (const batch of source.batches({ entities, signal })) {
    signal?.throwIfAborted()
    const profiler = profilers.get(batch.entity) ?? new EntityProfiler(batch.entity, stream, bounds)
    profilers.set(batch.entity, profiler)
    profiler.add(batch)
  }
  const ended = [...profilers.values()].map((profiler) => ({ profiler, profile: profiler.end() }))
  return { name: source.name, entities: ended.map(({ profile }) => profile), foreignKeys: referenceCandidates(ended) }
}
