import type { Span } from './json-places.ts'

/** A problem of the schema, with the part of the text that it is about. */
export interface PlacedProblem {
  readonly message: string
  readonly fix: string
  readonly span: Span
  readonly line: number
  readonly column: number
}
