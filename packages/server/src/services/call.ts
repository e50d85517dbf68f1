import type { Origin, Trail } from '../audit/trail.ts'
import type { Witness } from '../audit/witness.ts'
import type { Actor } from '../auth/actor.ts'
import type { Auth } from '../auth/auth.ts'
import type { BlobStore } from '../blobs/blob-store.ts'
import type { Sealer } from '../crypto/sealer.ts'
import type { Bell } from '../events/bell.ts'
import type { Store } from '../store/store.ts'

/** What every service stands on. */
export interface Services {
  readonly store: Store
  readonly auth: Auth
  readonly sealer: Sealer
  readonly blobs: BlobStore
  readonly trail: Trail
  readonly witness: Witness
  readonly bell: Bell
  readonly now: () => Date
  readonly newId: () => string
}

/** What users, members, keys and sessions stand on. */
export type AuthServices = Pick<Services, 'store' | 'auth' | 'trail' | 'bell' | 'now' | 'newId'>

/** One request: who asks, from where, under which id. A service authorizes it before it reads a row. */
export interface Call {
  readonly actor: Actor
  readonly requestId: string
  readonly ip: string | null
  readonly signal: AbortSignal
  /** Entity tags: what is to be changed has one of them, or nothing is done. */
  readonly ifMatch?: string | undefined
}

/** As the trail names it. */
export function originOf({ actor, ip, requestId }: Call): Origin {
  return { actor, ip, requestId }
}
