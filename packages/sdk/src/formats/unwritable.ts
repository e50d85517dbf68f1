/** Thrown by a writer for a value that the format cannot hold; the row loop adds the place. */
export class Unwritable extends Error {
  readonly hint: string | undefined

  constructor(reason: string, hint?: string) {
    super(reason)
    this.hint = hint
  }
}
