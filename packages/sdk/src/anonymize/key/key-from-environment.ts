import { messageOf, UnderstudyError } from '../../errors.ts'
import type { MaskingKey } from './masking-key.ts'
import { readKeyFile } from './read-key-file.ts'
import { type KeyScope, readMaskingKey } from './read-masking-key.ts'

export interface KeyChoice extends KeyScope {
  /** Which key of a file, such as the one that an earlier clone's manifest names; the current one where left out. */
  readonly id?: string | undefined
}

const operation = 'find the masking key'

/**
 * The key of UNDERSTUDY_KEY, or of the file that UNDERSTUDY_KEY_FILE names; both together are refused. What is not chosen
 * here is chosen by UNDERSTUDY_KEY_TEAM, UNDERSTUDY_KEY_ENVIRONMENT and UNDERSTUDY_KEY_ID.
 */
export async function keyFromEnvironment(
  env: Readonly<Record<string, string | undefined>>,
  readFile: (path: string) => Promise<string>,
  choice: KeyChoice = {},
): Promise<MaskingKey> {
  const id = choice.id ?? named(env.UNDERSTUDY_KEY_ID)
  const scope = {
    team: choice.team ?? named(env.UNDERSTUDY_KEY_TEAM),
    environment: choice.environment ?? named(env.UNDERSTUDY_KEY_ENVIRONMENT),
  }
  const { UNDERSTUDY_KEY: text = '', UNDERSTUDY_KEY_FILE: file = '' } = env
  if (text !== '' && file !== '') {
    throw new UnderstudyError('MASKING_KEY_INVALID', {
      operation,
      message: 'UNDERSTUDY_KEY and UNDERSTUDY_KEY_FILE are both set',
      hint: 'Unset one of them, so that it is clear which key is meant.',
    })
  }
  if (text === '' && file === '') {
    throw new UnderstudyError('MASKING_KEY_MISSING', {
      operation,
      message: 'neither UNDERSTUDY_KEY nor UNDERSTUDY_KEY_FILE is set',
    })
  }
  const keys = file === '' ? [readMaskingKey(text, scope)] : readKeyFile(await contentOf(file, readFile), scope)
  const found = id === undefined ? keys[0] : keys.find((key) => key.id === id)
  if (found !== undefined) return found
  throw new UnderstudyError('MASKING_KEY_MISSING', {
    operation,
    message: `no key at hand has the id ${id}; there ${keys.length === 1 ? 'is' : 'are'} ${keys.map((key) => key.id).join(', ')}`,
    hint: 'Add the key to the key file, below the current one; ids are those of this team and environment.',
  })
}

/** A variable that is set to nothing is none. */
function named(value: string | undefined): string | undefined {
  return value === '' ? undefined : value
}

async function contentOf(file: string, readFile: (path: string) => Promise<string>): Promise<string> {
  try {
    return await readFile(file)
  } catch (thrown) {
    throw new UnderstudyError('MASKING_KEY_MISSING', {
      operation,
      message: `the key file ${file} cannot be read: ${messageOf(thrown)}`,
      hint: 'Check the path in UNDERSTUDY_KEY_FILE, and who may read the file.',
      cause: thrown,
    })
  }
}
