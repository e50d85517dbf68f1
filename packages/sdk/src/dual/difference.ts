/** Where the two sides of a test differ. */
export interface Difference {
  /** Where it is: `returned.items[0].price`, `error.code`. */
  readonly path: string
  /**
   * outcome: one side failed. missing: only one side has it. type: of another type. length: lists of another length.
   * value: another value. reference: an id that is another record's. */
  readonly kind: 'outcome' | 'missing' | 'type' | 'length' | 'value' | 'reference'
  readonly database: unknown
  readonly production: unknown
}
