/** What an independent reader of the result found. It names tables, columns and counts; never a value. */
export interface VerificationReport {
  readonly passed: boolean
  readonly checks: readonly VerificationCheck[]
  readonly tables: readonly { readonly table: string; readonly expected: number; readonly found: number }[]
  readonly milliseconds: number
}

export interface VerificationCheck {
  readonly kind: 'row count' | 'schema' | 'constraint' | 'orphans' | 'leaked values' | 'sequence' | 'privacy'
  readonly table: string
  readonly column: string | undefined
  readonly passed: boolean
  readonly count: number
  readonly message: string
}
