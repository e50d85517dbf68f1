import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import { createReadStream, createWriteStream } from 'node:fs'
import { open, rm } from 'node:fs/promises'
import type { Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import * as zlib from 'node:zlib'
import { UnderstudyError } from '../../../errors.ts'
import { syncFile } from '../durable.ts'

/** What it is, how it is compressed (z: zstd, g: gzip), then 12 bytes of nonce; all of it is authenticated. */
const magic = 'understudy-sealed-1'
const nonceBytes = 12
const headBytes = magic.length + 1 + nonceBytes
const tagBytes = 16

/** Writes a file compressed and encrypted (AES-256-GCM), in flat memory. */
export async function sealFile(from: string, to: string, key: Uint8Array): Promise<void> {
  const zstd = typeof zlib.createZstdCompress === 'function'
  const nonce = randomBytes(nonceBytes)
  const head = Buffer.concat([Buffer.from(magic + (zstd ? 'z' : 'g')), nonce])
  const cipher = createCipheriv('aes-256-gcm', key, nonce)
  cipher.setAAD(head)
  const out = createWriteStream(to, { mode: 0o600 })
  out.write(head)
  await pipeline(
    createReadStream(from),
    zstd ? zlib.createZstdCompress() : zlib.createGzip(),
    cipher,
    async function* (encrypted: AsyncIterable<Buffer>) {
      yield* encrypted
      yield cipher.getAuthTag()
    },
    out,
  )
  await syncFile(to)
}

/** The file that was sealed, or an error and no file: a changed byte or another key is never taken for content. */
export async function openSealed(from: string, to: string, key: Uint8Array): Promise<void> {
  const { head, tag, size } = await ends(from)
  const compressed = head.subarray(magic.length, magic.length + 1).toString()
  if (head.subarray(0, magic.length).toString() !== magic) throw unreadable(from, 'it is no sealed backup')
  const decompress = decompressor(compressed)
  if (!decompress) throw unreadable(from, 'this Node cannot decompress it')
  const decipher = createDecipheriv('aes-256-gcm', key, head.subarray(magic.length + 1))
  decipher.setAAD(head)
  decipher.setAuthTag(tag)
  try {
    await pipeline(
      createReadStream(from, { start: headBytes, end: size - tagBytes - 1 }),
      decipher,
      decompress,
      createWriteStream(to, { mode: 0o600 }),
    )
    await syncFile(to)
  } catch (thrown) {
    await rm(to, { force: true })
    throw unreadable(from, 'the key is another one, or the file was changed', thrown)
  }
}

function decompressor(how: string): Transform | undefined {
  if (how === 'g') return zlib.createGunzip()
  return how === 'z' && typeof zlib.createZstdDecompress === 'function' ? zlib.createZstdDecompress() : undefined
}

async function ends(file: string): Promise<{ head: Buffer; tag: Buffer; size: number }> {
  const handle = await open(file, 'r')
  try {
    const { size } = await handle.stat()
    if (size <= headBytes + tagBytes) throw unreadable(file, 'it is cut')
    const head = Buffer.alloc(headBytes)
    const tag = Buffer.alloc(tagBytes)
    await handle.read(head, 0, headBytes, 0)
    await handle.read(tag, 0, tagBytes, size - tagBytes)
    return { head, tag, size }
  } finally {
    await handle.close()
  }
}

function unreadable(file: string, why: string, cause?: unknown): UnderstudyError {
  return new UnderstudyError('BACKUP_UNKNOWN', {
    operation: 'open the backup',
    message: `The backup ${file} cannot be opened: ${why}`,
    hint: 'Give the key that it was sealed with.',
    details: { stands: 'the target is as it was' },
    ...(cause === undefined ? {} : { cause }),
  })
}
