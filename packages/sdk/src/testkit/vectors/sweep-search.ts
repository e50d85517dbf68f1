import type { Session } from '../../database/adapter.ts'
import type { ExactNeighbours } from './search/exact-neighbours.ts'
import type { SearchedColumn } from './search/searched-column.ts'
import { type AccuracyAbout, type SearchAccuracy, searchAccuracy } from './search-accuracy.ts'

export interface Sweep {
  /** Such as "hnsw.ef_search". */
  readonly setting: string
  readonly values: readonly number[]
}

/** What each value of a setting gives, by the same queries. */
export interface SweepResult {
  readonly setting: string
  readonly points: readonly { readonly value: number; readonly accuracy: SearchAccuracy }[]
  /** The least value that keeps every limit; null where none does. */
  readonly enough: number | null
}

export async function sweepSearch(
  session: Session,
  exact: readonly ExactNeighbours[],
  about: AccuracyAbout,
  { setting, values }: Sweep,
): Promise<SweepResult> {
  const points = []
  for (const value of values) {
    const settings = { ...about.settings, [setting]: value }
    points.push({ value, accuracy: await searchAccuracy(session, exact, { ...about, settings }) })
  }
  return { setting, points, enough: points.find(({ accuracy }) => accuracy.passed)?.value ?? null }
}

/** What is worth trying for the index of a column; undefined where its method has no such setting. */
export function usualSweep({ indexes, metric }: SearchedColumn): Sweep | undefined {
  const index = indexes.find((one) => one.valid && (one.expression || one.metric === metric))
  if (index?.method === 'hnsw') return { setting: 'hnsw.ef_search', values: [10, 20, 40, 80, 160, 320, 800] }
  if (index?.method !== 'ivfflat') return undefined
  const lists = Number(index.options.find((option) => option.startsWith('lists='))?.slice(6) ?? 100)
  const values = [1, 2, 4, 8, 16, 32, 64, 128, 256].filter((probes) => probes < lists)
  return { setting: 'ivfflat.probes', values: [...values, lists] }
}
