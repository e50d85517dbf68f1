export const chunkBytes = 64 * 1024

/** More than are on their way at once are of no use. */
const most = 64
const pool: Buffer[] = []

/** Room for a chunk of a COPY, with whatever was in it before. */
export function takeChunk(): Buffer {
  return pool.pop() ?? Buffer.allocUnsafeSlow(chunkBytes)
}

/**
 * For a reader of COPY … TO STDOUT that is done with a chunk, and keeps no part of it: another chunk will stand in its
 * place. Nobody has to; what is not given back is collected as everything else is.
 */
export function giveBackChunk(chunk: Uint8Array): void {
  if (chunk.byteOffset !== 0 || chunk.buffer.byteLength !== chunkBytes || pool.length >= most) return
  pool.push(Buffer.from(chunk.buffer))
}
