import type { Derivation } from './derivation.ts'

/**
 * Envelope encryption: AES-256-GCM under a team's data key, which the key ring wraps. The header holds format and key
 * id; `place` (table, column, ids: `versions/schema/<dataset>/<version>`) is authenticated with the team, so that a
 * ciphertext moved to another row does not open. A key seals at most 2^32 times; then a new one is made. Team null is
 * the system. Keys stand in the store: nothing of this may be called inside a transaction of the system.
 */
export interface Sealer extends Derivation {
  /** Of an erased team: SEAL_BROKEN. */
  seal(team: string | null, place: string, plain: Uint8Array): Promise<Uint8Array>
  /** Throws SEAL_BROKEN where it was changed, is of another place or team, or its key was destroyed. */
  open(team: string | null, place: string, sealed: Uint8Array): Promise<Uint8Array>
  sealJson(team: string | null, place: string, value: unknown): Promise<Uint8Array>
  openJson(team: string | null, place: string, sealed: Uint8Array): Promise<unknown>
  /** Keyed by the team: the same bytes in two teams have nothing in common. */
  contentHash(team: string, bytes: Uint8Array): Promise<string>
  /** A new data key for what is sealed from now on; what is there is sealed anew by its owner, if it is to be. */
  rotate(team: string | null): Promise<void>
  /**
   * Keys that were rotated away before then: what still stands under one is noise from then on, so its owner has sealed
   * it anew before. How many there were.
   */
  destroyRetired(team: string | null, before: Date): Promise<number>
  /** False where it stands under a key that was rotated away: its owner seals it anew. */
  isCurrent(team: string | null, sealed: Uint8Array): Promise<boolean>
  /** After a new first key of the ring: every data key is wrapped by it. Then the old one may go. How many were. */
  rewrap(): Promise<number>
  /**
   * Every data key of the team is destroyed: what it sealed is noise from then on, in every process within a second. In
   * a backup that was made before it is, once `forgetTeam` has taken the team's keys out of that.
   */
  shred(team: string): Promise<void>
}
