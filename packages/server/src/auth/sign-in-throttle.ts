import type { Kysely } from 'kysely'
import type { Store } from '../store/store.ts'
import type { SystemTables } from '../store/tables/system-tables.ts'
import { leftIn, type Rate, refuseEmpty } from './bucket.ts'
import type { SecretHash } from './secret-hash.ts'

/** Failures only. An account is slowed down for one network soon, and for the whole world later. */
const rates = {
  accountFromNetwork: { burst: 5, perSecond: 1 / 60 },
  account: { burst: 50, perSecond: 1 / 60 },
  network: { burst: 30, perSecond: 1 / 20 },
} satisfies Record<string, Rate>

/** Every bucket is full again after so long, and need not be there. */
export const fullAfterMs = 3_600_000

interface ThrottleOptions {
  readonly store: Pick<Store, 'system' | 'readSystem'>
  readonly secretHash: SecretHash
  readonly now: () => Date
}

interface Wanted {
  /** A hash: who is guessed at, and from where, stands nowhere. */
  readonly name: string
  readonly rate: Rate
}

/**
 * Guessing passwords, links and keys: what was tried too often waits, right or wrong. It is counted in the store, so that
 * neither another process nor a restart gives anybody more guesses.
 */
export class SignInThrottle {
  readonly #options: ThrottleOptions

  constructor(options: ThrottleOptions) {
    this.#options = options
  }

  /**
   * Before a secret is looked at: counts the attempt as failed, so that many at the same time count too. `account` is
   * undefined where the secret itself says whose it is.
   */
  async begin(account: string | undefined, network: string): Promise<void> {
    const { store, now } = this.#options
    const wanted = [
      this.#wanted('network', network),
      ...(account === undefined
        ? []
        : [this.#wanted('account', account), this.#wanted('accountFromNetwork', `${account}\0${network}`)]),
    ]
    const left = async (db: Kysely<SystemTables>, at: Date) => {
      const found = await leftOf(db, wanted, at)
      for (const { rate, left } of found) refuseEmpty(left, rate)
      return found
    }
    // Whoever guesses on and on keeps nobody from writing.
    await store.readSystem((db) => left(db, now()))
    await store.system(async (tx) => {
      const at = now()
      for (const { name, left: rest } of await left(tx, at)) {
        const taken = { tokens: rest - 1, taken_at: at.toISOString() }
        await tx
          .insertInto('sign_in_buckets')
          .values({ name, ...taken })
          .onConflict((is) => is.column('name').doUpdateSet(taken))
          .execute()
      }
    })
  }

  /**
   * It was right: it counts no longer, and neither do the account's failures from there. Other failures of the network do:
   * it may guess at others.
   */
  async succeeded(account: string | undefined, network: string): Promise<void> {
    const { store, now } = this.#options
    const counted = [this.#wanted('network', network)]
    if (account !== undefined) counted.push(this.#wanted('account', account))
    await store.system(async (tx) => {
      const at = now()
      for (const { name, rate, left } of await leftOf(tx, counted, at)) {
        const tokens = Math.min(rate.burst, left + 1)
        await tx
          .updateTable('sign_in_buckets')
          .set({ tokens, taken_at: at.toISOString() })
          .where('name', '=', name)
          .execute()
      }
      if (account === undefined) return
      const { name } = this.#wanted('accountFromNetwork', `${account}\0${network}`)
      await tx.deleteFrom('sign_in_buckets').where('name', '=', name).execute()
    })
  }

  #wanted(kind: keyof typeof rates, of: string): Wanted {
    return { name: this.#options.secretHash('throttle', `${kind}\0${of}`), rate: rates[kind] }
  }
}

async function leftOf(db: Kysely<SystemTables>, wanted: readonly Wanted[], at: Date) {
  const names = wanted.map(({ name }) => name)
  const rows = await db.selectFrom('sign_in_buckets').selectAll().where('name', 'in', names).execute()
  return wanted.map(({ name, rate }) => {
    const row = rows.find((one) => one.name === name)
    const bucket = row && { left: Number(row.tokens), at: Date.parse(row.taken_at) }
    return { name, rate, left: bucket === undefined ? rate.burst : leftIn(bucket, rate, at.getTime()) }
  })
}
