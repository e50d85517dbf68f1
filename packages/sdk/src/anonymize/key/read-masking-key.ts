import { scryptSync } from 'node:crypto'
import { UnderstudyError } from '../../errors.ts'
import { DerivedKey } from './derived-key.ts'
import type { MaskingKey } from './masking-key.ts'

/** Whose data is masked: another team or environment has another key, of the same text. */
export interface KeyScope {
  readonly team?: string | undefined
  readonly environment?: string | undefined
}

const BYTES = 32
const LEAST_PASSPHRASE = 16
/** Fewer different characters than this are no secret, however often they are repeated. */
const LEAST_DISTINCT = 6

/** Of passphrases: 64 MiB and about 0.2 seconds a guess. They are a part of the masks' version. */
const stretching = { N: 2 ** 16, r: 8, p: 1, maxmem: 2 ** 27 } as const
const STRETCHING_SALT = 'understudy passphrase, version 1'

/** 32 bytes in base64 or base64url; any other text is a passphrase, if it is long enough. White space around it is none of it. */
export function readMaskingKey(text: string, { team, environment }: KeyScope = {}): MaskingKey {
  const written = text.trim()
  if (new Set(written).size < LEAST_DISTINCT) throw invalid(written)
  const secret = bytesOf(written) ?? stretched(written)
  return new DerivedKey(secret).scope(team, environment)
}

function bytesOf(text: string): Uint8Array | undefined {
  if (!/^[A-Za-z0-9+/_-]{43}=?$/.test(text)) return undefined
  const bytes = Buffer.from(text, 'base64')
  return bytes.length === BYTES ? new Uint8Array(bytes) : undefined
}

function stretched(passphrase: string): Uint8Array {
  if ([...passphrase].length < LEAST_PASSPHRASE) throw invalid(passphrase)
  return new Uint8Array(scryptSync(passphrase.normalize('NFC'), STRETCHING_SALT, BYTES, stretching))
}

/** Says nothing of the text but that it is too short or too plain. */
function invalid(text: string): UnderstudyError {
  const why =
    [...text].length < LEAST_PASSPHRASE
      ? `has fewer than ${LEAST_PASSPHRASE} characters`
      : 'is made of too few different characters'
  return new UnderstudyError('MASKING_KEY_INVALID', {
    operation: 'read the masking key',
    message: text === '' ? 'the masking key is empty' : `the masking key ${why}`,
  })
}
