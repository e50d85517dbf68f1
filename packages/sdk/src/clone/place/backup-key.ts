import type { MaskingKey } from '../../anonymize/key/masking-key.ts'
import { UnderstudyError } from '../../errors.ts'

/** 32 bytes that have nothing in common with what masks anything. */
export function backupKey(key: MaskingKey | undefined): Uint8Array {
  if (!key) {
    throw new UnderstudyError('MASKING_KEY_MISSING', {
      operation: 'encrypt the backup',
      message: 'A backup that is a file is encrypted, and no key was given',
      details: { stands: 'the target is as it was' },
    })
  }
  const own = key.domain('backup')
  const bytes = new Uint8Array(32)
  const view = new DataView(bytes.buffer)
  for (const [half, purpose] of ['first half', 'second half'].entries())
    for (const [at, word] of own.words(purpose).entries()) view.setUint32(half * 16 + at * 4, word)
  return bytes
}
