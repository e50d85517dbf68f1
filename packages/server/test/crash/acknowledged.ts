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
}
