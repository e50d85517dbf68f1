import { RequestError } from '../../../errors/request-error.ts'
import { type Chunk, chunkOf } from './chunk.ts'

/** Of NDJSON; what is larger is cut, a row that is larger than `largest` is refused. */
const wanted = { rows: 8192, bytes: 1 << 20, largest: 8 << 20 }
const lineFeed = 10

/** Cuts lines, as they come, into chunks: at the same rows whatever they came in. */
export class ChunkCutter {
  #parts: Uint8Array[] = []
  #ends: number[] = []
  #length = 0

  #keep(lines: Uint8Array): void {
    if (lines.length === 0) return
    this.#parts.push(new Uint8Array(lines))
    this.#length += lines.length
  }

  #take(): Chunk {
    const chunk = chunkOf(Buffer.concat(this.#parts), Uint32Array.of(0, ...this.#ends))
    this.#parts = []
    this.#ends = []
    this.#length = 0
    return chunk
  }

  /** `lines` is whole lines, and may be written over afterwards. Gives the chunks that are full. */
  *add(lines: Uint8Array): Generator<Chunk> {
    let from = 0
    for (let start = 0; start < lines.length; ) {
      const end = lines.indexOf(lineFeed, start) + 1
      if (end - start > wanted.largest) {
        throw new RequestError('LIMIT_EXCEEDED', {
          message: `one row may have ${wanted.largest >> 20} MB, and one is larger`,
          details: { limit: 'rowBytes', most: wanted.largest },
        })
      }
      this.#ends.push(this.#length + end - from)
      start = end
      if (this.#ends.length < wanted.rows && this.#length + end - from < wanted.bytes) continue
      this.#keep(lines.subarray(from, end))
      from = end
      yield this.#take()
    }
    this.#keep(lines.subarray(from))
  }

  *rest(): Generator<Chunk> {
    if (this.#ends.length > 0) yield this.#take()
  }
}
