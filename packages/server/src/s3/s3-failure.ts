/** What a store answers when it does not do what it was asked. */
export class S3Failure extends Error {
  override readonly name = 'S3Failure'
  readonly status: number
  /** Of the store, such as NoSuchKey; undefined where it gives none. */
  readonly code: string | undefined

  constructor(operation: string, status: number, code: string | undefined) {
    super(`the object store answered ${status}${code === undefined ? '' : ` ${code}`} to: ${operation}`)
    this.status = status
    this.code = code
  }

  /** Wrong credentials, expired ones, or ones that may not do this. */
  get isDenied(): boolean {
    return this.code === 'ExpiredToken' || this.code === 'InvalidToken' || this.status === 401 || this.status === 403
  }

  /** What was asked may go well when it is asked again. */
  get isPassing(): boolean {
    return this.status >= 500 || this.status === 429 || this.status === 408 || this.code === 'RequestTimeout'
  }

  get isMissing(): boolean {
    return this.status === 404
  }
}
