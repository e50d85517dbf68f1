import { Buffer } from 'node:buffer'

const LINE_FEED = 10
const blockBytes = 2 ** 20
/** What a record may have beyond a block without more room. */
const spareBytes = 2 ** 18

/** Writes what comes next to the beginning of `into`, and says how many bytes; 0 where nothing more comes. */
export type ReadInto = (into: Uint8Array) => Promise<number>

/** Bytes that have come, with a line feed behind them. */
export class CellBlock {
  /** Where they stand, unless a record is too long for it. */
  readonly #usual: Buffer
  bytes: Buffer
  size = 0
  /** No more bytes come. */
  isLast = false
  #enough = blockBytes

  constructor(bytes: Buffer = Buffer.allocUnsafe(blockBytes + spareBytes + 1)) {
    this.#usual = this.bytes = bytes
  }

  async fill(read: ReadInto): Promise<void> {
    while (this.size < this.#enough && !this.isLast) {
      if (this.size >= this.bytes.length - 1) this.#move(Buffer.allocUnsafe(2 * this.bytes.length), 0)
      const count = await read(this.bytes.subarray(this.size, Math.min(this.bytes.length - 1, this.#enough)))
      this.size += count
      this.isLast = count === 0
    }
    this.bytes[this.size] = LINE_FEED
  }

  /** The first bytes, which have been read. */
  drop(count: number): void {
    const left = this.size - count
    // A record that is longer than a block is not read again with every chunk.
    this.#enough = Math.max(blockBytes, 2 * left)
    if (left < this.#usual.length) this.#move(this.#usual, count)
    else this.bytes.copyWithin(0, count, this.size)
    this.size = left
  }

  #move(to: Buffer, from: number): void {
    if (to === this.bytes) to.copyWithin(0, from, this.size)
    else to.set(this.bytes.subarray(from, this.size))
    this.bytes = to
  }
}
