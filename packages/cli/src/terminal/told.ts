import type { UnderstudyError } from '@understudy/sdk'

/** A failure as it is told. The server's have codes of the server's own. */
export interface Told extends Pick<UnderstudyError, 'message' | 'operation' | 'at' | 'hint' | 'details'> {
  readonly code: string
  toJSON(): Record<string, unknown>
}
