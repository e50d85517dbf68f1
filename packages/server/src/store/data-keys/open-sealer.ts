import { createHmac } from 'node:crypto'
import { deriveKey } from '../../crypto/derivation.ts'
import { keyObject } from '../../crypto/key-object.ts'
import type { KeyRing } from '../../crypto/key-ring.ts'
import { packSeal, type SealingKey, sealedWith, unpackSeal } from '../../crypto/seal-format.ts'
import type { Sealer } from '../../crypto/sealer.ts'
import { ServerError } from '../../errors/server-error.ts'
import { refuseInsideSystem } from '../nesting.ts'
import type { Store } from '../store.ts'
import { DataKeys, sealsAtOnce } from './data-keys.ts'

/** For so long a process goes on with a key that another has rotated away or destroyed. */
const freshMs = 1000

interface Held {
  readonly keys: ReadonlyMap<string, SealingKey>
  readonly current: string | undefined
  readonly until: number
}

/** Over the data keys of the store, which the ring must open: with another ring than theirs it throws KEY_WRONG. */
export async function openSealer(store: Store, ring: KeyRing, now: () => Date = () => new Date()): Promise<Sealer> {
  const dataKeys = new DataKeys(store, ring, now)
  const root = (await dataKeys.lasting({ team_id: null, purpose: 'root' })).key
  const held = new Map<string | null, Promise<Held>>()
  const hashing = new Map<string, { readonly key: Promise<SealingKey>; readonly until: number }>()
  const sealing = new Map<string | null, Promise<{ readonly key: SealingKey; left: number }>>()

  const load = async (team: string | null): Promise<Held> => {
    const { sealing: keys, current } = await dataKeys.of(team)
    return { keys: new Map(keys.map((key) => [key.id, key])), current, until: performance.now() + freshMs }
  }
  const keysOf = async (team: string | null, isFreshEnough = (_: Held) => true): Promise<Held> => {
    const known = held.get(team)
    const found = await known?.catch(() => undefined)
    if (found && found.until > performance.now() && isFreshEnough(found)) return found
    // Of those that wait here at once, the first loads for all.
    if (held.get(team) === known) held.set(team, load(team))
    return held.get(team) ?? load(team)
  }
  const forget = (team: string | null) => {
    held.delete(team)
    sealing.delete(team)
    if (team !== null) hashing.delete(team)
  }

  /** A key for one more seal. */
  const sealingKey = async (team: string | null): Promise<SealingKey> => {
    for (;;) {
      const reserving = sealing.get(team)
      const reserved = await reserving?.catch(() => undefined)
      if (reserved && reserved.left > 0 && (await keysOf(team)).current === reserved.key.id) {
        if (reserved.left-- > 0) return reserved.key
      }
      if (sealing.get(team) === reserving) {
        held.delete(team)
        const next = dataKeys.reserve(team).then((key) => ({ key, left: sealsAtOnce }))
        sealing.set(team, next)
        await next
      }
    }
  }
  const hashingKey = (team: string): Promise<SealingKey> => {
    const known = hashing.get(team)
    if (known && known.until > performance.now()) return known.key
    const key = dataKeys.lasting({ team_id: team, purpose: 'hash' })
    key.catch(() => hashing.delete(team))
    hashing.set(team, { key, until: performance.now() + freshMs })
    return key
  }

  const sealer: Sealer = {
    derive: (purpose) => deriveKey(root, purpose),
    seal: async (team, place, plain) => {
      refuseInsideSystem('a seal')
      return packSeal(await sealingKey(team), team, place, plain)
    },
    open: async (team, place, sealed) => {
      refuseInsideSystem('what is sealed')
      const id = sealedWith(sealed)
      const key = id && (await keysOf(team, ({ keys }) => keys.has(id))).keys.get(id)
      const plain = key && unpackSeal(key, team, place, sealed)
      if (!plain) throw broken(place)
      return plain
    },
    sealJson: (team, place, value) => sealer.seal(team, place, Buffer.from(JSON.stringify(value))),
    openJson: async (team, place, sealed) =>
      JSON.parse(Buffer.from(await sealer.open(team, place, sealed)).toString('utf8')) as unknown,
    contentHash: async (team, bytes) => {
      refuseInsideSystem('a content hash')
      const { key } = await hashingKey(team)
      return createHmac('sha256', keyObject(key)).update(bytes).digest('hex')
    },
    rotate: async (team) => {
      await dataKeys.rotate(team)
      forget(team)
    },
    destroyRetired: async (team, before) => {
      const destroyed = await dataKeys.destroyRetired(team, before)
      if (destroyed > 0) forget(team)
      return destroyed
    },
    isCurrent: async (team, sealed) => {
      refuseInsideSystem('what is sealed')
      return (await keysOf(team)).current === sealedWith(sealed)
    },
    rewrap: () => dataKeys.rewrap(),
    shred: async (team) => {
      await dataKeys.destroy(team)
      forget(team)
    },
  }
  return sealer
}

/** The place names rows, never what they hold. */
function broken(place: string): ServerError {
  return new ServerError('SEAL_BROKEN', { message: `what is sealed at ${place} does not open` })
}
