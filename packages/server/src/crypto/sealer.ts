/**
 * Envelope encryption: AES-256-GCM under a team's data key, which the key ring wraps. The header holds format and key
 * id; `place` (table, column, ids: `versions/schema/<dataset>/<version>`) is authenticated, so that a ciphertext moved
 * to another row does not open. A key seals at most 2^32 times; then a new one is made.
 */
export interface Sealer {
  seal(team: string | null, place: string, plain: Uint8Array): Promise<Uint8Array>
  open(team: string | null, place: string, sealed: Uint8Array): Promise<Uint8Array>
  sealJson(team: string | null, place: string, value: unknown): Promise<Uint8Array>
  openJson(team: string | null, place: string, sealed: Uint8Array): Promise<unknown>
  /** Keyed by the team: the same bytes in two teams have nothing in common. */
  contentHash(team: string, bytes: Uint8Array): Promise<string>
  /** A new data key for what is sealed from now on; what is there is sealed anew by `reseal` of its owner. */
  rotate(team: string | null): Promise<void>
  /** Every data key of the team is destroyed: what it sealed is noise from then on, in backups too. */
  shred(team: string): Promise<void>
}
