/** Sealed bytes under the team's content hash. A blob never changes; putting it twice is putting it once. */
export interface BlobStore {
  readonly kind: 'database' | 'files' | 's3'
  put(team: string, hash: string, sealed: Uint8Array): Promise<void>
  /** Bytes that are the caller's alone. Throws BLOB_MISSING, which is a fault of the server. */
  get(team: string, hash: string, options?: { readonly signal?: AbortSignal | undefined }): Promise<Uint8Array>
  has(team: string, hash: string): Promise<boolean>
  /** With `putBefore` only those that nobody has put since: what a writer needs again meanwhile stays, and is read. */
  delete(team: string, hashes: readonly string[], options?: { readonly putBefore?: Date }): Promise<void>
  /** All of a team. Safe to repeat. */
  eraseTeam(team: string): Promise<void>
  /** What is there, for the sweep of what no row knows (a process that died between the blob and its row). */
  list(team: string): AsyncIterable<{ readonly hash: string; readonly storedAt: Date }>
}
