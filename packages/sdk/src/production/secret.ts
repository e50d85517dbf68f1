import type { TestApiSecret } from '../context/test-config.ts'
import { UnderstudyError } from '../errors.ts'

const idShape = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/
const shortest = 32

/** A secret out of a text: `id:key`, or a key alone, whose id is then "default". Both sides read it so. */
export function secretOf(text: string): TestApiSecret {
  const colon = text.indexOf(':')
  const id = text.slice(0, Math.max(colon, 0))
  return sound(idShape.test(id) ? { id, key: text.slice(colon + 1) } : { id: 'default', key: text })
}

/** The secret, when it can be one. */
export function sound<Secret extends TestApiSecret>(secret: Secret): Secret {
  if (!idShape.test(secret.id)) throw refusal('the id of a secret of the test data API is not a plain name')
  if (secret.key.length < shortest) {
    throw refusal(`the secret ${secret.id} of the test data API has fewer than ${shortest} characters`)
  }
  return secret
}

function refusal(message: string): UnderstudyError {
  return new UnderstudyError('TEST_CONFIG_INVALID', {
    operation: 'read secret',
    message,
    hint: `Make one with: node -p "'ci:' + crypto.randomBytes(32).toString('base64url')"`,
  })
}
