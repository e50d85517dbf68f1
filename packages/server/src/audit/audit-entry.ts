/** One line of a team's trail. It names what, never a value. */
export interface AuditEntry {
  readonly action: string
  /** `dataset:…`, `key:…`: a kind and an id. */
  readonly subject: string
  readonly details?: Readonly<Record<string, string | number | boolean | null>> | undefined
  /** Digests of the thing before and after, where there is one. */
  readonly before?: unknown
  readonly after?: unknown
}
