import type { Span } from './json-tree.ts'

/** A problem of the schema, with the part of the text that it is about. */
export interface PlacedProblem {
  /** Of the engine; empty where the text is no JSON. */
  readonly code: string
  readonly path: string
  readonly message: string
  readonly fix: string
  readonly span: Span
  readonly line: number
  readonly column: number
}
