import { randomBytes } from 'node:crypto'
import { DerivedKey } from '../key/derived-key.ts'
import type { MaskingKey } from '../key/masking-key.ts'

/** A key by chance. Once it is let go of, nobody can mask a value again to see whom it stands for. */
export function freshKey(): MaskingKey {
  return new DerivedKey(new Uint8Array(randomBytes(32)))
}
