import { type ErrorCode, UnderstudyError, type UnderstudyErrorDetails } from '../../errors.ts'

/** A request that gets an answer other than what it asked for. Its message and details are for whoever sent it. */
export class Refused extends Error {
  readonly status: number
  readonly error: UnderstudyError
  readonly headers: Readonly<Record<string, string>>

  constructor(
    status: number,
    code: ErrorCode,
    about: Omit<UnderstudyErrorDetails, 'operation'>,
    headers: Readonly<Record<string, string>> = {},
  ) {
    super(about.message)
    this.status = status
    this.error = new UnderstudyError(code, { operation: 'answer request', ...about })
    this.headers = headers
  }
}
