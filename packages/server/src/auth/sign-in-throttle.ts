import { TokenBuckets } from './token-buckets.ts'

/** Failures only. An account is slowed down for one network soon, and for the whole world later. */
const rates = {
  accountFromNetwork: { burst: 5, perSecond: 1 / 60 },
  account: { burst: 50, perSecond: 1 / 60 },
  network: { burst: 30, perSecond: 1 / 20 },
}

/** Guessing passwords, links and keys: what was tried too often waits, right or wrong. */
export class SignInThrottle {
  readonly #pairs: TokenBuckets
  readonly #accounts: TokenBuckets
  readonly #networks: TokenBuckets

  constructor(now: () => number) {
    this.#pairs = new TokenBuckets(rates.accountFromNetwork, now)
    this.#accounts = new TokenBuckets(rates.account, now)
    this.#networks = new TokenBuckets(rates.network, now)
  }

  /**
   * Before a secret is looked at: counts the attempt as failed, so that many at the same time count too. `account` is
   * undefined where the secret itself says whose it is.
   */
  begin(account: string | undefined, network: string): void {
    this.#networks.check(network)
    if (account !== undefined) {
      this.#accounts.check(account)
      this.#pairs.take(`${account}\0${network}`)
      this.#accounts.take(account)
    }
    this.#networks.take(network)
  }

  /** It was right: the account's failures from there no longer count. The network's do: it may guess at others. */
  succeeded(account: string, network: string): void {
    this.#pairs.forget(`${account}\0${network}`)
  }
}
