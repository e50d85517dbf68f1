import type { Sealer } from '../crypto/sealer.ts'
import type { Store } from '../store/store.ts'
import { type AccessTokens, createAccessTokens } from './access-tokens.ts'
import type { Rate } from './bucket.ts'
import { createPasswords, type PasswordCost, type Passwords } from './password.ts'
import { type SecretHash, secretHashUnder } from './secret-hash.ts'
import { SignInThrottle } from './sign-in-throttle.ts'
import { createSigningKeys, type SigningKeys } from './signing-keys.ts'
import { TokenBuckets } from './token-buckets.ts'

/** What signing in, keys and sessions stand on. */
export interface Auth {
  readonly secretHash: SecretHash
  readonly passwords: Passwords
  readonly accessTokens: AccessTokens
  readonly signingKeys: SigningKeys
  readonly throttle: SignInThrottle
  /** Requests of one key or user, and of one network. */
  readonly callers: TokenBuckets
  readonly networks: TokenBuckets
  /** In the text of its keys, so that one of a test system is not taken for one of another. */
  readonly environment: string
  /** Where people reach the server: links begin with it, and cookies are for TLS alone where it is https. */
  readonly publicUrl: () => string
}

export interface AuthOptions {
  readonly store: Pick<Store, 'system' | 'readSystem'>
  readonly sealer: Pick<Sealer, 'sealJson' | 'openJson' | 'derive'>
  readonly now: () => Date
  readonly newId: () => string
  readonly publicUrl: () => string
  readonly environment?: string | undefined
  /** Another one than the usual is for what is not about guessing. */
  readonly passwordCost?: PasswordCost | undefined
  readonly rates?: { readonly caller: Rate; readonly network: Rate } | undefined
}

/** What a program in a loop reaches, and a page or a test suite does not. */
const usualRates = {
  caller: { burst: 2_000, perSecond: 200 },
  network: { burst: 5_000, perSecond: 500 },
} satisfies AuthOptions['rates']

export function createAuth(options: AuthOptions): Auth {
  const { sealer, now, publicUrl, environment = 'main', rates = usualRates } = options
  const clock = () => now().getTime()
  const secretHash = secretHashUnder(sealer.derive('secrets'))
  const signingKeys = createSigningKeys(options)
  return {
    secretHash,
    signingKeys,
    passwords: createPasswords(options.passwordCost),
    accessTokens: createAccessTokens(signingKeys, now),
    throttle: new SignInThrottle({ store: options.store, secretHash, now }),
    callers: new TokenBuckets(rates.caller, clock),
    networks: new TokenBuckets(rates.network, clock),
    environment,
    publicUrl,
  }
}
