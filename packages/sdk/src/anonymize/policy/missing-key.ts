import { UnderstudyError } from '../../errors.ts'
import type { MaskingKey } from '../key/masking-key.ts'

/** Stands where no key was given: what asks for a word of it is refused. */
export const missingKey: MaskingKey = {
  id: '',
  words() {
    throw new UnderstudyError('MASKING_KEY_MISSING', {
      operation: 'prepare a mask',
      message: 'The mask needs a key, and there is none',
    })
  },
  domain: () => missingKey,
}
