/** Masks the bytes of one COPY, in chunks that break anywhere. */
export interface RowMasker {
  readonly rows: number
  readonly rowsMasked: number
  /** How many values of each masked column, in their order. */
  readonly values: readonly number[]
  /** Masked bytes of all rows that are whole by now; valid until the next call. */
  feed(chunk: Uint8Array): Uint8Array
  /** Throws where the COPY ended in the middle of a row. */
  finish(): void
}
