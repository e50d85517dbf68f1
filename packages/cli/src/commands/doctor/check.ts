export interface Check {
  readonly name: string
  readonly state: 'ok' | 'note' | 'failed'
  readonly message: string
  /** What to do about it. */
  readonly hint?: string
}

export const ok = (name: string, message: string): Check => ({ name, state: 'ok', message })
export const note = (name: string, message: string, hint: string): Check => ({ name, state: 'note', message, hint })
export const failed = (name: string, message: string, hint: string): Check => ({ name, state: 'failed', message, hint })
