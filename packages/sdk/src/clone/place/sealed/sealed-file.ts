import { createWriteStream } from 'node:fs'
import { open } from 'node:fs/promises'
import { Readable, type Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import * as zlib from 'node:zlib'
import { syncFile } from '../durable.ts'
import { decryptedFrames, encryptedFrames } from './sealed-frames.ts'
import { fileKey, newHead, readHead, type SealedHead } from './sealed-head.ts'
import { unreadableBackup } from './unreadable-backup.ts'

export interface SealOptions {
  /** 32 bytes. */
  readonly key: Uint8Array
  /** Anybody may read it, and nobody change it. */
  readonly about?: string | undefined
  readonly signal?: AbortSignal | undefined
}

/** Writes a file compressed and encrypted (AES-256-GCM), in flat memory; it is on the disk when this returns. */
export async function sealFile(
  file: string,
  plain: AsyncIterable<Uint8Array>,
  { key, about = '', signal }: SealOptions,
): Promise<void> {
  const zstd = typeof zlib.createZstdCompress === 'function'
  const head = newHead(zstd ? 'z' : 'g', about, key)
  const own = fileKey(head, key, file)
  await pipeline(
    Readable.from(plain, { objectMode: false }),
    zstd ? zlib.createZstdCompress() : zlib.createGzip(),
    async function* (compressed: AsyncIterable<Buffer>) {
      yield head.bytes
      yield* encryptedFrames(compressed, own, head.bytes)
    },
    createWriteStream(file, { mode: 0o600 }),
    { signal },
  )
  await syncFile(file)
}

/** What was sealed; another key is refused before the first byte, a byte that was changed where it stands. */
export async function* openSealed(file: string, key: Uint8Array): AsyncGenerator<Buffer, void, undefined> {
  const handle = await open(file, 'r')
  try {
    const head = await readHead(handle, file)
    const own = fileKey(head, key, file)
    const decompress = decompressor(head)
    if (!decompress) throw unreadableBackup(file, 'this Node cannot decompress it')
    const decrypted = decryptedFrames(handle, own, head.bytes, file)
    const feeding = pipeline(Readable.from(decrypted, { objectMode: false }), decompress)
    // Whoever reads hears of it from what is read.
    feeding.catch(() => {})
    yield* decompress
  } finally {
    await handle.close()
  }
}

/** What anybody may read. It is vouched for only by whoever opens the file. */
export async function aboutSealed(file: string): Promise<string> {
  const handle = await open(file, 'r')
  try {
    return (await readHead(handle, file)).about
  } finally {
    await handle.close()
  }
}

function decompressor({ compressed }: SealedHead): Transform | undefined {
  if (compressed === 'g') return zlib.createGunzip()
  return compressed === 'z' && typeof zlib.createZstdDecompress === 'function' ? zlib.createZstdDecompress() : undefined
}
