/** What the server has said is done. It says so no second time: whatever dies afterwards, it must be there. */
export class Acknowledged {
  /** Rows of uploads, by version. */
  readonly uploads = new Map<number, { readonly tag: string; readonly rows: number; readonly contentHash: string }>()
  /** Rows that jobs were asked for, by id. */
  readonly jobs = new Map<string, number>()
  /** Ids of rows that are held, by lease. */
  readonly leases = new Map<string, readonly number[]>()
  readonly released = new Set<string>()
  readonly keys = new Map<string, string>()
  readonly revoked = new Map<string, string>()
  /** Asked for, and the answer never came: what it was about may be so or not. */
  readonly unanswered = { revoked: new Set<string>(), released: new Set<string>() }

  /** Something of each kind. */
  get isComplete(): boolean {
    const { uploads, jobs, leases, released, keys, revoked } = this
    return [uploads, jobs, leases, released, keys, revoked].every(({ size }) => size > 0)
  }

  get text(): string {
    const { uploads, jobs, leases, released, keys, revoked } = this
    return `${uploads.size} uploads, ${jobs.size} jobs, ${leases.size + released.size} leases, ${keys.size + revoked.size} keys`
  }

  copy(): Acknowledged {
    return this.#filled(() => true)
  }

  /** Of an earlier copy: what has held from then until now. */
  since(earlier: Acknowledged): Acknowledged {
    const made = earlier.#filled((of, id) => this[of].has(id))
    for (const id of this.unanswered.released) made.unanswered.released.add(id)
    for (const id of this.unanswered.revoked) made.unanswered.revoked.add(id)
    return made
  }

  #filled(holds: (of: 'leases' | 'keys', id: string) => boolean): Acknowledged {
    const made = new Acknowledged()
    for (const [version, upload] of this.uploads) made.uploads.set(version, upload)
    for (const [id, rows] of this.jobs) made.jobs.set(id, rows)
    for (const [id, rows] of this.leases) if (holds('leases', id)) made.leases.set(id, rows)
    for (const [id, key] of this.keys) if (holds('keys', id)) made.keys.set(id, key)
    for (const id of this.released) made.released.add(id)
    for (const [id, key] of this.revoked) made.revoked.set(id, key)
    return made
  }
}
