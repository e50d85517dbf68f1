import { createHmac, scryptSync } from 'node:crypto'
import { ServerError } from '../errors/server-error.ts'
import { deriveKey } from './derivation.ts'
import { decrypt, encrypt } from './envelope.ts'

export interface WrappedKey {
  /** Which key of the ring wrapped it. */
  readonly ringKey: string
  readonly wrapped: Uint8Array
}

/**
 * Keys that wrap data keys. They come from UNDERSTUDY_KEY or a key file (the first wraps, the others unwrap what they
 * wrapped before), or, at the first start of an embedded store, from a file that is made in its folder with mode 600.
 * It never prints.
 */
export interface KeyRing {
  /** The id of the key that wraps. */
  readonly current: string
  wrap(dataKey: Uint8Array, boundTo: string): WrappedKey
  /** Throws KEY_WRONG where the ring has no such key, or it cannot open it. */
  unwrap(wrapped: WrappedKey, boundTo: string): Uint8Array
}

const stretching = { N: 2 ** 15, r: 8, p: 3, maxmem: 64 * 1024 * 1024 }
const leastPassphrase = 16

/** @param text one key on a line: 32 bytes in base64, or a passphrase of at least 16 characters */
export function createKeyRing(text: string): KeyRing {
  const keys = text
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .map(keyOf)
  const [current] = keys
  if (!current) throw new ServerError('KEY_MISSING', { message: 'there is no key to keep secrets with' })
  const known = new Map(keys.map((key) => [key.id, key]))
  return {
    current: current.id,
    wrap: (dataKey, boundTo) => ({
      ringKey: current.id,
      wrapped: encrypt(current.wrapping, about(current.id, boundTo), dataKey),
    }),
    unwrap: ({ ringKey, wrapped }, boundTo) => {
      const key = known.get(ringKey)
      if (!key) {
        throw new ServerError('KEY_WRONG', {
          message: `the store was sealed under the key ${ringKey}, and the keys that are given are ${[...known.keys()].join(', ')}`,
        })
      }
      const opened = decrypt(key.wrapping, about(ringKey, boundTo), wrapped)
      if (!opened) throw new ServerError('SEAL_BROKEN', { message: `a data key of ${boundTo} was changed or moved` })
      return opened
    },
  }
}

function keyOf(line: string): { id: string; wrapping: Buffer } {
  const key = bytesOf(line)
  return {
    id: createHmac('sha256', key).update('understudy/key-id').digest('hex').slice(0, 16),
    wrapping: deriveKey(key, 'wrap'),
  }
}

function bytesOf(line: string): Buffer {
  const bytes = Buffer.from(line, 'base64')
  if (bytes.length === 32 && bytes.toString('base64').replace(/=+$/, '') === line.replace(/=+$/, '')) return bytes
  if (line.length < leastPassphrase) {
    throw new ServerError('KEY_INVALID', {
      message: `a key is neither 32 bytes in base64 nor a passphrase of ${leastPassphrase} characters or more`,
    })
  }
  return scryptSync(line.normalize('NFC'), 'understudy.server.key', 32, stretching)
}

function about(ringKey: string, boundTo: string): Buffer {
  return Buffer.from(JSON.stringify(['understudy.data-key', 1, ringKey, boundTo]))
}
