import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import { closeSync, openSync, readSync, unlinkSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { messageOf, UnderstudyError } from '../../../errors.ts'

const blockBytes = 16 * 1024
const blockWords = blockBytes / 4

interface Part {
  /** What is not written yet. */
  block: Uint32Array<ArrayBuffer>
  filled: number
  /** Blocks of the file, in order. */
  written: number[]
  records: number
}

/**
 * Records of whole numbers that memory has no room for, dealt into parts that are read one after the other. They are
 * sealed with a key that nobody keeps, in a file that has no name while it is open: nothing is left of it, however the
 * process ends.
 */
export class Spill {
  readonly #folder: string
  readonly #width: number
  readonly #parts: Part[]
  readonly #key = randomBytes(32)
  /** What is read last. */
  readonly #sealed = new Uint8Array(blockBytes)
  readonly #block = new Uint8Array(blockBytes)
  #file: number | undefined
  #blocks = 0

  /** @param width numbers of one record */
  constructor(folder: string, parts: number, width: number) {
    this.#folder = folder
    this.#width = width
    this.#parts = Array.from({ length: parts }, () => ({
      block: new Uint32Array(0),
      filled: 0,
      written: [],
      records: 0,
    }))
  }

  get parts(): number {
    return this.#parts.length
  }

  /** The first number decides of the part: records of one first number are read together. */
  add(record: ArrayLike<number>): void {
    const width = this.#width
    const part = this.#parts[partOf(record[0] ?? 0, this.#parts.length)]
    if (!part) return
    if (part.filled + width > part.block.length) {
      if (part.block.length === 0) part.block = new Uint32Array(blockWords - (blockWords % width))
      else this.#write(part)
    }
    for (let at = 0; at < width; at++) part.block[part.filled + at] = record[at] ?? 0
    part.filled += width
    part.records++
  }

  records(part: number): number {
    return this.#parts[part]?.records ?? 0
  }

  /** Numbers of whole records; valid until the next ones are asked for. */
  *read(part: number): Generator<Uint32Array> {
    const own = this.#parts[part]
    if (!own) return
    for (const number of own.written) yield this.#readBlock(number, own.block.length)
    if (own.filled > 0) yield own.block.subarray(0, own.filled)
  }

  close(): void {
    if (this.#file !== undefined) closeSync(this.#file)
    this.#file = undefined
    for (const part of this.#parts)
      Object.assign(part, { block: new Uint32Array(0), filled: 0, written: [], records: 0 })
  }

  #write(part: Part): void {
    const number = this.#blocks++
    const sealed = createCipheriv('aes-256-ctr', this.#key, nonceOf(number)).update(bytesOf(part.block))
    try {
      this.#file ??= openNameless(this.#folder)
      for (let at = 0; at < sealed.length; )
        at += writeSync(this.#file, sealed, at, sealed.length - at, number * blockBytes + at)
    } catch (thrown) {
      throw unwritten(thrown, this.#folder)
    }
    part.written.push(number)
    part.filled = 0
  }

  #readBlock(number: number, words: number): Uint32Array {
    const sealed = this.#sealed.subarray(0, words * 4)
    for (let at = 0; at < sealed.length; ) {
      const read = readSync(this.#file ?? -1, sealed, at, sealed.length - at, number * blockBytes + at)
      if (read === 0) throw unwritten(new Error('it is shorter than it was'), this.#folder)
      at += read
    }
    this.#block.set(createDecipheriv('aes-256-ctr', this.#key, nonceOf(number)).update(sealed))
    return new Uint32Array(this.#block.buffer, 0, words)
  }
}

/** High bits and low ones: places in sets are given by the high ones alone. */
function partOf(word: number, parts: number): number {
  return (Math.imul(word, 0x9e3779b1) >>> 0) % parts
}

/** No two blocks of a key have one: each is counted on for as many times 16 bytes as it is long. */
function nonceOf(block: number): Buffer {
  const nonce = Buffer.alloc(16)
  nonce.writeBigUInt64BE(BigInt(block), 0)
  return nonce
}

function bytesOf(words: Uint32Array): Uint8Array {
  return new Uint8Array(words.buffer, words.byteOffset, words.byteLength)
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
    message: `What the target is held against does not fit into memory, and cannot be kept in ${folder}: ${messageOf(thrown)}`,
    hint: 'Make room there: it takes about 25 bytes for each masked value.',
    cause: thrown,
  })
}
