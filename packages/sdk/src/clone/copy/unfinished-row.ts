const usualSize = 128 * 1024

/** Keeps the bytes of a row that is not there whole, until its rest has come. */
export class UnfinishedRow {
  #bytes = Buffer.allocUnsafeSlow(usualSize)
  #length = 0

  get isEmpty(): boolean {
    return this.#length === 0
  }

  /** What was kept, and the chunk behind it; the chunk itself where nothing was. */
  before(chunk: Uint8Array): Buffer {
    if (this.#length === 0) return Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length)
    const length = this.#length + chunk.length
    if (length > this.#bytes.length) {
      const grown = Buffer.allocUnsafeSlow(Math.max(length, this.#bytes.length * 2))
      this.#bytes.copy(grown, 0, 0, this.#length)
      this.#bytes = grown
    }
    this.#bytes.set(chunk, this.#length)
    return this.#bytes.subarray(0, length)
  }

  keep(bytes: Buffer, from: number): void {
    const length = bytes.length - from
    if (from === 0 && bytes.buffer === this.#bytes.buffer) {
      this.#length = length
      return
    }
    const oversized = this.#bytes.length > usualSize && length <= usualSize / 2
    if (length > this.#bytes.length || oversized) {
      const kept = Buffer.allocUnsafeSlow(Math.max(length, usualSize))
      bytes.copy(kept, 0, from)
      this.#bytes = kept
    } else bytes.copy(this.#bytes, 0, from)
    this.#length = length
  }
}
