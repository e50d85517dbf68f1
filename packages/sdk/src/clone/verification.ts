/** What an independent reader of the result found. It names tables, columns and counts; never a value. */
export interface VerificationReport {
  readonly passed: boolean
  readonly checks: readonly VerificationCheck[]
  readonly tables: readonly { readonly table: string; readonly expected: number; readonly found: number }[]
  readonly milliseconds: number
}

export interface VerificationCheck {
  readonly kind:
    | 'row count'
    | 'large objects'
    | 'schema'
    | 'constraint'
    | 'orphans'
    | 'leaked values'
    | 'sequence'
    | 'privacy'
  /** Empty where it is about the whole database. */
  readonly table: string
  readonly column: string | undefined
  readonly passed: boolean
  /** Of what is wrong. */
  readonly count: number
  readonly message: string
}

/** An original in a text that is no row, whose place then is where a table is else. */
export function isOfDefinition({ kind, table, column }: VerificationCheck): boolean {
  return kind === 'leaked values' && table !== '' && column === undefined
}

/** @param wrong how many there are of what is wrong; the text says what that is */
export function verificationCheck(
  kind: VerificationCheck['kind'],
  table: string,
  column: string | undefined,
  wrong: number,
  text: string,
): VerificationCheck {
  return { kind, table, column, passed: wrong === 0, count: wrong, message: text }
}
