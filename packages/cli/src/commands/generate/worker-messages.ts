import type { ErrorCode } from '@understudy/sdk'
import type { EncodedPiece } from './encode-request.ts'

/** A worker's answers to a task, which is a slice. */
export interface TaskDone {
  readonly pieces: readonly EncodedPiece[]
}

export interface TaskFailed {
  /** The parts of an UnderstudyError: classes do not pass between threads. */
  readonly failure: {
    readonly code: ErrorCode
    readonly message: string
    readonly operation: string
    readonly at: string | undefined
    readonly hint: string | undefined
  }
}
