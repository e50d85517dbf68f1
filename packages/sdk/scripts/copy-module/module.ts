import { moduleOf } from '../permute-module/instructions.ts'
import { hash } from './hash.ts'
import { pages } from './layout.ts'
import { move, unframe } from './unframe.ts'

/** What is done to the bytes of every COPY, as a WebAssembly module. */
export function copyModule(): Uint8Array {
  return moduleOf([unframe(), move(), hash()], pages)
}
