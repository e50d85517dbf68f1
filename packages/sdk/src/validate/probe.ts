/**
 * One question to an environment, with what must be true of the answer. Statements run in a transaction that is rolled
 * back, whatever they do.
 */
export type Probe = SqlProbe | HttpProbe | CrudProbe

interface Asked {
  readonly name: string
  /** Milliseconds that the answer may take; none when not said. */
  readonly within?: number | undefined
}

export interface SqlProbe extends Asked {
  readonly kind: 'sql'
  /** Run before the query, in the same transaction. */
  readonly setup?: readonly string[] | undefined
  readonly query: string
  readonly parameters?: readonly (string | number | boolean | null)[] | undefined
  readonly expect: SqlExpectation
}

/** All that is said must hold. */
export interface SqlExpectation {
  readonly rows?: Expected | undefined
  /** Of the first row, by column. */
  readonly first?: Readonly<Record<string, Expected>> | undefined
  /** The statement must be refused: with this SQLSTATE, or with any when true. */
  readonly refused?: string | true | undefined
}

export interface HttpProbe extends Asked {
  readonly kind: 'http'
  readonly method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | 'HEAD' | undefined
  /** An absolute URL, or a path under the base URL. {{name}} is what an earlier probe of the suite saved, or a secret. */
  readonly url: string
  readonly headers?: Readonly<Record<string, string>> | undefined
  readonly body?: unknown
  readonly expect: HttpExpectation
  /** Values of the answer's JSON, by pointers such as /token, for later probes of the suite. */
  readonly save?: Readonly<Record<string, string>> | undefined
}

export interface HttpExpectation {
  readonly status?: Expected | undefined
  /** By name, in lower case. */
  readonly headers?: Readonly<Record<string, Expected>> | undefined
  /** By pointers such as /users/0/name. */
  readonly json?: Readonly<Record<string, Expected>> | undefined
  readonly body?: Expected | undefined
}

/** A row of a table is made as its schema asks for, read, changed, removed; nothing stays. */
export interface CrudProbe extends Asked {
  readonly kind: 'crud'
  /** As the catalog names it: schema.table in Postgres. */
  readonly table: string
}

/** A value itself stands for `equals`. */
export type Expected =
  | string
  | number
  | boolean
  | null
  | {
      readonly equals?: string | number | boolean | null | undefined
      readonly not?: string | number | boolean | null | undefined
      readonly atLeast?: number | undefined
      readonly atMost?: number | undefined
      readonly oneOf?: readonly (string | number | boolean | null)[] | undefined
      /** A regular expression. */
      readonly matches?: string | undefined
      readonly exists?: boolean | undefined
    }

export interface TestSuite {
  readonly name: string
  /** Run in order; one that fails does not keep the others. */
  readonly probes: readonly Probe[]
}
