import { errorCodes } from './error-codes.ts'

export type ErrorCode = keyof typeof errorCodes

export interface UnderstudyErrorDetails {
  /** What was being done, as a person would say it: "read schema file", "COPY into film". */
  readonly operation: string
  readonly message: string
  /** What to do about it, in one sentence. Falls back to the code's own advice. */
  readonly hint?: string
  /** Where: a path in a document ("entities[2].fields.email"), a file, a line. Never a value out of the user's data. */
  readonly at?: string
  readonly details?: Readonly<Record<string, unknown>>
  readonly cause?: unknown
}

/** The one error that leaves this SDK: a stable code, the operation, the place, and what a person can do. */
export class UnderstudyError extends Error {
  override readonly name = 'UnderstudyError'
  readonly code: ErrorCode
  readonly operation: string
  readonly hint: string
  readonly at: string | undefined
  readonly details: Readonly<Record<string, unknown>>
  readonly suggestedActions: readonly string[]

  constructor(code: ErrorCode, about: UnderstudyErrorDetails) {
    super(about.message, about.cause === undefined ? undefined : { cause: about.cause })
    this.code = code
    this.operation = about.operation
    this.at = about.at
    this.details = about.details ?? {}
    this.hint = about.hint ?? errorCodes[code][0]
    this.suggestedActions = about.hint ? [about.hint, ...errorCodes[code]] : errorCodes[code]
  }

  toJSON(): Record<string, unknown> {
    return {
      errorCode: this.code,
      message: this.message,
      operation: this.operation,
      ...(this.at === undefined ? {} : { at: this.at }),
      details: this.details,
      suggestedActions: this.suggestedActions,
    }
  }
}

/** Narrow an unknown thrown thing to its message without inventing one. */
export function messageOf(thrown: unknown): string {
  return isError(thrown) ? thrown.message : String(thrown)
}

/** The code of an error of the system, such as ENOENT. */
export function codeOf(thrown: unknown): string | undefined {
  return isError(thrown) && 'code' in thrown && typeof thrown.code === 'string' ? thrown.code : undefined
}

/** Of any realm: under Jest, an error of Node is no instance of the Error that a test file has. */
export function isError(thrown: unknown): thrown is Error {
  return thrown instanceof Error || Object.prototype.toString.call(thrown) === '[object Error]'
}
