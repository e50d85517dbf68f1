import type { IndexAbout } from './own-table.ts'
import type { Filter } from './search-test.ts'

/**
 * For tables of the tester: a hundredth, a tenth and half of the rows. An index that filters what it found misses most of
 * the first, which is shown and no fault; scans that go on until they have enough, of pgvector 0.8 and later, must not.
 */
export function usualFilters(version: string, method: IndexAbout['method'] | undefined): Filter[] {
  const plain = ['bucket < 1', 'bucket < 10', 'bucket < 50'].map((where) => ({ where, decides: method === undefined }))
  if (method === undefined || !isSince(version, 0, 8)) return plain
  const settings = { [`${method}.iterative_scan`]: method === 'hnsw' ? 'strict_order' : 'relaxed_order' }
  return [...plain, ...plain.map(({ where }) => ({ where, settings }))]
}

function isSince(version: string, major: number, minor: number): boolean {
  const [first = 0, second = 0] = version.split('.').map(Number)
  return first > major || (first === major && second >= minor)
}
