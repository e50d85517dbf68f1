import { WasmModule } from '../../../formats/web-assembly.ts'
import type { DealtBlocks } from './dealt-blocks.ts'
import { block, ends, leaksModule, memoryPlaces as place, room, sieve } from './leaks-module.ts'
import { tellingSigns } from './telling.ts'
import { wordKinds } from './word-runs.ts'

interface LeaksFunctions {
  /** Rows of binary COPY, as scripts/leaks-module/rows.ts says. */
  rows(at: number, end: number, fields: number, count: number, token: number, high: number, low: number): number
  /** Records, as scripts/leaks-module/sieve.ts says. */
  sieve(at: number, end: number, size: number, sieve: number, lines: number): void
  sift(at: number, end: number, size: number, sieve: number, lines: number): number
  /** As scripts/leaks-module/deal.ts says. */
  deal(at: number, end: number, width: number, full: number, blocks: number, filled: number): number
}

/** The module of leaks-module.ts for one search: what is looked for is in its memory. */
export interface LeaksInstance {
  readonly functions: LeaksFunctions
  readonly view: DataView
  readonly ends: Uint8Array
  readonly sieves: { readonly pairs: Uint32Array; readonly runs: Uint32Array }
  readonly blocks: { readonly pairs: DealtBlocks; readonly told: DealtBlocks }
  /** Room for rows that are read, of which nobody else reads any now. */
  readonly free: { readonly rows: Buffer; readonly at: number; readonly fields: number }[]
}

const compiled = new WasmModule<LeaksFunctions>(leaksModule)

/** Undefined where there is no WebAssembly, or it may not be used: then JavaScript does the same. */
export function newLeaksInstance(): LeaksInstance | undefined {
  const instance = compiled.instance()
  if (instance === undefined) return undefined
  const { memory, functions } = instance
  new Uint8Array(memory, place.kinds).set(wordKinds)
  new Uint8Array(memory, place.signs).set(tellingSigns)
  return {
    functions,
    view: new DataView(memory),
    ends: new Uint8Array(memory, place.ends, ends.size),
    sieves: {
      pairs: new Uint32Array(memory, place.sievedPairs, sieve.pairs),
      runs: new Uint32Array(memory, place.sievedRuns, sieve.runs),
    },
    blocks: {
      pairs: blocksAt(memory, place.pairBlocks, place.pairsFilled, functions),
      told: blocksAt(memory, place.toldBlocks, place.toldFilled, functions),
    },
    free: Array.from({ length: room.readers }, (_, reader) => {
      const at = place.rows + reader * (room.rows + room.behind)
      return { rows: Buffer.from(memory, at, room.rows), at, fields: place.fields + reader * room.fieldBytes }
    }),
  }
}

function blocksAt(memory: ArrayBuffer, words: number, filled: number, { deal }: LeaksFunctions): DealtBlocks {
  return {
    words: new Uint32Array(memory, words, block.parts * block.words),
    filled: new Int32Array(memory, filled, block.parts),
    deal: (records, width, full) => {
      const { byteOffset, byteLength } = records
      return (deal(byteOffset, byteOffset + byteLength, width, full, words, filled) - byteOffset) / 4
    },
  }
}
