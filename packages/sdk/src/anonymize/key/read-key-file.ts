import { UnderstudyError } from '../../errors.ts'
import type { MaskingKey } from './masking-key.ts'
import { type KeyScope, readMaskingKey } from './read-masking-key.ts'

/**
 * A key a line, the current one first; those below it are kept for clones that were made with them. Empty lines, and
 * those that begin with #, are passed over. Keys have no names in the file: their ids are derived, so no label can lie.
 */
export function readKeyFile(text: string, scope: KeyScope = {}): readonly [MaskingKey, ...MaskingKey[]] {
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== '' && !line.trimStart().startsWith('#'))
  const [current, ...earlier] = lines.map((line) => readMaskingKey(line, scope))
  if (current === undefined) {
    throw new UnderstudyError('MASKING_KEY_INVALID', {
      operation: 'read the key file',
      message: 'the key file holds no key',
    })
  }
  return [current, ...earlier]
}
