import { type CryptoKey, exportJWK, generateKeyPair, importJWK, type JWK } from 'jose'
import type { Sealer } from '../crypto/sealer.ts'
import type { Store } from '../store/store.ts'

/** What signs access tokens: Ed25519 pairs, the private halves sealed. */
export interface SigningKeys {
  /** The pair that signs now. It is made where there is none, and replaced when it is a month old. */
  current(): Promise<SigningKey>
  /** Undefined for an id that never was, and for one that was retired before the last of its tokens expired. */
  publicKey(id: string): Promise<CryptoKey | undefined>
  rotate(): Promise<void>
}

interface SigningKey {
  readonly id: string
  readonly privateKey: CryptoKey
}

interface KnownKey {
  readonly id: string
  readonly publicKey: CryptoKey
  readonly privateSealed: Uint8Array
  readonly createdAt: number
  readonly retiredAt: number | undefined
}

interface Standing {
  readonly store: Pick<Store, 'system' | 'readSystem'>
  readonly sealer: Pick<Sealer, 'sealJson' | 'openJson'>
  readonly now: () => Date
  readonly newId: () => string
}

const monthMs = 30 * 24 * 3_600_000
/** How long an instance signs without looking whether another has rotated. */
const freshMs = 60_000
/** A token lives for 15 minutes at most, and may have been signed while its key was already retired elsewhere. */
const graceMs = 15 * 60_000 + freshMs
/** How often an id that is not known may make us look again. */
const lookAgainMs = 1_000

export function createSigningKeys({ store, sealer, now, newId }: Standing): SigningKeys {
  let known: ReadonlyMap<string, KnownKey> = new Map()
  let lookedAt = Number.NEGATIVE_INFINITY
  let signing: SigningKey | undefined

  const look = async () => {
    const startedAt = now().getTime()
    const rows = await store.readSystem((db) =>
      db.selectFrom('signing_keys').selectAll().orderBy('created_at').execute(),
    )
    const keys = await Promise.all(
      rows.map(async (row) => ({
        id: row.id,
        publicKey: await ed25519(JSON.parse(row.public_jwk)),
        privateSealed: row.private_sealed,
        createdAt: Date.parse(row.created_at),
        retiredAt: row.retired_at === null ? undefined : Date.parse(row.retired_at),
      })),
    )
    known = new Map(keys.map((key) => [key.id, key]))
    lookedAt = startedAt
  }
  const lookAfter = async (ms: number) => {
    if (now().getTime() - lookedAt >= ms) await look()
  }
  /** `replaced` is the id of the key that the new one comes after: where it is no longer the current one, another was faster. */
  const replace = async (replaced: string | undefined) => {
    const id = newId()
    const pair = await generateKeyPair('EdDSA', { extractable: true })
    const public_jwk = JSON.stringify(await exportJWK(pair.publicKey))
    const private_sealed = await sealer.sealJson(null, placeOf(id), await exportJWK(pair.privateKey))
    const at = now().toISOString()
    await store.system(async (tx) => {
      const current = await tx
        .selectFrom('signing_keys')
        .select('id')
        .where('retired_at', 'is', null)
        .executeTakeFirst()
      if (current?.id !== replaced) return
      await tx.updateTable('signing_keys').set({ retired_at: at }).where('retired_at', 'is', null).execute()
      await tx
        .insertInto('signing_keys')
        .values({ id, public_jwk, private_sealed, created_at: at, retired_at: null })
        .execute()
    })
    await look()
  }
  const unretired = () => [...known.values()].findLast(({ retiredAt }) => retiredAt === undefined)

  return {
    async current() {
      await lookAfter(freshMs)
      const newest = unretired()
      if (!newest || now().getTime() - newest.createdAt >= monthMs) await replace(newest?.id)
      const current = unretired()
      if (!current) throw new Error('a signing key that was just made is not there')
      if (signing?.id !== current.id) {
        const jwk = await sealer.openJson(null, placeOf(current.id), current.privateSealed)
        signing = { id: current.id, privateKey: await ed25519(jwk) }
      }
      return signing
    },
    async publicKey(id) {
      if (!known.has(id)) await lookAfter(lookAgainMs)
      await lookAfter(freshMs)
      const key = known.get(id)
      if (!key || (key.retiredAt !== undefined && now().getTime() >= key.retiredAt + graceMs)) return undefined
      return key.publicKey
    },
    async rotate() {
      await look()
      await replace(unretired()?.id)
    },
  }
}

function placeOf(id: string): string {
  return `signing_keys/private/${id}`
}

/** What is read back is what `exportJWK` gave; importJWK gives bytes for symmetric keys alone. */
async function ed25519(jwk: unknown): Promise<CryptoKey> {
  const key = await importJWK(jwk as JWK, 'EdDSA')
  if (key instanceof Uint8Array) throw new TypeError('a signing key is no pair')
  return key
}
