import type { ErrorClass } from '../error-class.ts'

/** Where a case runs: all of it is the case's own, and taken away after it. */
export interface CasePlace {
  /** The database that is tested. */
  readonly url: string
  /** Of files, for the time of the run. */
  readonly folder: string
  /** On Postgres the schema that everything is made in; a name that nobody else has. */
  readonly schema: string
}

/**
 * One thing done in a case. A text is a statement on session 0. In a statement {pid:1} is the number by which the server
 * knows session 1, and {schema} the case's own schema.
 */
export type ErrorStep =
  | string
  | {
      readonly session?: number
      readonly run: string
      /** The next step does not wait for this one, which waits for a lock. */
      readonly waits?: boolean
      /** It fails as well; what comes after it is what counts. */
      readonly fails?: boolean
      /** Takes back, at the end, what it made outside of the schema. */
      readonly undo?: string
    }
  /** Asked again and again until it answers a row. */
  | { readonly session?: number; readonly until: string }
  /** Connects to what it answers, asks for nothing and closes. */
  | { readonly connect: (place: CasePlace) => string | Promise<string> }

/** How an engine is brought to say an error. */
export interface Provocation {
  /** A script that makes what the case needs. */
  readonly setUp?: string
  /** The last one must fail, or one that still waits then. */
  readonly steps: readonly [ErrorStep, ...ErrorStep[]]
  readonly expected: ErrorClass
  /** The first major version of the server that has it. */
  readonly since?: number
}

/** Why an engine has no such error. */
export interface Absent {
  readonly absent: string
}

/** One error, provoked on each engine that has it. */
export interface ErrorCase {
  /** What happens, in words. */
  readonly name: string
  readonly postgres: Provocation | Absent
  readonly sqlite: Provocation | Absent
  /** Where PGlite differs from a server in more than having one connection. */
  readonly pglite?: Provocation | Absent
}
