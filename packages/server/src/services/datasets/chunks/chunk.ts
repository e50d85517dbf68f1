import { promisify } from 'node:util'
import { constants, zstdCompress, zstdDecompressSync } from 'node:zlib'
import type { BlobStore } from '../../../blobs/blob-store.ts'
import { ServerError } from '../../../errors/server-error.ts'
import type { DatasetKey } from './dataset-key.ts'
import { giveBack } from './give-back.ts'

const compress = promisify(zstdCompress)

const mark = 0x31435355
const headerBytes = 8
/**
 * What zlib makes at a time. A chunk with its index fits in one piece, and about half of it in one when it is compressed:
 * what has to be put together out of several is copied, and so much memory asked for that most of the time is its clearing.
 */
const piece = { opened: (1 << 20) + (64 << 10), compressed: 1 << 19 }
/** A tenth larger than at the usual level, in two thirds of the time. */
const packing = { chunkSize: piece.compressed, params: { [constants.ZSTD_c_compressionLevel]: 1 } }

/** Rows as NDJSON, each line ended by a line feed, and where each begins. */
export interface Chunk {
  readonly rows: number
  readonly bytes: Uint8Array
  /** One more than there are rows: row i is bytes[starts[i] .. starts[i + 1]], its line feed included. */
  readonly starts: Uint32Array
}

/** How the rows of one entity are shown to somebody. */
export interface Shown {
  /** Equal where the same is hidden. */
  readonly as: string
  chunk(chunk: Chunk): Chunk
}

/** A page is a slice of one: nothing before it is parsed. */
export function rowsWithin({ bytes, starts }: Chunk, from: number, to: number): Uint8Array {
  return bytes.subarray(starts[from]!, starts[to]!)
}

export function chunkOf(bytes: Uint8Array, starts: Uint32Array): Chunk {
  return { rows: starts.length - 1, bytes, starts }
}

/** Compressed, then sealed. What it is called follows from what it holds: to put it twice is to put it once. */
export async function putChunk(blobs: BlobStore, team: string, key: DatasetKey, chunk: Chunk): Promise<string> {
  const plain = withIndex(chunk)
  const name = key.nameOf(plain)
  await blobs.put(team, name, key.seal(placeOf(name), await compress(plain, packing)))
  return name
}

/** As somebody sees its rows. */
export async function getChunk(
  blobs: BlobStore,
  team: string,
  key: DatasetKey,
  name: string,
  shown: Shown,
  signal?: AbortSignal,
): Promise<Chunk> {
  const sealed = await blobs.get(team, name, { signal })
  const packed = key.open(placeOf(name), sealed)
  release(sealed)
  // A millisecond or so. On a thread of its own it would cost half as much again, and as long.
  const whole = zstdDecompressSync(packed, { chunkSize: piece.opened })
  release(packed)
  const seen = shown.chunk(fromIndexed(whole, name))
  if (seen.bytes.buffer !== whole.buffer) giveBack(whole)
  return seen
}

/**
 * Gives memory back that nobody looks at any more. Left to the collector, what is opened on the way to the rows makes
 * it run so often that a tenth of the time goes there. What is part of a larger piece of memory stays.
 */
function release({ buffer, byteLength }: Uint8Array): void {
  if (buffer instanceof ArrayBuffer && buffer.byteLength === byteLength) buffer.transfer(0)
}

const placeOf = (name: string) => `chunks/${name}`

/** The mark, how many rows, the length of each, the rows. */
function withIndex({ rows, bytes, starts }: Chunk): Buffer {
  const index = headerBytes + rows * 4
  const whole = Buffer.allocUnsafe(index + bytes.length)
  whole.writeUInt32LE(mark, 0)
  whole.writeUInt32LE(rows, 4)
  for (let row = 0; row < rows; row++) whole.writeUInt32LE(starts[row + 1]! - starts[row]!, headerBytes + row * 4)
  whole.set(bytes, index)
  return whole
}

function fromIndexed(whole: Buffer, name: string): Chunk {
  if (whole.length < headerBytes || whole.readUInt32LE(0) !== mark) {
    throw new ServerError('STORE_DAMAGED', { message: `the blob ${name} holds no rows` })
  }
  const rows = whole.readUInt32LE(4)
  const starts = new Uint32Array(rows + 1)
  for (let row = 0; row < rows; row++) starts[row + 1] = starts[row]! + whole.readUInt32LE(headerBytes + row * 4)
  return { rows, bytes: whole.subarray(headerBytes + rows * 4), starts }
}
