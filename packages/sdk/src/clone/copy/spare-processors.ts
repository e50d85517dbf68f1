import { availableParallelism } from 'node:os'
import { placeOf } from '../../safety/place-of.ts'

/**
 * Whether so many builds of indexes leave a processor of their server idle, for processes that help them. Of another
 * machine nobody knows: what is set there holds.
 */
export function hasSpareProcessors(url: string, builds: number, processors = availableParallelism()): boolean {
  return processors > builds || !placeOf(url).startsWith('postgres localhost:')
}
