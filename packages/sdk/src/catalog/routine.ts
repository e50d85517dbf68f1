import type { QualifiedName } from './qualified-name.ts'

/** A function, procedure or aggregate. */
export interface Routine extends QualifiedName {
  readonly kind: 'function' | 'procedure' | 'aggregate'
  /** Types of its input arguments, by which it is told from others of its name. */
  readonly argumentTypes: string
  /** All arguments with their modes, names and defaults, as written in its definition. */
  readonly arguments: string
  /** What it returns, OUT arguments and TABLE columns included; null for a procedure. */
  readonly returns: string | null
  /** Names of arguments in order, null where one has none; a replacement may name one that had none, and no more. */
  readonly argumentNames: readonly (string | null)[]
  readonly defaults: number
  readonly language: string
  /** A whole CREATE statement, CREATE OR REPLACE where there is one. */
  readonly definition: string
  /** The text of the body where it is kept as text, which the catalog knows no dependencies of. */
  readonly body: string | null
}
