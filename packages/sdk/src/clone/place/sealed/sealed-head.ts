import { hkdfSync, randomBytes, timingSafeEqual } from 'node:crypto'
import type { FileHandle } from 'node:fs/promises'
import { unreadableBackup } from './unreadable-backup.ts'

/**
 * What a sealed file begins with: what it is, how it is compressed (z: zstd, g: gzip), 32 bytes of salt, 16 by which the
 * key is known, and a text that anybody may read, after its length. Every frame behind it vouches for all of it.
 */
export interface SealedHead {
  readonly bytes: Buffer
  readonly compressed: string
  readonly about: string
}

const magic = 'understudy-sealed-2'
const saltAt = magic.length + 1
const checkAt = saltAt + 32
const lengthAt = checkAt + 16
const fixedBytes = lengthAt + 4
const longestAbout = 64 * 1024

/** A head with a salt of its own, so that no two files are encrypted by one key. */
export function newHead(compressed: 'z' | 'g', about: string, key: Uint8Array): SealedHead {
  const salt = randomBytes(32)
  const text = Buffer.from(about)
  if (text.length > longestAbout) throw new Error('What is said of a sealed file is short.')
  const length = Buffer.alloc(4)
  length.writeUInt32BE(text.length)
  const { check } = derived(key, salt)
  return { bytes: Buffer.concat([Buffer.from(magic + compressed), salt, check, length, text]), compressed, about }
}

/** Of a file that is open, from its beginning. */
export async function readHead(handle: FileHandle, file: string): Promise<SealedHead> {
  const fixed = Buffer.alloc(fixedBytes)
  const { bytesRead } = await handle.read(fixed, 0, fixedBytes, 0)
  if (!fixed.subarray(0, bytesRead).toString('latin1').startsWith(magic))
    throw unreadableBackup(file, 'it is no sealed backup')
  if (bytesRead < fixedBytes) throw unreadableBackup(file, 'it is cut')
  const length = fixed.readUInt32BE(lengthAt)
  if (length > longestAbout) throw unreadableBackup(file, 'it was changed')
  const about = Buffer.alloc(length)
  if ((await handle.read(about, 0, length, fixedBytes)).bytesRead < length) throw unreadableBackup(file, 'it is cut')
  const compressed = fixed.subarray(magic.length, saltAt).toString('latin1')
  return { bytes: Buffer.concat([fixed, about]), compressed, about: about.toString() }
}

/** What its frames are encrypted by; another key than the one that made it is told from the head alone. */
export function fileKey({ bytes }: SealedHead, key: Uint8Array, file: string): Uint8Array {
  const { own, check } = derived(key, bytes.subarray(saltAt, checkAt))
  if (timingSafeEqual(check, bytes.subarray(checkAt, lengthAt))) return own
  throw unreadableBackup(file, 'the key is another one')
}

function derived(key: Uint8Array, salt: Uint8Array): { own: Uint8Array; check: Uint8Array } {
  const bytes = new Uint8Array(hkdfSync('sha256', key, salt, magic, 48))
  return { own: bytes.subarray(0, 32), check: bytes.subarray(32) }
}
