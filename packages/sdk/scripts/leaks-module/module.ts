import { moduleOf } from '../permute-module/instructions.ts'
import { deal } from './deal.ts'
import { pages } from './layout.ts'
import { original } from './original.ts'
import { rows } from './rows.ts'
import { addToSieve, sift } from './sieve.ts'
import { telling } from './telling.ts'
import { scan, whole } from './words.ts'

/**
 * What a clone's verification does with every row of either side, as a WebAssembly module. The order is that of `functions`
 * in layout.ts.
 */
export function leaksModule(): Uint8Array {
  return moduleOf([telling(), whole(), scan(), original(), rows(), addToSieve(), sift(), deal()], pages)
}
