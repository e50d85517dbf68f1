import { moduleOf } from '../permute-module/instructions.ts'
import { pages } from './layout.ts'
import { scan } from './scan.ts'

/** What src/formats finds and reads in the cells of a block of CSV, as a WebAssembly module. */
export function cellsModule(): Uint8Array {
  return moduleOf([scan()], pages)
}
