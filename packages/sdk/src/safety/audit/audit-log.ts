/** What happened to a database, for whoever asks later. It holds no value of the data and no secret. */
export interface AuditEvent {
  /** Such as "source opened", "clone promoted", "environment removed". */
  readonly event: string
  /** The environment's name, or the URL without its password. */
  readonly place: string
  readonly outcome: 'done' | 'refused' | 'failed'
  readonly details?: Readonly<Record<string, unknown>> | undefined
}

export interface AuditLog {
  readonly file: string
  /** Written down when it returns; fails where it could not be. */
  record(event: AuditEvent): Promise<void>
}
