import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import { z } from 'zod'
import type { MaskingKey } from '../anonymize/key/masking-key.ts'

/** What of an environment must not be read by others. */
export interface Secrets {
  readonly databaseUrl: string
  readonly secrets: Readonly<Record<string, string>>
}

/** Whose secrets they are: what is sealed for one is opened for no other. */
export interface Owner {
  readonly id: string
  readonly name: string
  readonly type: string
}

const secretsShape = z.strictObject({ databaseUrl: z.string(), secrets: z.record(z.string(), z.string()) })
const algorithm = 'aes-256-gcm'
const nonceBytes = 12
const tagBytes = 16

/** AES-256-GCM with a nonce of its own, as base64. */
export function seal({ databaseUrl, secrets }: Secrets, owner: Owner, key: MaskingKey): string {
  const nonce = randomBytes(nonceBytes)
  const cipher = createCipheriv(algorithm, keyBytes(key), nonce).setAAD(about(owner))
  const text = Buffer.concat([cipher.update(JSON.stringify({ databaseUrl, secrets }), 'utf8'), cipher.final()])
  return Buffer.concat([nonce, cipher.getAuthTag(), text]).toString('base64')
}

/** Undefined where the key is another one, or what is sealed, or whose it is, was changed. */
export function unseal(sealed: string, owner: Owner, key: MaskingKey): Secrets | undefined {
  const bytes = Buffer.from(sealed, 'base64')
  if (bytes.length < nonceBytes + tagBytes) return undefined
  const decipher = createDecipheriv(algorithm, keyBytes(key), bytes.subarray(0, nonceBytes), {
    authTagLength: tagBytes,
  })
    .setAAD(about(owner))
    .setAuthTag(bytes.subarray(nonceBytes, nonceBytes + tagBytes))
  try {
    const text = Buffer.concat([decipher.update(bytes.subarray(nonceBytes + tagBytes)), decipher.final()])
    return secretsShape.parse(JSON.parse(text.toString('utf8')))
  } catch {
    // The tag does not fit; which of the two was changed cannot be told.
    return undefined
  }
}

function keyBytes(key: MaskingKey): Buffer {
  const words = [...key.words('environments, first half'), ...key.words('environments, second half')]
  const bytes = Buffer.alloc(32)
  for (const [at, word] of words.entries()) bytes.writeUInt32LE(word, at * 4)
  return bytes
}

function about({ id, name, type }: Owner): Buffer {
  return Buffer.from(JSON.stringify(['understudy.environments', 1, id, name, type]))
}
