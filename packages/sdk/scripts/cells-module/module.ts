import { moduleOf } from '../permute-module/instructions.ts'
import { hash } from './hash.ts'
import { pages } from './layout.ts'
import { match, matchRows } from './match.ts'
import { date, timestamp } from './moments.ts'
import { decimal } from './numbers.ts'
import { scan } from './scan.ts'

/**
 * What finds the cells of a block of CSV, and reads columns of them, as a WebAssembly module. The order is that of `functions`
 * in layout.ts.
 */
export function cellsModule(): Uint8Array {
  return moduleOf([scan(), matchRows(), match(), hash(), decimal(), date(), timestamp()], pages)
}
