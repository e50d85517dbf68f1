import { type Cipheriv, createCipheriv, createDecipheriv, createSecretKey, randomBytes } from 'node:crypto'
import { closeSync, openSync, readSync, unlinkSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { messageOf, UnderstudyError } from '../../../errors.ts'
import { type DealtBlocks, newBlocks, partOf } from './dealt-blocks.ts'
import { block } from './leaks-module.ts'

/** What is read together stays near the processor: of a hundred million records, a set of half a million hashes. */
export const { parts } = block
const blockWords = block.words
const blockBytes = 4 * blockWords

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
  /** For each part what is not written yet. */
  #blocks: DealtBlocks | undefined
  /** The same of one that is settled, and is small enough to be in memory. */
  #rest: readonly Uint32Array[] = []
  /** How many words the last block of each part has less than there is room for. */
  readonly #missing = new Int32Array(parts)
  /** For each part blocks of the file, in order. */
  #written: number[][] = Array.from({ length: parts }, () => [])
  readonly #key = createSecretKey(randomBytes(32))
  readonly #cipher: Cipheriv = createCipheriv('aes-256-ctr', this.#key, counterOf(0))
  readonly #sealed = new Uint8Array(blockBytes)
  /** What is read last. */
  readonly #block = new Uint32Array(blockWords)
  #file: number | undefined
  #blocksWritten = 0

  /**
   * @param width numbers of one record
   * @param blocks which are empty, and nobody else's until this is settled
   */
  constructor(folder: string, width: 2 | 3 | 4, blocks = newBlocks()) {
    this.#folder = folder
    this.#width = width
    this.#blocks = blocks
    this.#room = blockWords - (blockWords % width)
  }

  /** The first number decides of the part: records of one first number are read together. */
  add(first: number, second: number, third = 0, fourth = 0): void {
    const part = partOf(first)
    const { words, filled } = this.#own()
    if (filled[part] === this.#room) this.#write(part)
    const before = filled[part] ?? 0
    const at = part * blockWords + before
    const width = this.#width
    words[at] = first
    words[at + 1] = second
    if (width > 2) words[at + 2] = third
    if (width > 3) words[at + 3] = fourth
    filled[part] = before + width
  }

  /** Records one behind the other, of where the blocks are. */
  addAll(records: Uint32Array): void {
    const blocks = this.#own()
    for (let rest = records; ; ) {
      rest = rest.subarray(blocks.deal(rest, this.#width, this.#room))
      if (rest.length === 0) return
      this.#write(partOf(rest[0] ?? 0))
    }
  }

  /** Nothing more comes: what is in the blocks is put aside as well, and they are free for others. */
  settle(): void {
    const { filled } = this.#own()
    if (this.#file === undefined) this.#rest = Array.from(filled, (_, part) => this.#unwritten(part).slice())
    else
      for (const [part, words] of filled.entries()) {
        if (words === 0) continue
        this.#missing[part] = this.#room - words
        this.#write(part)
      }
    filled.fill(0)
    this.#blocks = undefined
  }

  records(part: number): number {
    const written = (this.#written[part]?.length ?? 0) * this.#room - (this.#missing[part] ?? 0)
    return (written + this.#unwritten(part).length) / this.#width
  }

  /** Numbers of whole records; valid until the next ones are asked for. */
  *read(part: number): Generator<Uint32Array> {
    const numbers = this.#written[part] ?? []
    const last = numbers.length - 1
    for (const [at, number] of numbers.entries())
      yield this.#readBlock(number).subarray(0, this.#room - (at === last ? (this.#missing[part] ?? 0) : 0))
    const rest = this.#unwritten(part)
    if (rest.length > 0) yield rest
  }

  /** Nothing is in it then. */
  close(): void {
    if (this.#file !== undefined) closeSync(this.#file)
    this.#file = undefined
    this.#blocks = undefined
    this.#rest = []
    this.#written = []
  }

  #own(): DealtBlocks {
    if (!this.#blocks) throw new Error('Nothing is added to what is settled.')
    return this.#blocks
  }

  #unwritten(part: number): Uint32Array {
    if (!this.#blocks) return this.#rest[part] ?? nothing
    const start = part * blockWords
    return this.#blocks.words.subarray(start, start + (this.#blocks.filled[part] ?? 0))
  }

  #write(part: number): void {
    const { words, filled } = this.#own()
    const start = part * blockWords
    const sealed = this.#cipher.update(bytesOf(words.subarray(start, start + blockWords)))
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
    filled[part] = 0
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
    return this.#block
  }
}

const nothing = new Uint32Array(0)

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
