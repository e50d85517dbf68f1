/** One line of the table: a ratio against a base measured in the same run, and the goal that it is held against. */
export interface Ratio {
  readonly what: string
  readonly ratio: number
  readonly goal: number
  readonly atMost?: boolean
  readonly detail: string
}

export interface BenchContext {
  readonly rounds: number
  readonly scratch: string
  /** A throw-away Postgres for the whole run. */
  readonly url: string
  /** Whether psql is here, the reference of loading. */
  readonly psql: boolean
}
