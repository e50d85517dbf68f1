import { HIGH } from './hash-numbers.ts'
import { block } from './leaks-module.ts'

/** For each part of what is dealt a block, and how many of its words are taken. */
export interface DealtBlocks {
  readonly words: Uint32Array
  readonly filled: Int32Array
  /**
   * Deals records of so many words each by the first, and answers where the first one is whose block is full.
   * @param full words of whole records in a block
   */
  deal(records: Uint32Array, width: number, full: number): number
}

/** Of which part a record is. */
export function partOf(first: number): number {
  return Math.imul(first, HIGH) >>> 24
}

/** Dealt by JavaScript. Pages of it that were never touched take no memory. */
export function newBlocks(): DealtBlocks {
  const words = new Uint32Array(block.parts * block.words)
  const filled = new Int32Array(block.parts)
  return {
    words,
    filled,
    deal: (records, width, full) => {
      for (let at = 0; at < records.length; at += width) {
        const part = partOf(records[at] ?? 0)
        const before = filled[part] ?? 0
        if (before === full) return at
        const place = part * block.words + before
        for (let word = 0; word < width; word++) words[place + word] = records[at + word] ?? 0
        filled[part] = before + width
      }
      return records.length
    },
  }
}
