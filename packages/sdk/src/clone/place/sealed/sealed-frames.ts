import { createCipheriv, createDecipheriv } from 'node:crypto'
import type { FileHandle } from 'node:fs/promises'
import { unreadableBackup } from './unreadable-backup.ts'

/**
 * A frame is the length of what it holds, that, and 16 bytes that vouch for it, for the file's head, for the frame's
 * number and for its being the last one or not: nothing can be changed, moved, left out or cut off unnoticed.
 */
const frameBytes = 1024 * 1024
const tagBytes = 16
/** In the length: no other frame follows. */
const lastBit = 0x80000000

/** By a key that encrypts this one file: numbers of frames are never used twice. */
export async function* encryptedFrames(
  plain: AsyncIterable<Buffer>,
  key: Uint8Array,
  head: Uint8Array,
): AsyncGenerator<Buffer, void, undefined> {
  const frame = Buffer.alloc(frameBytes)
  let used = 0
  let number = 0n
  const sealed = (isLast: boolean): Buffer => {
    const cipher = createCipheriv('aes-256-gcm', key, nonceOf(number++, isLast))
    cipher.setAAD(head)
    const length = Buffer.alloc(4)
    length.writeUInt32BE((used | (isLast ? lastBit : 0)) >>> 0)
    const body = cipher.update(frame.subarray(0, used))
    used = 0
    return Buffer.concat([length, body, cipher.final(), cipher.getAuthTag()])
  }
  for await (const chunk of plain) {
    for (let at = 0; at < chunk.length; ) {
      if (used === frameBytes) yield sealed(false)
      const copied = chunk.copy(frame, used, at)
      used += copied
      at += copied
    }
  }
  yield sealed(true)
}

/** What the frames of a file hold, of which no byte is given out that was not vouched for. */
export async function* decryptedFrames(
  handle: FileHandle,
  key: Uint8Array,
  head: Uint8Array,
  file: string,
): AsyncGenerator<Buffer, void, undefined> {
  let at = head.length
  const read = async (bytes: number): Promise<Buffer> => {
    const found = Buffer.alloc(bytes)
    const { bytesRead } = await handle.read(found, 0, bytes, at)
    at += bytesRead
    if (bytesRead < bytes) throw unreadableBackup(file, 'it is cut')
    return found
  }
  for (let number = 0n; ; number++) {
    const told = (await read(4)).readUInt32BE()
    const isLast = (told & lastBit) !== 0
    const length = (told & ~lastBit) >>> 0
    if (length > frameBytes) throw unreadableBackup(file, 'it was changed')
    const body = await read(length + tagBytes)
    const decipher = createDecipheriv('aes-256-gcm', key, nonceOf(number, isLast))
    decipher.setAAD(head)
    decipher.setAuthTag(body.subarray(length))
    const plain = decipher.update(body.subarray(0, length))
    try {
      decipher.final()
    } catch (thrown) {
      throw unreadableBackup(file, 'it was changed', thrown)
    }
    yield plain
    if (!isLast) continue
    if ((await handle.read(Buffer.alloc(1), 0, 1, at)).bytesRead > 0)
      throw unreadableBackup(file, 'something was added to it')
    return
  }
}

function nonceOf(number: bigint, isLast: boolean): Buffer {
  const nonce = Buffer.alloc(12)
  nonce.writeBigUInt64BE(number, 0)
  nonce.writeUInt32BE(isLast ? 1 : 0, 8)
  return nonce
}
