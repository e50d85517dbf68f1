import { WasmModule } from '../../formats/web-assembly.ts'
import { copyModule } from './copy-module.ts'

interface CopyFunctions {
  /** Bodies of CopyData messages, as scripts/copy-module/unframe.ts says. */
  unframe(at: number, end: number, out: number): number
  /** Stripes of 32 bytes, as scripts/copy-module/hash.ts says. */
  hash(at: number, end: number): number
}

export interface CopyInstance {
  /** The whole memory. */
  readonly bytes: Buffer
  readonly view: DataView
  readonly functions: CopyFunctions
}

let made: CopyInstance | null | undefined

/** The one of this process: nothing stays in its memory between two uses. Undefined where JavaScript has to do. */
export function copyInstance(): CopyInstance | undefined {
  if (made === undefined) {
    const instance = new WasmModule<CopyFunctions>(copyModule).instance()
    made = instance
      ? { bytes: Buffer.from(instance.memory), view: new DataView(instance.memory), functions: instance.functions }
      : null
  }
  return made ?? undefined
}
