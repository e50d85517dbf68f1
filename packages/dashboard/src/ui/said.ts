/** What went wrong, and what to do about it. */
export interface Said {
  readonly message: string
  readonly actions?: readonly string[]
  /** Under which the server's log has it. */
  readonly requestId?: string | undefined
}
