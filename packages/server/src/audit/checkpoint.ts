import { createHash, createPrivateKey, createPublicKey, type KeyObject, sign, verify } from 'node:crypto'
import type { Checkpoint } from './audit-row.ts'

/** Signs how far a trail has come. The public half lets somebody else check a checkpoint who cannot make one. */
export interface CheckpointSigner {
  readonly keyId: string
  /** PEM. */
  readonly publicKey: string
  sign(about: Pick<Checkpoint, 'trail' | 'position' | 'seal' | 'at'>): Checkpoint
  accepts(checkpoint: Checkpoint): boolean
}

export function createCheckpointSigner(seed: Uint8Array): CheckpointSigner {
  const privateKey = ed25519Of(seed)
  const publicKey = createPublicKey(privateKey)
  const keyId = createHash('sha256')
    .update(publicKey.export({ type: 'spki', format: 'der' }))
    .digest('base64url')
    .slice(0, 16)
  return {
    keyId,
    publicKey: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
    sign: (about) => ({ ...about, keyId, signature: sign(null, signed(about), privateKey).toString('base64url') }),
    accepts: (checkpoint) =>
      checkpoint.keyId === keyId &&
      verify(null, signed(checkpoint), publicKey, Buffer.from(checkpoint.signature, 'base64url')),
  }
}

function signed({ trail, position, seal, at }: Pick<Checkpoint, 'trail' | 'position' | 'seal' | 'at'>): Buffer {
  return Buffer.from(JSON.stringify(['understudy.audit-checkpoint.1', trail, position, seal, at]))
}

/** RFC 8410: what stands before the 32 bytes of an Ed25519 key in PKCS #8. */
const pkcs8Header = Buffer.from('302e020100300506032b657004220420', 'hex')

function ed25519Of(seed: Uint8Array): KeyObject {
  return createPrivateKey({ key: Buffer.concat([pkcs8Header, seed.subarray(0, 32)]), format: 'der', type: 'pkcs8' })
}
