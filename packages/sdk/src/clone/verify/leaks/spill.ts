import { type Cipheriv, createCipheriv, createDecipheriv, createSecretKey, randomBytes } from 'node:crypto'
import { closeSync, openSync, readSync, unlinkSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { messageOf, UnderstudyError } from '../../../errors.ts'

/** What is read together stays near the processor: of a hundred million records, a set of half a million hashes. */
export const parts = 256
const blockBytes = 4 * 1024
const blockWords = blockBytes / 4

/**
 * Records of two to four whole numbers, dealt into parts that are read one after the other. What does not stand in 1 MiB
 * goes to a file, sealed with a key that nobody keeps, that has no name while it is open: nothing is left of it, however
 * the process ends.
 */
export class Spill {
  readonly #folder: string
  readonly #width: number
  /** Of whole records, in a block. */
  readonly #room: number
  /** For each part what is not written yet. Pages of it that were never touched take no memory. */
  #blocks = new Uint32Array(parts * blockWords)
  readonly #filled = new Int32Array(parts)
  readonly #records = new Float64Array(parts)
  /** For each part blocks of the file, in order. */
  #written: number[][] = Array.from({ length: parts }, () => [])
  readonly #key = createSecretKey(randomBytes(32))
  readonly #cipher: Cipheriv = createCipheriv('aes-256-ctr', this.#key, counterOf(0))
  readonly #sealed = new Uint8Array(blockBytes)
  /** What is read last. */
  readonly #block = new Uint32Array(blockWords)
  #file: number | undefined
  #blocksWritten = 0

  /** @param width numbers of one record */
  constructor(folder: string, width: 2 | 3 | 4) {
    this.#folder = folder
    this.#width = width
    this.#room = blockWords - (blockWords % width)
  }

  /** The first number decides of the part: records of one first number are read together. */
  add(first: number, second: number, third = 0, fourth = 0): void {
    const part = Math.imul(first, 0x9e3779b1) >>> 24
    if (this.#filled[part] === this.#room) this.#write(part)
    const filled = this.#filled[part] ?? 0
    const at = part * blockWords + filled
    const blocks = this.#blocks
    const width = this.#width
    blocks[at] = first
    blocks[at + 1] = second
    if (width > 2) blocks[at + 2] = third
    if (width > 3) blocks[at + 3] = fourth
    this.#filled[part] = filled + width
    this.#records[part]!++
  }

  records(part: number): number {
    return this.#records[part] ?? 0
  }

  /** Numbers of whole records; valid until the next ones are asked for. */
  *read(part: number): Generator<Uint32Array> {
    for (const number of this.#written[part] ?? []) yield this.#readBlock(number)
    const start = part * blockWords
    const filled = this.#filled[part] ?? 0
    if (filled > 0) yield this.#blocks.subarray(start, start + filled)
  }

  /** Nothing is in it then. */
  close(): void {
    if (this.#file !== undefined) closeSync(this.#file)
    this.#file = undefined
    this.#blocks = new Uint32Array(0)
    this.#filled.fill(0)
    this.#records.fill(0)
    this.#written = []
  }

  #write(part: number): void {
    const start = part * blockWords
    const sealed = this.#cipher.update(bytesOf(this.#blocks.subarray(start, start + blockWords)))
    const number = this.#blocksWritten++
    try {
      this.#file ??= openNameless(this.#folder)
      for (let at = 0; at < sealed.length; )
        at += writeSync(this.#file, sealed, at, sealed.length - at, number * blockBytes + at)
    } catch (thrown) {
      throw unwritten(thrown, this.#folder)
    }
    free(sealed)
    this.#written[part]?.push(number)
    this.#filled[part] = 0
  }

  #readBlock(number: number): Uint32Array {
    const sealed = this.#sealed
    for (let at = 0; at < sealed.length; ) {
      const read = readSync(this.#file ?? -1, sealed, at, sealed.length - at, number * blockBytes + at)
      if (read === 0) throw unwritten(new Error('it is shorter than it was'), this.#folder)
      at += read
    }
    const open = createDecipheriv('aes-256-ctr', this.#key, counterOf(number)).update(sealed)
    bytesOf(this.#block).set(open)
    free(open)
    return this.#block.subarray(0, this.#room)
  }
}

/** What one cipher has counted up to when a block begins: 16 bytes are one. */
function counterOf(block: number): Buffer {
  const counter = Buffer.alloc(16)
  counter.writeBigUInt64BE(BigInt(block) * BigInt(blockBytes / 16), 8)
  return counter
}

function bytesOf(words: Uint32Array): Uint8Array {
  return new Uint8Array(words.buffer, words.byteOffset, words.byteLength)
}

/** At once, where the engine can: thousands of blocks would stand about until somebody collects them. */
function free({ buffer }: { readonly buffer: ArrayBufferLike & { transfer?(length: number): unknown } }): void {
  if (buffer.byteLength === blockBytes) buffer.transfer?.(0)
}

function openNameless(folder: string): number {
  const path = join(folder, `originals-${randomBytes(8).toString('hex')}`)
  const file = openSync(path, 'wx+', 0o600)
  unlinkSync(path)
  return file
}

function unwritten(thrown: unknown, folder: string): UnderstudyError {
  return new UnderstudyError('CLONE_FAILED', {
    operation: 'verify the clone',
    message: `What the target is held against cannot be kept in ${folder}: ${messageOf(thrown)}`,
    hint: 'Make room there: it takes about 30 bytes for each masked value.',
    cause: thrown,
  })
}
