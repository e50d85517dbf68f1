/** That reading failed, and not writing: what it failed with is the cause. */
export class SourceFailure extends Error {
  override readonly name = 'SourceFailure'
  override readonly cause: unknown

  constructor(cause: unknown) {
    super('the source could not be read')
    this.cause = cause
  }
}
